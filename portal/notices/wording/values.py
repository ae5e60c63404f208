"""What fills the holes of one notice, for one recipient: looked up when the message is written.

A notice's `detail` holds ids, codes and ISO times: `due_at`, `until`, `since`, `window_start` and
`window_end`, `stage`, `dealer_id`, `by_id`, `installer_id`, `times`, `count`, `days`, `calendar`,
`channel`, `granted`.
What it does not say is taken from its case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from models import Case, Dealer, DeliveryChannel, Installer, Locale, Notice, Severity, Stage, User
from portal.i18n.words import word_in
from portal.notices.wording.said import CALENDARS, DECIDED, spell_day, spell_moment, spell_window

_TIMES: Final = {"due_at": "due", "until": "until", "since": "since"}
_PLAIN: Final = ("number", "times", "count", "day", "days")


@dataclass(frozen=True, slots=True)
class About:
    """The rows that a notice speaks of, as far as its reader may see them."""

    case: Case | None = None
    dealer: str | None = None
    by: str | None = None
    reader: str | None = None
    person: str | None = None


def values_of(
    session: Session, notice: Notice, locale: Locale, zone: ZoneInfo, addresses: Mapping[str, str]
) -> dict[str, str]:
    """Each hole's value as text, for a message that the worker sends."""
    case = None if notice.case_id is None else session.get(Case, notice.case_id)
    dealer_id = dealer_of(notice, case)
    dealer = session.get(Dealer, dealer_id) if dealer_id else None
    by_id = notice.detail.get("by_id")
    by = session.get(User, by_id) if by_id else None
    reader = None if notice.user_id is None else session.get(User, notice.user_id)
    person_id = notice.detail.get("installer_id")
    person = session.get(Installer, person_id) if person_id else None
    about = About(
        case,
        None if dealer is None else dealer.name,
        None if by is None else by.name,
        None if reader is None else reader.name,
        None if person is None else person.name,
    )
    return dict(addresses) | values_from(notice, about, locale, zone)


def dealer_of(notice: Notice, case: Case | None) -> int | None:
    """Which dealer has to do with it: the one that is named, else whose case it is."""
    named: int | None = notice.detail.get("dealer_id")
    return named or (case.dealer_id if case else None)


def values_from(notice: Notice, about: About, locale: Locale, zone: ZoneInfo) -> dict[str, str]:
    """A hole that has no value is left out."""
    detail = notice.detail
    found: dict[str, str] = {name: str(detail[name]) for name in _PLAIN if name in detail}
    found |= {
        hole: _when(str(detail[name]), zone, locale)
        for name, hole in _TIMES.items()
        if detail.get(name)
    }
    found |= _words(detail, about.case, locale)
    names = {
        "dealer": about.dealer,
        "by": about.by,
        "name": about.reader,
        "person": about.person,
    }
    found |= {hole: name for hole, name in names.items() if name}
    if about.case is not None:
        found["number"] = about.case.number
    if detail.get("window_start") and detail.get("window_end"):
        start, end = (datetime.fromisoformat(detail[f"window_{side}"]) for side in ("start", "end"))
        found["window"] = spell_window(start, end, zone, locale)
    return found


def _when(said: str, zone: ZoneInfo, locale: Locale) -> str:
    """A day where only the day was said, else the moment."""
    if len(said) == len("2026-05-20"):
        return spell_day(date.fromisoformat(said), locale)
    return spell_moment(datetime.fromisoformat(said), zone, locale)


def _words(detail: Mapping[str, Any], case: Case | None, locale: Locale) -> dict[str, str]:
    found = {}
    severity = detail.get("severity") or (case and case.severity)
    if severity:
        found["severity"] = word_in(Severity(severity), locale)
    if detail.get("stage"):
        found["stage"] = word_in(Stage(detail["stage"]), locale)
    if detail.get("channel"):
        found["channel"] = word_in(DeliveryChannel(detail["channel"]), locale)
    if detail.get("calendar"):
        found["calendar"] = CALENDARS[locale].get(detail["calendar"], detail["calendar"])
    if "granted" in detail:
        found["decision"] = DECIDED[locale][bool(detail["granted"])]
    return found
