"""A customer is told where they want to be told, and not at night."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from models import (
    CaseStatus,
    CustomerLink,
    CustomerMail,
    DeliveryChannel,
    DeliveryState,
    Dispatch,
    DispatchPerson,
    Installer,
    NoticeKind,
    Role,
    Setting,
)
from portal.access.actors import WORKER_ACTOR
from portal.cases.customer_news import SET, tell_visit
from portal.notices.recipients import CaseCustomer
from portal.notices.tell import tell
from tests.support.peers import mail_peer
from tests.support.world import NOON

C = DeliveryChannel
S = DeliveryState
# 22:30 in Shanghai; the next morning at eight.
LATE = NOON + timedelta(hours=10, minutes=30)
MORNING = NOON + timedelta(hours=20)


@pytest.fixture
def open_ways(way_out):
    """`open_ways(...)`: channels that are switched on; nothing leaves by them here."""

    def switch_on(*kinds):
        for kind in kinds:
            way_out(kind, url="https://nobody.example")

    return switch_on


@pytest.fixture
def customer(world):
    return world.customer(phone="13955550123")


@pytest.fixture
def case(world, customer):
    return world.case(CaseStatus.TRIAGE, customer=customer)


@pytest.fixture
def told(acting, case, sent):
    def say(now=NOON, **more):
        realm = acting(WORKER_ACTOR, now)
        tell(
            realm, NoticeKind.CASE_RECEIVED, [CaseCustomer(case.id)],
            now=now, case=case, key="k", **more,
        )  # fmt: skip
        realm.commit()
        return [(one.channel, one.state, one.not_before) for one in sent()]

    return say


def visit_of(world, case):
    return world.session.scalars(select(Dispatch).where(Dispatch.case_id == case.id)).one()


def leave_mail(world, customer, **given):
    world.add(CustomerMail(customer_id=customer.id, address="chen@home.example", **given))


def test_who_left_no_mail_is_told_by_text_message(open_ways, told):
    open_ways(C.SMS, C.EMAIL)

    assert told() == [(C.SMS, S.WAITING, NOON)]


def test_who_left_a_mail_gets_it_beside_the_text_message(world, customer, open_ways, told):
    open_ways(C.SMS, C.EMAIL)
    leave_mail(world, customer)

    assert told() == [(C.EMAIL, S.WAITING, NOON), (C.SMS, S.WAITING, NOON)]


def test_or_instead_of_it(world, customer, open_ways, told):
    open_ways(C.SMS, C.EMAIL)
    leave_mail(world, customer, instead=True)

    assert told() == [(C.EMAIL, S.WAITING, NOON)]


def test_nobody_goes_untold_because_no_mail_leaves(world, customer, open_ways, told):
    open_ways(C.SMS)
    leave_mail(world, customer, instead=True)

    assert told() == [(C.SMS, S.WAITING, NOON)]


def test_at_night_a_customer_is_left_alone_until_eight(open_ways, told):
    open_ways(C.SMS)

    assert told(LATE) == [(C.SMS, S.HELD, MORNING)]


def test_what_is_urgent_does_not_wait_for_the_morning(open_ways, told):
    open_ways(C.SMS)

    assert told(LATE, urgent=True) == [(C.SMS, S.WAITING, LATE)]


def test_the_night_is_a_setting_and_the_same_hour_twice_is_none(world, open_ways, told):
    open_ways(C.SMS)
    for key in ("customer_quiet_from", "customer_quiet_until"):
        world.add(Setting(key=key, value=0, changed_at=NOON))

    assert told(LATE) == [(C.SMS, S.WAITING, LATE)]


def test_a_visit_early_in_the_morning_is_told_at_night_and_a_later_one_is_not(
    world, acting, open_ways, sent
):
    open_ways(C.SMS)
    for hours, state in ((11, S.WAITING), (40, S.HELD)):
        customer = world.customer(phone="13955550199")
        visit_at = LATE + timedelta(hours=hours)
        dispatch = visit_of(
            world, world.case(CaseStatus.SCHEDULED, customer=customer, visit_at=visit_at)
        )
        realm = acting(WORKER_ACTOR, LATE)

        tell_visit(realm, dispatch, SET, now=LATE)
        realm.commit()

        by_phone = [one for one in sent() if one.channel is C.SMS]
        assert by_phone[-1].state is state


def test_the_mail_brings_the_appointment_and_its_own_link(
    world, session, acting, customer, way_out, sent, attempt
):
    leave_mail(world, customer, instead=True)
    case = world.case(CaseStatus.SCHEDULED, customer=customer)
    dispatch = visit_of(world, case)
    with mail_peer() as peer:
        way_out(
            C.EMAIL, host="127.0.0.1", port=peer.port, security="none",
            sender="portal@brand.example",
        )  # fmt: skip
        realm = acting(WORKER_ACTOR)
        tell_visit(realm, dispatch, SET, now=NOON)
        realm.commit()
        (delivery,) = [one for one in sent() if one.address == "chen@home.example"]

        attempt(delivery)

    mail = message_from_bytes(peer.mails[-1].content, policy=default)
    (calendar,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    assert calendar.get_param("method") == "REQUEST"
    assert session.scalars(select(CustomerLink.sent_by)).one() == "mail"


def test_whoever_goes_has_the_visit_in_their_calendar_and_a_link_to_their_own_page(
    world, session, acting, way_out, sent, attempt
):
    dealer = world.dealer()
    customer = world.customer("Chen Yu")
    dispatch = visit_of(world, world.case(CaseStatus.SCHEDULED, dealer, customer=customer))
    going = session.scalars(
        select(DispatchPerson.installer_id).where(DispatchPerson.dispatch_id == dispatch.id)
    ).one()
    world.user(Role.INSTALLER, installer=session.get(Installer, going), name="Ding Yi")
    world.user(Role.INSTALLER, installer=world.installer(dealer=dealer), name="Not Sent")
    with mail_peer() as peer:
        way_out(
            C.EMAIL, host="127.0.0.1", port=peer.port, security="none",
            sender="portal@brand.example",
        )  # fmt: skip
        realm = acting(WORKER_ACTOR)
        tell_visit(realm, dispatch, SET, now=NOON)
        realm.commit()
        for delivery in sent():
            attempt(delivery)

    mails = [message_from_bytes(one.content, policy=default) for one in peer.mails]
    (mail,) = [one for one in mails if str(one["To"]).startswith("Ding Yi")]
    text = mail.get_body().get_content()
    assert f"/jobs/{dispatch.id}" in text
    assert customer.name not in text
    assert "text/calendar" in [part.get_content_type() for part in mail.walk()]
    assert not [one for one in mails if "Not Sent" in str(one["To"])]
