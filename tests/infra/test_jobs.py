"""A job belongs to the transaction that wanted it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from portal.infra import db
from portal.infra.identity import Identity
from portal.infra.jobs import defer

pytestmark = pytest.mark.processes

HOTLINE = Identity("hotline", user_id=1, actor="user:1")


@pytest.fixture
def hotline(clone) -> Iterator[Session]:
    engine = create_engine(clone.app_url, poolclass=NullPool)
    with db.make_sessions(engine)() as session:
        session.info = {"identity": HOTLINE, "now": None}
        yield session


def waiting(clone) -> list[tuple[str, dict[str, int]]]:
    with create_engine(clone.owner_url, poolclass=NullPool).begin() as owner:
        rows = owner.execute(text("DELETE FROM procrastinate_jobs RETURNING task_name, args"))
        return sorted((name, args) for name, args in rows)


def test_a_committed_job_waits_for_the_worker(clone, hotline):
    defer(hotline, "send_notice", notice_id=7)
    hotline.commit()

    assert waiting(clone) == [("send_notice", {"notice_id": 7})]


def test_a_rolled_back_job_never_was(clone, hotline):
    defer(hotline, "send_notice", notice_id=7)
    hotline.rollback()

    assert waiting(clone) == []


def test_a_job_that_waits_already_is_enough(clone, hotline):
    defer(hotline, "sweep", queueing_lock="sweep")
    defer(hotline, "sweep", queueing_lock="sweep")
    defer(hotline, "send_notice", notice_id=1)
    hotline.commit()

    assert waiting(clone) == [("send_notice", {"notice_id": 1}), ("sweep", {})]


def test_the_realm_that_defers_cannot_read_the_queue(hotline):
    with pytest.raises(Exception, match="permission denied"):
        hotline.execute(text("SELECT args FROM procrastinate_jobs"))
