"""Ways out for the tests of messages, and the worker's three steps around a delivery."""

import pytest
from sqlalchemy import select, text

from models import ChannelSecret, Delivery, DeliveryChannel, Notice, OutChannel
from portal.access.actors import WORKER_ACTOR
from portal.notices.channels.outgoing import ChannelError
from portal.notices.channels.ways import hand_over
from portal.notices.office import Office
from portal.notices.outcome import note_failure, note_sent
from portal.notices.own_links import OwnLinks
from portal.notices.sealing import seal
from portal.notices.take import take_delivery
from tests.support.world import NOON

SECRET = "for-tests-only"
BASE = "https://portal.example"


@pytest.fixture
def office():
    return Office(SECRET, BASE, OwnLinks.of(SECRET, BASE))


@pytest.fixture
def way_out(world, session):
    """`way_out(kind, secrets, **settings)`: a configured channel."""

    def make(kind: DeliveryChannel, secrets=None, **settings):
        channel = world.add(OutChannel(kind=kind, enabled=True, config=settings, changed_at=NOON))
        if secrets:
            world.add(ChannelSecret(channel_id=channel.id, sealed=seal(SECRET, secrets)))
        return channel

    return make


@pytest.fixture
def attempt(acting, office, session):
    """`attempt(delivery, now)`: what the job does, a transaction before and one after."""

    def go(delivery, now=NOON):
        before = acting(WORKER_ACTOR, now)
        letter = take_delivery(before, office, delivery.id, now=now)
        before.commit()
        if letter is not None:
            after = acting(WORKER_ACTOR, now)
            try:
                if letter.broken:
                    raise letter.broken
                sent = hand_over(letter.channel, letter.config, letter.outgoing, now=now)
            except ChannelError as error:
                note_failure(after, delivery.id, error, now=now)
            else:
                note_sent(after, office, delivery.id, sent, now=now)
            after.commit()
        session.expire_all()
        return letter

    return go


@pytest.fixture
def told(session):
    """`told()`: every notice, the oldest first."""

    def read():
        session.expire_all()
        return session.scalars(select(Notice).order_by(Notice.id)).all()

    return read


@pytest.fixture
def sent(session):
    """`sent()`: every delivery, the oldest first."""

    def read():
        session.expire_all()
        return session.scalars(select(Delivery).order_by(Delivery.id)).all()

    return read


@pytest.fixture
def jobs(session):
    """`jobs()`: the deliveries that have a job, when, and under which lock."""

    def read():
        return session.execute(
            text(
                "SELECT (args->>'delivery_id')::bigint, scheduled_at, lock FROM procrastinate_jobs"
                " WHERE task_name = 'deliver' ORDER BY id"
            )
        ).all()

    return read
