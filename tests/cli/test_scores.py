"""`huifang scores`: what is due is counted once, a day is counted anew and told apart."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from models import CaseStatus, Outcome, Role
from portal.infra import clock
from tests.support.portal_process import huifang
from tests.support.world import World

pytestmark = pytest.mark.processes


@pytest.fixture
def owner(clone):
    engine = create_engine(clone.owner_url)
    yield engine
    engine.dispose()


@pytest.fixture
def scores(clone, tmp_path):
    def call(*arguments):
        urls = {"DATABASE_URL": clone.app_url, "DATABASE_OWNER_URL": clone.owner_url}
        return huifang(tmp_path, "scores", *arguments, **urls)

    return call


def a_settled_case(owner) -> None:
    """A call of three days ago: commands live today."""
    with Session(owner) as session:
        world = World(session, clock.now() - timedelta(days=3))
        case = world.case(CaseStatus.RESOLVED, world.dealer("Shunhe"))
        world.callback(case, world.user(Role.AGENT), Outcome.SETTLED)
        session.commit()


def test_a_day_is_counted_once_and_counted_anew_it_is_the_same(scores, owner):
    a_settled_case(owner)

    first, again = scores("count"), scores("count")

    with owner.connect() as connection:
        (day,) = connection.execute(text("SELECT day FROM score_runs")).one()
    anew = scores("recompute", day.isoformat())
    assert first.stdout == "Counted.\n"
    assert again.stdout == "Today's scores stand already.\n"
    assert (anew.returncode, anew.stdout) == (0, "Every figure is the same.\n")


def test_what_was_changed_by_hand_is_said_and_not_put_right(scores, owner):
    a_settled_case(owner)
    scores("count")
    with owner.begin() as connection:
        (day,) = connection.execute(text("SELECT day FROM score_runs")).one()
        connection.execute(
            text("UPDATE score_days SET good = 0 WHERE figure = 'callbacks' AND good = 1")
        )

    said, still = (scores("recompute", day.isoformat()) for _twice in range(2))

    assert said.returncode == still.returncode == 1
    assert re.search(
        r"^Shunhe \(\d+\): Settled when we rang: kept 0/1, now 1/1$", said.stdout, re.MULTILINE
    )
    assert said.stdout == still.stdout


def test_a_day_that_was_never_counted_is_said_so(scores):
    answer = scores("recompute", "2020-02-29")

    assert answer.returncode == 2
    assert "2020-02-29 was not counted." in answer.stderr
