"""The hotline takes a case away from the dealer that holds it (domain O2)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Case, Release
from portal.access.actors import Actor
from portal.access.scope import get_case
from portal.cases.holding import held_offer, release_holding, return_to_triage
from portal.cases.lifecycle import Step
from portal.cases.staff_news import tell_taken_away
from portal.cases.steps import check_step
from portal.errors import InvalidError


def take_case_away(
    session: Session,
    actor: Actor,
    case_id: int,
    reason: str,
    *,
    version: int | None,
    now: datetime,
    how: Release = Release.TAKEN_AWAY,
) -> Case:
    """The case returns to triage and leaves the dealer's sight; planned visits are cancelled.

    `how` says why the dealer stopped holding it, where it was not the case that was amiss.
    """
    case = get_case(session, actor, case_id, version=version, lock=True)
    check_step(actor, case, Step.TAKE_AWAY)
    if not reason.strip():
        raise InvalidError("say_why", field="reason")
    offer = held_offer(session, actor, case)
    release_holding(session, case, offer, how, reason.strip(), now=now)
    return_to_triage(
        session,
        actor,
        case,
        Step.TAKE_AWAY,
        now=now,
        body=reason.strip(),
        offer_id=offer.id,
        release=how.value,
    )
    tell_taken_away(session, case, offer, now=now)
    return case
