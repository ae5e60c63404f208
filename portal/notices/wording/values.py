"""What fills the holes of one notice, for one recipient: looked up when the message is written.

A notice's `detail` holds ids, codes and ISO times: `due_at`, `until`, `since`, `window_start` and
`window_end`, `stage`, `dealer_id`, `by_id`, `times`, `count`, `calendar`, `channel`, `granted`.
What it does not say is taken from its case.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from models import Case, Dealer, DeliveryChannel, Locale, Notice, Severity, Stage, User
from portal.i18n.words import word_in
from portal.notices.wording.said import DECIDED, spell_day, spell_moment, spell_window

_TIMES: Final = {"due_at": "due", "until": "until", "since": "since"}
_PLAIN: Final = ("times", "count", "calendar")


def values_of(
    session: Session, notice: Notice, locale: Locale, zone: ZoneInfo, addresses: Mapping[str, str]
) -> dict[str, str]:
    """Each hole's value as text; a hole that has none is left out."""
    detail = notice.detail
    case = None if notice.case_id is None else session.get(Case, notice.case_id)
    found = dict(addresses)
    found |= {name: str(detail[name]) for name in _PLAIN if name in detail}
    found |= {
        hole: _when(str(detail[name]), zone, locale)
        for name, hole in _TIMES.items()
        if detail.get(name)
    }
    found |= _words(detail, case, locale)
    found |= _names(session, notice, case)
    if case is not None:
        found["number"] = case.number
    if detail.get("window_start") and detail.get("window_end"):
        found["window"] = spell_window(
            datetime.fromisoformat(detail["window_start"]),
            datetime.fromisoformat(detail["window_end"]),
            zone,
            locale,
        )
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
    if "granted" in detail:
        found["decision"] = DECIDED[locale][bool(detail["granted"])]
    return found


def _names(session: Session, notice: Notice, case: Case | None) -> dict[str, str]:
    """Of the house that has to do with it, of who caused it, and of whoever reads it."""
    dealer_id = notice.detail.get("dealer_id") or (case and case.dealer_id)
    dealer = session.get(Dealer, dealer_id) if dealer_id else None
    by_id = notice.detail.get("by_id")
    by = session.get(User, by_id) if by_id else None
    reader = None if notice.user_id is None else session.get(User, notice.user_id)
    rows = {"dealer": dealer, "by": by, "name": reader}
    return {hole: row.name for hole, row in rows.items() if row is not None}
