"""The hours in which customers are rung are a setting (domain K1)."""

from datetime import timedelta

import pytest

from models import CaseStatus, Outcome, Role, Setting
from portal.cases.call_back import call_back
from portal.cases.callbacks import Call
from portal.errors import RefusedError
from tests.support.world import NOON

SETTLED = Call(Outcome.SETTLED, solved=True, treated=5, pressed=False)


def test_a_callback_is_refused_outside_the_hours_that_are_set(world, session, acting):
    case, later = world.case(CaseStatus.RESOLVED), NOON + timedelta(hours=3)  # 15:00 there
    session.add(Setting(key="callback_until", value=14, changed_at=NOON))
    session.commit()
    agent = world.actor(Role.AGENT)

    with pytest.raises(RefusedError) as refused:
        call_back(acting(agent, later), agent, case.id, SETTLED, version=case.version, now=later)

    assert refused.value.code == "no_calls_at_this_hour"
    assert refused.value.values == {"opens": 9, "closes": 14}
