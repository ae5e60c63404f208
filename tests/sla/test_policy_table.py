"""Making a new version of the table of stage times (T2, T3)."""

import pytest
from sqlalchemy import select

from models import CaseStatus, Role, SettingChange, Severity, Stage
from portal.errors import ChangedMeanwhileError, ForbiddenError, PortalError
from portal.sla.clocks import open_clocks, recompute_clocks, start_first_clocks
from portal.sla.policy_table import (
    Cell,
    Scope,
    Time,
    compare_tables,
    make_policy,
    newest_policy,
    read_table,
)
from tests.support.world import NOON

VISIT = Cell(Stage.VISIT, Severity.NORMAL)


@pytest.fixture
def present(session):
    return read_table(session, newest_policy(session).id)


def test_a_new_version_is_made_with_its_reason_and_what_is_different(
    acting, admin, present, session, world
):
    dealer = world.dealer("Fast")
    theirs = Cell(Stage.VISIT, Severity.NORMAL, Scope(dealer_id=dealer.id))
    table = present | {VISIT: Time(600, "service"), theirs: Time(300, "service")}

    with acting(admin) as making:
        made = make_policy(making, admin, table, "Faster visits", version=1, now=NOON)
        version, policy_id = made.version, made.id
        making.commit()

    after = read_table(session, policy_id)
    assert version == 2
    assert [one.cell for one in compare_tables(present, after)] == [VISIT, theirs]
    line = session.scalars(select(SettingChange).order_by(SettingChange.id.desc())).first()
    assert (line.what, line.after) == ("policy:2", {"rows": "2", "reason": "Faster visits"})


def test_cases_begin_under_the_newest_version_and_open_ones_keep_theirs(
    acting, admin, present, session, world
):
    old = world.case(CaseStatus.TRIAGE)
    before = {clock.minutes for clock in start_first_clocks(session, old)}
    session.commit()
    triage = Cell(Stage.TRIAGE, Severity.NORMAL)
    with acting(admin) as making:
        table = present | {triage: Time(7, "service")}
        make_policy(making, admin, table, "x", version=None, now=NOON)
        making.commit()

    new = world.case(CaseStatus.TRIAGE)

    assert 7 not in before
    assert 7 in {clock.minutes for clock in start_first_clocks(session, new)}
    recompute_clocks(session, old)
    assert {clock.minutes for clock in open_clocks(session, old.id)} == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "policy_is_so_already"),
        ({VISIT: None}, "policy_base_row_missing"),
        ({VISIT: Time(0, "service")}, "policy_time_out_of_range"),
        ({VISIT: Time(10**6, "service")}, "policy_time_out_of_range"),
        ({VISIT: Time(60, "lunar")}, "unknown_choice"),
        ({Cell(*VISIT[:2], Scope(dealer_id=10**9)): Time(60, "service")}, "unknown_choice"),
        (
            {Cell(Stage.RESOLVE, Severity.NORMAL, Scope(dealer_id=1)): Time(60, "service")},
            "policy_dealers_stage",
        ),
    ],
)
def test_what_can_be_no_version_is_refused(acting, admin, present, change, code):
    table = {cell: time for cell, time in (present | change).items() if time is not None}

    with acting(admin) as making, pytest.raises(PortalError) as refused:
        make_policy(making, admin, table, "x", version=None, now=NOON)

    assert refused.value.code == code


def test_a_version_wants_a_reason_and_the_version_that_was_seen(acting, admin, present):
    table = present | {VISIT: Time(600, "service")}

    with acting(admin) as making:
        with pytest.raises(PortalError) as silent:
            make_policy(making, admin, table, "", version=None, now=NOON)
        with pytest.raises(ChangedMeanwhileError):
            make_policy(making, admin, table, "x", version=99, now=NOON)

    assert silent.value.code == "policy_note_missing"


def test_only_administrators_make_versions(acting, world, present):
    director = world.actor(Role.DIRECTOR)

    with acting(director) as making, pytest.raises(ForbiddenError):
        make_policy(making, director, present, "x", version=None, now=NOON)
