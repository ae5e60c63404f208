"""Calendars that the tests of business time share."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from portal.sla.calendar import Calendar
from portal.sla.hours import ROUND_THE_CLOCK, Hours, window

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")

DAYTIME = (window("09:00", "12:00"), window("13:00", "18:00"))
SERVICE = Hours(zone=SHANGHAI, weekly=dict.fromkeys(range(7), DAYTIME))
OFFICE = Hours(
    zone=SHANGHAI,
    weekly=dict.fromkeys(range(5), DAYTIME),
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    make_up_days=frozenset({date(2026, 9, 20), date(2026, 10, 10)}),
    known_years=frozenset({2026}),
)
ALWAYS = Hours(zone=SHANGHAI, weekly=ROUND_THE_CLOCK)


def calendar(hours=SERVICE, **changes):
    """The hours, with some parts of them replaced, ready to count."""
    return Calendar(Hours(**({name: getattr(hours, name) for name in FIELDS} | changes)))


FIELDS = tuple(Hours.__dataclass_fields__)


def at(text, zone=SHANGHAI):
    """A moment on the wall of a zone, as UTC: `at("2026-11-20 10:00")`."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
