"""A world with things that count for dealers and against them, and the nights that count them."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from models import (
    CallerRole,
    Case,
    CaseEnding,
    CaseStatus,
    ClockOwner,
    ClockState,
    ContactClaim,
    ContactHow,
    Dealer,
    NotCounted,
    Outcome,
    Resolution,
    Role,
    ScoreDay,
    ScoreRank,
    Setting,
    Severity,
    SlaClock,
    Stage,
    Visit,
)
from portal.access.actors import WORKER_ACTOR
from portal.cases.call_back import call_back
from portal.cases.callbacks import Call
from portal.reports.scores.compare import compare_day
from portal.reports.scores.count import count_day, count_scores
from tests.support.world import NOON

# The day whose scores look back from its first moment in Shanghai: NOON lies in their window.
DAY = date(2026, 5, 22)
HOUR = timedelta(hours=1)
ONE_DAY = timedelta(days=1)


class Nights:
    """Counts days as the worker does, and tells what came of them."""

    def __init__(self, session, acting) -> None:
        self.session = session
        self.acting = acting

    def count(self, day: date = DAY, *, now: datetime | None = None) -> None:
        at = now or datetime(day.year, day.month, day.day, tzinfo=NOON.tzinfo)
        worker = self.acting(WORKER_ACTOR, at)
        count_day(worker, day, now=at)
        worker.commit()
        self.session.expire_all()

    def count_due(self, now: datetime) -> int:
        """What the nightly job does: piece by piece until nothing is left."""
        pieces = 0
        while True:
            worker = self.acting(WORKER_ACTOR, now)
            done = count_scores(worker, now=now)
            worker.commit()
            if not done:
                return pieces
            pieces += done

    def figure(self, dealer: Dealer, figure, day: date = DAY) -> tuple[int, int] | None:
        row = self.session.get(ScoreDay, (dealer.id, day, figure), populate_existing=True)
        return (row.good, row.total) if row else None

    def rank(self, dealer: Dealer, day: date = DAY) -> ScoreRank | None:
        return self.session.get(ScoreRank, (dealer.id, day), populate_existing=True)

    def differences(self, day: date = DAY):
        worker = self.acting(WORKER_ACTOR, NOON)
        return compare_day(worker, WORKER_ACTOR, day)


@pytest.fixture
def nights(session, acting) -> Nights:
    return Nights(session, acting)


@pytest.fixture
def least_of_one(world) -> None:
    """One thing is enough to say something."""
    for key in ("score_least", "score_least_cases"):
        world.add(Setting(key=key, value=1, changed_at=NOON))


class Dealings:
    """What happened on cases, straight into the tables."""

    def __init__(self, world, acting) -> None:
        self.world = world
        self.session = world.session
        self.acting = acting

    def clock(
        self,
        case: Case,
        dealer: Dealer,
        stage: Stage = Stage.FIRST_CONTACT,
        *,
        due: datetime,
        met: datetime | None = None,
        dropped: datetime | None = None,
        noted: datetime | None = None,
        started: datetime | None = None,
    ) -> SlaClock:
        ended = met or dropped
        self.says(started or due - HOUR)
        state = ClockState.MET if met else ClockState.DROPPED if dropped else ClockState.RUNNING
        return self.world.add(
            SlaClock(
                case_id=case.id,
                attempt=1,
                stage=stage,
                owner=ClockOwner.DEALER,
                dealer_id=dealer.id,
                policy_id=1,
                severity=Severity.NORMAL,
                calendar_code="always",
                minutes=60,
                started_at=started or due - HOUR,
                due_at=due,
                warn_at=due,
                supervisor_at=due + HOUR,
                double_at=due + 2 * HOUR,
                state=state,
                stopped_at=ended,
                noted_at=noted or ended,
            )
        )

    def says(self, now: datetime) -> None:
        """What is done next is done then."""
        self.session.execute(
            text("SELECT set_config('app.now', :now, true)"), {"now": now.isoformat()}
        )

    def clock_of(self, case: Case, stage: Stage) -> SlaClock:
        return self.session.query(SlaClock).filter_by(case_id=case.id, stage=stage).one()

    def visit(self, case: Case, dealer: Dealer, at: datetime = NOON) -> Visit:
        self.world.visit_at = at
        visit = self.world._visited(case, dealer)
        self.session.commit()
        return visit

    def resolved(self, dealer: Dealer, **given) -> Case:
        """Without any visit: the world's own way through the statuses has one of its own."""
        return self.world.case(CaseStatus.RESOLVED, dealer, **given)

    def rung(self, case: Case, outcome: Outcome, at: datetime = NOON + HOUR) -> None:
        if outcome is Outcome.NOT_SETTLED:
            self._denied(case, at)
            return
        call = self.world.callback(case, self.world.user(Role.AGENT), outcome)
        self.session.flush()
        call.made_at = at
        self.session.commit()

    def _denied(self, case: Case, at: datetime) -> None:
        """By its rule: the resolution ends with it, and the case is reopened."""
        agent = self.world.actor(Role.AGENT)
        realm = self.acting(agent, at)
        call = Call(Outcome.NOT_SETTLED, solved=False, treated=2, pressed=False, note="It leaks.")
        call_back(realm, agent, case.id, call, version=None, now=at)
        realm.commit()
        self.session.expire_all()

    def claim(
        self,
        case: Case,
        dealer: Dealer,
        at: datetime = NOON,
        *,
        not_counted: NotCounted | None = None,
    ) -> ContactClaim:
        return self.world.add(
            ContactClaim(
                case_id=case.id,
                dealer_id=dealer.id,
                attempt=1,
                claimed_by_id=self.world.user(Role.DEALER_DESK, dealer).id,
                caller_role=CallerRole.DEALER_DESK,
                how=ContactHow.PHONE,
                reached=not_counted is None,
                contacted_at=at,
                claimed_at=at,
                note="We come.",
                counts=not_counted is None,
                not_counted=not_counted,
            )
        )

    def ending(self, case: Case) -> CaseEnding:
        return self.session.query(CaseEnding).filter_by(case_id=case.id).one()

    def resolution(self, case: Case) -> Resolution:
        return self.session.query(Resolution).filter_by(case_id=case.id, ended_at=None).one()


@pytest.fixture
def dealings(world, acting) -> Dealings:
    return Dealings(world, acting)
