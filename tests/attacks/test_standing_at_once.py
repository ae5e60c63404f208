"""Three customers of one person ring at the same instant, as real processes (S1, decision 6)."""

import json
import subprocess
import sys

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import sessionmaker

from models import Installer, NoticeKind, Role, Standing, StandingHold, StandingHoldCase
from models.notices import Notice
from tests.support.portal_process import ROOT, environment
from tests.support.world import World

pytestmark = pytest.mark.processes

PEOPLE, AGENTS, PATIENCE = 6, 3, 240

# One agent's telephone: takes a call about each person as soon as all three are ready.
AGENT = """
import json, os, sys, time
from sqlalchemy.orm import sessionmaker
from models import User
from portal.access.actors import Actor
from portal.cases.open import Call, open_case
from portal.infra import clock, db
from portal.infra.identity import SIGNIN

given = json.loads(sys.argv[1])
sessions = sessionmaker(db.make_engine(os.environ["DATABASE_URL"]), expire_on_commit=False)
with sessions() as session:
    session.info = {"identity": SIGNIN, "now": None}
    agent = Actor.of_user(session.get(User, given["agent"]))
print("ready", flush=True)
sys.stdin.readline()
for customer, purchase in given["calls"]:
    with sessions() as session:
        session.info = {"identity": agent.identity, "now": None}
        call = Call(what="The holes do not hold.", customer_id=customer, purchase_id=purchase,
                    names_the_installer=True)
        open_case(session, agent, call, now=clock.now())
        session.commit()
"""


def start(clone, folder, given):
    return subprocess.Popen(
        [sys.executable, "-c", AGENT, json.dumps(given)],
        env=environment(folder, {"DATABASE_URL": clone.app_url}),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_each_is_held_once_by_the_third_of_three_calls_at_once(clone, tmp_path):
    owner = create_engine(clone.owner_url)
    with sessionmaker(owner, expire_on_commit=False)() as session:
        session.info = {"identity": None, "now": None}
        world = World(session)
        boss = world.user(Role.SUPERVISOR)
        people = [world.installer(dealer=world.dealer()) for _number in range(PEOPLE)]
        calls = [[call(world, person) for person in people] for _agent in range(AGENTS)]
        agents = [world.user(Role.AGENT).id for _agent in range(AGENTS)]

    processes = [
        start(clone, tmp_path, {"agent": agent, "calls": own})
        for agent, own in zip(agents, calls, strict=True)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n", process.stderr.read()
    for process in processes:
        process.stdin.write("now\n")
        process.stdin.flush()
    said = [process.communicate(timeout=PATIENCE)[1] for process in processes]

    assert [process.returncode for process in processes] == [0] * AGENTS, said
    with sessionmaker(owner)() as session:
        session.info = {"identity": None, "now": None}
        stand = dict(
            session.execute(
                select(Installer.standing, func.count()).group_by(Installer.standing)
            ).all()
        )
        holds = session.scalars(select(StandingHold.installer_id)).all()
        before = session.scalar(select(func.count()).select_from(StandingHoldCase))
        told = session.scalar(
            select(func.count()).where(
                Notice.kind == NoticeKind.INSTALLER_HELD, Notice.user_id == boss.id
            )
        )
    assert stand == {Standing.HELD: PEOPLE}
    assert sorted(holds) == sorted(person.id for person in people)
    assert (before, told) == (AGENTS * PEOPLE, PEOPLE)
    owner.dispose()


def call(world, person):
    customer = world.customer()
    return customer.id, world.purchase(customer, installer_id=person.id).id
