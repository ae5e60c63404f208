import pytest
from sqlalchemy import select

from models import Customer, CustomerKind, CustomerPhone, LikelyDuplicate, Role
from portal.customers.add import add_address, add_phone
from portal.customers.edit import edit_customer, remove_phone
from portal.customers.find import find_by_phone, know
from portal.errors import ForbiddenError, InvalidError, RefusedError
from tests.support.world import NOON


@pytest.mark.parametrize(
    "spelled", ["19900001186", "199 0000 1186", "+86 199-0000-1186", "１９９００００１１８６"]
)
def test_a_customer_is_found_by_the_number_in_any_spelling(world, acting, spelled):
    agent, customer = world.actor(), world.customer("Ms Cao", "19900001186")

    assert [found.id for found in find_by_phone(acting(agent), agent, spelled, now=NOON)] == [
        customer.id
    ]


def test_no_digits_find_nobody(world, acting):
    agent = world.actor()
    world.customer()

    assert find_by_phone(acting(agent), agent, "?", now=NOON) == []


def test_everybody_who_shares_a_number_is_found(world, acting):
    agent = world.actor()
    both = {world.customer("Mr Su", "19900001186").id, world.customer("Ms Su", "19900001186").id}

    found = find_by_phone(acting(agent), agent, "19900001186", now=NOON)

    assert {customer.id for customer in found} == both


def test_a_second_number_and_an_address_are_added_and_not_twice(session, world, acting):
    agent, customer = world.actor(), world.customer()
    acted = acting(agent)

    add_phone(acted, agent, customer.id, phone="0871 0000 3391", whose="at home", now=NOON)
    add_phone(acted, agent, customer.id, phone="0871-00003391", now=NOON)
    add_address(acted, agent, customer.id, text="8 Willow Lane", district="Xihu", now=NOON)
    acted.commit()

    known = know(session, agent, customer, now=NOON)
    assert len(known.phones) == 2
    assert [address.text for address in known.addresses] == ["8 Willow Lane"]


def test_a_number_of_another_customer_notes_the_two_as_alike(session, world, acting):
    agent, one, other = world.actor(), world.customer(phone="19900001186"), world.customer()
    acted = acting(agent)

    add_phone(acted, agent, other.id, phone="19900001186", now=NOON)
    acted.commit()

    noted = session.scalars(select(LikelyDuplicate)).one()
    assert {noted.one_id, noted.other_id} == {one.id, other.id}


def test_the_last_number_stays(session, world, acting):
    agent, customer = world.actor(), world.customer()
    only = session.scalars(select(CustomerPhone).filter_by(customer_id=customer.id)).one()

    with pytest.raises(RefusedError, match="last_phone_stays"):
        remove_phone(acting(agent), agent, only.id, now=NOON)


def test_a_name_is_corrected_and_when_the_purpose_was_told_stays(session, world, acting):
    agent, customer = world.actor(), world.customer("Cao", told_purpose_at=NOON)
    acted = acting(agent)

    edit_customer(
        acted,
        agent,
        customer.id,
        name="曹女士",
        kind=CustomerKind.COMPANY,
        key_account=True,
        told_purpose=True,
        now=NOON.replace(hour=9),
    )
    acted.commit()

    found = session.get(Customer, customer.id, populate_existing=True)
    assert (found.name, found.name_folded, found.key_account) == ("曹女士", "曹女士", True)
    assert found.told_purpose_at == NOON


def test_a_number_needs_digits(world, acting):
    agent, customer = world.actor(), world.customer()

    with pytest.raises(InvalidError, match="phone_without_digits"):
        add_phone(acting(agent), agent, customer.id, phone="none", now=NOON)


@pytest.mark.parametrize("role", [Role.QA, Role.SALES, Role.DEALER_MANAGER])
def test_only_the_hotline_edits_customers(world, acting, role):
    actor, customer = world.actor(role), world.customer()

    with pytest.raises(ForbiddenError):
        add_address(acting(actor), actor, customer.id, text="x", now=NOON)
