"""Who is told, by which ways, and that the same news comes once (asks 2.3)."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from models import (
    CaseStatus,
    ContactKind,
    ContactPoint,
    DeliveryChannel,
    DeliveryState,
    Notice,
    NoticeKind,
    NoticePreference,
    NoticeTeam,
    OutChannel,
    QuietHours,
    Role,
    UserAddress,
)
from portal.notices.recipients import (
    CaseCustomer,
    DealerDesk,
    DealerHouse,
    DealerManagers,
    Directors,
    HotlineTeam,
    Person,
    Supervisors,
)
from portal.notices.tell import News, tell, tell_many
from tests.support.world import NOON

C = DeliveryChannel
S = DeliveryState


@pytest.fixture
def mail(world):
    """A way out for mail and for short messages."""
    for kind in (C.EMAIL, C.SMS, C.WEBHOOK):
        world.add(OutChannel(kind=kind, enabled=True, changed_at=NOON))


def offered(session, case, dealer, *, key="offer:1", now=NOON, **more):
    return tell(
        session,
        NoticeKind.OFFER_MADE,
        [DealerManagers(dealer.id), DealerDesk(dealer.id)],
        now=now,
        case=case,
        key=key,
        **more,
    )


def test_the_news_of_an_offer_reaches_each_of_the_dealers_people_once(
    world, session, acting, told, mail
):
    dealer, other = world.dealer(), world.dealer()
    manager, desk = world.user(Role.DEALER_MANAGER, dealer), world.user(Role.DEALER_DESK, dealer)
    world.user(Role.DEALER_MANAGER, other)
    case = world.case(CaseStatus.OFFERED, dealer)
    agent = acting(world.actor(Role.AGENT))

    offered(agent, case, dealer, offer_id=1)
    agent.commit()

    assert [(one.user_id, one.kind, one.case_id, one.detail) for one in told()] == [
        (manager.id, NoticeKind.OFFER_MADE, case.id, {"number": case.number, "offer_id": 1}),
        (desk.id, NoticeKind.OFFER_MADE, case.id, {"number": case.number, "offer_id": 1}),
    ]


def test_no_flood_the_same_news_is_told_once_however_often_it_is_told_asks_2_3_22(
    world, session, acting, told, sent, mail, jobs
):
    """asks 2.3 ★22: notification floods and double mails."""
    dealer = world.dealer()
    world.user(Role.DEALER_MANAGER, dealer)
    case = world.case(CaseStatus.OFFERED, dealer)
    agent = acting(world.actor(Role.AGENT))

    first = offered(agent, case, dealer)
    for minute in range(1, 60):
        again = offered(agent, case, dealer, now=NOON + timedelta(minutes=minute))
        assert again == []
    other_news = offered(agent, case, dealer, key="offer:2")
    agent.commit()

    assert len(first) == len(other_news) == 1
    assert len(told()) == len(sent()) == len(jobs()) == 2


def test_who_is_meant_in_two_ways_at_once_is_told_once(world, session, acting, told, sent, mail):
    agent = world.user(Role.AGENT)
    case = world.case()
    acts = acting(world.actor(Role.SUPERVISOR))

    tell(acts, NoticeKind.CHASED, [HotlineTeam(), Person(agent.id)], now=NOON, case=case, key="c")
    acts.commit()

    assert [one.user_id for one in told() if one.user_id] == [agent.id]
    assert [one.address for one in sent()] == [_mail_of(session, agent)]


def test_groups_are_the_people_who_are_there_at_that_moment(world, session, acting, told):
    agent, boss = world.user(Role.AGENT), world.user(Role.SUPERVISOR)
    director = world.user(Role.DIRECTOR)
    world.user(Role.SUPERVISOR, ended_at=NOON)
    acts = acting(world.actor(Role.DEALER_DESK))

    tell(
        acts, NoticeKind.CLOCK_SUPERVISOR, [HotlineTeam(), Supervisors(), Directors()],
        now=NOON, key="k",
    )  # fmt: skip
    acts.commit()

    assert [(one.user_id, one.team) for one in told()] == [
        (agent.id, None),
        (None, NoticeTeam.HOTLINE),
        (boss.id, None),
        (director.id, None),
    ]


def test_a_dealer_without_a_desk_has_its_manager_told(world, session, acting, told):
    dealer = world.dealer()
    manager = world.user(Role.DEALER_MANAGER, dealer)
    acts = acting(world.actor(Role.AGENT))

    tell(acts, NoticeKind.OFFER_MADE, [DealerDesk(dealer.id)], now=NOON, key="k")
    acts.commit()

    assert [one.user_id for one in told()] == [manager.id]


def test_without_a_configured_channel_the_delivery_says_so_and_no_job_is_made(
    world, session, acting, sent, jobs
):
    user = world.user(Role.AGENT)
    acts = acting(world.actor(Role.AGENT))

    tell(acts, NoticeKind.HANDED_OVER, [Person(user.id)], now=NOON, key="k")
    acts.commit()

    assert [(one.state, one.reason) for one in sent()] == [(S.DROPPED, "no_channel")]
    assert jobs() == []


def test_a_delivery_gets_its_job_in_the_same_transaction(world, session, acting, sent, mail, jobs):
    user = world.user(Role.AGENT)
    acts = acting(world.actor(Role.AGENT))

    tell(acts, NoticeKind.HANDED_OVER, [Person(user.id)], now=NOON, key="gone")
    acts.rollback()
    tell(acts, NoticeKind.HANDED_OVER, [Person(user.id)], now=NOON, key="kept")
    acts.commit()

    (delivery,) = sent()
    assert jobs() == [(delivery.id, None, f"delivery:{delivery.id}")]
    assert (delivery.state, delivery.address) == (S.WAITING, _mail_of(session, user))


def test_a_switched_off_channel_is_left_alone(world, session, acting, told, sent, mail):
    user = world.user(Role.AGENT)
    world.add(NoticePreference(user_id=user.id, channel=C.EMAIL, enabled=False))
    acts = acting(world.actor(Role.AGENT))

    tell(acts, NoticeKind.HANDED_OVER, [Person(user.id)], now=NOON, key="k", urgent=True)
    acts.commit()

    assert len(told()) == 1
    assert sent() == []


# NOON is 12:00 in Shanghai.
@pytest.mark.parametrize(
    ("since", "until", "urgent", "state", "at"),
    [
        (time(11), time(14), False, S.HELD, NOON + timedelta(hours=2)),
        (time(11), time(14), True, S.WAITING, NOON),
        (time(22), time(7), False, S.WAITING, NOON),
        (time(22), time(13), False, S.HELD, NOON + timedelta(hours=1)),
        (time(12), time(11), False, S.HELD, NOON + timedelta(hours=23)),
        (time(11), time(12), False, S.WAITING, NOON),
    ],
)
def test_quiet_hours_hold_back_all_but_what_is_urgent(
    world, session, acting, sent, mail, since, until, urgent, state, at, jobs
):
    user = world.user(Role.AGENT)
    world.add(QuietHours(user_id=user.id, quiet_from=since, quiet_until=until))
    acts = acting(world.actor(Role.AGENT))

    tell(acts, NoticeKind.HANDED_OVER, [Person(user.id)], now=NOON, key="k", urgent=urgent)
    acts.commit()

    (delivery,) = sent()
    assert (delivery.state, delivery.not_before) == (state, at)
    assert [when for _id, when, _lock in jobs()] == [at if state is S.HELD else None]


def test_a_digest_is_held_until_eight_in_the_morning_without_a_job_of_its_own(
    world, session, acting, sent, mail, jobs
):
    user = world.user(Role.AGENT)
    world.add(NoticePreference(user_id=user.id, channel=C.EMAIL, digest=True))
    acts = acting(world.actor(Role.AGENT))

    tell(acts, NoticeKind.CHASED, [Person(user.id)], now=NOON, key="1")
    tell(acts, NoticeKind.CLOCK_BREACHED, [Person(user.id)], now=NOON, key="2", urgent=True)
    acts.commit()

    eight = datetime(2026, 5, 21, 0, 0, tzinfo=UTC)
    assert [(one.state, one.digest, one.not_before) for one in sent()] == [
        (S.HELD, True, eight),
        (S.WAITING, False, NOON),
    ]
    assert len(jobs()) == 1


def test_a_house_is_told_by_its_robots_and_boxes_and_by_mobile_where_it_is_urgent(
    world, session, acting, sent, mail
):
    dealer = world.dealer(live=False)
    for kind, spelled in (
        (ContactKind.EMAIL, "desk@shunhe.example"),
        (ContactKind.PHONE, "8613800001234"),
        (ContactKind.PHONE, "8657188001234"),
        (ContactKind.ADDRESS, "8 willow lane"),
        (ContactKind.ROBOT, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=K"),
        (ContactKind.ROBOT, "https://oapi.dingtalk.com/robot/send?access_token=K"),
        (ContactKind.ROBOT, "https://open.feishu.cn/open-apis/bot/v2/hook/K"),
        (ContactKind.ROBOT, "https://shunhe.example/hook"),
    ):
        world.add(
            ContactPoint(
                dealer_id=dealer.id, kind=kind, label="", spelled=spelled, normal=spelled,
                created_at=NOON,
            )
        )  # fmt: skip
    acts = acting(world.actor(Role.AGENT))

    tell(acts, NoticeKind.OFFER_MADE, [DealerHouse(dealer.id)], now=NOON, key="k", urgent=True)
    acts.commit()

    assert [one.channel for one in sent()] == [
        C.EMAIL, C.SMS, C.WECOM, C.DINGTALK, C.FEISHU, C.WEBHOOK,
    ]  # fmt: skip
    assert all(one.contact_point_id for one in sent())


def test_the_customer_is_told_at_the_first_number_that_takes_short_messages(
    world, session, acting, told, sent, mail
):
    customer = world.customer(phone="13955550123")
    case = world.case(customer=customer)
    acts = acting(world.actor(Role.AGENT))

    tell(acts, NoticeKind.CASE_RECEIVED, [CaseCustomer(case.id)], now=NOON, case=case, key="k")
    acts.commit()

    assert [(one.customer_case_id, one.case_id) for one in told()] == [(case.id, case.id)]
    assert [(one.channel, one.address) for one in sent()] == [(C.SMS, "8613955550123")]


def test_a_dealer_whose_decline_is_told_reads_nobody_elses_notices(world, session, acting):
    agent = world.user(Role.AGENT)
    dealers = acting(world.actor(Role.DEALER_DESK))

    tell(dealers, NoticeKind.CASE_RETURNED, [Person(agent.id)], now=NOON, key="k")

    assert dealers.scalars(select(Notice.id)).all() == []
    dealers.commit()
    assert len(session.scalars(select(Notice.id)).all()) == 1


def test_many_pieces_of_news_take_few_statements(world, session, acting, told, sent, mail, jobs):
    from tests.support.queries import counted

    agent = world.user(Role.AGENT)
    acts = acting(world.actor(Role.AGENT))
    news = [News(NoticeKind.CLOCK_WARNING, [Person(agent.id)], f"warn:{n}") for n in range(300)]

    with counted(acts) as statements:
        tell_many(acts, news, now=NOON)
    acts.commit()

    assert len(statements) < 15
    assert len(told()) == len(sent()) == len(jobs()) == 300


def _mail_of(session, user) -> str:
    return session.get(UserAddress, (user.id, C.EMAIL)).address
