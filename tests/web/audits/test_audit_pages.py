"""QA's pages: the desk, the reading of a case, and what the agent sees of it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import Audit, AuditAnswer, AuditFinding, AuditState, CaseStatus, Role, Task
from portal.infra import clock
from tests.support.page import Page

YES = "2"


@pytest.fixture
def agent(world):
    return world.user(Role.AGENT, name="Chen Yu")


@pytest.fixture
def auditor(world):
    return world.user(Role.QA, name="He Qing")


@pytest.fixture
def closed(world, agent):
    return world.case(CaseStatus.CLOSED, world.dealer("Riverside"), agent_id=agent.id)


@pytest.fixture
def qa(as_user, auditor):
    return as_user(auditor)


@pytest.fixture
def url(qa, closed):
    """The address of an audit that was begun through the desk."""
    answer = qa.submit("/qa", form=f"/cases/{closed.number}/start-audit")
    assert answer.status_code == 302, answer.text
    return answer.location


def scores(qa, url, points=YES):
    form = qa.open(url).form(url)
    return {
        name: points if points in control.choices else YES
        for name, control in form.controls.items()
        if name.startswith("points_")
    }


def test_the_desk_lists_ended_cases_with_what_stands_out(qa, world, agent):
    world.case(CaseStatus.CLOSED, agent_id=agent.id, chases=3)
    world.case(CaseStatus.RESOLVED, summary="Still being worked on")

    page = qa.open("/qa")

    assert "3 chases" in page.text
    assert "Chen Yu" in page.text
    assert "Still being worked on" not in page.text


def test_a_case_that_was_begun_leaves_the_unread_ones(qa, closed, url):
    assert f"/cases/{closed.number}" not in qa.open("/qa").links
    assert f"/cases/{closed.number}" in qa.open("/qa?view=all").links
    assert url in qa.open("/qa").links


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("ending=closed", True),
        ("ending=withdrawn", False),
        ("ending=nonsense", True),
        ("since=2026-05-01", True),
        ("since=2026-06-01", False),
        ("since=soon", True),
        ("agent=999999", False),
        ("dealer=999999", False),
    ],
)
def test_filters_live_in_the_address(qa, closed, query, there):
    page = qa.open(f"/qa?{query}")

    assert (f"/cases/{closed.number}" in page.links) is there


def test_the_list_is_paged_by_key(qa, world, agent, monkeypatch):
    monkeypatch.setattr("portal.web.audits.desk.PAGE_SIZE", 2)
    numbers = {world.case(CaseStatus.CLOSED, agent_id=agent.id).number for _ in range(3)}

    first = qa.open("/qa")
    following = next(link for link in first.links if "at=" in link)
    second = qa.open(following)

    def shown(page: Page):
        return {number for number in numbers if f"/cases/{number}" in page.links}

    assert len(shown(first)) == 2
    assert shown(first) | shown(second) == numbers


def test_the_case_and_the_scorecard_stand_side_by_side(qa, closed, url):
    page = qa.open(url)

    assert f"Audit of {closed.number}" in page.text
    assert closed.summary in page.text
    assert "0 of 8 answered" in page.text
    assert len([name for name in page.form(url).controls if name.startswith("points_")]) == 8


@pytest.mark.parametrize(
    ("locale", "question"),
    [("en", "Did the agent"), ("zh_Hans", "客服是否"), ("zh_Hant", "弄清楚")],
)
def test_the_questions_speak_the_readers_language(as_user, auditor, url, locale, question):
    assert question in as_user(auditor, locale).open(url).text


def test_a_draft_is_kept_and_brings_the_total_back(qa, session, url):
    form = qa.open(url).form(url)
    names = [name for name in form.controls if name.startswith("points_")]
    data = form.filled()
    data[names[0]] = "2"
    data[names[1]] = "1"

    answer = qa.client.post(f"{url}/draft", data=data, headers={"Accept": "application/json"})

    assert answer.status_code == 200
    assert answer.json["shown"]["score"] == "80%"
    assert answer.json["shown"]["progress"] == "2 of 8 answered"
    assert answer.json["version"] == 2
    assert len(session.scalars(select(AuditAnswer)).all()) == 2


def test_a_stale_draft_is_refused(qa, url):
    data = qa.open(url).form(url).filled()
    qa.client.post(f"{url}/draft", data=data, headers={"Accept": "application/json"})

    answer = qa.client.post(f"{url}/draft", data=data, headers={"Accept": "application/json"})

    assert (answer.status_code, answer.json["error"]) == (409, "changed_meanwhile")


def test_an_audit_is_finished_and_stays(qa, session, url):
    answer = qa.submit(url, button="do=finish", summary="Well done.", **scores(qa, url))

    audit = session.scalars(select(Audit)).one()
    page = qa.open(url)
    assert answer.status_code == 302
    assert (audit.state, audit.score) == (AuditState.DONE, 100)
    assert "What was scored stays as it is." in page.text
    assert not [form for form in page.forms if form.action == url]


def test_an_unfinished_scorecard_is_shown_again_with_what_was_typed(qa, session, url):
    answered = dict(list(scores(qa, url).items())[:2])

    answer = qa.submit(url, button="do=finish", summary="Half read.", **answered)

    page = Page(answer.text)
    assert answer.status_code == 409
    assert "6 questions have no answer yet" in page.text
    assert page.form(url).controls["summary"].values[0].strip() == "Half read."
    assert session.scalars(select(Audit)).one().state is AuditState.OPEN


def test_a_fatal_no_is_said_aloud(qa, url):
    form = qa.open(url).form(url)
    fatal = next(
        name
        for name, control in form.controls.items()
        if name.startswith("points_") and "1" not in control.choices
    )

    qa.submit(url, button="do=save", **{fatal: "0"})

    assert "A fatal question was answered with no" in qa.open(url).text


def test_a_finding_is_added_beside_the_answers_and_becomes_a_task(qa, session, url, agent):
    answers = scores(qa, url)

    added = qa.submit(
        url,
        button="do=finding",
        kind="coaching",
        body="The promise was left at the end of the shift.",
        todo="Hand promises over",
        owner_id=agent.id,
        due_on=(clock.now().date() + timedelta(days=5)).isoformat(),
        **answers,
    )
    finished = qa.submit(url, button="do=finish")

    task = session.scalars(select(Task)).one()
    assert (added.status_code, finished.status_code) == (302, 302)
    assert (task.title, task.owner_id) == ("Hand promises over", agent.id)


def test_a_finding_without_a_date_is_asked_for_one(qa, url, agent):
    answer = qa.submit(
        url, button="do=finding", kind="process", body="No handover.", todo="Make one",
        owner_id=agent.id,
    )  # fmt: skip

    page = Page(answer.text)
    assert answer.status_code == 422
    assert "Say by which day." in page.text
    assert page.form(url).controls["todo"].values == ["Make one"]


def test_a_finding_is_taken_back(qa, session, url):
    qa.submit(url, button="do=finding", kind="praise", body="Rang at the promised minute.")
    finding = session.scalars(select(AuditFinding)).one()

    qa.submit(url, button=f"do=drop-{finding.id}")

    session.expire_all()
    assert session.scalars(select(AuditFinding)).all() == []


def test_an_audit_is_withdrawn(qa, session, url):
    answer = qa.submit(url, button="do=withdraw")

    assert answer.location == "/qa"
    assert session.scalars(select(Audit)).all() == []


def test_a_second_send_of_the_same_form_does_nothing(qa, session, url):
    form = qa.open(url).form(url)
    data = form.filled()
    data["do"], data["kind"], data["body"] = "finding", "praise", "Well done."

    first = qa.client.post(url, data=data)
    second = qa.client.post(url, data=data)

    assert first.location == second.location
    assert len(session.scalars(select(AuditFinding)).all()) == 1


def test_an_open_case_is_not_begun(qa, world):
    case = world.case(CaseStatus.RESOLVED)

    answer = qa.submit(f"/cases/{case.number}/start-audit")

    assert answer.status_code == 409
    assert "has not ended here" in Page(answer.text).text


def test_another_auditor_reads_without_a_form(as_user, world, qa, url):
    other = as_user(world.user(Role.QA))

    page = other.open(url)

    assert "He Qing is still reading this case." in page.text
    assert not [form for form in page.forms if form.action == url]


def test_the_agent_reads_it_when_it_is_done(as_user, agent, qa, url, closed):
    mine = as_user(agent)
    mine.open(url, status=404)

    qa.submit(url, button="do=finish", **scores(qa, url))

    assert url in mine.open("/account/audits").links
    assert "Chen Yu" in mine.open(url).text
    assert closed.number in mine.open("/account/audits").text


def test_a_colleague_does_not_read_it(as_user, world, qa, url):
    qa.submit(url, button="do=finish", **scores(qa, url))
    colleague = as_user(world.user(Role.AGENT))

    colleague.open(url, status=404)
    assert url not in colleague.open("/account/audits").links


def test_a_supervisor_reads_what_is_done(as_user, world, qa, url):
    supervisor = as_user(world.user(Role.SUPERVISOR))
    assert url not in supervisor.open("/qa/done").links

    qa.submit(url, button="do=finish", **scores(qa, url))

    assert url in supervisor.open("/qa/done").links
    supervisor.open(url)


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.AGENT, "/qa"),
        (Role.AGENT, "/qa/done"),
        (Role.SUPERVISOR, "/qa"),
        (Role.ADMIN, "/qa"),
        (Role.DEALER_MANAGER, "/qa/done"),
        (Role.SALES, "/account/audits"),
        (Role.QA, "/account/audits"),
    ],
)
def test_a_page_is_for_its_readers_alone(as_user, world, role, path):
    as_user(world.user(role)).open(path, status=403)


def test_today_is_too_late_for_a_day_gone_by(qa, url, agent):
    answer = qa.submit(
        url, button="do=finding", kind="process", body="No handover.", todo="Make one",
        owner_id=agent.id, due_on=date(2020, 1, 1).isoformat(),
    )  # fmt: skip

    assert answer.status_code == 422
