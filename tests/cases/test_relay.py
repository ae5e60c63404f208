from datetime import timedelta

import pytest
from sqlalchemy import select, text

from models import (
    Case,
    CaseEvent,
    CaseStatus,
    Channel,
    Customer,
    CustomerPhone,
    EventKind,
    EventText,
    Role,
    SlaClock,
    StoredFile,
)
from portal.access.scope import visible
from portal.cases.relay import Relay, my_relays, relay_case
from portal.errors import ForbiddenError, InvalidError
from tests.support.world import NOON

SUNDAY_NIGHT = NOON - timedelta(days=3)
RELAY = Relay("Ms Cao", "199 0000 1186", "Her door does not close any more.", SUNDAY_NIGHT)


def relayed(acting, actor, relay=RELAY):
    session = acting(actor)
    case = relay_case(session, actor, relay, now=NOON)
    session.commit()
    return case


@pytest.mark.parametrize(
    "role, channel", [(Role.SALES, Channel.SALESPERSON), (Role.DEALER_DESK, Channel.DEALER)]
)
def test_a_relay_makes_a_case_first_heard_when_it_was_heard(session, world, acting, role, channel):
    actor = world.actor(role)

    number = relayed(acting, actor).number

    case = session.scalars(select(Case).filter_by(number=number)).one()
    assert (case.channel, case.relayed_by_id, case.agent_id) == (channel, actor.user_id, None)
    assert case.status is CaseStatus.TRIAGE
    assert case.first_heard_at == SUNDAY_NIGHT
    clocks = session.scalars(select(SlaClock.started_at).filter_by(case_id=case.id)).all()
    assert clocks == [SUNDAY_NIGHT, SUNDAY_NIGHT]
    event = session.scalars(select(CaseEvent).filter_by(case_id=case.id)).one()
    assert (event.kind, event.user_id) == (EventKind.RELAYED, actor.user_id)
    assert session.get(EventText, event.id).body == f"Ms Cao\n{RELAY.what}"


def test_a_customer_on_record_is_found_by_the_number_without_a_word(session, world, acting):
    known = world.customer("Cao Lan", "19900001186")
    seller = world.actor(Role.SALES)

    case = relayed(acting, seller)

    assert session.get(Case, case.id).customer_id == known.id
    [mine] = my_relays(acting(seller), seller)
    assert mine.said == f"Ms Cao\n{RELAY.what}"
    assert "Cao Lan" not in repr(mine)


def test_a_number_that_several_share_is_nobodys(session, world, acting):
    both = {world.customer("Mr Su", "19900001186").id, world.customer("Ms Su", "19900001186").id}

    case = relayed(acting, world.actor(Role.SALES))

    assert session.get(Case, case.id).customer_id not in both


def test_a_salesperson_with_a_raw_session_sees_only_what_they_relayed(session, world, acting):
    seller = world.actor(Role.SALES)
    world.case()
    relayed(acting, world.actor(Role.SALES), Relay("Mr Xu", "19900002207", "It leaks."))
    mine = relayed(acting, seller)

    raw = acting(seller)

    assert raw.scalars(select(Case.id)).all() == [mine.id]
    assert raw.scalars(select(CaseEvent.case_id).distinct()).all() == [mine.id]
    assert raw.scalars(select(Customer.id)).all() == [mine.customer_id]
    numbers = raw.scalars(select(CustomerPhone.customer_id)).all()
    assert set(numbers) <= {mine.customer_id}
    assert raw.scalars(visible(seller, Case)).all() == [raw.get(Case, mine.id)]


def test_a_salesperson_with_a_raw_session_changes_no_case(world, acting):
    seller = world.actor(Role.SALES)
    relayed(acting, seller)

    with pytest.raises(Exception, match="permission denied"):
        acting(seller).execute(text("UPDATE cases SET summary = 'nothing'"))


def test_a_dealer_hears_what_became_of_its_relay_and_sees_no_case(world, acting):
    desk = world.actor(Role.DEALER_DESK)
    relayed(acting, desk)

    session = acting(desk)

    assert [found.status for found in my_relays(session, desk)] == [CaseStatus.TRIAGE]
    assert session.scalars(select(Case)).all() == []


def test_photos_of_the_relay_go_to_the_case(session, world, acting):
    desk = world.actor(Role.DEALER_DESK)
    photo = world.photo(world.case(), case_id=None, key="draft", added_by_id=desk.user_id)
    session.commit()

    case = relayed(acting, desk, Relay("Ms Cao", "19900001186", "See it", file_ids=(photo.id,)))

    session.expire_all()
    assert session.get(StoredFile, photo.id).case_id == case.id


@pytest.mark.parametrize(
    "relay, field",
    [
        (Relay("", "19900001186", "It leaks"), "name"),
        (Relay("Ms Cao", "?", "It leaks"), "phone"),
        (Relay("Ms Cao", "19900001186", " "), "what"),
        (Relay("Ms Cao", "19900001186", "x", NOON + timedelta(hours=1)), "first_heard_at"),
    ],
)
def test_each_refusal_names_its_field(world, acting, relay, field):
    seller = world.actor(Role.SALES)

    with pytest.raises(InvalidError) as refused:
        relay_case(acting(seller), seller, relay, now=NOON)

    assert refused.value.field == field


@pytest.mark.parametrize("role", [Role.AGENT, Role.QA, Role.INSTALLER])
def test_others_do_not_relay(world, acting, role):
    actor = world.actor(role)

    with pytest.raises(ForbiddenError):
        relay_case(acting(actor), actor, RELAY, now=NOON)
