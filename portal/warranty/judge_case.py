"""Judge a case's entitlement and keep the judgement; none is ever overwritten (domain E1)."""

from datetime import datetime, tzinfo

from sqlalchemy.orm import Session

from models import Case, Entitlement, EntitlementKind, Product, Purchase, Symptom
from portal.access.actors import Actor
from portal.sla.calendars import load_calendar
from portal.sla.policy import SERVICE
from portal.warranty.entitlement import Judgement, judge


def judge_matter(
    session: Session,
    *,
    purchase_id: int | None,
    product_id: int | None,
    symptom_id: int | None,
    damage_alleged: bool,
    now: datetime,
) -> Judgement:
    """What would be judged now of a matter that may not be a case yet."""
    purchase = session.get(Purchase, purchase_id) if purchase_id else None
    bought = purchase.product_id if purchase else product_id
    return judge(
        purchase,
        session.get(Product, bought) if bought else None,
        session.get(Symptom, symptom_id) if symptom_id else None,
        damage_alleged=damage_alleged,
        on=now.astimezone(zone_of_service(session)).date(),
    )


def judge_case(
    session: Session, actor: Actor, case: Case, *, damage_alleged: bool = False, now: datetime
) -> Entitlement:
    """Write down what stands now. The caller records it and has the right to the case."""
    found = judge_matter(
        session,
        purchase_id=case.purchase_id,
        product_id=case.product_id,
        symptom_id=case.symptom_id,
        damage_alleged=damage_alleged,
        now=now,
    )
    entitlement = Entitlement(
        case_id=case.id,
        kind=EntitlementKind(found.kind),
        until=found.until(zone_of_service(session)),
        judged_at=now,
        judged_by_id=actor.user_id,
    )
    session.add(entitlement)
    session.flush()
    case.entitlement_id = entitlement.id
    return entitlement


def zone_of_service(session: Session) -> tzinfo:
    """The zone whose days count: that of the service calendar."""
    return load_calendar(session, SERVICE).hours.zone
