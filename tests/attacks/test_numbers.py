"""The triggers go by what administrators have set, and never below what would prove nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models import CaseStatus, Role, Setting, Stage
from portal.cases.chase import record_chase
from portal.cases.withdraw import record_withdrawal
from portal.errors import ForbiddenError
from portal.settings.change import change_settings
from portal.settings.known import KNOWN
from portal.sla.clocks import start_clock
from portal.web.admin.numbers import GROUPS
from tests.support.world import NOON

WRITE = text(
    "INSERT INTO withdrawals (case_id, via, made_by_id, maker_side, reason, made_at, ends_at)"
    " VALUES (:case, 'brand_call', :agent, 'brand', '-', :noon, :ends)"
)


def put(session, **values):
    for key, value in values.items():
        session.merge(Setting(key=key, value=value, changed_at=NOON))
    session.commit()


def number_set(session, key, default, least):
    return session.scalar(
        text("SELECT number_set(:key, :default, :least)"),
        {"key": key, "default": default, "least": least},
    )


@pytest.mark.parametrize(
    ("value", "found"), [(5, 5), (0, 3), (-7, 3), ("many", 7), (True, 7), (10**12, 10_000)]
)
def test_a_number_is_read_within_what_makes_sense(session, value, found):
    put(session, withdrawal_days=value)

    assert number_set(session, "withdrawal_days", 7, 3) == found


def withdraw_for(session, world, days):
    case, agent = world.case(CaseStatus.ACCEPTED), world.user(Role.AGENT)
    session.commit()
    with session.begin_nested():
        session.execute(
            WRITE,
            {
                "case": case.id,
                "agent": agent.id,
                "noon": NOON,
                "ends": NOON + timedelta(days=days),
            },
        )


def test_the_database_lets_a_withdrawal_wait_as_long_as_is_set(session, world):
    put(session, withdrawal_days=10)

    withdraw_for(session, world, 10)
    with pytest.raises(DBAPIError) as refused:
        withdraw_for(session, world, 9)

    assert refused.value.orig.diag.constraint_name == "withdrawal_stood_seven_days"


def test_nobody_sets_the_wait_to_nothing_past_the_portal(session, world):
    put(session, withdrawal_days=0)

    with pytest.raises(DBAPIError):
        withdraw_for(session, world, 2)


def test_a_withdrawal_that_waits_keeps_its_end_when_the_number_is_raised(acting, session, world):
    case = world.case(CaseStatus.ACCEPTED)
    agent = world.actor(Role.AGENT)
    with acting(agent) as calling:
        made = record_withdrawal(calling, agent, case.id, "It dried", version=None, now=NOON)
        ends_at = made.ends_at
        calling.commit()
    put(session, withdrawal_days=20)

    assert ends_at == NOON + timedelta(days=7)


def test_chases_come_up_as_soon_as_is_set(acting, session, world):
    case = world.case(CaseStatus.ACCEPTED)
    agent = world.actor(Role.AGENT)
    put(session, chase_hours=1, chases_at_supervisor=2)

    with acting(agent) as calling:
        record_chase(calling, agent, case.id, now=NOON)
        record_chase(calling, agent, case.id, now=NOON + timedelta(hours=1))
        calling.commit()

    session.expire_all()
    assert (case.chases, case.at_supervisor) == (2, True)


def test_the_ladder_of_a_clock_is_climbed_as_is_set(session, world):
    case = world.case(CaseStatus.TRIAGE)
    put(session, ladder_warning=50, ladder_supervisor=150, ladder_twice=300)

    clock = start_clock(session, case, Stage.TRIAGE, now=NOON)

    # Half an hour from noon: the service hours stop until one.
    due = NOON + timedelta(minutes=90)
    assert clock.due_at == due
    assert clock.warn_at == NOON + timedelta(minutes=75)
    assert clock.supervisor_at == due + timedelta(minutes=15)
    assert clock.double_at == due + timedelta(minutes=60)


def test_every_number_stands_on_the_page_once():
    shown = [number.known.key for group in GROUPS for number in group.numbers]

    assert len(shown) == len(set(shown))
    assert set(KNOWN) - set(shown) == {"currency", "time_zone", "customer_locale"}


def test_the_page_shows_and_takes_them_and_the_log_says_who(as_user, session, world):
    office = as_user(world.user(Role.ADMIN, name="Office"))

    saved = office.submit("/admin/settings", chase_hours="4")
    order = office.submit("/admin/settings", ladder_twice="120")
    much = office.submit("/admin/settings", chase_hours="900")

    assert saved.status_code == 302
    assert session.get(Setting, "chase_hours").value == 4
    assert "chase_hours" in office.open("/admin/changes").text
    assert order.status_code == 422
    assert much.status_code == 422
    assert "from 1 to 48" in much.text


def test_only_administrators_set_them(acting, world):
    boss = world.actor(Role.SUPERVISOR)

    with acting(boss) as trying, pytest.raises(ForbiddenError):
        change_settings(trying, boss, {"chase_hours": 4}, now=NOON)
