"""A supervisor decides on a hold, on what is contested, and on who comes back (S1–S3, T8)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import (
    Case,
    Customer,
    Notice,
    NoticeKind,
    PleaKind,
    Role,
    Standing,
    StandingHold,
    StandingHoldCase,
    StandingPlea,
)
from portal.access.actors import Actor
from portal.deadlines.standing import (
    move_holds_up,
    move_pleas_up,
    settle_standings,
    warn_of_holds,
)
from portal.errors import (
    ChangedMeanwhileError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    RefusedError,
)
from portal.installers.answer_plea import answer_contest, answer_reinstatement
from portal.installers.decide_hold import Training, decide_hold, reinstate_installer
from portal.installers.plead import ask_reinstatement, contest_complaint
from portal.installers.rates import at_least, rates_of
from tests.installers.complaints import complain, held
from tests.support.world import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TRAINED = Training(date(2026, 5, 19), "The brand’s school", "A photo of each drill hole")


@pytest.fixture
def dealer(world):
    return world.dealer()


@pytest.fixture
def person(world, acting, dealer):
    return held(world, acting, dealer)


@pytest.fixture
def boss(world):
    return world.actor(Role.SUPERVISOR)


def hold_of(session):
    return session.scalars(select(StandingHold).order_by(StandingHold.id.desc())).first()


def decided(acting, boss, session, *, confirmed, now=NOON):
    realm = acting(boss, now)
    decide_hold(
        realm, boss, hold_of(session).id, confirmed=confirmed, reason="Seen it.", version=1, now=now
    )
    realm.commit()
    session.expire_all()


def pleaded(acting, session, actor, person, case_id=None):
    realm = acting(actor)
    if case_id is None:
        ask_reinstatement(realm, actor, person.id, "He went to school.", now=NOON)
    else:
        contest_complaint(realm, actor, person.id, case_id, "It was another.", now=NOON)
    realm.commit()
    return session.scalars(select(StandingPlea).order_by(StandingPlea.id.desc())).first()


def counted(session):
    return session.scalars(select(StandingHoldCase.case_id).order_by(StandingHoldCase.case_id))


def test_confirmed_they_are_suspended(session, acting, boss, person):
    decided(acting, boss, session, confirmed=True)

    assert person.standing is Standing.SUSPENDED


def test_lifted_they_are_watched_and_one_more_customer_holds_them_again(
    world, session, acting, boss, person
):
    decided(acting, boss, session, confirmed=False)
    lifted = person.standing
    customer = hold_of(session)
    complain(world, acting, person, now=NOON + HOUR, first_heard_at=NOON + HOUR)

    assert (lifted, person.standing) == (Standing.WATCHED, Standing.HELD)
    assert hold_of(session).id != customer.id


def test_lifted_the_same_customers_do_not_hold_them_again(world, session, acting, boss, person):
    decided(acting, boss, session, confirmed=False)
    case = session.get(Case, counted(session).first())

    complain(world, acting, person, customer=session.get(Customer, case.customer_id))

    assert person.standing is Standing.WATCHED


def test_reinstated_after_retraining_the_count_starts_anew(world, session, acting, boss, person):
    decided(acting, boss, session, confirmed=True)
    later = NOON + HOUR
    realm = acting(boss, later)

    reinstate_installer(
        realm, boss, hold_of(session).id, TRAINED, "He has learnt it.", version=2, now=later
    )
    realm.commit()
    session.expire_all()
    back = person.standing
    for _number in range(2):
        complain(
            world, acting, person, now=later + HOUR, first_heard_at=later + HOUR, opened_at=later
        )

    assert (back, person.standing) == (Standing.GOOD, Standing.WATCHED)


def test_without_a_condition_nobody_is_reinstated(session, acting, boss, person):
    decided(acting, boss, session, confirmed=True)

    for training in (
        Training(date(2026, 5, 19), "The brand’s school", " "),
        Training(date(2026, 5, 19), "", "A photo"),
        Training(date(2026, 6, 19), "The brand’s school", "A photo"),
    ):
        with pytest.raises(InvalidError):
            reinstate_installer(
                acting(boss), boss, hold_of(session).id, training, "So", version=2, now=NOON
            )


def test_two_supervisors_decide_once(world, session, acting, boss, person):
    decided(acting, boss, session, confirmed=False)
    other = world.actor(Role.SUPERVISOR)

    with pytest.raises(ChangedMeanwhileError):
        decide_hold(
            acting(other), other, hold_of(session).id,
            confirmed=True, reason="No.", version=1, now=NOON,
        )  # fmt: skip
    with pytest.raises(RefusedError):
        decide_hold(
            acting(other), other, hold_of(session).id,
            confirmed=True, reason="No.", version=None, now=NOON,
        )  # fmt: skip


def test_an_agent_decides_nothing(world, session, acting, person):
    agent = world.actor(Role.AGENT)

    with pytest.raises(ForbiddenError):
        decide_hold(
            acting(agent), agent, hold_of(session).id,
            confirmed=False, reason="Please.", version=1, now=NOON,
        )  # fmt: skip


def test_a_complaint_judged_unfounded_lifts_the_hold_that_it_carried(
    world, session, acting, dealer, boss, person
):
    manager = world.actor(Role.DEALER_MANAGER, dealer)
    plea = pleaded(acting, session, manager, person, counted(session).first())
    realm = acting(boss)

    answer_contest(realm, boss, plea.id, granted=True, answer="Not his.", now=NOON)
    realm.commit()

    session.expire_all()
    assert person.standing is Standing.WATCHED
    assert hold_of(session).confirmed is False


def test_what_a_supervisor_confirmed_outlasts_an_unfounded_complaint(
    world, session, acting, dealer, boss, person
):
    manager = world.actor(Role.DEALER_MANAGER, dealer)
    plea = pleaded(acting, session, manager, person, counted(session).first())
    decided(acting, boss, session, confirmed=True)
    realm = acting(boss)

    answer_contest(realm, boss, plea.id, granted=True, answer="Not his.", now=NOON)
    realm.commit()

    session.expire_all()
    assert person.standing is Standing.SUSPENDED


def test_a_complaint_that_stands_goes_on_counting(world, session, acting, boss, person):
    himself = Actor.of_user(world.user(Role.INSTALLER, installer=person))
    plea = pleaded(acting, session, himself, person, counted(session).first())
    realm = acting(boss)

    answer_contest(realm, boss, plea.id, granted=False, answer="It was his.", now=NOON)
    realm.commit()

    session.expire_all()
    assert (plea.dealer_id, person.standing) == (None, Standing.HELD)
    told = select(Notice.user_id).where(Notice.kind == NoticeKind.PLEA_ANSWERED)
    assert himself.user_id in session.scalars(told).all()


def test_the_same_is_not_contested_twice_at_once(world, session, acting, dealer, person):
    manager = world.actor(Role.DEALER_MANAGER, dealer)
    case_id = counted(session).first()
    pleaded(acting, session, manager, person, case_id)

    with pytest.raises(RefusedError):
        contest_complaint(acting(manager), manager, person.id, case_id, "Again.", now=NOON)


def test_only_what_counts_is_contested_and_only_by_whose_it_is(world, session, acting, person):
    stranger = world.actor(Role.DEALER_MANAGER, world.dealer())
    other = world.installer(dealer=world.dealer())
    himself = Actor.of_user(world.user(Role.INSTALLER, installer=other))
    case_id = counted(session).first()

    for actor, whose in ((stranger, person), (himself, other)):
        realm = acting(actor)
        with pytest.raises(NotFoundError):
            contest_complaint(realm, actor, whose.id, case_id, "So.", now=NOON)
        realm.close()


def test_reinstatement_is_asked_for_and_granted_with_the_training(
    world, session, acting, dealer, boss, person
):
    decided(acting, boss, session, confirmed=True)
    plea = pleaded(acting, session, world.actor(Role.DEALER_DESK, dealer), person)
    realm = acting(boss, NOON + HOUR)

    answer_reinstatement(realm, boss, plea.id, TRAINED, answer="Learnt.", now=NOON + HOUR)
    realm.commit()

    session.expire_all()
    assert (plea.kind, plea.granted) == (PleaKind.REINSTATE, True)
    assert person.standing is Standing.GOOD


def test_an_undecided_hold_is_recalled_then_moves_up_and_stays(world, session, person):
    boss, director = world.user(Role.SUPERVISOR), world.user(Role.DIRECTOR)
    hold = hold_of(session)

    early = warn_of_holds(session, now=hold.warn_at - HOUR)
    near = warn_of_holds(session, now=hold.warn_at), warn_of_holds(session, now=hold.warn_at)
    over = move_holds_up(session, now=hold.due_at), move_holds_up(session, now=hold.due_at + HOUR)
    session.commit()

    assert (early, near, over) == (0, (1, 0), (1, 0))
    told = dict(
        session.execute(
            select(Notice.kind, Notice.user_id).where(
                Notice.kind.in_([NoticeKind.HOLD_WAITING, NoticeKind.HOLD_MOVED_UP])
            )
        ).all()
    )
    assert told == {NoticeKind.HOLD_WAITING: boss.id, NoticeKind.HOLD_MOVED_UP: director.id}
    assert person.standing is Standing.HELD


def test_a_plea_moves_up_after_two_office_hours(world, session, acting, dealer, person):
    director = world.user(Role.DIRECTOR)
    plea = pleaded(
        acting, session, world.actor(Role.DEALER_DESK, dealer), person, counted(session).first()
    )

    # Noon is the office's break: two hours of work end at three.
    assert plea.due_at == NOON + 3 * HOUR
    assert move_pleas_up(session, now=plea.due_at) == 1
    told = select(Notice.user_id).where(Notice.kind == NoticeKind.PLEA_MOVED_UP)
    assert session.scalars(told).all() == [director.id]


def test_who_is_watched_is_good_again_once_the_complaints_are_old(world, session, acting):
    person = world.installer(dealer=world.dealer())
    for _number in range(2):
        complain(world, acting, person)

    after = settle_standings(session, after=0, now=NOON + 91 * DAY)
    session.expire_all()

    assert (after, person.standing) == (None, Standing.GOOD)


def test_the_supervisor_sees_jobs_and_peers(world, session, acting, boss, person):
    peer = world.installer(dealer=world.dealer())
    for _number in range(40):
        world.purchase(world.customer(), installer_id=peer.id, installed_on=NOON.date() - DAY)
    for _number in range(7):
        world.purchase(world.customer(), installer_id=person.id, installed_on=NOON.date() - DAY)
    complain(world, acting, peer)

    found = rates_of(acting(boss), boss, person.id, now=NOON)

    assert (found.jobs, found.complaints) == (7, 3)
    assert (found.peers, found.peers_jobs, found.peers_complaints) == (1, 40, 1)
    assert found.of_peers == pytest.approx(2.5)
    assert found.by_chance == pytest.approx(at_least(3, 7 * 0.025))
    assert at_least(3, 1.0) == pytest.approx(0.0803, abs=1e-4)
