"""When a person is left alone, and when the one mail of the day goes out: pure arithmetic."""

from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

# The day's one mail, in the portal's own zone.
DIGEST_AT: Final = time(8, 0)


def quiet_until(now: datetime, since: time, until: time, zone: ZoneInfo) -> datetime | None:
    """The end of the quiet hours that `now` lies in; none outside of them.

    Half-open; `since` later than `until` means over midnight.
    """
    local = now.astimezone(zone)
    clock = local.time()
    over_midnight = since > until
    inside = (clock >= since or clock < until) if over_midnight else since <= clock < until
    if not inside:
        return None
    day = local.date()
    if over_midnight and clock >= since:
        day += timedelta(days=1)
    return datetime.combine(day, until, zone).astimezone(UTC)


def next_digest(now: datetime, zone: ZoneInfo) -> datetime:
    """When the next digest is due."""
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=0 if local.time() < DIGEST_AT else 1)
    return datetime.combine(day, DIGEST_AT, zone).astimezone(UTC)
