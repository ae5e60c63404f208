from dataclasses import replace
from datetime import date

import pytest

from models import Purchase, Role
from portal.errors import ChangedMeanwhileError, ForbiddenError, InvalidError
from portal.products.purchases import PurchaseData, add_purchase, edit_purchase
from tests.support.world import NOON


@pytest.fixture
def data(world):
    return PurchaseData(
        world.product().id, bought_on=date(2025, 10, 18), order_number=" SH-2510/0318 "
    )


def test_a_purchase_is_found_by_its_order_number_without_its_signs(session, world, acting, data):
    agent, customer = world.actor(), world.customer()
    acted = acting(agent)

    purchase = add_purchase(acted, agent, customer.id, data, now=NOON)
    acted.commit()

    found = session.get(Purchase, purchase.id)
    assert (found.order_number, found.order_normal) == ("SH-2510/0318", "sh25100318")


def test_the_later_of_two_corrections_is_refused(world, acting, data):
    agent, purchase = world.actor(), world.purchase(world.customer())
    first = acting(agent)
    edit_purchase(first, agent, purchase.id, data, version=1, now=NOON)
    first.commit()

    with pytest.raises(ChangedMeanwhileError):
        edit_purchase(first, agent, purchase.id, data, version=1, now=NOON)


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"installed_on": date(2025, 10, 1)}, "installed_on"),
        ({"bought_on": date(2036, 1, 1)}, "bought_on"),
        ({"bought_on": date(1925, 1, 1)}, "bought_on"),
        ({"store_id": 999_999}, "store_id"),
        ({"out_of_use_days": -1}, "out_of_use_days"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(world, acting, data, wrong, field):
    agent, customer = world.actor(), world.customer()

    with pytest.raises(InvalidError) as refused:
        add_purchase(acting(agent), agent, customer.id, replace(data, **wrong), now=NOON)

    assert refused.value.field == field


def test_an_address_of_somebody_else_is_refused(world, acting, data):
    agent, customer = world.actor(), world.customer()
    elsewhere = world.address(world.customer())

    with pytest.raises(InvalidError, match="unknown_choice"):
        add_purchase(
            acting(agent), agent, customer.id, replace(data, address_id=elsewhere.id), now=NOON
        )


def test_a_dealer_does_not_edit_purchases(world, acting, data):
    desk, customer = world.actor(Role.DEALER_DESK), world.customer()

    with pytest.raises(ForbiddenError):
        add_purchase(acting(desk), desk, customer.id, data, now=NOON)
