"""A calendar to change, cases that run by it, and the job that follows."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from models import (
    CaseEvent,
    CaseStatus,
    ClockState,
    EventKind,
    Role,
    Severity,
    SlaClock,
    Stage,
)
from models.sla import BusinessCalendar, DayKind
from portal.infra.identity import WORKER
from portal.sla.clocks import note_next_deadline, start_clock
from portal.sla.edits import set_day
from portal.sla.plan import Special
from portal.sla.recompute import recompute_calendar
from tests.support.world import NOON

TODAY = date(2026, 5, 20)
CLOSED = set_day(TODAY, Special(DayKind.OVERRIDE, (), "Stocktaking"))
HOLIDAY = set_day(TODAY, Special(DayKind.HOLIDAY, (), "Founding day"))


def at(text_):
    return datetime.fromisoformat(f"2026-05-{text_}+08:00")


@pytest.fixture
def calendar_of(session):
    return lambda code: session.scalars(
        select(BusinessCalendar).where(BusinessCalendar.code == code)
    ).one()


@pytest.fixture
def admin(world):
    return world.actor(Role.ADMIN)


@pytest.fixture
def accepted(world, session):
    """A case that a dealer has accepted this morning, its first contact due at 14:00."""

    def make(dealer=None, severity=Severity.NORMAL):
        case = world.case(CaseStatus.ACCEPTED, dealer, severity=severity)
        for clock in session.scalars(select(SlaClock).where(SlaClock.case_id == case.id)):
            session.delete(clock)
        session.flush()
        start_clock(session, case, Stage.FIRST_CONTACT, now=at("20T09:00"))
        note_next_deadline(session, case)
        session.commit()
        return case

    return make


@pytest.fixture
def recompute(sessions, session):
    """Run the job to its end, one batch after the other."""

    def run(calendar, batch=2, batches=None):
        session.expire_all()
        after, done = 0, 0
        while after is not None and done != batches:
            with sessions() as working:
                working.info = {"identity": WORKER, "now": NOON}
                after = recompute_calendar(
                    working, calendar.id, calendar.version, after=after, now=NOON, batch=batch
                )
                working.commit()
            done += 1
        session.expire_all()

    return run


def due(session, case):
    return session.scalars(
        select(SlaClock.due_at).where(
            SlaClock.case_id == case.id, SlaClock.state == ClockState.RUNNING
        )
    ).one()


def told(session, case):
    return session.scalars(
        select(CaseEvent)
        .where(CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.CLOCKS_RECOMPUTED)
        .order_by(CaseEvent.id)
    ).all()
