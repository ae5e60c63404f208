"""Who is on duty is told and decides; nobody decides on their own request (domain T2, T8)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models import CaseStatus, Duty, DutyShift, Notice, NoticeKind, Role, SettingChange, Severity
from portal.access.actors import WORKER_ACTOR
from portal.cases.ask_supervisor import ask_to_offer_without_contact
from portal.cases.give_word import give_word
from portal.cases.offer import offer_case
from portal.deadlines.requests import move_requests_up
from portal.errors import ForbiddenError, InvalidError, RefusedError
from portal.notices.people import find_people
from portal.notices.recipients import Directors, NightPhone, Supervisors
from portal.roster.add_shift import add_shift
from portal.roster.copy_week import copy_week
from portal.roster.read import on_duty, shifts_of_week
from portal.roster.remove_shift import remove_shift
from portal.settings.known import WORD_HOURS
from tests.support.world import NOON

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# Wed 20 May 2026, 23:30 in Shanghai.
NIGHT = NOON + timedelta(hours=11, minutes=30)
MONDAY = date(2026, 5, 18)


@pytest.fixture
def boss(world):
    return world.actor(Role.SUPERVISOR)


def put(session, user, duty=Duty.SUPERVISOR, start=NOON, length=8 * HOUR):
    shift = DutyShift(user_id=user.id, duty=duty, starts_at=start, ends_at=start + length)
    session.add(shift)
    session.commit()
    return shift


def behind(session, recipient, now=NOON):
    return find_people(session, [recipient], now=now).behind(recipient)


def told(session, kind):
    session.expire_all()
    return [
        one.user_id
        for one in session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id))
    ]


def test_whoever_is_on_duty_is_told_and_nobody_else(world, session):
    there = world.user(Role.SUPERVISOR)
    world.user(Role.SUPERVISOR)

    put(session, there)

    assert behind(session, Supervisors()) == [there.id]


@pytest.mark.parametrize("now", [NOON - timedelta(seconds=1), NOON + 8 * HOUR])
def test_a_shift_holds_from_its_beginning_up_to_its_end(world, session, now):
    one, other = world.user(Role.SUPERVISOR), world.user(Role.SUPERVISOR)

    put(session, one)

    assert behind(session, Supervisors(), now) == [one.id, other.id]


def test_while_nobody_is_on_duty_all_of_them_are_told(world, session):
    boss, director = world.user(Role.SUPERVISOR), world.user(Role.DIRECTOR)

    assert behind(session, Supervisors()) == [boss.id]
    assert behind(session, Directors()) == [director.id]
    assert behind(session, NightPhone()) == [boss.id]


def test_where_there_is_no_supervisor_at_all_a_director_is_told(world, session):
    director = world.user(Role.DIRECTOR)

    assert behind(session, Supervisors()) == [director.id]


def test_who_has_left_is_on_no_duty(world, session):
    gone, there = world.user(Role.SUPERVISOR), world.user(Role.SUPERVISOR)
    put(session, gone)

    gone.ended_at = NOON
    session.commit()

    assert behind(session, Supervisors()) == [there.id]


def test_what_the_one_on_duty_has_asked_goes_to_the_deputy(world, session):
    there, deputy = world.user(Role.SUPERVISOR), world.user(Role.SUPERVISOR)
    put(session, there)

    assert behind(session, Supervisors(but=there.id)) == [deputy.id]


def test_what_the_only_supervisor_has_asked_goes_to_the_directors(world, session):
    alone, director = world.user(Role.SUPERVISOR), world.user(Role.DIRECTOR)
    put(session, alone)

    assert behind(session, Supervisors(but=alone.id)) == [director.id]
    assert behind(session, Directors(but=director.id)) == [alone.id]


def test_a_supervisors_own_request_is_told_and_decided_by_the_deputy(world, session, acting, boss):
    deputy = world.actor(Role.SUPERVISOR)
    case, dealer = world.case(CaseStatus.TRIAGE), world.dealer()
    realm = acting(boss)

    request = ask_to_offer_without_contact(
        realm, boss, case.id, dealer.id, "Nobody answers there.", version=None, now=NOON
    )
    realm.commit()

    assert told(session, NoticeKind.REQUEST_WAITING) == [deputy.user_id]
    with pytest.raises(ForbiddenError, match="not_ones_own_request"):
        give_word(realm, boss, case.id, request.id, granted=True, answer="Yes", now=NOON)
    realm.rollback()
    other = acting(deputy)
    give_word(other, deputy, case.id, request.id, granted=True, answer="Yes", now=NOON)
    other.commit()


def test_after_two_hours_it_moves_up_to_the_director_on_duty(world, session, acting, boss):
    there, _other = world.user(Role.DIRECTOR), world.user(Role.DIRECTOR)
    put(session, there, Duty.DIRECTOR)
    world.actor(Role.SUPERVISOR)
    realm = acting(boss)
    ask_to_offer_without_contact(
        realm, boss, world.case(CaseStatus.TRIAGE).id, world.dealer().id, "Nobody answers.",
        version=None, now=NOON,
    )  # fmt: skip
    realm.commit()

    worker, late = acting(WORKER_ACTOR), NOON + timedelta(hours=WORD_HOURS.default)
    assert move_requests_up(worker, now=late - timedelta(seconds=1)) == 0
    assert move_requests_up(worker, now=late) == 1
    worker.commit()

    assert told(session, NoticeKind.REQUEST_MOVED_UP) == [there.id]


@pytest.mark.parametrize(
    ("severity", "now", "rings"),
    [
        (Severity.URGENT, NIGHT, True),
        (Severity.URGENT, NOON, False),
        (Severity.NORMAL, NIGHT, False),
    ],
)
def test_an_urgent_offer_at_night_is_told_to_the_night_phone(
    world, session, acting, severity, now, rings
):
    there = world.user(Role.AGENT)
    put(session, there, Duty.NIGHT_PHONE, NOON - HOUR, 20 * HOUR)
    case = world.case(CaseStatus.TRIAGE, severity=severity)
    realm = acting(actor := world.actor(Role.AGENT), now)

    dealer = world.dealer()
    offer_case(realm, actor, case.id, dealer.id, version=None, now=now)
    realm.commit()

    assert told(session, NoticeKind.URGENT_AT_NIGHT) == ([there.id] if rings else [])


def test_a_shift_is_put_in_and_the_log_says_so(world, session, acting, boss):
    person = world.user(Role.AGENT, name="Night Owl")
    realm = acting(boss)

    shift = add_shift(realm, boss, person.id, Duty.NIGHT_PHONE, NIGHT, NIGHT + 8 * HOUR, now=NOON)
    realm.commit()

    assert on_duty(realm, boss, now=NIGHT)[Duty.NIGHT_PHONE][0].name == "Night Owl"
    realm.commit()
    change = session.scalars(select(SettingChange)).all()[-1]
    assert change.what == f"duty_shift:{shift.id}"
    assert change.after["from"] == "2026-05-20 23:30"


@pytest.mark.parametrize(
    ("role", "duty", "start", "length", "code"),
    [
        (Role.AGENT, Duty.SUPERVISOR, NOON, HOUR, "duty_not_for_them"),
        (Role.SUPERVISOR, Duty.DIRECTOR, NOON, HOUR, "duty_not_for_them"),
        (Role.QA, Duty.NIGHT_PHONE, NOON, HOUR, "duty_not_for_them"),
        (Role.AGENT, Duty.NIGHT_PHONE, NOON, 0 * HOUR, "shift_ends_before_it_begins"),
        (Role.AGENT, Duty.NIGHT_PHONE, NOON, 7 * DAY + HOUR, "shift_too_long"),
        (Role.AGENT, Duty.NIGHT_PHONE, NOON - DAY, HOUR, "shift_is_past"),
    ],
)
def test_what_is_no_shift_is_refused(world, acting, boss, role, duty, start, length, code):
    person = world.user(role)
    realm = acting(boss)

    with pytest.raises(InvalidError, match=code):
        add_shift(realm, boss, person.id, duty, start, start + length, now=NOON)


def test_nobody_is_on_one_duty_twice_at_once(world, session, acting, boss):
    person = world.user(Role.SUPERVISOR)
    put(session, person)
    realm = acting(boss)

    with pytest.raises(RefusedError, match="already_on_duty"):
        add_shift(
            realm, boss, person.id, Duty.SUPERVISOR, NOON + 7 * HOUR, NOON + 9 * HOUR, now=NOON
        )
    # The next shift begins where this one ends; another duty goes with it.
    add_shift(realm, boss, person.id, Duty.SUPERVISOR, NOON + 8 * HOUR, NOON + 9 * HOUR, now=NOON)
    add_shift(realm, boss, person.id, Duty.NIGHT_PHONE, NOON, NOON + HOUR, now=NOON)
    realm.commit()


def test_an_agent_reads_the_roster_and_keeps_none(world, session, acting):
    shift = put(session, world.user(Role.SUPERVISOR), start=NOON + DAY)
    realm = acting(agent := world.actor(Role.AGENT))

    assert len(shifts_of_week(realm, agent, MONDAY)) == 1
    for attempt in (
        lambda: add_shift(
            realm, agent, agent.user_id, Duty.NIGHT_PHONE, NOON, NOON + HOUR, now=NOON
        ),
        lambda: remove_shift(realm, agent, shift.id, now=NOON),
        lambda: copy_week(realm, agent, MONDAY, now=NOON),
    ):
        with pytest.raises(ForbiddenError):
            attempt()


def test_a_shift_to_come_is_removed_one_under_way_ends_and_a_past_one_stays(
    world, session, acting, boss
):
    person = world.user(Role.SUPERVISOR)
    past = put(session, person, start=NOON - DAY)
    running, to_come = (
        put(session, person, start=NOON - HOUR),
        put(session, person, start=NOON + DAY),
    )
    realm = acting(boss)

    remove_shift(realm, boss, to_come.id, now=NOON)
    remove_shift(realm, boss, running.id, now=NOON)
    with pytest.raises(RefusedError, match="shift_is_over"):
        remove_shift(realm, boss, past.id, now=NOON)
    realm.commit()

    session.expire_all()
    left = session.scalars(select(DutyShift).order_by(DutyShift.starts_at)).all()
    assert [one.id for one in left] == [past.id, running.id]
    assert left[1].ends_at == NOON


def test_a_week_is_copied_onto_the_same_hours_once(world, session, acting, boss):
    person, gone = world.user(Role.SUPERVISOR), world.user(Role.SUPERVISOR)
    put(session, person)
    put(session, gone)
    gone.ended_at = NOON
    session.commit()
    realm = acting(boss)

    added, left_out = copy_week(realm, boss, MONDAY + 7 * DAY, now=NOON)
    again, none = copy_week(realm, boss, MONDAY + 7 * DAY, now=NOON)
    realm.commit()

    assert [(one.user_id, one.starts_at) for one in added] == [(person.id, NOON + 7 * DAY)]
    assert (left_out, again, none) == (1, [], 2)


@pytest.mark.parametrize("length", [0 * HOUR, -HOUR, 8 * DAY])
def test_the_table_holds_no_empty_and_no_endless_shift(world, session, length):
    with pytest.raises(DBAPIError, match="ck_duty_shifts"):
        put(session, world.user(Role.SUPERVISOR), length=length)


def test_the_table_holds_nobody_twice_and_nobody_on_a_duty_above_them(world, session):
    person = world.user(Role.AGENT)
    put(session, person, Duty.NIGHT_PHONE)

    with pytest.raises(DBAPIError, match="ex_duty_shifts_night_phone_once"):
        put(session, person, Duty.NIGHT_PHONE, NOON + HOUR)
    session.rollback()
    with pytest.raises(DBAPIError, match="this duty is not for them"):
        put(session, world.user(Role.AGENT), Duty.DIRECTOR)


def test_a_dealer_reads_no_roster(world, session, acting):
    put(session, world.user(Role.SUPERVISOR))
    desk = world.actor(Role.DEALER_DESK, world.dealer())
    realm = acting(desk)

    with pytest.raises(ForbiddenError):
        on_duty(realm, desk, now=NOON)
    with pytest.raises(DBAPIError, match="permission denied"):
        realm.execute(text("SELECT * FROM duty_shifts"))
