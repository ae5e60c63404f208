"""A case's timeline as the page shows it: entries by the reader's day, with words and photos."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _

from models import (
    Case,
    Channel,
    DealerSays,
    DeclineReason,
    DeliveryChannel,
    EntitlementKind,
    EventKind,
    FileKind,
    FileState,
    NotCounted,
    Outcome,
    PauseReason,
    RequestKind,
    Severity,
    Stage,
    StoredFile,
    TaskKind,
)
from portal.cases.timeline import Line, Names
from portal.i18n import formats
from portal.i18n.told import tell
from portal.i18n.words import word
from portal.web.cases.page import customer_name
from portal.web.filters import moment
from portal.web.looks import look

K = EventKind
# Small and grey: what the portal notes beside what people say and do.
QUIET: Final = frozenset(
    {
        K.OFFERED,
        K.ACCEPTED,
        K.OFFER_WITHDRAWN,
        K.PHONE_REVEALED,
        K.LINK_ISSUED,
        K.LINK_REVOKED,
        K.TASK_SET,
        K.TASK_DONE,
        K.AGENT_CHANGED,
        K.DETAILS_CHANGED,
        K.ENTITLEMENT_JUDGED,
        K.AUDITED,
        K.IMPORTED,
        K.TEXT_ERASED,
        K.RECHECK_SET,
    }
)
# The customer's own voice.
QUOTED: Final = frozenset(
    {
        K.OPENED,
        K.RELAYED,
        K.CHASED,
        K.SAID_NOT_CONTACTED,
        K.SAID_NOT_VISITED,
        K.CLAIM_VERIFIED,
        K.CLAIM_DISPUTED,
        K.SAID_SETTLED,
        K.SAID_NOT_SETTLED,
        K.CALLED_BACK,
        K.REOPENED,
        K.PRAISED,
        K.RECHECKED,
        K.WITHDRAWAL_RECORDED,
        K.THREATENED,
    }
)
_ENUMS: Final[Mapping[str, tuple[str, type[StrEnum]]]] = {
    "outcome": ("outcome", Outcome),
    "reason_code": ("reason", DeclineReason),
    "request": ("request", RequestKind),
    "task": ("task", TaskKind),
    "channel": ("channel", Channel),
    "entitlement": ("entitlement", EntitlementKind),
    "stage": ("stage", Stage),
    "way": ("way", DeliveryChannel),
    "says": ("says", DealerSays),
}
_PLAIN: Final = {
    "attempt": "attempt",
    "warning": "warning",
    "other": "number",
    "what": "part",
    "day": "day",
    "touches": "touches",
    "working_days": "days",
}


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as the macro `photos` takes it."""

    url: str
    small_url: str
    words: str
    caption: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in words."""

    at: datetime
    title: str
    tone: str | None
    icon: str
    kind: str
    by: str
    quote: str | None
    body: str | None
    why: str
    photos: list[Photo]


@dataclass(frozen=True, slots=True)
class Day:
    """The entries of one day."""

    label: str
    entries: list[Entry]


def days_of(
    lines: Iterable[Line],
    names: Names,
    case: Case,
    photos: Mapping[int, Sequence[StoredFile]],
    *,
    now: datetime,
) -> list[Day]:
    """The lines, newest first, grouped by the local day they fall on."""
    today = formats.local_day(now)
    found: list[Day] = []
    last: date | None = None
    for line in lines:
        on = formats.local_day(line.at)
        if on != last:
            found.append(Day(_day_label(on, today), []))
            last = on
        found[-1].entries.append(_entry(line, names, case, photos.get(line.seq, ())))
    return found


def photos_of(lines: Sequence[Line], files: Sequence[StoredFile]) -> dict[int, list[StoredFile]]:
    """Which pictures stand with which event: those it names, those of its visit, the first ones."""
    left = {row.id: row for row in files if row.state is not FileState.REFUSED}
    found: dict[int, list[StoredFile]] = {}

    def take(line: Line, ids: Iterable[int]) -> None:
        taken = [left.pop(row_id) for row_id in list(ids) if row_id in left]
        if taken:
            found.setdefault(line.seq, []).extend(taken)

    for line in lines:
        take(line, line.detail.get("files") or ())
    for line in lines:
        if line.kind in (K.FOUND, K.CHECKED_IN):
            visit = line.detail.get("visit_id")
            take(line, [row.id for row in left.values() if visit and row.visit_id == visit])
    for line in lines:
        if line.kind in (K.OPENED, K.RELAYED):
            take(line, [row.id for row in left.values() if row.added_at <= line.at])
    return found


def photo(row: StoredFile) -> Photo:
    """A picture's addresses and words."""
    kind = word(row.kind)
    words = kind if row.kind is FileKind.EVIDENCE else _("%(kind)s the work", kind=kind)
    return Photo(
        url=url_for("files.show", file_id=row.id),
        small_url=url_for("files.show_small", file_id=row.id),
        words=_("%(what)s, %(name)s", what=words, name=row.name),
        caption=kind,
    )


def _day_label(on: date, today: date) -> str:
    named = formats.day(on, today=today)
    if on == today:
        return str(_("Today, %(day)s", day=named))
    if (today - on).days == 1:
        return str(_("Yesterday, %(day)s", day=named))
    return named


def _entry(line: Line, names: Names, case: Case, photos: Sequence[StoredFile]) -> Entry:
    shown = look(line.kind)
    quiet = line.kind in QUIET
    quoted = line.kind in QUOTED
    title = tell(line.kind, _values(line, names, case))
    by = names.users.get(line.user_id, "") if line.user_id else _by_whom(line)
    return Entry(
        at=line.at,
        title=title,
        tone=None if quiet else shown.tone,
        icon=shown.icon,
        kind="system" if quiet else line.kind.value,
        by="" if by in title else by,
        quote=line.body if quoted else None,
        body=None if quoted else line.body,
        why=_why(line),
        photos=[photo(row) for row in photos],
    )


def _by_whom(line: Line) -> str:
    if line.actor.startswith("link"):
        return str(_("the customer, by link"))
    return _("import") if line.actor.startswith("import") else ""


def _values(line: Line, names: Names, case: Case) -> dict[str, str]:
    """What a sentence may say of this event, each value in words."""
    detail = line.detail
    dealer_id = detail.get("dealer_id") or line.dealer_id
    people = [detail.get("installer_id") or line.installer_id, *(detail.get("people") or ())]
    found: dict[str, str] = {
        "customer": customer_name(case),
        "dealer": names.dealers.get(dealer_id or 0) or str(detail.get("dealer") or ""),
        "installer": formats.listing(
            names.installers[one] for one in people if one in names.installers
        ),
        "by": names.users.get(line.user_id, "") if line.user_id else "",
        "due": _moment(detail.get("due_at")),
        "until": _moment(detail.get("until")),
        "since": _moment(detail.get("still_since")),
        "window": _window(detail),
        **{name: str(detail[key]) for key, name in _PLAIN.items() if detail.get(key)},
    }
    for key, (name, members) in _ENUMS.items():
        if detail.get(key) in list(members):
            found[name] = word(members(detail[key]))
    for key in ("granted", "upheld"):
        if isinstance(detail.get(key), bool):
            found[key] = _("yes") if detail[key] else _("no")
    if line.kind is K.SEVERITY_CHANGED:
        for key in ("before", "after"):
            if detail.get(key) in list(Severity):
                found[key] = word(Severity(detail[key]))
    return found


def _window(detail: Mapping[str, Any]) -> str:
    """Thu 21 May, 09:00–12:00"""
    start, end = _instant(detail.get("window_start")), _instant(detail.get("window_end"))
    if start is None or end is None:
        return ""
    return f"{moment(start)}–{formats.clock_time(end)}"


def _why(line: Line) -> str:
    """The rule's reason, where an event carries one."""
    said: list[str] = [say(line.detail[key]) for key, say in _REASONS.items() if key in line.detail]
    return " ".join(sentence for sentence in said if sentence)


def _stands(stands: Any) -> str:
    if stands:
        return str(_("The claim stands: the clock is met as the dealer said."))
    return str(_("The denial stands: the clock was never met."))


def _contested(contested: Any) -> str:
    if contested:
        return str(_("The dealer contests it. A supervisor decides."))
    return str(_("The dealer concedes it. The denial stands."))


def _not_counted(code: Any) -> str:
    if code == "disputed":
        return str(_("The customer denies it: the clock stands as if it had never stopped."))
    if code == "verify_first":
        return str(_("It counts once the customer has confirmed it. The clock goes on."))
    if code not in list(NotCounted):
        return ""
    return str(_("It does not count: %(reason)s", reason=word(NotCounted(code))))


def _pause_reason(code: Any) -> str:
    return word(PauseReason(code)) if code in list(PauseReason) else ""


def _counted(counted: Any) -> str:
    return "" if counted else _("Soon after the last one: counted once.")


def _moved(clock: Mapping[str, str]) -> str:
    return str(
        _(
            "%(stage)s: due %(after)s, no longer %(before)s",
            stage=word(Stage(clock["stage"])),
            after=_moment(clock["after"]),
            before=_moment(clock["before"]),
        )
    )


_REASONS: Final[Mapping[str, Callable[[Any], str]]] = {
    "contacted_at": lambda at: _("Spoken to %(when)s.", when=_moment(at)),
    "reason": _not_counted,
    "stands": _stands,
    "contested": _contested,
    "unanswered": lambda yes: _("The dealer did not answer in time.") if yes else "",
    "counted": _counted,
    "to_supervisor": lambda yes: _("Once too often: at the supervisor.") if yes else "",
    "compulsory": lambda yes: _("Compulsory, by a supervisor’s word.") if yes else "",
    "pause_reason": _pause_reason,
    "board": lambda yes: _("It goes on the next board.") if yes else "",
    "remote": lambda yes: _("Settled without a visit.") if yes else "",
    "moved": lambda clocks: " · ".join(map(_moved, clocks)),
    "pressed": lambda yes: _("The customer says that somebody pressed them.") if yes else "",
}


def _moment(value: Any) -> str:
    at = _instant(value)
    return moment(at) if at else ""


def _instant(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else None
