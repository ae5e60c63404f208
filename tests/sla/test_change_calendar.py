"""Changing a calendar: looked at first, made under its version, carried out by a job (T1, T3)."""

import pytest
from sqlalchemy import select, text

from models import (
    Case,
    ClockState,
    Dealer,
    Notice,
    NoticeKind,
    Role,
    SettingChange,
    Severity,
    SlaClock,
    Stage,
)
from models.base import NEVER
from models.sla import CalendarDay, DayKind
from portal.access.actors import WORKER_ACTOR
from portal.errors import ChangedMeanwhileError, ForbiddenError, RefusedError
from portal.infra.identity import WORKER
from portal.sla.change_calendar import (
    change_calendar,
    give_dealer_calendar,
    preview_calendar,
)
from portal.sla.clocks import note_next_deadline, start_clock, stop_clock
from portal.sla.edits import set_day, set_year
from portal.sla.plan import Special
from portal.sla.recompute import recompute_calendar
from tests.sla.changing import CLOSED, HOLIDAY, TODAY, at, due, told
from tests.support.world import NOON


def test_before_a_change_it_says_how_many_clocks_would_move_and_which_would_be_late(
    acting, admin, accepted, calendar_of
):
    case = accepted()
    service = calendar_of("service")
    longer = set_day(TODAY, Special(DayKind.OVERRIDE, (("09:00", "11:00"), ("14:00", "18:00"))))
    early = set_day(TODAY, Special(DayKind.OVERRIDE, (("05:00", "18:00"),)))

    with acting(admin) as asking:
        later, was, is_ = preview_calendar(
            asking, admin, service.id, longer, version=service.version, now=NOON
        )
        none, *_ = preview_calendar(
            asking, admin, service.id, early, version=service.version, now=at("20T09:30")
        )
        late, *_ = preview_calendar(
            asking, admin, service.id, early, version=service.version, now=at("20T13:30")
        )

    [move] = later.first
    assert (later.running, later.moved, later.breached) == (1, 1, 0)
    assert (move.number, move.stage) == (case.number, Stage.FIRST_CONTACT)
    assert (move.before, move.after) == (at("20T14:00"), at("20T16:00"))
    assert (was, is_) == (
        {"2026-05-20": None},
        {"2026-05-20": ["override", "09:00-11:00, 14:00-18:00"]},
    )
    assert (none.moved, none.breached) == (1, 0)
    assert (late.moved, late.breached) == (1, 1)


def test_a_preview_changes_nothing(acting, admin, accepted, calendar_of, session):
    case, service = accepted(), calendar_of("service")
    version = service.version

    with acting(admin) as asking:
        preview_calendar(asking, admin, service.id, CLOSED, version=version, now=NOON)
        asking.commit()

    session.expire_all()
    assert (due(session, case), service.version) == (at("20T14:00"), version)
    assert (
        session.scalars(select(CalendarDay).where(CalendarDay.calendar_id == service.id)).all()
        == []
    )


def test_a_change_is_on_record_and_moves_the_running_clocks_by_a_job(
    acting, admin, accepted, calendar_of, session, recompute
):
    case, service = accepted(), calendar_of("service")
    version = case.version

    with acting(admin) as changing:
        change_calendar(changing, admin, service.id, CLOSED, version=service.version, now=NOON)
        changing.commit()
    session.expire_all()
    before_the_job = due(session, case)
    recompute(service)

    assert before_the_job == at("20T14:00")
    assert due(session, case) == at("21T14:00")
    assert (case.next_stage, case.next_due_at) == (Stage.FIRST_CONTACT, at("21T14:00"))
    assert case.version == version
    line = session.scalars(select(SettingChange).order_by(SettingChange.id.desc())).first()
    assert (line.what, line.after) == (
        "calendar:service",
        {"2026-05-20": ["override", "Stocktaking"]},
    )
    jobs = session.scalars(
        text("SELECT args FROM procrastinate_jobs WHERE task_name = 'recompute_calendar'")
    ).all()
    assert jobs == [{"calendar_id": service.id, "version": service.version}] * 2


def test_ask_15_each_case_says_once_what_was_due_when_and_is_now(
    acting, admin, accepted, calendar_of, session, recompute
):
    case, service = accepted(), calendar_of("service")
    with acting(admin) as changing:
        change_calendar(changing, admin, service.id, CLOSED, version=None, now=NOON)
        changing.commit()

    recompute(service)
    recompute(service)

    [event] = told(session, case)
    assert event.detail == {
        "calendar": "service",
        "version": service.version,
        "moved": [
            {
                "stage": "first_contact",
                "before": "2026-05-20T06:00:00+00:00",
                "after": "2026-05-21T06:00:00+00:00",
            }
        ],
    }
    assert (event.for_dealer, event.dealer_id) == (True, case.dealer_id)


def test_a_job_that_was_killed_begins_again_and_tells_nobody_twice(
    acting, admin, accepted, calendar_of, session, recompute
):
    cases = [accepted() for _ in range(5)]
    service = calendar_of("service")
    with acting(admin) as changing:
        change_calendar(changing, admin, service.id, CLOSED, version=None, now=NOON)
        changing.commit()

    recompute(service, batches=1)
    halfway = [len(told(session, case)) for case in cases]
    recompute(service)

    assert halfway == [1, 1, 0, 0, 0]
    assert [len(told(session, case)) for case in cases] == [1] * 5
    assert {due(session, case) for case in cases} == {at("21T14:00")}


def test_whose_clocks_moved_hear_of_it_once_with_their_number_of_cases(
    acting, admin, accepted, calendar_of, session, recompute, world
):
    house, other = world.dealer(), world.dealer()
    desk, away = (world.user(Role.DEALER_DESK, one) for one in (house, other))
    agent, free = world.user(Role.AGENT), world.user(Role.AGENT)
    for _ in range(3):
        accepted(house).agent_id = agent.id
    accepted(other, severity=Severity.URGENT)
    accepted(house)
    session.commit()
    service = calendar_of("service")
    with acting(admin) as changing:
        change_calendar(changing, admin, service.id, CLOSED, version=None, now=NOON)
        changing.commit()

    recompute(service, batches=1)
    halfway = heard(session)
    recompute(service)
    recompute(service)

    assert halfway == {}
    found = heard(session)
    assert found[desk.id] == [4]
    assert found[agent.id] == [3]
    assert away.id not in found
    # The one without an agent is the team's.
    assert found[free.id] == [1]


def test_a_dealers_own_hours_are_told_by_their_name(acting, admin, accepted, session, world):
    house = world.dealer()
    world.user(Role.DEALER_DESK, house)
    accepted(house)
    with acting(admin) as changing:
        own = give_dealer_calendar(changing, admin, house.id, now=NOON)
        change_calendar(changing, admin, own.id, CLOSED, version=None, now=NOON)
        changing.commit()
        own_id, version = own.id, own.version

    with acting(WORKER_ACTOR) as working:
        after = 0
        while after is not None:
            after = recompute_calendar(working, own_id, version, after=after, now=NOON)
        working.commit()

    notices = session.scalars(select(Notice).where(Notice.kind == NoticeKind.CALENDAR_CHANGED))
    details = [(one.detail["calendar"], one.detail["dealer_id"]) for one in notices.all()]
    assert details
    assert set(details) == {("dealer", house.id)}


def heard(session):
    """How many cases each person was told of."""
    rows = session.execute(
        select(Notice.user_id, Notice.detail)
        .where(Notice.kind == NoticeKind.CALENDAR_CHANGED, Notice.user_id.is_not(None))
        .order_by(Notice.id)
    )
    found = {}
    for person, detail in rows:
        found.setdefault(person, []).append(detail["count"])
    return found


def test_a_job_of_an_older_version_leaves_it_to_the_newer(
    acting, admin, accepted, calendar_of, session, sessions
):
    case, service = accepted(), calendar_of("service")
    with acting(admin) as changing:
        change_calendar(changing, admin, service.id, CLOSED, version=None, now=NOON)
        changing.commit()
    session.expire_all()

    with sessions() as working:
        working.info = {"identity": WORKER, "now": NOON}
        found = recompute_calendar(working, service.id, service.version - 1, now=NOON)

    assert found is None
    assert due(session, case) == at("20T14:00")


def test_ended_clocks_are_never_rewritten(
    acting, admin, accepted, calendar_of, session, world, recompute
):
    case, service = accepted(), calendar_of("service")
    world.contacted(case, session.get(Dealer, case.dealer_id))
    stop_clock(session, case, Stage.FIRST_CONTACT, now=at("20T11:00"))
    note_next_deadline(session, case)
    session.commit()
    with acting(admin) as changing:
        change_calendar(changing, admin, service.id, CLOSED, version=None, now=NOON)
        changing.commit()

    recompute(service)

    met = session.scalars(select(SlaClock).where(SlaClock.case_id == case.id)).one()
    assert (met.state, met.due_at) == (ClockState.MET, at("20T14:00"))
    assert case.next_due_at == NEVER
    assert told(session, case) == []


def test_urgent_cases_and_other_calendars_do_not_move(
    acting, admin, accepted, calendar_of, session, recompute
):
    case, office = accepted(severity=Severity.URGENT), calendar_of("office")
    normal, service = accepted(), calendar_of("service")
    with acting(admin) as changing:
        change_calendar(changing, admin, office.id, HOLIDAY, version=None, now=NOON)
        change_calendar(changing, admin, service.id, CLOSED, version=None, now=NOON)
        changing.commit()

    recompute(office)
    office_alone = due(session, normal)
    recompute(service)

    assert office_alone == at("20T14:00")
    assert due(session, case) == at("20T10:00")


def test_who_looked_at_an_older_version_is_refused(acting, admin, calendar_of, session):
    service = calendar_of("service")
    seen = service.version
    with acting(admin) as first:
        change_calendar(first, admin, service.id, CLOSED, version=seen, now=NOON)
        first.commit()

    with acting(admin) as second, pytest.raises(ChangedMeanwhileError) as refused:
        change_calendar(second, admin, service.id, HOLIDAY, version=seen, now=NOON)

    assert refused.value.status == 409


def test_what_is_so_already_and_what_never_opens_are_refused(acting, admin, calendar_of):
    service = calendar_of("service")
    with acting(admin) as asking:
        with pytest.raises(RefusedError):
            change_calendar(asking, admin, service.id, set_day(TODAY, None), version=None, now=NOON)
        with pytest.raises(ChangedMeanwhileError):
            preview_calendar(
                asking, admin, service.id, CLOSED, version=service.version + 1, now=NOON
            )


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.ADMIN, Role.INSTALLER)]
)
def test_only_administrators_change_calendars(acting, world, calendar_of, role):
    dealer = world.dealer() if role in (Role.DEALER_MANAGER, Role.DEALER_DESK) else None
    actor = world.actor(role, dealer) if dealer else world.actor(role)

    with acting(actor) as asking, pytest.raises(ForbiddenError):
        change_calendar(asking, actor, calendar_of("service").id, CLOSED, version=None, now=NOON)


@pytest.mark.parametrize("table", ["calendars", "calendar_days"])
def test_the_database_lets_nobody_else_write_calendars(session, table):
    allowed = session.scalars(
        text(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'hf\\_%'"
            " AND rolname NOT IN ('hf_owner', 'hf_worker', 'hf_app', 'hf_keeper')"
            " AND has_any_column_privilege(rolname, :table, 'UPDATE')"
        ),
        {"table": table},
    ).all()

    assert allowed == ["hf_admin"]


def test_confirming_a_year_moves_no_clock(acting, admin, accepted, calendar_of):
    accepted()
    office = calendar_of("office")

    with acting(admin) as asking:
        preview, was, is_ = preview_calendar(
            asking, admin, office.id, set_year(2031, known=True), version=None, now=NOON
        )

    assert preview.moved == 0
    assert set(is_["known_years"]) - set(was["known_years"]) == {"2031"}


def test_the_brands_own_deadlines_are_not_told_to_the_dealer(
    acting, admin, accepted, calendar_of, session, world, recompute
):
    case, service = accepted(), calendar_of("service")
    world.contacted(case, session.get(Dealer, case.dealer_id))
    stop_clock(session, case, Stage.FIRST_CONTACT, now=at("20T09:30"))
    start_clock(session, case, Stage.RESOLVE, now=at("20T09:00"))
    session.commit()
    with acting(admin) as changing:
        change_calendar(changing, admin, service.id, CLOSED, version=None, now=NOON)
        changing.commit()

    recompute(service)

    [event] = told(session, session.get(Case, case.id))
    assert not event.for_dealer
