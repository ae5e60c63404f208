"""A supervisor judges a dealer's "not ours" (domain O2)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import CaseStatus, DeclineReason, EventKind, Offer, OfferState
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case, visible
from portal.errors import NotFoundError, RefusedError
from portal.history.record import only_dealer, record


def uphold_not_ours(
    session: Session,
    actor: Actor,
    case_id: int,
    offer_id: int,
    *,
    upheld: bool,
    reason: str,
    version: int | None,
    now: datetime,
) -> Offer:
    """Upheld, the decline costs the dealer no score and a supervisor decides where it goes.

    Judged once; on record either way.
    """
    case = get_case(session, actor, case_id, version=version, lock=True)
    actor.require(Permission.SUPERVISE)
    offer = session.scalar(
        visible(actor, Offer).where(
            Offer.id == offer_id,
            Offer.case_id == case.id,
            Offer.state == OfferState.DECLINED,
            Offer.reason_code == DeclineReason.NOT_OURS,
        )
    )
    if offer is None:
        raise NotFoundError("offer")
    if offer.not_ours_upheld is not None:
        raise RefusedError("not_ours_judged_before")
    offer.not_ours_upheld = upheld
    if upheld and case.status is CaseStatus.TRIAGE:
        case.at_supervisor = True
    record(
        session,
        actor,
        case,
        EventKind.NOT_OURS_JUDGED,
        now=now,
        audience=only_dealer(offer.dealer_id),
        body=reason.strip() or None,
        offer_id=offer.id,
        dealer_id=offer.dealer_id,
        upheld=upheld,
    )
    case.version += 1
    return offer
