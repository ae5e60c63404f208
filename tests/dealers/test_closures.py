"""A dealer's own closure: asked three days ahead, consented to, and never for urgent (T1)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models import (
    BusinessCalendar,
    CaseStatus,
    ClosureState,
    DayKind,
    DealerClosure,
    Notice,
    NoticeKind,
    Role,
    Severity,
    SlaClock,
    Stage,
)
from portal.access.actors import WORKER_ACTOR
from portal.dealers.ask_closure import ask_closure, withdraw_closure
from portal.dealers.call_off_closure import call_off_closure
from portal.dealers.closures import closed_until
from portal.dealers.decide_closure import decide_closure
from portal.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from portal.infra.once import forget
from portal.sla.calendars import own_code
from portal.sla.change_calendar import change_calendar, give_dealer_calendar
from portal.sla.clocks import start_clock
from portal.sla.edits import set_day
from portal.sla.plan import Special, read_plan
from portal.sla.recompute import recompute_calendar
from tests.support.world import NOON

DAY = timedelta(days=1)
# NOON is Wednesday 20 May 2026 in Shanghai.
SATURDAY = date(2026, 5, 23)


@pytest.fixture
def dealer(world):
    return world.dealer()


@pytest.fixture
def desk(world, dealer):
    return world.actor(Role.DEALER_DESK, dealer)


@pytest.fixture
def agent(world):
    return world.actor(Role.AGENT)


def ask(acting, actor, first=SATURDAY, last=None, *, reason="The shop is painted", now=NOON):
    realm = acting(actor, now)
    closure = ask_closure(realm, actor, first, last or first, reason, now=now)
    realm.commit()
    return closure


def decide(acting, actor, closure, *, granted=True, answer="", now=NOON):
    realm = acting(actor, now)
    found = decide_closure(
        realm, actor, closure.id, granted=granted, answer=answer, version=None, now=now
    )
    realm.commit()
    return found


def clock(world, session, dealer, severity):
    case = world.case(CaseStatus.ACCEPTED, dealer, severity=severity)
    found = start_clock(session, case, Stage.VISIT, now=NOON + 2 * DAY, dealer_id=dealer.id)
    session.commit()
    return found.id


def recompute(acting, session, dealer):
    """What the job does."""
    realm = acting(WORKER_ACTOR)
    own = realm.scalars(
        select(BusinessCalendar).where(BusinessCalendar.code == own_code(dealer.id))
    ).one()
    forget(realm)
    recompute_calendar(realm, own.id, own.version, now=NOON)
    realm.commit()
    session.expire_all()


def test_an_agreed_closure_moves_the_dealers_clocks_and_leaves_urgent_alone(
    world, session, acting, dealer, desk, agent
):
    normal = clock(world, session, dealer, Severity.NORMAL)
    urgent = clock(world, session, dealer, Severity.URGENT)
    before = {one: session.get(SlaClock, one).due_at for one in (normal, urgent)}

    decide(acting, agent, ask(acting, desk, SATURDAY, SATURDAY + DAY))
    recompute(acting, session, dealer)

    assert session.get(SlaClock, normal).due_at == before[normal] + 2 * DAY
    assert session.get(SlaClock, urgent).due_at == before[urgent]


def test_asked_for_alone_it_moves_nothing(world, session, acting, dealer, desk):
    ask(acting, desk)

    own = select(BusinessCalendar).where(BusinessCalendar.code == own_code(dealer.id))
    assert session.scalar(own) is None


def test_the_hotline_is_told_and_then_the_dealer(world, session, acting, dealer, desk, agent):
    decide(acting, agent, ask(acting, desk))

    told = session.execute(select(Notice.kind, Notice.user_id).order_by(Notice.id)).all()
    assert (NoticeKind.CLOSURE_ASKED, agent.user_id) in told
    assert (NoticeKind.CLOSURE_DECIDED, desk.user_id) in told


def test_a_closed_dealer_is_known_to_be_closed_until_its_last_day(
    session, acting, dealer, desk, agent
):
    decide(acting, agent, ask(acting, desk, SATURDAY, SATURDAY + 3 * DAY))

    assert closed_until(session, [dealer.id], now=NOON) == {}
    assert closed_until(session, [dealer.id], now=NOON + 4 * DAY) == {dealer.id: SATURDAY + 3 * DAY}
    assert closed_until(session, [dealer.id], now=NOON + 7 * DAY) == {}


@pytest.mark.parametrize(
    ("first", "last", "reason", "code"),
    [
        (SATURDAY - DAY, SATURDAY, "Paint", "closure_too_soon"),
        (SATURDAY, SATURDAY - DAY, "Paint", "closure_ends_before_it_begins"),
        (SATURDAY, SATURDAY + 31 * DAY, "Paint", "closure_too_long"),
        (SATURDAY, SATURDAY, " ", "say_why"),
    ],
)
def test_what_cannot_be_asked_is_refused(acting, desk, first, last, reason, code):
    with pytest.raises(InvalidError, match=code):
        ask(acting, desk, first, last, reason=reason)


def test_late_in_the_evening_the_portals_own_day_counts(acting, desk):
    # 23:30 in Shanghai is still Wednesday there; half an hour later it is Thursday.
    ask(acting, desk, now=NOON + timedelta(hours=11, minutes=30))

    with pytest.raises(InvalidError, match="closure_too_soon"):
        ask(acting, desk, now=NOON + timedelta(hours=12))


def test_the_same_day_is_asked_for_once(acting, desk):
    ask(acting, desk, SATURDAY, SATURDAY + DAY)

    with pytest.raises(RefusedError, match="closure_asked_already"):
        ask(acting, desk, SATURDAY + DAY)


def test_a_dealer_takes_its_own_back_until_it_is_decided(acting, desk, agent):
    closure = ask(acting, desk)
    realm = acting(desk)
    withdraw_closure(realm, desk, closure.id, version=None)
    realm.commit()

    with pytest.raises(RefusedError, match="closure_is_decided"):
        decide(acting, agent, closure)
    ask(acting, desk)


def test_a_refusal_says_why_and_closes_nothing(session, acting, dealer, desk, agent):
    closure = ask(acting, desk)

    with pytest.raises(InvalidError, match="say_why"):
        decide(acting, agent, closure, granted=False)
    found = decide(acting, agent, closure, granted=False, answer="Nobody else is near.")

    assert found.state is ClosureState.REFUSED
    with pytest.raises(RefusedError, match="closure_is_decided"):
        decide(acting, agent, closure)


def test_a_dealer_agrees_to_nothing_and_another_one_finds_nothing(world, acting, desk):
    closure = ask(acting, desk)
    other = world.actor(Role.DEALER_MANAGER, world.dealer())

    with pytest.raises(ForbiddenError):
        decide(acting, desk, closure)
    realm = acting(other)
    with pytest.raises(NotFoundError):
        withdraw_closure(realm, other, closure.id, version=None)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE dealer_closures SET state = 'agreed', version = 2",
        "UPDATE dealer_closures SET decided_by_id = asked_by_id",
        "UPDATE dealer_closures SET first_day = first_day - 5",
        "DELETE FROM dealer_closures",
        "UPDATE calendars SET version = version + 1",
    ],
)
def test_the_database_lets_no_dealer_agree_by_itself(acting, desk, attack):
    ask(acting, desk)
    realm = acting(desk)

    with pytest.raises(DBAPIError):
        realm.execute(text(attack))


def test_the_owner_of_the_table_cannot_have_a_dealer_agree_either(session, acting, desk):
    ask(acting, desk)

    with pytest.raises(DBAPIError, match="the brand decides on a closure"):
        session.execute(
            text(
                "UPDATE dealer_closures SET state = 'agreed', decided_at = asked_at,"
                " decided_by_id = asked_by_id"
            )
        )


def test_the_table_holds_nothing_asked_too_late(session, dealer, desk):
    session.add(
        DealerClosure(
            dealer_id=dealer.id, first_day=SATURDAY - DAY, last_day=SATURDAY, reason="Paint",
            asked_by_id=desk.user_id, asked_at=NOON,
        )
    )  # fmt: skip

    with pytest.raises(DBAPIError, match="three days ahead"):
        session.flush()


def call_off(acting, actor, closure, *, why="", now=NOON):
    realm = acting(actor, now)
    found = call_off_closure(realm, actor, closure.id, why=why, version=None, now=now)
    realm.commit()
    return found


def agreed(acting, desk, agent, first=SATURDAY, last=SATURDAY + 3 * DAY):
    return decide(acting, agent, ask(acting, desk, first, last))


def special_days(session, dealer):
    """What the dealer's own calendar says of single days."""
    session.expire_all()
    own = session.scalars(
        select(BusinessCalendar).where(BusinessCalendar.code == own_code(dealer.id))
    ).one()
    return {day: (one.kind, one.spans) for day, one in read_plan(session, own).days.items()}


def test_called_off_before_it_began_the_dealers_clocks_are_as_they_were(
    world, session, acting, dealer, desk, agent
):
    normal = clock(world, session, dealer, Severity.NORMAL)
    before = session.get(SlaClock, normal).due_at
    closure = agreed(acting, desk, agent)
    recompute(acting, session, dealer)
    moved = session.get(SlaClock, normal).due_at

    called = call_off(acting, desk, closure)
    recompute(acting, session, dealer)

    assert moved > before
    assert (called.state, called.open_from) == (ClosureState.CALLED_OFF, SATURDAY)
    assert session.get(SlaClock, normal).due_at == before
    assert special_days(session, dealer) == {}


def test_days_that_have_begun_stay_closed(session, acting, dealer, desk, agent):
    closure = agreed(acting, desk, agent)
    sunday = NOON + 4 * DAY

    called = call_off(acting, agent, closure, why="Water in three flats", now=sunday)

    assert called.open_from == SATURDAY + 2 * DAY
    assert sorted(special_days(session, dealer)) == [SATURDAY, SATURDAY + DAY]
    assert closed_until(session, [dealer.id], now=sunday) == {dealer.id: SATURDAY + DAY}
    assert closed_until(session, [dealer.id], now=sunday + DAY) == {}


def test_on_its_last_day_nothing_is_left_to_call_off(acting, desk, agent):
    closure = agreed(acting, desk, agent, SATURDAY, SATURDAY)

    with pytest.raises(RefusedError, match="closure_is_over"):
        call_off(acting, desk, closure, now=NOON + 3 * DAY)


def test_the_hours_that_stood_before_stand_again(session, acting, world, dealer, desk, agent):
    admin = world.actor(Role.ADMIN)
    short = Special(DayKind.OVERRIDE, (("09:00", "12:00"),), "Stocktaking")
    with acting(admin) as realm:
        own = give_dealer_calendar(realm, admin, dealer.id, now=NOON)
        change_calendar(realm, admin, own.id, set_day(SATURDAY, short), version=None, now=NOON)
        realm.commit()
    closure = agreed(acting, desk, agent, SATURDAY, SATURDAY + DAY)
    closed = special_days(session, dealer)

    call_off(acting, desk, closure)

    assert closed[SATURDAY] == (DayKind.OVERRIDE, ())
    assert special_days(session, dealer) == {SATURDAY: (DayKind.OVERRIDE, (("09:00", "12:00"),))}


def test_a_day_that_an_administrator_changed_meanwhile_stays_as_it_is(
    session, acting, world, dealer, desk, agent
):
    admin = world.actor(Role.ADMIN)
    closure = agreed(acting, desk, agent, SATURDAY, SATURDAY + DAY)
    long = Special(DayKind.OVERRIDE, (("08:00", "20:00"),))
    with acting(admin) as realm:
        own = realm.scalars(
            select(BusinessCalendar).where(BusinessCalendar.code == own_code(dealer.id))
        ).one()
        change_calendar(realm, admin, own.id, set_day(SATURDAY, long), version=None, now=NOON)
        realm.commit()

    call_off(acting, desk, closure)

    assert special_days(session, dealer) == {SATURDAY: (DayKind.OVERRIDE, (("08:00", "20:00"),))}


def test_the_hotline_says_why(acting, desk, agent):
    closure = agreed(acting, desk, agent)

    with pytest.raises(InvalidError, match="say_why"):
        call_off(acting, agent, closure, why=" ")


def test_the_other_side_is_told_that_it_is_called_off(session, acting, desk, agent):
    closure = agreed(acting, desk, agent)
    call_off(acting, agent, closure, why="Water in three flats")
    own = agreed(acting, desk, agent)
    call_off(acting, desk, own)

    told = session.execute(
        select(Notice.key, Notice.user_id)
        .where(Notice.kind == NoticeKind.CLOSURE_CALLED_OFF, Notice.user_id.is_not(None))
        .order_by(Notice.id)
    ).all()
    assert (f"closure:{closure.id}:off", desk.user_id) in told
    assert (f"closure:{own.id}:off", agent.user_id) in told
    assert (f"closure:{own.id}:off", desk.user_id) not in told


def test_what_is_not_agreed_or_not_ones_own_is_not_called_off(world, acting, desk, agent):
    waiting = ask(acting, desk)
    other = world.actor(Role.DEALER_MANAGER, world.dealer())
    installer = world.actor(Role.INSTALLER)

    with pytest.raises(RefusedError, match="closure_is_decided"):
        call_off(acting, desk, waiting)
    closure = decide(acting, agent, waiting)
    with pytest.raises(NotFoundError):
        call_off(acting, other, closure)
    with pytest.raises(ForbiddenError):
        call_off(acting, installer, closure)


@pytest.mark.parametrize(
    "attack",
    [
        "state = 'called_off', open_from = first_day, called_off_at = now(),"
        " called_off_by_id = decided_by_id",
        "state = 'asked'",
        "state = 'called_off'",
        "stood = '{}'",
        "called_off_why = 'So what'",
    ],
)
def test_the_database_lets_a_dealer_call_off_in_its_own_name_alone(acting, desk, agent, attack):
    agreed(acting, desk, agent)
    realm = acting(desk)

    with pytest.raises(DBAPIError):
        realm.execute(text(f"UPDATE dealer_closures SET {attack}"))


def test_the_table_opens_no_day_that_has_begun(session, acting, desk, agent):
    agreed(acting, desk, agent)

    with pytest.raises(DBAPIError, match="for days to come"):
        session.execute(
            text(
                "UPDATE dealer_closures SET state = 'called_off', open_from = first_day,"
                " called_off_at = first_day + time '12:00', called_off_by_id = asked_by_id"
            )
        )
