"""A case whose clocks can be paused, who asks and who agrees, and the asking itself (domain T4)."""

from datetime import datetime, timedelta
from typing import Final

import pytest

from models import CaseStatus, PauseReason, Role, Stage
from portal.cases.ask_pause import ask_pause
from portal.sla.clocks import start_clock, start_first_clocks, stop_clock
from tests.support.world import NOON

DAY: Final = timedelta(days=1)
# Midnight in Shanghai before Thursday 28 May: Wed, Thu, Fri, Mon, Tue, Wed are six working days.
NEXT_THURSDAY: Final = datetime.fromisoformat("2026-05-28T00:00:00+08:00")
LATER: Final = PauseReason.CUSTOMER_LATER_DAY


@pytest.fixture
def held(world, session):
    """A contacted case with the clocks that then run: `visit` and `resolve`."""
    dealer = world.dealer()
    case = world.case(CaseStatus.CONTACTED, dealer, first_heard_at=NOON)
    start_first_clocks(session, case)
    stop_clock(session, case, Stage.TRIAGE, now=NOON)
    start_clock(session, case, Stage.VISIT, now=NOON, dealer_id=dealer.id)
    session.commit()
    return dealer, case


@pytest.fixture
def agent(world):
    return world.actor(Role.AGENT)


@pytest.fixture
def desk(world, held):
    return world.actor(Role.DEALER_DESK, held[0])


def ask(acting, actor, case, *, until=NEXT_THURSDAY, now=NOON, stage=Stage.VISIT, reason=LATER):
    """Ask for a pause, in a transaction of its own."""
    realm = acting(actor, now)
    pause = ask_pause(
        realm, actor, case.id, stage, reason, until, "Only next week", version=None, now=now
    )
    realm.commit()
    return pause
