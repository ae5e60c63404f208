"""When it is a supervisor who says how a case goes on, and nobody else (domain O2, I3, K3)."""

from typing import Final

from sqlalchemy.orm import Session

from models import Case
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.settings.known import CHASES_AT_SUPERVISOR, DECLINES_AT_SUPERVISOR
from portal.settings.read import some_settings

# The second reopening is the third attempt.
ATTEMPTS: Final = 3


def supervisor_decides(session: Session, case: Case) -> bool:
    """Whether what has happened on the case brings it up: declines in its attempt, chases."""
    declines, chases = some_settings(session, DECLINES_AT_SUPERVISOR, CHASES_AT_SUPERVISOR)
    return case.declines >= declines or case.chases >= chases or case.attempt >= ATTEMPTS


def may_go_on(actor: Actor, case: Case) -> bool:
    """Whether this actor may offer or settle a case in triage."""
    return not case.at_supervisor or actor.may(Permission.SUPERVISE)
