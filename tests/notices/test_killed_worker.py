"""A worker that is killed in the middle of sending: nothing is lost, and little is sent twice.

Real processes against a real mail server: the worker is killed with SIGKILL ten times, each time
while a letter is in the server's hands and the worker has not heard that it was taken.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from email import message_from_bytes

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from models import Delivery, DeliveryChannel, DeliveryState, NoticeKind, OutChannel, Role
from portal.notices.channels.bounces import number_of
from portal.notices.office import Office
from portal.notices.own_links import OwnLinks
from portal.notices.recipients import Person
from portal.notices.tell import News, tell_many
from tests.support.peers import Mailed, mail_peer
from tests.support.portal_process import ROOT, environment
from tests.support.world import NOON, World

pytestmark = pytest.mark.processes

MESSAGES = 1000
KILLS = 10
PATIENCE = 120
SECRET = "a-secret-for-this-test-alone"
# For each line a worker as it is, but quicker to see that another one has died. They are forked,
# so that a test with ten deaths does not spend its time on importing the portal ten times.
NURSERY = """
import os, signal, sys
from portal.worker import app, jobs
from portal.infra.config import Config
app.HEARTBEAT_SECONDS, app.STALLED_SECONDS = 0.5, 2.0
jobs.STALLED_SECONDS = 2.0
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for _line in sys.stdin:
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        app.run_worker(Config.from_environment())
        os._exit(0)
    print(child, flush=True)
"""


class SlowPeer:
    """Takes each letter; at the chosen ones it waits with its answer until the worker is dead."""

    def __init__(self, peer) -> None:
        self.peer = peer
        self.at = [(one + 1) * MESSAGES // (KILLS + 1) for one in range(KILLS)]
        self.in_hand = threading.Event()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - as aiosmtpd calls it
        import asyncio

        self.peer.mails.append(Mailed(envelope.mail_from, envelope.rcpt_tos, envelope.content))
        if self.at and len(self.peer.mails) >= self.at[0]:
            self.at.pop(0)
            self.in_hand.set()
            await asyncio.sleep(0.3)
        return "250 taken"


class Workers:
    """One living worker at a time."""

    def __init__(self, clone, tmp_path) -> None:
        self.nursery = subprocess.Popen(
            [sys.executable, "-c", NURSERY],
            env=environment(tmp_path, {"DATABASE_URL": clone.app_url, "SECRET_KEY": SECRET}),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.living = self.start()

    def start(self) -> int:
        self.nursery.stdin.write("\n")
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline())

    def kill(self) -> None:
        os.kill(self.living, signal.SIGKILL)

    def close(self) -> None:
        with suppress(ProcessLookupError):
            self.kill()
        self.nursery.communicate()


def tell_a_thousand(engine, port) -> None:
    with Session(engine) as session:
        session.info = {"identity": None, "now": None}
        world = World(session)
        user = world.user(Role.AGENT)
        case = world.case()
        world.add(
            OutChannel(
                kind=DeliveryChannel.EMAIL, enabled=True, changed_at=NOON,
                config={
                    "host": "127.0.0.1", "port": port, "security": "none",
                    "sender": "portal@brand.example",
                },
            )
        )  # fmt: skip
        news = [
            News(NoticeKind.REOPENED, [Person(user.id)], f"news:{n}", case.id)
            for n in range(MESSAGES)
        ]
        tell_many(session, news, now=NOON)
        session.commit()


def test_ten_kills_over_a_thousand_messages_lose_none(clone, tmp_path):
    engine = create_engine(clone.owner_url)
    with mail_peer() as peer:
        slow = SlowPeer(peer)
        peer.handle_DATA = slow.handle_DATA
        tell_a_thousand(engine, peer.port)
        kills, workers = 0, Workers(clone, tmp_path)
        deadline = time.monotonic() + PATIENCE
        try:
            while _waiting(engine) and time.monotonic() < deadline:
                if slow.in_hand.wait(0.2):
                    workers.kill()
                    slow.in_hand.clear()
                    kills += 1
                    workers.living = workers.start()
        finally:
            workers.close()
    with Session(engine) as session:
        deliveries = session.scalars(select(Delivery)).all()
    engine.dispose()

    key = Office(SECRET, "", OwnLinks.of(SECRET, "")).bounce_key
    got = Counter(
        number_of(key, message_from_bytes(mail.content)["Message-ID"]) for mail in peer.mails
    )
    attempts = {one.message_id: one.attempts for one in deliveries}
    twice = {number: times for number, times in got.items() if times > 1}
    assert kills == KILLS
    assert {one.state for one in deliveries} == {DeliveryState.SENT}
    assert got.keys() == attempts.keys(), "each arrived, under its own number"
    # An attempt is noted before it is made: a second one means that the first died unheard.
    assert all(times <= attempts[number] for number, times in got.items())
    assert len(twice) >= 1, "no letter was in the server's hands: the kills came too late"
    assert sum(attempts.values()) - MESSAGES <= KILLS * 4, "at most what four hands held"


def _waiting(engine) -> bool:
    with Session(engine) as session:
        found = session.scalar(
            select(Delivery.id).where(Delivery.state == DeliveryState.WAITING).limit(1)
        )
    return found is not None
