"""`huifang bounces`, as a mail server pipes a returned mail into it."""

import subprocess

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from models import (
    Delivery,
    DeliveryChannel,
    DeliveryState,
    Locale,
    Notice,
    NoticeKind,
)
from portal.notices.channels.bounces import signed_id
from portal.notices.office import bounce_key
from tests.notices.channels.test_bounces import report
from tests.support.nursery import Started
from tests.support.portal_process import environment
from tests.support.world import NOON, World

pytestmark = pytest.mark.processes

SECRET = "a-secret-of-this-test-alone-0123456789"
NUMBER = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def pipe(clone, tmp_path):
    def call(raw: bytes, *arguments: str, url: str = "") -> subprocess.CompletedProcess:
        given = {"DATABASE_URL": url or clone.app_url, "SECRET_KEY": SECRET}
        asked = ("-m", "portal.cli.main", "bounces", *arguments)
        return Started(asked, environment(tmp_path, given), raw).wait(60)

    return call


@pytest.fixture
def owner(clone):
    engine = create_engine(clone.owner_url)
    with Session(engine) as session:
        session.info = {"identity": None, "now": None}
        world = World(session)
        dealer = world.dealer()
        point = world.contact_point(dealer)
        notice = world.add(
            Notice(
                dealer_id=dealer.id,
                kind=NoticeKind.CLOSURE_ASKED,
                key="test",
                detail={},
                created_at=NOON,
            )
        )
        world.add(
            Delivery(
                notice_id=notice.id,
                channel=DeliveryChannel.EMAIL,
                contact_point_id=point.id,
                address="desk@dealer.example",
                locale=Locale.EN,
                state=DeliveryState.SENT,
                not_before=NOON,
                message_id=NUMBER,
                created_at=NOON,
                sent_at=NOON,
            )
        )
        session.commit()
    yield engine
    engine.dispose()


def state(owner):
    with owner.connect() as connection:
        return connection.execute(
            text(
                "SELECT d.state, p.failed_deliveries, p.state FROM deliveries d"
                " JOIN contact_points p ON p.id = d.contact_point_id"
            )
        ).one()


def test_a_forged_bounce_disables_nobody_and_a_true_one_is_marked_once(pipe, owner):
    ours = signed_id(bounce_key(SECRET), NUMBER, "portal.example")
    forged = signed_id(b"x" * 32, NUMBER, "portal.example")

    lies = pipe(report(number=forged)), pipe(b"hello"), pipe(report(number=f"<{NUMBER}@x>"))
    before = state(owner)
    true = pipe(report(number=ours))
    again = pipe(report(number=ours))

    assert [(lie.returncode, lie.stdout) for lie in lies] == [(0, b"not ours\n")] * 3
    assert before == ("sent", 0, "live")
    assert (true.returncode, true.stdout) == (0, b"marked\n")
    assert (again.returncode, again.stdout) == (0, b"nothing to mark\n")
    assert state(owner) == ("bounced", 1, "live")


def test_without_a_database_the_mail_server_keeps_the_mail(pipe):
    ours = signed_id(bounce_key(SECRET), NUMBER, "portal.example")

    answer = pipe(report(number=ours), url="postgresql://nobody@127.0.0.1:9/nothing")

    assert answer.returncode == 75
