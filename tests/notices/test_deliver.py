"""A message on its way: what leaves, what comes back, what is tried again and what is lost."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from models import (
    CaseStatus,
    ContactKind,
    ContactPoint,
    ContactState,
    CustomerLink,
    DeliveryChannel,
    DeliveryState,
    Locale,
    NoticeKind,
    NoticePreference,
    OutChannel,
    Role,
)
from portal.access.actors import WORKER_ACTOR
from portal.notices.channels.bounces import Bounce, Fate, number_of
from portal.notices.digest import gather_digests
from portal.notices.outcome import BACK_OFF, note_bounce
from portal.notices.recipients import CaseCustomer, DealerHouse, Person
from portal.notices.tell import tell
from tests.support.peers import http_peer, mail_peer
from tests.support.world import NOON

C = DeliveryChannel
S = DeliveryState


@pytest.fixture
def peer(way_out):
    """A mail server, and the channel that leads to it."""
    with mail_peer() as peer:
        way_out(
            C.EMAIL, host="127.0.0.1", port=peer.port, security="none",
            sender="portal@brand.example", sender_name="Brand service",
        )  # fmt: skip
        yield peer


@pytest.fixture
def news(acting, world, sent):
    """`news(*recipients)`: something is told, and its deliveries."""

    def say(*to, kind=NoticeKind.CLOCK_BREACHED, case=None, key="k", now=NOON, **more):
        acts = acting(WORKER_ACTOR, now)
        tell(acts, kind, to, now=now, case=case, key=key, **more)
        acts.commit()
        return sent()

    return say


def read(mailed):
    return message_from_bytes(mailed.content, policy=default)


def test_a_mail_leaves_in_the_readers_language_with_the_case_in_it(
    world, peer, news, attempt, office
):
    user = world.user(Role.AGENT, locale=Locale.ZH_HANT, name="林文")
    case = world.case(CaseStatus.ACCEPTED, world.dealer("順和"))
    due = NOON + timedelta(hours=2)
    (delivery,) = news(Person(user.id), case=case, stage="visit", due_at=due.isoformat())

    attempt(delivery)

    mail = read(peer.mails[0])
    assert mail["Subject"] == f"案件 {case.number}：到府已逾時，應於 5月20日週三 14:00 完成"
    assert f"https://portal.example/cases/{case.number}" in mail.get_content()
    assert "逾時已留下紀錄" in mail.get_content()
    assert "{" not in mail.get_content()
    assert str(mail["To"]) == f"林文 <{delivery.address}>"
    assert (delivery.state, delivery.attempts, delivery.sent_at) == (S.SENT, 1, NOON)
    assert number_of(office.bounce_key, mail["Message-ID"]) == delivery.message_id


def test_what_was_sent_is_not_sent_again_when_its_job_runs_twice(world, peer, news, attempt):
    (delivery,) = news(Person(world.user(Role.AGENT).id), case=world.case())

    attempt(delivery)
    attempt(delivery)

    assert len(peer.mails) == 1


def test_a_busy_server_is_asked_again_later_under_the_same_number(world, peer, news, attempt, jobs):
    (delivery,) = news(Person(world.user(Role.AGENT).id), case=world.case())
    peer.data = "451 busy, come again"

    first = attempt(delivery)

    assert (delivery.state, delivery.attempts, delivery.reason) == (S.WAITING, 1, "451")
    assert delivery.error == "busy, come again"
    assert delivery.not_before == NOON + BACK_OFF[0]
    assert jobs()[-1] == (delivery.id, delivery.not_before, f"delivery:{delivery.id}")

    peer.data = ""
    assert attempt(delivery, NOON + timedelta(seconds=30)) is None, "too early"
    second = attempt(delivery, NOON + BACK_OFF[0])

    assert first.outgoing.message_id == second.outgoing.message_id
    assert (delivery.state, delivery.reason, len(peer.mails)) == (S.SENT, "", 1)


def test_after_the_last_failure_there_is_work_at_the_hotline_and_the_contact_point_counts_it(
    world, session, peer, news, attempt, told
):
    agent = world.user(Role.AGENT)
    dealer = world.dealer(live=False)
    point = world.add(
        ContactPoint(
            dealer_id=dealer.id, kind=ContactKind.EMAIL, label="desk", created_at=NOON,
            spelled="desk@shunhe.example", normal="desk@shunhe.example",
        )
    )  # fmt: skip
    case = world.case(CaseStatus.OFFERED, dealer, agent_id=agent.id)
    (delivery,) = news(DealerHouse(dealer.id), kind=NoticeKind.OFFER_MADE, case=case)
    peer.data = "451 busy"

    now = NOON
    for wait in (*BACK_OFF, timedelta(0)):
        attempt(delivery, now)
        now += wait

    session.refresh(point)
    assert (delivery.state, delivery.attempts) == (S.FAILED, len(BACK_OFF) + 1)
    assert point.failed_deliveries == 1
    failed = told()[-1]
    assert (failed.kind, failed.user_id, failed.case_id) == (
        NoticeKind.MESSAGE_FAILED,
        agent.id,
        case.id,
    )
    assert (failed.detail["channel"], failed.detail["delivery_id"]) == ("email", delivery.id)


def test_a_wrong_address_is_not_tried_again(world, peer, news, attempt):
    (delivery,) = news(Person(world.user(Role.AGENT).id), case=world.case())
    peer.recipient = "550 no such user"

    attempt(delivery)

    assert (delivery.state, delivery.attempts, delivery.reason) == (S.FAILED, 1, "550")


def test_a_failed_message_about_a_failed_message_ends_there(world, peer, news, attempt, told):
    news(Person(world.user(Role.AGENT).id), kind=NoticeKind.MESSAGE_FAILED, channel="sms")
    peer.recipient = "550 no such user"
    (delivery,) = news()

    attempt(delivery)

    assert len(told()) == 1


def test_a_server_that_is_down_is_one_piece_of_news_for_a_case_and_a_day(
    world, peer, news, attempt, told
):
    agent, other = world.user(Role.AGENT), world.user(Role.SUPERVISOR)
    case = world.case(agent_id=agent.id)
    peer.recipient = "550 no"
    for key in "abc":
        news(Person(other.id), case=case, key=key)

    for delivery in news():
        attempt(delivery)

    assert [one.kind for one in told()].count(NoticeKind.MESSAGE_FAILED) == 1


def test_what_got_through_ends_the_row_of_failures(world, session, peer, news, attempt):
    dealer = world.dealer(live=False)
    point = world.add(
        ContactPoint(
            dealer_id=dealer.id, kind=ContactKind.EMAIL, label="desk", created_at=NOON,
            spelled="desk@x.example", normal="desk@x.example", failed_deliveries=1,
        )
    )  # fmt: skip
    (delivery,) = news(DealerHouse(dealer.id), kind=NoticeKind.OFFER_MADE)

    attempt(delivery)

    session.refresh(point)
    assert (point.failed_deliveries, point.state) == (0, ContactState.UNVERIFIED)


def test_a_robot_that_says_no_in_a_200_has_failed_and_one_that_says_yes_is_alive(
    world, session, way_out, news, attempt
):
    dealer = world.dealer(live=False)
    with http_peer() as peer:
        way_out(C.WECOM, base_url=peer.url, plain_http=True, private_network=True)
        point = world.add(
            ContactPoint(
                dealer_id=dealer.id, kind=ContactKind.ROBOT, label="group", created_at=NOON,
                spelled=f"{peer.url}/cgi-bin/webhook/send?key=K", normal="k",
            )
        )  # fmt: skip
        peer.says(b'{"errcode": 93000, "errmsg": "invalid webhook url"}', b'{"errcode": 0}')
        refused, taken = (
            news(DealerHouse(dealer.id), kind=NoticeKind.OFFER_MADE, key=key)[-1] for key in "ab"
        )

        attempt(refused)
        session.refresh(point)
        after_no = (refused.state, refused.reason, point.failed_deliveries)
        attempt(taken)

    session.refresh(point)
    assert after_no == (S.FAILED, "93000", 1)
    assert (taken.state, point.failed_deliveries) == (S.SENT, 0)
    assert (point.state, point.proved_at) == (ContactState.LIVE, NOON)


def test_the_customers_message_carries_a_link_that_no_table_holds(
    world, session, way_out, news, attempt
):
    case = world.case(customer=world.customer(phone="13955550123"))
    with http_peer() as peer:
        peer.says(b'{"code": "0"}')
        way_out(
            C.SMS, {"fields": {"to": "{to}", "text": "{text}"}}, url=peer.url,
            plain_http=True, private_network=True,
        )  # fmt: skip
        (delivery,) = news(CaseCustomer(case.id), kind=NoticeKind.CASE_RECEIVED, case=case)
        attempt(delivery)
        body = peer.asked[0].body.decode("unicode_escape")

    link = session.scalars(select(CustomerLink).where(CustomerLink.sent_by == "sms")).one()
    assert link.case_id == case.id
    assert "https://portal.example/t/" in body
    assert "+8613955550123" in body
    assert link.token_digest not in body
    assert delivery.state is S.SENT


def test_a_channel_that_was_switched_off_meanwhile_sends_nothing(
    world, session, peer, news, attempt
):
    (delivery,) = news(Person(world.user(Role.AGENT).id), case=world.case())
    session.scalars(select(OutChannel)).one().enabled = False
    session.commit()

    attempt(delivery)

    assert (delivery.state, delivery.reason, peer.mails) == (S.DROPPED, "no_channel", [])


def test_who_has_left_meanwhile_is_written_to_no_more(world, session, peer, news, attempt):
    user = world.user(Role.AGENT)
    (delivery,) = news(Person(user.id), case=world.case())
    user.ended_at = NOON
    session.commit()

    attempt(delivery)

    assert (delivery.state, delivery.reason, peer.mails) == (S.DROPPED, "recipient_gone", [])


def test_settings_that_cannot_work_hold_the_message_back_and_lose_none(
    world, session, peer, news, attempt
):
    (delivery,) = news(Person(world.user(Role.AGENT).id), case=world.case())
    channel = session.scalars(select(OutChannel)).one()
    whole = dict(channel.config)
    channel.config = {"host": "127.0.0.1"}
    session.commit()
    attempt(delivery)
    held = (delivery.state, delivery.reason)
    channel.config = whole
    session.commit()

    attempt(delivery, NOON + BACK_OFF[0])

    assert held == (S.WAITING, "channel_settings")
    assert delivery.state is S.SENT


def test_a_letter_that_came_back_is_marked_and_told(world, session, acting, peer, news, attempt,
                                                    told):  # fmt: skip
    agent = world.user(Role.AGENT)
    case = world.case(agent_id=agent.id)
    (delivery,) = news(Person(world.user(Role.SUPERVISOR).id), case=case)
    attempt(delivery)
    worker = acting(WORKER_ACTOR)

    bounce = Bounce(delivery.message_id, Fate.LOST, "5.1.1", "no such user")
    note_bounce(worker, bounce, now=NOON)
    note_bounce(worker, bounce, now=NOON)
    worker.commit()

    session.refresh(delivery)
    assert (delivery.state, delivery.reason, delivery.error) == (S.BOUNCED, "5.1.1", "no such user")
    assert [one.user_id for one in told() if one.kind is NoticeKind.MESSAGE_FAILED] == [agent.id]


def test_a_digest_is_one_mail_with_a_line_for_each_piece_of_news(
    world, session, acting, peer, news, attempt, jobs
):
    user = world.user(Role.AGENT, locale=Locale.EN)
    world.add(NoticePreference(user_id=user.id, channel=C.EMAIL, digest=True))
    cases = [world.case() for _ in range(3)]
    for case in cases:
        news(Person(user.id), kind=NoticeKind.REOPENED, case=case, key=f"r{case.id}")
    morning = NOON + timedelta(hours=20)

    for now, mails in ((morning - timedelta(minutes=1), 0), (morning, 1), (morning, 0)):
        worker = acting(WORKER_ACTOR, now)
        assert gather_digests(worker, now=now) == mails
        worker.commit()
    first, *others = news()
    for delivery in (first, *others):
        attempt(delivery, morning)

    assert len(peer.mails) == 1
    mail = read(peer.mails[0])
    assert mail["Subject"] == "3 pieces of news for you"
    assert all(case.number in mail.get_content() for case in cases)
    assert "https://portal.example/notices" in mail.get_content()
    assert {one.state for one in news()} == {S.SENT}


def test_what_quiet_hours_hold_back_is_not_sent_before_they_end(world, session, peer, news,
                                                                attempt):  # fmt: skip
    from datetime import time

    from models import QuietHours

    user = world.user(Role.AGENT)
    world.add(QuietHours(user_id=user.id, quiet_from=time(11), quiet_until=time(13)))
    (delivery,) = news(Person(user.id), case=world.case())

    attempt(delivery)
    assert (delivery.state, peer.mails) == (S.HELD, [])
    attempt(delivery, NOON + timedelta(hours=1))

    assert (delivery.state, len(peer.mails)) == (S.SENT, 1)
