"""A message that did not arrive goes once more: to the same address, or by another way."""

import pytest
from sqlalchemy import select

from models import (
    CaseEvent,
    CaseStatus,
    ContactKind,
    ContactPoint,
    CustomerMail,
    CustomerPhone,
    DeliveryChannel,
    DeliveryState,
    EventKind,
    NoticeKind,
    Role,
    UserAddress,
)
from portal.access.actors import WORKER_ACTOR
from portal.errors import ForbiddenError, InvalidError, RefusedError
from portal.notices.recipients import CaseCustomer, DealerHouse, Person
from portal.notices.send_again import key_of, send_again, ways_for
from portal.notices.sent import lost_messages
from portal.notices.tell import tell
from tests.support.peers import mail_peer
from tests.support.world import NOON

C = DeliveryChannel
S = DeliveryState


@pytest.fixture
def peer(way_out):
    with mail_peer() as peer:
        way_out(
            C.EMAIL, host="127.0.0.1", port=peer.port, security="none",
            sender="portal@brand.example",
        )  # fmt: skip
        yield peer


@pytest.fixture
def agent(world):
    return world.actor(Role.AGENT)


@pytest.fixture
def lost(acting, sent, attempt, peer):
    """`lost(recipient, case)`: a message to them that the mail server has refused."""

    def lose(to, case=None, kind=NoticeKind.CLOCK_BREACHED):
        realm = acting(WORKER_ACTOR)
        tell(realm, kind, [to], now=NOON, case=case, key="k")
        realm.commit()
        peer.recipient = "550 no such box"
        (delivery,) = [one for one in sent() if one.channel is C.EMAIL]
        attempt(delivery)
        peer.recipient = ""
        assert delivery.state is S.FAILED
        return delivery.id

    return lose


def ways(acting, actor, delivery_id):
    realm = acting(actor)
    found = ways_for(realm, actor, delivery_id)[1]
    realm.rollback()
    return found


def press(acting, actor, delivery_id, way):
    realm = acting(actor)
    try:
        send_again(realm, actor, delivery_id, key_of(way), now=NOON)
        realm.commit()
    finally:
        realm.rollback()


def test_it_goes_to_the_same_address_once_more_and_that_is_on_record(
    world, session, acting, agent, lost, sent, attempt, peer
):
    person = world.user(Role.SUPERVISOR)
    case = world.case(CaseStatus.TRIAGE)
    failed = lost(Person(person.id), case)

    press(acting, agent, failed, ways(acting, agent, failed)[0])
    before, again = [one for one in sent() if one.channel is C.EMAIL]
    attempt(again)

    assert (before.state, before.attended_by_id) == (S.FAILED, agent.user_id)
    assert (again.state, again.resent_from_id, again.address) == (
        S.SENT,
        failed,
        before.address,
    )
    assert again.message_id != before.message_id
    assert len(peer.mails) == 1
    last = session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc()).limit(1)).one()
    assert (last.kind, last.user_id) == (EventKind.MESSAGE_SENT_AGAIN, agent.user_id)
    assert (last.for_dealer, last.for_customer) == (False, False)


def test_a_second_press_sends_nothing_more(world, acting, agent, lost, sent):
    failed = lost(Person(world.user(Role.SUPERVISOR).id))
    way = ways(acting, agent, failed)[0]
    press(acting, agent, failed, way)

    with pytest.raises(RefusedError, match="message_was_seen_to"):
        press(acting, agent, failed, way)

    assert len(sent()) == 2


def test_what_fails_again_is_work_again_and_can_go_a_third_time(
    world, session, acting, agent, lost, sent, attempt, peer
):
    failed = lost(Person(world.user(Role.SUPERVISOR).id))
    press(acting, agent, failed, ways(acting, agent, failed)[0])
    again = sent()[-1]
    peer.recipient = "550 still no such box"
    attempt(again)

    realm = acting(agent)
    waiting = [one.delivery.id for one in lost_messages(realm, agent)]
    realm.rollback()

    assert waiting == [again.id]
    press(acting, agent, again.id, ways(acting, agent, again.id)[0])
    assert sent()[-1].resent_from_id == again.id


def test_a_customer_can_be_reached_by_text_message_where_the_mail_came_back(
    world, acting, agent, lost, sent, way_out
):
    customer = world.customer(phone="13955550123")
    world.add(
        CustomerPhone(
            customer_id=customer.id, spelled="0571 8888 1234", normal="8657188881234", last4="1234"
        )
    )
    world.add(CustomerMail(customer_id=customer.id, address="old@home.example", instead=True))
    way_out(C.SMS, url="https://sms.example", fields={})
    case = world.case(CaseStatus.TRIAGE, customer=customer)
    failed = lost(CaseCustomer(case.id), case, NoticeKind.CASE_RECEIVED)

    found = ways(acting, agent, failed)

    assert [(way.channel, way.address) for way in found] == [
        (C.EMAIL, "old@home.example"),
        (C.SMS, "8613955550123"),
    ]
    press(acting, agent, failed, found[1])
    assert (sent()[-1].channel, sent()[-1].state) == (C.SMS, S.WAITING)


def test_a_colleagues_other_addresses_are_offered_only_where_their_channel_is_on(
    world, acting, agent, lost
):
    person = world.user(Role.SUPERVISOR)
    world.add(UserAddress(user_id=person.id, channel=C.SMS, address="8613955550123"))
    failed = lost(Person(person.id))

    assert [way.channel for way in ways(acting, agent, failed)] == [C.EMAIL]


def test_a_house_is_reached_by_its_other_boxes_but_not_by_dead_ones(world, acting, agent, lost):
    dealer = world.dealer(live=False)

    def box(address, **given):
        return world.add(
            ContactPoint(
                dealer_id=dealer.id, kind=ContactKind.EMAIL, label="box", created_at=NOON,
                spelled=address, normal=address, **given,
            )
        )  # fmt: skip

    box("one@x.example")
    failed = lost(DealerHouse(dealer.id), kind=NoticeKind.OFFER_MADE)
    box("two@x.example")
    box("dead@x.example", state="dead")

    assert [way.address for way in ways(acting, agent, failed)] == [
        "one@x.example",
        "two@x.example",
    ]


def test_an_address_that_is_not_theirs_is_refused(world, acting, agent, lost, sent):
    failed = lost(Person(world.user(Role.SUPERVISOR).id))
    realm = acting(agent)

    with pytest.raises(InvalidError, match="no_such_way"):
        send_again(realm, agent, failed, "0123456789abcdef", now=NOON)

    realm.rollback()
    assert len(sent()) == 1


@pytest.mark.parametrize("role", [Role.QA, Role.SALES, Role.ADMIN, Role.DEALER_DESK])
def test_who_does_not_see_to_lost_messages_sends_none(world, acting, lost, role):
    failed = lost(Person(world.user(Role.SUPERVISOR).id))
    stranger = world.actor(role, world.dealer() if role is Role.DEALER_DESK else None)

    with pytest.raises(ForbiddenError):
        send_again(acting(stranger), stranger, failed, "x", now=NOON)
