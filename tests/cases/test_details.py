"""What is known of a case is put right: what it is about, and what it is owed (E1)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models import Entitlement, EntitlementKind, Role
from models.intake import Sign
from portal.cases.details import Details, correct_details
from portal.cases.open import Call, open_case
from tests.support.world import NOON

DAY = timedelta(days=1)


@pytest.fixture
def agent(world):
    return world.actor(Role.AGENT)


@pytest.fixture
def customer(world):
    return world.customer()


@pytest.fixture
def purchase(world, customer):
    """Its warranty runs out at the end of the day on which the customer calls."""
    product = world.product(warranty_months=12, workmanship_months=0)
    bought = date(2025, 5, 20)
    return world.purchase(customer, product=product, bought_on=bought, installed_on=bought)


def as_it_stands(case) -> Details:
    return Details(
        case.summary, case.wish, case.product_id, case.symptom_id, case.purchase_id, case.address_id
    )


def corrected(realm, agent, case, now, **given):
    details = replace(as_it_stands(case), **given)
    correct_details(realm, agent, case.id, details, version=case.version, now=now)
    realm.commit()


def test_a_case_is_owed_what_was_owed_on_the_day_it_was_heard(
    world, session, acting, agent, customer, purchase
):
    symptom = world.symptom()
    realm = acting(agent)
    case = open_case(
        realm, agent, Call(what="It leaks.", customer_id=customer.id, purchase_id=purchase.id),
        now=NOON,
    )  # fmt: skip

    corrected(realm, agent, case, NOON + 3 * DAY, symptom_id=symptom.id)

    session.expire_all()
    judged = session.get(Entitlement, case.entitlement_id)
    assert (judged.kind, judged.judged_at) == (EntitlementKind.WARRANTY, NOON + 3 * DAY)


def test_what_was_relayed_late_is_judged_by_the_day_somebody_heard_it(
    session, acting, agent, customer, purchase
):
    realm = acting(agent)
    call = Call(
        what="It leaks.", customer_id=customer.id, purchase_id=purchase.id, first_heard_at=NOON
    )

    case = open_case(realm, agent, call, now=NOON + 2 * DAY)
    realm.commit()

    assert session.get(Entitlement, case.entitlement_id).kind is EntitlementKind.WARRANTY


def test_damage_said_to_be_by_us_stays_so_when_the_details_change(
    world, session, acting, agent, customer
):
    long_ago = date(2015, 5, 20)
    purchase = world.purchase(customer, bought_on=long_ago, installed_on=long_ago)
    realm = acting(agent)
    call = Call(
        what="Your drill hit a pipe.", customer_id=customer.id, signs=frozenset({Sign.DAMAGE_BY_US})
    )
    case = open_case(realm, agent, call, now=NOON)

    corrected(realm, agent, case, NOON, purchase_id=purchase.id, product_id=purchase.product_id)

    session.expire_all()
    judged = session.get(Entitlement, case.entitlement_id)
    assert judged.kind is EntitlementKind.DAMAGE_BY_US
