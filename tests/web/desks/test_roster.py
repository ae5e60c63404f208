"""The duty roster's page: a week, one more shift, last week again, and who may do what."""

import pytest

from models import Duty, DutyShift, Role
from portal.infra import clock
from tests.roster.test_roster import DAY, HOUR, put
from tests.support.page import checked
from tests.support.world import NOON

URL = "/supervisor/roster"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


def test_a_supervisor_puts_somebody_on_the_night_phone_over_midnight(world, session, as_user):
    owl = world.user(Role.AGENT, name="Night Owl")
    browser = as_user(world.user(Role.SUPERVISOR))

    answer = browser.submit(
        f"{URL}?week=2026-W21",
        form="shift",
        user_id=owl.id,
        duty="night_phone",
        day="2026-05-21",
        begins="22:00",
        until="08:00",
    )

    assert answer.location == f"{URL}?week=2026-W21"
    page = browser.open(answer.location)
    assert "22:00–08:00 Night Owl Night phone" in page.text
    shift = session.query(DutyShift).one()
    assert shift.ends_at - shift.starts_at == 10 * HOUR


def test_a_shift_twice_at_once_is_refused_with_everything_typed_kept(world, session, as_user):
    boss = world.user(Role.SUPERVISOR)
    put(session, boss, start=NOON + DAY)

    answer = as_user(boss).submit(
        URL, form="shift", user_id=boss.id, duty="supervisor", day="2026-05-21",
        begins="13:00", until="14:00",
    )  # fmt: skip

    assert answer.status_code == 409
    page = checked(answer)
    assert "is on this duty already" in page.text
    assert page.form("shift").filled()["begins"] == "13:00"


def test_an_incomplete_shift_is_asked_for_again(world, as_user):
    answer = as_user(world.user(Role.SUPERVISOR)).submit(URL, form="shift", begins="13:00")

    assert answer.status_code == 422
    assert checked(answer).form("shift").filled()["begins"] == "13:00"


def test_last_week_is_copied_and_a_second_click_copies_nothing(world, session, as_user):
    boss = world.user(Role.SUPERVISOR)
    put(session, boss)
    browser = as_user(boss)

    first = browser.submit(f"{URL}?week=2026-W22", form=f"{URL}/copy")
    browser.submit(f"{URL}?week=2026-W22", form=f"{URL}/copy")

    assert first.location == f"{URL}?week=2026-W22"
    assert session.query(DutyShift).count() == 2


def test_a_shift_to_come_is_removed(world, session, as_user):
    boss = world.user(Role.SUPERVISOR)
    shift = put(session, boss, start=NOON + DAY)

    as_user(boss).submit(URL, form=f"{URL}/{shift.id}/remove")

    assert session.query(DutyShift).count() == 0


def test_an_agent_reads_it_and_has_nothing_to_press(world, session, as_user):
    put(session, world.user(Role.SUPERVISOR, name="Zhou Li"))
    browser = as_user(world.user(Role.AGENT))

    page = browser.open(URL)

    assert "Zhou Li" in page.text
    assert "on duty now" in page.text
    assert not [form for form in page.forms if URL in form.action]
    token = next(one.filled() for one in page.forms if one.method == "post")["csrf_token"]
    assert browser.client.post(URL, data={"csrf_token": token}).status_code == 403


@pytest.mark.parametrize("role", [Role.DEALER_MANAGER, Role.DEALER_DESK, Role.QA, Role.SALES])
def test_others_have_no_roster(world, as_user, role):
    dealer = world.dealer() if role.value.startswith("dealer") else None

    assert as_user(world.user(role, dealer)).get(URL).status_code == 403


@pytest.mark.parametrize("week", ["", "nonsense", "2026-W99", "9999-W01", "2026-W21-3"])
def test_a_week_that_is_none_is_this_one(world, as_user, week):
    page = as_user(world.user(Role.SUPERVISOR)).open(f"{URL}?week={week}")

    assert "Mon 18 May" in page.text


def test_the_supervisors_desk_says_who_is_there_now(world, session, as_user):
    boss = world.user(Role.SUPERVISOR, name="Zhou Li")
    put(session, boss, Duty.SUPERVISOR)

    page = as_user(boss).open("/supervisor")

    assert "Supervisor on duty Zhou Li until" in page.text
    assert "Night phone Nobody: all of them are told." in page.text
