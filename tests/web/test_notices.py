"""The bell, the page of notices, wishes, what was sent about a case, and what did not arrive."""

from datetime import time

import pytest
from sqlalchemy import select

from models import (
    CaseStatus,
    CustomerMail,
    Delivery,
    DeliveryChannel,
    DeliveryState,
    Notice,
    NoticeKind,
    OutChannel,
    QuietHours,
    Role,
    UserAddress,
)
from portal.access.actors import WORKER_ACTOR
from portal.errors import NotFoundError
from portal.notices.read import read_notice
from portal.notices.recipients import CaseCustomer, Person
from portal.notices.tell import tell
from tests.support.world import NOON

C = DeliveryChannel


@pytest.fixture
def news(acting, session):
    """`news(user, case)`: they are told of a reopening."""

    def say(*to, case=None, kind=NoticeKind.REOPENED, key="k", **more):
        acts = acting(WORKER_ACTOR)
        tell(acts, kind, to, now=NOON, case=case, key=key, **more)
        acts.commit()
        session.expire_all()

    return say


def test_the_bell_counts_what_is_unread_and_the_page_says_it_in_words(world, as_user, news):
    user = world.user(Role.AGENT)
    case = world.case(CaseStatus.TRIAGE)
    news(Person(user.id), case=case)

    page = as_user(user).open("/notices")

    assert f"Case {case.number} is open again" in page.text
    assert "Notices 1 unread" in page.text


def test_opening_one_reads_it_and_leads_to_its_case(world, session, as_user, news):
    user = world.user(Role.AGENT)
    case = world.case(CaseStatus.TRIAGE)
    news(Person(user.id), case=case)
    notice = session.query(Notice).one()
    browser = as_user(user)

    answer = browser.submit("/notices", form=f"/notices/{notice.id}/read")

    session.refresh(notice)
    assert notice.read_at is not None
    assert answer.location.endswith(f"/cases/{case.number}")


@pytest.mark.parametrize(
    ("role", "kind", "place"),
    [
        (Role.AGENT, NoticeKind.CLOSURE_ASKED, "/hotline/closures"),
        (Role.DEALER_DESK, NoticeKind.CLOSURE_DECIDED, "/dealer/closures"),
        (Role.DEALER_DESK, NoticeKind.CLOSURE_CALLED_OFF, "/dealer/closures"),
        (Role.AGENT, NoticeKind.CLOSURE_CALLED_OFF, "/hotline/closures"),
        (Role.AGENT, NoticeKind.HANDED_OVER, "/hotline"),
        (Role.DEALER_DESK, NoticeKind.CALENDAR_CHANGED, "/dealer"),
    ],
)
def test_news_of_no_case_leads_where_something_can_be_done(
    world, session, as_user, news, role, kind, place
):
    user = world.user(role)
    news(Person(user.id), kind=kind)
    notice = session.query(Notice).one()
    browser = as_user(user)

    opened = [browser.submit("/notices", form=f"/notices/{notice.id}/read") for _ in range(2)]

    assert [answer.location for answer in opened] == [place, place]


def test_nobody_reads_anothers_notice(world, session, acting, news):
    news(Person(world.user(Role.AGENT).id), case=world.case())
    notice = session.query(Notice).one()

    other = world.actor(Role.SUPERVISOR)
    stranger = acting(other)
    with pytest.raises(NotFoundError):
        read_notice(stranger, other, notice.id, now=NOON)
    stranger.close()

    session.refresh(notice)
    assert notice.read_at is None


def test_all_are_read_at_once(world, session, as_user, news):
    user = world.user(Role.DEALER_DESK)
    for key in "abc":
        news(Person(user.id), key=key)

    as_user(user).submit("/notices", form="/notices/read")

    session.expire_all()
    assert all(one.read_at for one in session.query(Notice))


@pytest.mark.parametrize("role", list(Role))
def test_everybody_has_a_page_of_notices_and_of_wishes(world, as_user, news, role):
    user = world.user(role)
    news(Person(user.id), case=world.case(), by_id=user.id)
    browser = as_user(user)

    assert "open again" in browser.open("/notices").text
    assert browser.open("/account/messages").form().controls["email_address"].values


@pytest.mark.parametrize("role", list(Role))
def test_wishes_are_kept_with_the_number_in_its_normal_form(world, session, as_user, role):
    user = world.user(role)

    as_user(user).submit(
        "/account/messages",
        email_address="mine@example.com",
        email_digest=True,
        sms_enabled=True,
        sms_address="138 0000 1234",
        quiet_from="22:00",
        quiet_until="07:00",
    )

    session.expire_all()
    assert session.get(UserAddress, (user.id, C.EMAIL)).address == "mine@example.com"
    assert session.get(UserAddress, (user.id, C.SMS)).address == "8613800001234"
    hours = session.get(QuietHours, user.id)
    assert (hours.quiet_from, hours.quiet_until) == (time(22), time(7))


@pytest.mark.parametrize(
    "answers",
    [
        {"sms_address": "0571 8812 3456"},
        {"email_address": "nobody"},
        {"quiet_from": "22:00"},
        {"quiet_from": "22:00", "quiet_until": "22:00"},
    ],
)
def test_a_wish_that_cannot_be_is_refused_and_what_was_typed_stays(world, as_user, answers):
    answer = as_user(world.user(Role.AGENT)).submit("/account/messages", **answers)

    assert answer.status_code == 422
    assert all(value in answer.text for value in answers.values())


def test_what_was_sent_says_plainly_that_no_channel_is_configured(world, as_user, news):
    case = world.case(CaseStatus.TRIAGE, customer=world.customer(phone="13955550123"))
    news(CaseCustomer(case.id), case=case, kind=NoticeKind.CASE_RECEIVED)

    page = as_user(world.user(Role.AGENT)).open(f"/cases/{case.number}/messages")

    assert "no channel configured" in page.text
    assert "the customer" in page.text


def test_quality_assurance_sees_that_it_was_sent_and_not_to_which_number(world, as_user, news):
    case = world.case(CaseStatus.TRIAGE, customer=world.customer(phone="13955550123"))
    news(CaseCustomer(case.id), case=case, kind=NoticeKind.CASE_RECEIVED)

    page = as_user(world.user(Role.QA)).open(f"/cases/{case.number}/messages")

    assert "Text message" in page.text
    assert "13955550123" not in page.text


def test_a_dealer_does_not_see_what_was_sent(world, as_user):
    dealer = world.dealer()
    case = world.case(CaseStatus.ACCEPTED, dealer)

    as_user(world.user(Role.DEALER_DESK, dealer)).open(f"/cases/{case.number}/messages", status=403)


def test_a_message_that_did_not_arrive_lies_at_the_hotline_until_somebody_has_seen_to_it(
    world, session, as_user, news
):
    world.add(OutChannel(kind=C.SMS, enabled=True, changed_at=NOON))
    case = world.case(CaseStatus.TRIAGE, customer=world.customer(phone="13955550123"))
    news(CaseCustomer(case.id), case=case, kind=NoticeKind.CASE_RECEIVED)
    delivery = session.query(Delivery).one()
    delivery.state, delivery.reason = DeliveryState.FAILED, "unreachable"
    session.commit()
    agent = world.user(Role.AGENT)
    browser = as_user(agent)

    assert "Messages that did not arrive" in browser.open("/hotline").text
    assert case.number in browser.open("/messages/failed").text
    browser.submit("/messages/failed")

    session.refresh(delivery)
    assert delivery.attended_by_id == agent.id
    assert "Messages that did not arrive" not in browser.open("/hotline").text


def test_where_no_way_out_is_set_up_nothing_is_said_to_have_arrived(world, as_user, session):
    browser = as_user(world.user(Role.AGENT))

    before = browser.open("/messages/failed").text
    session.add(OutChannel(kind=C.EMAIL, enabled=True, changed_at=NOON))
    session.commit()
    after = browser.open("/messages/failed").text

    assert "Nothing leaves the portal yet" in before
    assert "Every message has arrived" in after


def test_a_message_that_did_not_arrive_is_sent_again_from_its_page(world, session, as_user, news):
    world.add(OutChannel(kind=C.SMS, enabled=True, changed_at=NOON))
    case = world.case(CaseStatus.TRIAGE, customer=world.customer(phone="13955550123"))
    news(CaseCustomer(case.id), case=case, kind=NoticeKind.CASE_RECEIVED)
    delivery = session.query(Delivery).one()
    delivery.state, delivery.reason = DeliveryState.FAILED, "unreachable"
    session.commit()
    browser = as_user(world.user(Role.AGENT))
    here = f"/messages/failed/{delivery.id}/again"
    assert here in browser.open(f"/cases/{case.number}/messages").html
    page = browser.open(here)
    data = page.form().filled()

    first, second = (browser.client.post(here, data=data) for _ in range(2))

    assert "13955550123" not in browser.open("/messages/failed").html
    assert here not in browser.open(f"/cases/{case.number}/messages").html, "seen to"
    assert "139 **** 0123" in page.text
    assert (first.status_code, second.status_code) == (302, 302)
    again = session.scalars(select(Delivery).order_by(Delivery.id.desc()).limit(1)).one()
    assert (again.resent_from_id, session.query(Delivery).count()) == (delivery.id, 2)
    assert "Message sent once more" in browser.open(f"/cases/{case.number}").text


def test_a_customers_mail_is_kept_with_their_choice_and_taken_away_again(world, session, as_user):
    customer = world.customer(phone="13955550123")
    browser, here = as_user(world.user(Role.AGENT)), f"/customers/{customer.id}/mail"

    wrong = browser.submit(here, mail="nobody")
    browser.submit(here, mail="chen@home.example", instead=True)

    assert wrong.status_code == 422
    kept = session.scalars(select(CustomerMail)).one()
    assert (kept.address, kept.instead) == ("chen@home.example", True)
    assert "instead of the text message" in browser.open(f"/customers/{customer.id}").text
    browser.submit(here, mail="")
    session.expire_all()
    assert session.scalars(select(CustomerMail)).all() == []
