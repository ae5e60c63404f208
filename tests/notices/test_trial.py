"""A robot's secret is written and never read; a trial of the robot says what became of it."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models import (
    ContactKind,
    ContactPoint,
    ContactState,
    DeliveryChannel,
    DeliveryState,
    RobotSecret,
    Role,
    SettingChange,
)
from portal.contacts.retire import retire_contact_point
from portal.contacts.robot import (
    PATIENCE,
    forget_robot_secret,
    read_robot,
    set_robot_secret,
    try_robot,
)
from portal.errors import InvalidError, NotFoundError, RefusedError
from portal.notices.channels.dingtalk import signature
from portal.notices.sealing import unseal
from portal.notices.sent import lost_messages
from tests.notices.conftest import SECRET
from tests.support.peers import http_peer
from tests.support.world import NOON


@pytest.fixture
def peer(way_out):
    """DingTalk, as far as this world knows it."""
    with http_peer() as peer:
        way_out(
            DeliveryChannel.DINGTALK, {"secret": "the channel's"},
            base_url=peer.url, plain_http=True, private_network=True,
        )  # fmt: skip
        peer.says(b'{"errcode": 0}')
        yield peer


@pytest.fixture
def dealer(world):
    return world.dealer(live=False)


@pytest.fixture
def manager(world, dealer):
    return world.actor(Role.DEALER_MANAGER, dealer)


@pytest.fixture
def robot(world, dealer, peer):
    return world.add(robot_of(dealer.id, f"{peer.url}/robot/send?access_token=T"))


def robot_of(dealer_id, address):
    return ContactPoint(
        dealer_id=dealer_id, kind=ContactKind.ROBOT, label="our group", created_at=NOON,
        spelled=address, normal=address,
    )  # fmt: skip


def keep(acting, actor, robot, secret="SEC-own"):
    realm = acting(actor)
    set_robot_secret(realm, actor, robot.id, secret, secret_key=SECRET, now=NOON)
    realm.commit()


def trial(acting, actor, robot, sent, now=NOON):
    realm = acting(actor, now)
    try_robot(realm, actor, robot.id, now=now)
    realm.commit()
    return sent()[-1]


def test_a_dealer_keeps_its_own_robots_secret_sealed_and_replaces_it(
    session, acting, manager, robot
):
    keep(acting, manager, robot, "the first")
    keep(acting, manager, robot, " the second ")

    kept = session.scalars(select(RobotSecret)).one()
    assert unseal(SECRET, kept.sealed) == {"secret": "the second"}
    assert b"second" not in kept.sealed
    said = session.scalars(select(SettingChange.after)).all()
    assert said == [{"secret": "written"}] * 2


def test_messages_are_signed_with_the_robots_own_secret_once_it_is_there(
    acting, manager, robot, peer, sent, attempt
):
    attempt(trial(acting, manager, robot, sent))
    keep(acting, manager, robot)
    attempt(trial(acting, manager, robot, sent))

    at = str(int(NOON.timestamp() * 1000))
    signed = [asked.query["sign"] for asked in peer.asked]
    assert signed == [signature(at, "the channel's"), signature(at, "SEC-own")]


def test_a_trial_that_arrives_proves_the_robot_and_names_no_case(
    session, acting, manager, robot, peer, sent, attempt
):
    delivery = trial(acting, manager, robot, sent)

    attempt(delivery)

    found = read_robot(acting(manager), manager, robot.id)
    assert (found.trial.state, found.trial.sent_at) == (DeliveryState.SENT, NOON)
    assert session.get(ContactPoint, robot.id).state is ContactState.LIVE
    assert "测试消息" in peer.asked[0].body.decode() or b"trial" in peer.asked[0].body
    assert b"/cases/" not in peer.asked[0].body


def test_a_trial_that_fails_says_why_at_once_and_leaves_no_work_behind(
    world, session, acting, manager, robot, peer, sent, attempt, told
):
    peer.says(b'{"errcode": 310000, "errmsg": "sign not match"}')
    refused = trial(acting, manager, robot, sent)
    attempt(refused)
    peer.says(b'{"errcode": 130101, "errmsg": "send too fast"}')
    busy = trial(acting, manager, robot, sent)
    attempt(busy)

    became = (refused.state, refused.reason)
    realm = acting(manager)
    found = read_robot(realm, manager, robot.id).trial
    realm.rollback()
    assert (found.state, found.reason, found.error) == (
        DeliveryState.FAILED,
        "130101",
        "send too fast",
    )
    assert became == (DeliveryState.FAILED, "310000")
    agent = world.actor(Role.AGENT)
    realm = acting(agent)
    assert lost_messages(realm, agent) == []
    realm.rollback()
    assert session.get(ContactPoint, robot.id).failed_deliveries == 0
    assert len(told()) == 2


def test_two_presses_are_one_trial(acting, manager, robot, sent):
    trial(acting, manager, robot, sent)

    realm = acting(manager)
    with pytest.raises(RefusedError, match="robot_trial_under_way"):
        try_robot(realm, manager, robot.id, now=NOON)
    realm.rollback()

    trial(acting, manager, robot, sent, now=NOON + PATIENCE)
    assert len(sent()) == 2


def test_no_trial_leaves_while_the_channel_is_off(acting, world, manager, dealer):
    feishu = world.add(robot_of(dealer.id, "https://open.feishu.cn/open-apis/bot/v2/hook/T"))

    with pytest.raises(RefusedError, match="robots_channel_is_off"):
        try_robot(acting(manager), manager, feishu.id, now=NOON)


def test_only_a_robot_has_a_secret_and_an_empty_one_is_none(world, acting, manager, dealer, robot):
    phone = world.add(
        ContactPoint(
            dealer_id=dealer.id, kind=ContactKind.PHONE, label="desk", created_at=NOON,
            spelled="0571 8888 1234", normal="057188881234",
        )
    )  # fmt: skip

    with pytest.raises(RefusedError, match="contact_point_is_no_robot"):
        keep(acting, manager, phone)
    with pytest.raises(InvalidError, match="robot_secret_missing"):
        keep(acting, manager, robot, "  ")


def test_a_secret_goes_when_it_is_forgotten_and_with_its_robot(session, acting, manager, robot):
    keep(acting, manager, robot)
    realm = acting(manager)
    forget_robot_secret(realm, manager, robot.id, now=NOON)
    realm.commit()
    assert session.scalars(select(RobotSecret)).all() == []

    keep(acting, manager, robot)
    realm = acting(manager)
    retire_contact_point(realm, manager, robot.id, now=NOON)
    realm.commit()
    assert session.scalars(select(RobotSecret)).all() == []


def test_another_dealers_robot_is_not_there(world, acting, robot):
    stranger = world.actor(Role.DEALER_MANAGER, world.dealer())

    for rule in (
        lambda realm: set_robot_secret(
            realm, stranger, robot.id, "mine", secret_key=SECRET, now=NOON
        ),
        lambda realm: try_robot(realm, stranger, robot.id, now=NOON),
        lambda realm: forget_robot_secret(realm, stranger, robot.id, now=NOON),
        lambda realm: read_robot(realm, stranger, robot.id),
    ):
        with pytest.raises(NotFoundError):
            rule(acting(stranger))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT sealed FROM robot_secrets",
        "SELECT address FROM deliveries",
        "SELECT notice_id FROM deliveries",
    ],
)
def test_by_sql_a_dealer_reads_neither_its_secret_nor_where_messages_went(
    acting, manager, robot, statement
):
    keep(acting, manager, robot)

    with pytest.raises(DBAPIError, match="permission denied"):
        acting(manager).execute(text(statement))


def test_by_sql_a_dealer_sees_trials_of_its_own_robots_alone(
    world, acting, manager, robot, sent, session
):
    trial(acting, manager, robot, sent)
    stranger = world.actor(Role.DEALER_MANAGER, world.dealer())
    installer = world.actor(Role.INSTALLER)
    count = text("SELECT count(*) FROM deliveries")

    seen = [acting(who).execute(count).scalar_one() for who in (manager, stranger)]

    assert seen == [1, 0]
    with pytest.raises(DBAPIError, match="permission denied"):
        acting(installer).execute(count)


def test_by_sql_a_dealer_writes_no_secret_for_anothers_robot(world, acting, robot):
    stranger = world.actor(Role.DEALER_MANAGER, world.dealer())

    with pytest.raises(DBAPIError, match="row-level security"):
        acting(stranger).execute(
            text("INSERT INTO robot_secrets (contact_point_id, sealed) VALUES (:id, 'x')"),
            {"id": robot.id},
        )
