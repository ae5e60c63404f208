"""When it is a supervisor who says how a case goes on, and nobody else (domain O2, I3, K3)."""

from typing import Final

from models import Case
from portal.access.actors import Actor
from portal.access.permissions import Permission

# So many declines in an attempt, chases that counted, or attempts.
DECLINES: Final = 2
CHASES: Final = 3
ATTEMPTS: Final = 3


def supervisor_decides(case: Case) -> bool:
    """Whether what has happened on the case brings it up by itself."""
    return case.declines >= DECLINES or case.chases >= CHASES or case.attempt >= ATTEMPTS


def may_go_on(actor: Actor, case: Case) -> bool:
    """Whether this actor may offer or settle a case in triage."""
    return not case.at_supervisor or actor.may(Permission.SUPERVISE)
