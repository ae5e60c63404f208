"""Turn a row as it stands into a complaint, or say what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from models import OutsideSatisfaction
from portal.errors import InvalidError
from portal.imports.profile import Profile
from portal.imports.read import RawRow
from portal.infra.phones import Phone, read_phone

_LONGEST_SUMMARY: Final = 200
# A cell that names something, and one whose words are put together with others.
_LONGEST_NAME: Final = 300
_NAMES: Final = ("business", "industry", "kind", "result", "district", "customer", "phone")
_LONGEST_TEXT: Final = 20_000
_LARGEST_AMOUNT: Final = Decimal("9999999999.99")


@dataclass(frozen=True, slots=True)
class OutsideComplaint:
    """A row understood; `odd` says what is strange about it though it is taken."""

    line: int
    key: str
    started_at: datetime
    started_on: date
    closed_on: date | None
    ended_at: datetime | None
    business: str
    industry: str
    kind: str
    result: str
    satisfaction: OutsideSatisfaction
    granted: Decimal
    district: str
    customer: str
    phone: Phone | None
    summary: str
    body: str
    address: str
    city: str
    odd: tuple[str, ...]


def understand(row: RawRow, profile: Profile) -> OutsideComplaint:
    """The complaint of a row. Raises InvalidError with the reason and the column's name."""
    if row.torn:
        raise InvalidError("row_torn")
    _check_cells(row, profile)
    fields = {name: row.values.get(column, "") for name, column in profile.columns.items()}
    for name in profile.required:
        if not fields.get(name):
            raise InvalidError("value_missing", column=profile.columns[name])
    started = _moment(fields["started"], profile, "started")
    closed = _moment(fields["closed"], profile, "closed") if fields.get("closed") else None
    words = {**row.values, **fields}
    return OutsideComplaint(
        line=row.line,
        key=row.key,
        started_at=started.astimezone(UTC),
        started_on=started.date(),
        closed_on=closed.date() if closed else None,
        ended_at=_ended(started, closed, profile),
        business=fields.get("business", ""),
        industry=fields.get("industry", ""),
        kind=fields.get("kind", ""),
        result=fields.get("result", ""),
        satisfaction=_satisfaction(fields.get("satisfaction"), profile),
        granted=_amount(fields.get("granted", ""), profile),
        district=fields.get("district", ""),
        customer=_composed("customer", words, profile) or "?",
        phone=read_phone(fields["phone"]) if fields.get("phone") else None,
        summary=_composed("summary", words, profile)[:_LONGEST_SUMMARY] or "?",
        body=_composed("body", words, profile),
        address=_composed("address", words, profile),
        city=_composed("city", words, profile),
        odd=_oddities(fields, started, closed),
    )


def _check_cells(row: RawRow, profile: Profile) -> None:
    """One cell that cannot be kept is the end of its row, and of no other."""
    names = {profile.columns.get(name) for name in _NAMES}
    for column, value in row.values.items():
        if "\x00" in value:
            raise InvalidError("value_unreadable", column=column)
        if len(value) > (_LONGEST_NAME if column in names else _LONGEST_TEXT):
            raise InvalidError("value_too_long", column=column)


def _moment(text: str, profile: Profile, name: str) -> datetime:
    try:
        return datetime.strptime(text, profile.date_format).replace(tzinfo=profile.zone)
    except ValueError:
        raise InvalidError(
            "date_unreadable", column=profile.columns[name], value=text[:40]
        ) from None


def _ended(started: datetime, closed: datetime | None, profile: Profile) -> datetime | None:
    """When it ended outside; where only that it did is known, no later than it began."""
    if closed is None and not profile.always_ended:
        return None
    return (closed or started).astimezone(UTC)


def _amount(text: str, profile: Profile) -> Decimal:
    if not text:
        return Decimal(0)
    try:
        amount = Decimal(text.replace(",", "").replace("$", "").replace("¥", ""))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount <= _LARGEST_AMOUNT:
        raise InvalidError("amount_unreadable", column=profile.columns["granted"], value=text[:40])
    return amount.quantize(Decimal("0.01"))


def _satisfaction(text: str | None, profile: Profile) -> OutsideSatisfaction:
    if text is None:
        return OutsideSatisfaction.NOT_ASKED
    if not text:
        return OutsideSatisfaction.BLANK
    meaning = profile.satisfaction.get(text)
    if meaning is None:
        raise InvalidError(
            "satisfaction_unknown", column=profile.columns["satisfaction"], value=text[:40]
        )
    return OutsideSatisfaction(meaning)


def _composed(name: str, words: Mapping[str, str], profile: Profile) -> str:
    """A text of the profile with its values put in; a plain column where none is composed."""
    template = profile.compose.get(name)
    if template is None:
        return words.get(name, "") if name in profile.columns else ""
    text = template
    for word, value in words.items():
        text = text.replace(f"{{{word}}}", value)
    return " ".join(text.split()).strip(" :.,")


def _oddities(
    fields: Mapping[str, str], started: datetime, closed: datetime | None
) -> tuple[str, ...]:
    odd = []
    if closed is not None and closed < started:
        odd.append("closes_before_start")
    if "business" in fields and not fields["business"]:
        odd.append("no_business")
    return tuple(odd)
