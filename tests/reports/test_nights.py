"""The nightly count: once for each day, in pieces, and the same whenever it is counted (B3)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from models import (
    CaseStatus,
    ClockState,
    ContactHow,
    DealerState,
    Figure,
    Outcome,
    Role,
    ScoreDay,
    ScoreFact,
    ScoreRun,
    Setting,
    Stage,
)
from portal.access.actors import WORKER_ACTOR
from portal.cases.claim_contact import Claim, claim_contact
from portal.reports.scores.count import count_scores
from portal.reports.scores.figures import FIGURES
from tests.reports.conftest import DAY, HOUR, ONE_DAY
from tests.support.world import NOON

# Twenty past midnight in Shanghai, as DAY begins.
NIGHT = datetime(2026, 5, 21, 16, 20, tzinfo=UTC)


def facts(session) -> list[tuple]:
    columns = (ScoreFact.figure, ScoreFact.source_id, ScoreFact.good, ScoreFact.counted_from)
    return session.execute(select(*columns, ScoreFact.counted_until).order_by(ScoreFact.id)).all()


def busy(world, dealings, dealer, *, bad: int = 1, good: int = 2) -> None:
    for number in range(bad + good):
        case = world.case(CaseStatus.RESOLVED, dealer, visit_at=NOON)
        dealings.rung(case, Outcome.SETTLED if number < good else Outcome.NOT_SETTLED)


class TestPieces:
    def test_a_night_counts_each_figure_and_then_adds_up_and_then_rests(
        self, world, dealings, nights, session
    ):
        busy(world, dealings, world.dealer())

        pieces = nights.count_due(NIGHT)

        assert pieces == len(FIGURES) + 1
        run = session.get_one(ScoreRun, DAY)
        assert (run.done_at, run.until_at) == (NIGHT, NIGHT - timedelta(minutes=20))
        assert nights.count_due(NIGHT + HOUR) == 0

    def test_a_worker_that_is_killed_leaves_the_rest_to_the_next(
        self, world, dealings, nights, session, acting
    ):
        dealer = world.dealer()
        busy(world, dealings, dealer)
        worker = acting(WORKER_ACTOR, NIGHT)
        for _piece in range(3):
            count_scores(worker, now=NIGHT)
        worker.commit()
        count_scores(worker, now=NIGHT)
        worker.rollback()

        pieces = nights.count_due(NIGHT + HOUR)

        assert pieces == len(FIGURES) + 1 - 3
        assert nights.figure(dealer, Figure.CALLBACKS) == (2, 3)
        assert not nights.differences()

    def test_days_that_were_missed_are_made_up_for(self, nights, session):
        nights.count_due(NIGHT)

        nights.count_due(NIGHT + 3 * ONE_DAY)

        days = session.scalars(select(ScoreRun.day).order_by(ScoreRun.day)).all()
        assert days == [DAY + number * ONE_DAY for number in range(4)]

    def test_after_a_long_rest_only_the_last_week_is(self, nights, session):
        nights.count_due(NIGHT)

        nights.count_due(NIGHT + 60 * ONE_DAY)

        assert session.scalar(select(func.count(ScoreRun.day))) == 1 + 8


class TestTheSameFigures:
    def test_counted_twice_nothing_is_written_twice(self, world, dealings, nights, session):
        busy(world, dealings, world.dealer())
        nights.count()
        before = facts(session)

        nights.count()

        assert facts(session) == before

    def test_a_day_counted_anew_much_later_is_as_the_night_saw_it(
        self, world, dealings, nights, session, acting
    ):
        dealer = world.dealer()
        desk = world.actor(Role.DEALER_DESK, dealer)
        case = world.case(CaseStatus.ACCEPTED, dealer)
        due = NOON + 4 * HOUR
        dealings.clock(case, dealer, Stage.FIRST_CONTACT, due=due, started=NOON)
        busy(world, dealings, dealer)
        claim = Claim(ContactHow.PHONE, True, NOON + HOUR, "We come.", caller_user_id=desk.user_id)
        realm = acting(desk, NOON + HOUR)
        claim_contact(realm, desk, case.id, claim, now=NOON + HOUR)
        realm.commit()
        nights.count()
        then = nights.figure(dealer, Figure.CLOCKS)

        # Whoever rang turns out to be complained of: the clock stands as if it had never stopped.
        later = NOON + 5 * ONE_DAY
        clock = dealings.clock_of(case, Stage.FIRST_CONTACT)
        session.expire_all()
        dealings.says(later)
        clock.state, clock.stopped_at = ClockState.RUNNING, None
        session.commit()
        nights.count(DAY + 7 * ONE_DAY)

        assert then == (1, 1)
        # The visit, whose time began with that contact, has run out as well by then.
        assert nights.figure(dealer, Figure.CLOCKS, DAY + 7 * ONE_DAY) == (0, 2)
        assert nights.figure(dealer, Figure.CLOCKS) == then
        assert not nights.differences()
        assert not nights.differences(DAY + 7 * ONE_DAY)

    def test_a_due_time_moved_after_it_had_passed_changes_no_day_before(
        self, world, dealings, nights, session
    ):
        dealer = world.dealer()
        case = world.case(CaseStatus.ACCEPTED, dealer)
        clock = dealings.clock(case, dealer, due=NOON)
        nights.count()

        dealings.says(NOON + 3 * ONE_DAY)
        clock.due_at = clock.warn_at = NOON + 4 * ONE_DAY
        clock.supervisor_at = clock.double_at = NOON + 5 * ONE_DAY
        session.commit()
        nights.count(DAY + 2 * ONE_DAY)

        assert nights.figure(dealer, Figure.CLOCKS) == (0, 1)
        assert nights.figure(dealer, Figure.CLOCKS, DAY + 2 * ONE_DAY) is None
        assert not nights.differences()

    def test_a_contact_claimed_after_midnight_counts_from_the_next_day_on(
        self, world, dealings, nights
    ):
        dealer = world.dealer()
        case = world.case(CaseStatus.CONTACTED, dealer)
        dealings.clock(case, dealer, due=NOON, met=NOON - HOUR, noted=NOON + 3 * ONE_DAY)

        nights.count()
        nights.count(DAY + 3 * ONE_DAY)

        assert nights.figure(dealer, Figure.CLOCKS) == (0, 1)
        assert nights.figure(dealer, Figure.CLOCKS, DAY + 3 * ONE_DAY) == (1, 1)
        assert not nights.differences()

    def test_what_somebody_changed_by_hand_is_said(self, world, dealings, nights, session):
        dealer = world.dealer("Shunhe")
        busy(world, dealings, dealer)
        nights.count()
        row = session.get_one(ScoreDay, (dealer.id, DAY, Figure.CALLBACKS))
        row.good = 3
        session.commit()

        said = nights.differences()

        assert [(one.dealer, one.figure, one.kept, one.now) for one in said] == [
            ("Shunhe", Figure.CALLBACKS, "3/3", "2/3")
        ]

    def test_settings_changed_later_leave_a_past_days_score(
        self, world, dealings, nights, least_of_one
    ):
        dealer = world.dealer()
        busy(world, dealings, dealer)
        dealings.clock(world.case(CaseStatus.ACCEPTED, dealer), dealer, due=NOON)
        nights.count()
        score = nights.rank(dealer).score

        world.add(Setting(key="score_weight_callbacks", value=0, changed_at=NOON))
        nights.count()
        nights.count(DAY + ONE_DAY)

        assert nights.rank(dealer).score == score
        assert nights.rank(dealer, DAY + ONE_DAY).score != score


class TestScoreAndRank:
    def test_the_score_is_the_weighted_mean_of_the_figures(
        self, world, dealings, nights, least_of_one
    ):
        dealer = world.dealer()
        case = world.case(CaseStatus.RESOLVED, dealer, visit_at=NOON)
        dealings.rung(case, Outcome.SETTLED)
        dealings.clock(case, dealer, due=NOON)
        dealings.clock(case, dealer, Stage.VISIT, due=NOON, met=NOON)

        nights.count()

        # Clocks 1 of 2 weigh 30, contact and visit 15, the first visit 15 and the callback 20.
        assert nights.rank(dealer).score == round((30 * 0.5 + 15 + 15 + 20) / 80 * 10_000)

    def test_too_few_cases_make_no_score_and_too_few_facts_no_part_of_it(
        self, world, dealings, nights
    ):
        world.add(Setting(key="score_least_cases", value=2, changed_at=NOON))
        world.add(Setting(key="score_least", value=2, changed_at=NOON))
        few, enough = world.dealer(), world.dealer()
        busy(world, dealings, few, good=1, bad=0)
        busy(world, dealings, enough, good=2, bad=0)
        dealings.clock(world.case(CaseStatus.ACCEPTED, enough), enough, due=NOON)

        nights.count()

        assert nights.rank(few).score is None
        assert nights.rank(enough).score == 10_000

    @pytest.mark.usefixtures("least_of_one")
    def test_rank_is_among_active_partners_and_equals_share_it(
        self, world, dealings, nights, session
    ):
        best, same, worst = (world.dealer() for _each in range(3))
        team, leaving = world.own_team(), world.dealer(state=DealerState.LEAVING)
        for dealer in (best, same, team, leaving):
            busy(world, dealings, dealer, good=2, bad=0)
        busy(world, dealings, worst, good=1, bad=1)

        nights.count()

        ranks = {one: nights.rank(one).rank for one in (best, same, worst, team, leaving)}
        assert list(ranks.values()) == [1, 1, 3, None, None]
        assert nights.rank(team).score == 10_000
        assert session.get_one(ScoreRun, DAY).ranked == 3
