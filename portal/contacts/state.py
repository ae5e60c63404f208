"""How a contact point's state follows from what was heard of it (domain P1, P2). Pure."""

from datetime import datetime
from typing import Final

from models import CheckResult, ContactPoint, ContactState, Doubt

UNANSWERED: Final = 3
# In these the telephone rang at somebody's, or might have: not vacant, and not alive.
_UNHEARD: Final = frozenset({CheckResult.NO_ANSWER, CheckResult.SWITCHED_OFF})


def hear(point: ContactPoint, result: CheckResult, *, at: datetime, same_hour: bool) -> None:
    """Vacant is dead. Out of service is suspect: the line is stopped, not given up.

    Not answered and switched off count alike, one for each hour; the third makes it suspect.
    """
    if result is CheckResult.ANSWERED:
        prove(point, at=at)
    elif result in (CheckResult.VACANT, CheckResult.SOMEBODY_ELSE):
        point.state, point.doubt = ContactState.DEAD, Doubt.VACANT
    elif result is CheckResult.OUT_OF_SERVICE:
        doubt(point, Doubt.OUT_OF_SERVICE)
    elif result in _UNHEARD and not same_hour:
        point.unanswered += 1
        if point.unanswered >= UNANSWERED:
            doubt(point, Doubt.UNANSWERED)


def prove(point: ContactPoint, *, at: datetime) -> None:
    """Something got through: it is live, and what was held against it is over."""
    point.state, point.proved_at, point.doubt = ContactState.LIVE, at, None
    point.unanswered = point.failed_deliveries = 0


def doubt(point: ContactPoint, why: Doubt) -> None:
    """Suspect from now on; what is dead or retired stays so."""
    if point.state not in (ContactState.DEAD, ContactState.RETIRED):
        point.state, point.doubt = ContactState.SUSPECT, why
