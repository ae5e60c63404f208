"""Judge a case's entitlement and keep the judgement; none is ever overwritten (domain E1)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Case, Entitlement, EntitlementKind, Product, Purchase, Symptom
from portal.access.actors import Actor
from portal.sla.zone import portal_zone
from portal.warranty.entitlement import Judgement, judge


def judge_matter(
    session: Session,
    *,
    purchase_id: int | None,
    product_id: int | None,
    symptom_id: int | None,
    damage_alleged: bool,
    heard_at: datetime,
) -> Judgement:
    """What would be judged of a matter that may not be a case yet, by the day it was heard.

    Who complains on the last day of a warranty has complained in time, however late it is looked
    into.
    """
    purchase = session.get(Purchase, purchase_id) if purchase_id else None
    bought = purchase.product_id if purchase else product_id
    return judge(
        purchase,
        session.get(Product, bought) if bought else None,
        session.get(Symptom, symptom_id) if symptom_id else None,
        damage_alleged=damage_alleged,
        on=heard_at.astimezone(portal_zone(session)).date(),
    )


def judge_case(
    session: Session, actor: Actor, case: Case, *, damage_alleged: bool = False, now: datetime
) -> Entitlement:
    """Write down what stands now. The caller records it and has the right to the case.

    Damage once said to be by us stays said: only an inspection can tell otherwise (E1).
    """
    standing = session.get(Entitlement, case.entitlement_id) if case.entitlement_id else None
    said_before = standing is not None and standing.kind is EntitlementKind.DAMAGE_BY_US
    found = judge_matter(
        session,
        purchase_id=case.purchase_id,
        product_id=case.product_id,
        symptom_id=case.symptom_id,
        damage_alleged=damage_alleged or said_before,
        heard_at=case.first_heard_at,
    )
    entitlement = Entitlement(
        case_id=case.id,
        kind=EntitlementKind(found.kind),
        until=found.until(portal_zone(session)),
        judged_at=now,
        judged_by_id=actor.user_id,
    )
    session.add(entitlement)
    session.flush()
    case.entitlement_id = entitlement.id
    return entitlement
