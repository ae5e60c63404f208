"""`/admin/sla`: the table of stage times, a new version looked at first, and its history."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import CaseStatus, Locale, Role, SettingChange, Severity, Stage
from portal.infra import clock
from portal.sla.clocks import open_clocks, start_clock, start_first_clocks
from portal.sla.policy_table import Cell, Scope, Time, newest_policy, read_table
from tests.support.page import checked

URL = "/admin/sla/change"
VISIT = Cell(Stage.VISIT, Severity.NORMAL)


@pytest.fixture
def office(world, as_user):
    return as_user(world.user(Role.ADMIN, name="Office"))


def typed(page, **answers):
    """The page's form as it stands, with these typed into it."""
    sent = page.form().filled()
    for name, value in answers.items():
        sent[name.replace("__", "-")] = value
    return sent


def cell_named(page, label):
    """The name of the field with this label."""
    before = page.html.split(f">{label}</label>")[0]
    return before.rsplit('for="', 1)[1].rstrip('">')


def look(office, answers, page=None):
    """Send the table to be looked at; the answer."""
    page = page or office.open(URL)
    sent = page.form().filled()
    for label, value in answers.items():
        sent[label if label in sent else cell_named(page, label)] = value
    return office.client.post(URL, data=sent)


def confirm(office, preview):
    return office.client.post(URL, data=preview.form().filled())


def newest_table(session):
    session.expire_all()
    return read_table(session, newest_policy(session).id)


def test_the_table_is_read_as_people_say_it(office):
    page = office.open("/admin/sla")

    assert "version 1" in page.text
    for said in ("10 min", "56 h", "Round the clock", "at night 30 min", "from the offer"):
        assert said in page.text
    assert " 3360" not in page.text


def test_a_new_version_is_looked_at_first_and_then_made(office, session):
    preview = checked(look(office, {"Visit, Normal": "12 h", "note": "Faster visits"}))
    before = newest_policy(session).version
    done = confirm(office, preview)

    assert "Nothing has been changed yet" in preview.text
    assert "Visit · Normal" in preview.text
    assert "16 h · Service hours" in preview.text
    assert before == 1
    assert done.status_code == 302
    assert newest_table(session)[VISIT] == Time(720, "service")
    page = office.open("/admin/sla")
    assert "version 2" in page.text
    assert "Faster visits" in page.text
    assert "Office" in page.text
    assert "Stage times" in office.open("/admin/changes").text
    line = session.scalars(select(SettingChange).order_by(SettingChange.id.desc())).first()
    assert line.what == "policy:2"


def test_the_look_ahead_says_that_open_cases_keep_theirs_and_tries_the_table_on_them(
    office, session, world
):
    case = world.case(CaseStatus.ACCEPTED)
    running = start_clock(session, case, Stage.VISIT, now=clock.now())
    session.commit()
    due_at = running.due_at

    preview = checked(look(office, {"Visit, Normal": "1 min", "note": "x"}))
    confirm(office, preview)

    session.expire_all()
    assert "No deadline of an open case moves" in preview.text
    assert "1 open case" in preview.text
    assert case.number in preview.text
    assert [clock.due_at for clock in open_clocks(session, case.id)] == [due_at]


def test_what_would_be_late_by_the_new_table_is_marked(office, session, world):
    case = world.case(CaseStatus.TRIAGE, first_heard_at=clock.now() - timedelta(hours=1))
    start_first_clocks(session, case)
    session.commit()
    page = office.open(URL)
    resolve = cell_named(page, "Resolution, Normal")

    preview = checked(
        look(
            office,
            {resolve: "1 min", resolve.replace("length", "calendar"): "always", "note": "x"},
            page,
        )
    )

    assert "of 2 running deadlines 1 would be due at another time, and 1 would be late" in (
        preview.text
    )
    assert preview.text.count("would be late") == 2


@pytest.mark.parametrize("given", ["2", "soon", "0 min", "9000 h", "2 d", "-3 h", "1,333 h"])
def test_a_time_that_is_none_is_said_at_its_cell_with_all_that_was_typed(office, session, given):
    answer = look(office, {"Visit, Normal": given, "Callback, Minor": "3 h", "note": "why"})

    assert answer.status_code == 422
    page = checked(answer)
    name = cell_named(page, "Visit, Normal")
    assert page.form().controls[name].values == [given]
    assert page.form().controls[name].attributes["aria-invalid"] == "true"
    assert page.form().controls[cell_named(page, "Callback, Minor")].values == ["3 h"]
    assert page.form().controls["note"].values == ["why"]
    assert newest_policy(session).version == 1


def test_a_version_says_why(office):
    answer = look(office, {"Visit, Normal": "12 h"})

    assert answer.status_code == 422
    assert "Say in a few words why" in checked(answer).text


def test_a_table_that_is_the_same_is_no_version(office):
    answer = look(office, {"note": "nothing"})

    assert answer.status_code == 409
    assert "nothing would change" in checked(answer).text


def test_a_narrower_row_is_added_filled_in_and_let_go(office, session, world):
    dealer = world.dealer("Fast ones")
    begun = typed(office.open(URL), do="add", new_stage="visit", new_dealer=str(dealer.id))
    added = checked(office.client.post(URL, data=begun))
    label = "Visit, Normal, Fast ones"
    confirm(office, checked(look(office, {label: "6 h", "note": "contract"}, added)))
    theirs = Cell(Stage.VISIT, Severity.NORMAL, Scope(dealer_id=dealer.id))
    made = newest_table(session)

    page = office.open(URL)
    gone = next(name for name in page.form().controls if name.endswith("-gone"))
    sent = typed(page, note="ended") | {gone: "y"}
    confirm(office, checked(office.client.post(URL, data=sent)))

    assert added.form().controls["new_dealer"].values in ([], [""])
    assert made[theirs] == Time(360, "service")
    assert Cell(Stage.VISIT, Severity.URGENT, theirs.scope) not in made
    assert theirs not in newest_table(session)
    versions = office.open("/admin/sla/versions/3").text
    assert "Fast ones" in versions
    assert "What was changed in it" in versions


def test_a_row_that_was_begun_and_not_added_is_not_lost(office, world):
    dealer = world.dealer("Fast ones")

    answer = look(office, {"note": "x", "new_stage": "visit", "new_dealer": str(dealer.id)})

    assert answer.status_code == 200
    assert "Visit, Normal, Fast ones" in checked(answer).text


@pytest.mark.parametrize(
    ("stage", "named", "code"),
    [
        ("visit", {}, "Say whom the row is for."),
        ("resolve", {"new_dealer": "own"}, "the brand’s own clock"),
    ],
)
def test_a_row_that_can_be_none_is_refused_where_it_was_begun(office, world, stage, named, code):
    dealer = world.dealer("Fast ones")
    named = {name: str(dealer.id) for name in named}
    sent = typed(office.open(URL), do="add", new_stage=stage, **named)

    answer = office.client.post(URL, data=sent)

    assert answer.status_code == 422
    assert code in checked(answer).text


def test_a_row_twice_is_refused(office, world):
    sent = typed(office.open(URL), do="add", new_stage="visit", new_district="West")
    added = checked(office.client.post(URL, data=sent))

    answer = office.client.post(
        URL, data=typed(added, do="add", new_stage="visit", new_district="West")
    )

    assert answer.status_code == 422
    assert "There is such a row already" in checked(answer).text


def test_a_row_without_a_time_is_asked_for_one(office, session):
    sent = typed(office.open(URL), do="add", new_stage="visit", new_district="West")
    added = checked(office.client.post(URL, data=sent))

    answer = look(office, {"note": "x"}, added)

    assert answer.status_code == 422
    assert "Enter a time, or let the row go." in checked(answer).text


def test_two_administrators_at_once_keep_what_each_has_typed(office, world, as_user, session):
    mine = office.open(URL)
    other = as_user(world.user(Role.ADMIN, name="Second"))
    confirm(other, checked(look(other, {"Visit, Minor": "20 h", "note": "theirs"})))

    refused = look(office, {"Visit, Normal": "12 h", "note": "mine"}, mine)

    assert refused.status_code == 409
    page = checked(refused)
    assert "Version 2 was made meanwhile" in page.text
    assert "Second" in page.text
    controls = page.form().controls
    assert controls[cell_named(page, "Visit, Normal")].values == ["12 h"]
    assert controls[cell_named(page, "Visit, Minor")].values == ["20 h"]
    assert controls["note"].values == ["mine"]
    confirm(office, checked(office.client.post(URL, data=page.form().filled())))
    assert newest_table(session)[VISIT] == Time(720, "service")
    assert newest_table(session)[Cell(Stage.VISIT, Severity.MINOR)] == Time(1200, "service")


def test_somebody_else_was_first_between_the_look_and_the_word(office, world, as_user, session):
    preview = checked(look(office, {"Visit, Normal": "12 h", "note": "mine"}))
    other = as_user(world.user(Role.ADMIN, name="Second"))
    confirm(other, checked(look(other, {"Visit, Minor": "20 h", "note": "theirs"})))

    refused = confirm(office, preview)

    assert refused.status_code == 409
    assert newest_policy(session).version == 2
    page = checked(refused)
    assert page.form().controls[cell_named(page, "Visit, Normal")].values == ["12 h"]


def test_a_second_click_makes_no_second_version(office, session):
    preview = checked(look(office, {"Visit, Normal": "12 h", "note": "x"}))

    first, second = confirm(office, preview), confirm(office, preview)

    assert first.location == second.location
    assert newest_policy(session).version == 2


def test_who_looks_again_finds_all_that_was_typed(office):
    preview = checked(look(office, {"Visit, Normal": "12 h", "note": "x"}))

    page = checked(office.client.post(URL, data=preview.form().filled() | {"do": "back"}))

    assert page.form().controls[cell_named(page, "Visit, Normal")].values == ["12 h"]


@pytest.mark.parametrize("locale", list(Locale))
def test_the_table_as_it_stands_is_read_back_in_every_language(world, as_user, locale):
    office = as_user(world.user(Role.ADMIN, name="Office"), locale=locale.value)
    page = office.open(URL)

    answer = office.client.post(URL, data=typed(page, note="x"))

    assert answer.status_code == 409, "what is shown is what holds"


def test_a_forged_line_is_told_no(office):
    page = office.open(URL)

    for forged in ({"rows": "9999"}, {"rows": "x"}, {"r0-whom": "stage=lunch"}):
        sent = page.form().filled()
        for name, value in forged.items():
            sent[name] = value
        assert office.client.post(URL, data=sent).status_code == 422
