"""How long each stage may take: the table of domain T2, and what of it applies to one clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from models.cases import Severity
from models.sla import ClockOwner, Stage

SERVICE: Final = "service"
OFFICE: Final = "office"
ALWAYS: Final = "always"

# The daytime in which an urgent offer is answered in the shorter time.
DAY_BEGINS: Final = time(8)
DAY_ENDS: Final = time(22)

OWNERS: Final[Mapping[Stage, ClockOwner]] = {
    Stage.TRIAGE: ClockOwner.HOTLINE,
    Stage.ACCEPT: ClockOwner.DEALER,
    Stage.FIRST_CONTACT: ClockOwner.DEALER,
    Stage.VISIT: ClockOwner.DEALER,
    Stage.RESOLVE: ClockOwner.BRAND,
    Stage.DECISION: ClockOwner.BRAND,
    Stage.CALLBACK: ClockOwner.HOTLINE,
}


@dataclass(frozen=True, slots=True)
class Target:
    """The time a stage has on one calendar; another one at night where `night_minutes` says so."""

    calendar_code: str
    minutes: int
    night_minutes: int | None = None


Policy = Mapping[tuple[Stage, Severity], Target]


def _row(
    stage: Stage, urgent: Target, normal: Target, minor: Target
) -> dict[tuple[Stage, Severity], Target]:
    return {
        (stage, Severity.URGENT): urgent,
        (stage, Severity.NORMAL): normal,
        (stage, Severity.MINOR): minor,
    }


def _always(*, hours: int = 0, minutes: int = 0, night_minutes: int | None = None) -> Target:
    return Target(ALWAYS, hours * 60 + minutes, night_minutes)


def _service(*, hours: int = 0, minutes: int = 0) -> Target:
    return Target(SERVICE, hours * 60 + minutes)


def _office(*, hours: int) -> Target:
    return Target(OFFICE, hours * 60)


# Domain T2, as it is delivered; administrators make further versions of it.
DEFAULT_POLICY: Final[Policy] = {
    **_row(Stage.TRIAGE, _always(minutes=10), _service(minutes=30), _service(hours=2)),
    **_row(
        Stage.ACCEPT,
        _always(minutes=15, night_minutes=30),
        _service(hours=2),
        _service(hours=4),
    ),
    **_row(Stage.FIRST_CONTACT, _always(hours=1), _service(hours=4), _service(hours=8)),
    **_row(Stage.VISIT, _always(hours=24), _service(hours=16), _service(hours=40)),
    **_row(Stage.RESOLVE, _always(hours=72), _service(hours=56), _service(hours=80)),
    **_row(Stage.DECISION, _always(hours=1), _office(hours=4), _office(hours=8)),
    **_row(Stage.CALLBACK, _always(hours=24), _service(hours=8), _service(hours=16)),
}


def minutes_allowed(
    target: Target, stage: Stage, *, attempt: int, started_at: datetime, zone: ZoneInfo
) -> int:
    """The minutes a clock gets that starts at a moment in an attempt.

    A reopened case has half the time to be resolved (T7). What starts at night has its night's
    time to the end, even when the day begins meanwhile.
    """
    minutes = target.minutes
    if target.night_minutes is not None and is_night(started_at, zone):
        minutes = target.night_minutes
    if stage is Stage.RESOLVE and attempt > 1:
        minutes = max(1, minutes // 2)
    return minutes


def is_night(at: datetime, zone: ZoneInfo) -> bool:
    """Whether it is before 08 or from 22 on, on the wall there."""
    return not DAY_BEGINS <= at.astimezone(zone).time() < DAY_ENDS


def length(minutes: int) -> timedelta:
    """A target's minutes as a length of open time."""
    return timedelta(minutes=minutes)
