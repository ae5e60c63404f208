"""QA opens ended cases, scores them, and leaves findings (domain Q1, Q2)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from models import (
    Audit,
    AuditAnswer,
    AuditFinding,
    AuditState,
    CaseEvent,
    CaseStatus,
    EventKind,
    FindingKind,
    Role,
    Task,
    TaskKind,
)
from portal.access.actors import Actor
from portal.audits.findings import add_finding, withdraw_finding
from portal.audits.finish import finish_audit
from portal.audits.read import audits_about, audits_done, get_audit, own_open_audits
from portal.audits.save_answers import save_answers
from portal.audits.scoring import Answer
from portal.audits.start import start_audit
from portal.audits.withdraw import withdraw_audit
from portal.errors import (
    ChangedMeanwhileError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    RefusedError,
)
from tests.support.world import NOON

LATER = NOON + timedelta(days=3)


def finished(qa, auditor, audit, answers):
    save_answers(qa, auditor, audit.id, answers, "Read with care.", version=None)
    found = finish_audit(qa, auditor, audit.id, version=None, now=NOON)
    qa.commit()
    return found


def test_an_audit_is_begun_once_and_gone_on_with(qa, auditor, closed, audit):
    again = start_audit(qa, auditor, closed.id, now=NOON)

    assert again.id == audit.id
    assert qa.scalar(select(func.count()).select_from(Audit)) == 1


def test_an_audit_remembers_whose_work_it_reads(audit, agent):
    assert (audit.agent_id, audit.attempt, audit.state) == (agent.id, 1, AuditState.OPEN)


@pytest.mark.parametrize("status", [CaseStatus.TRIAGE, CaseStatus.RESOLVED])
def test_only_ended_cases_are_read(qa, auditor, world, status):
    case = world.case(status)

    with pytest.raises(RefusedError, match="case_not_to_be_audited"):
        start_audit(qa, auditor, case.id, now=NOON)


def test_nobody_reads_their_own_work(qa, auditor, auditor_user, world):
    case = world.case(CaseStatus.CLOSED, agent_id=auditor_user.id)

    with pytest.raises(RefusedError, match="not_ones_own_case"):
        start_audit(qa, auditor, case.id, now=NOON)


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR])
def test_only_auditors_begin_audits(acting, world, closed, role):
    somebody = world.actor(role)

    with pytest.raises(ForbiddenError):
        start_audit(acting(somebody), somebody, closed.id, now=NOON)


def test_answers_are_kept_and_replaced(qa, auditor, audit, questions, all_yes):
    first = questions[0].id

    save_answers(qa, auditor, audit.id, all_yes, "", version=1)
    _audit, total = save_answers(
        qa, auditor, audit.id, {first: Answer(1, " Asked too soon. ")}, " So far. ", version=2
    )
    qa.commit()

    kept = qa.scalars(select(AuditAnswer)).one()
    assert (kept.question_id, kept.points, kept.note) == (first, 1, "Asked too soon.")
    assert (total.percent, total.answered) == (50, 1)
    assert (audit.summary, audit.version) == ("So far.", 3)


def test_a_note_without_an_answer_is_not_lost(qa, auditor, audit, questions):
    save_answers(
        qa,
        auditor,
        audit.id,
        {questions[0].id: Answer(None, "Listen again.", answered=False)},
        "",
        version=1,
    )

    kept = qa.scalars(select(AuditAnswer)).one()
    assert (kept.answered, kept.note) == (False, "Listen again.")


def test_a_stale_page_changes_nothing(qa, auditor, audit, all_yes):
    save_answers(qa, auditor, audit.id, all_yes, "", version=1)

    with pytest.raises(ChangedMeanwhileError):
        save_answers(qa, auditor, audit.id, {}, "", version=1)


def test_a_fatal_question_is_kept_or_it_is_not(qa, auditor, audit, questions):
    fatal = next(question for question in questions if question.fatal)

    with pytest.raises(InvalidError, match="points_unknown"):
        save_answers(qa, auditor, audit.id, {fatal.id: Answer(1)}, "", version=1)


def test_another_cards_question_is_refused(qa, auditor, audit):
    with pytest.raises(InvalidError, match="question_unknown"):
        save_answers(qa, auditor, audit.id, {0: Answer(1)}, "", version=1)


def test_another_auditor_reads_it_and_changes_nothing(acting, world, audit):
    other = world.actor(Role.QA)
    session = acting(other)

    assert get_audit(session, other, audit.id).id == audit.id
    with pytest.raises(ForbiddenError, match="not_ones_own_audit"):
        save_answers(session, other, audit.id, {}, "Mine is better.", version=1)


def test_the_walls_say_it_once_more(acting, world, audit):
    session = acting(world.actor(Role.QA))

    found = session.execute(text("UPDATE audits SET summary = 'Mine' RETURNING id")).all()

    assert found == []


def test_a_done_audit_has_its_score_and_its_event(qa, auditor, audit, closed, questions, all_yes):
    finished(qa, auditor, audit, all_yes | {questions[0].id: Answer(0)})

    event = qa.scalars(
        select(CaseEvent).where(CaseEvent.case_id == closed.id, CaseEvent.kind == EventKind.AUDITED)
    ).one()
    assert (audit.state, audit.done_at, audit.score) == (AuditState.DONE, NOON, 84)
    assert event.detail == {"audit_id": audit.id, "attempt": 1}
    assert not event.for_dealer


def test_it_is_not_done_while_a_question_is_open(qa, auditor, audit, questions):
    save_answers(qa, auditor, audit.id, {questions[0].id: Answer(2)}, "", version=1)

    with pytest.raises(RefusedError, match="questions_unanswered"):
        finish_audit(qa, auditor, audit.id, version=2, now=NOON)


def test_it_is_not_done_where_nothing_applies(qa, auditor, audit, questions):
    none = {question.id: Answer(None) for question in questions}
    save_answers(qa, auditor, audit.id, none, "", version=1)

    with pytest.raises(RefusedError, match="nothing_applies"):
        finish_audit(qa, auditor, audit.id, version=2, now=NOON)


def test_what_is_done_is_not_begun_again(qa, auditor, audit, closed, all_yes):
    finished(qa, auditor, audit, all_yes)

    with pytest.raises(RefusedError, match="audited_already"):
        start_audit(qa, auditor, closed.id, now=NOON)
    with pytest.raises(RefusedError, match="audit_is_done"):
        save_answers(qa, auditor, audit.id, {}, "", version=None)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audits SET score = 100",
        "UPDATE audits SET state = 'open', done_at = NULL, score = NULL",
        "DELETE FROM audits",
        "UPDATE audit_answers SET points = 2",
        "DELETE FROM audit_answers",
        "INSERT INTO audit_findings (audit_id, kind, body, todo, made_at)"
        " SELECT id, 'praise', 'Well done', '', now() FROM audits",
    ],
)
def test_not_even_the_owner_changes_a_done_audit(qa, session, auditor, audit, all_yes, statement):
    finished(qa, auditor, audit, all_yes)

    with pytest.raises(DBAPIError) as refusal:
        session.execute(text(statement))

    assert refusal.value.orig.diag.constraint_name == "done_audit_stays"


def test_the_database_lets_nobody_audit_an_open_case(session, world, auditor_user):
    case = world.case(CaseStatus.RESOLVED)

    with pytest.raises(DBAPIError) as refusal:
        session.execute(
            text(
                "INSERT INTO audits (case_id, attempt, scorecard_id, auditor_id, state,"
                " started_at, summary, version)"
                " SELECT :case, 1, id, :auditor, 'open', now(), '', 1 FROM scorecards"
            ),
            {"case": case.id, "auditor": auditor_user.id},
        )

    assert refusal.value.orig.diag.constraint_name == "audit_is_of_ended_case"


def test_a_finding_becomes_a_task_when_the_audit_is_done(qa, auditor, audit, agent, all_yes):
    finding = add_finding(
        qa,
        auditor,
        audit.id,
        FindingKind.COACHING,
        "The promise was left at the end of the shift.",
        todo="Hand over promises before leaving",
        owner_id=agent.id,
        due_at=LATER,
        version=1,
        now=NOON,
    )
    assert qa.scalar(select(func.count()).select_from(Task)) == 0

    finished(qa, auditor, audit, all_yes)

    task = qa.scalars(select(Task)).one()
    assert finding.task_id == task.id
    assert (task.kind, task.title, task.owner_id, task.due_at) == (
        TaskKind.FINDING,
        "Hand over promises before leaving",
        agent.id,
        LATER,
    )


def test_a_finding_about_the_dealer_goes_to_the_dealer(qa, auditor, audit, closed, all_yes):
    add_finding(
        qa, auditor, audit.id, FindingKind.DEALER, "Nobody measured.",
        todo="Measure before ordering", due_at=LATER, version=1, now=NOON,
    )  # fmt: skip

    finished(qa, auditor, audit, all_yes)

    assert qa.scalars(select(Task)).one().dealer_id == closed.dealer_id


def test_praise_asks_nothing_of_anybody(qa, auditor, audit, all_yes):
    add_finding(
        qa, auditor, audit.id, FindingKind.PRAISE, "Rang at the promised minute.",
        version=1, now=NOON,
    )  # fmt: skip

    finished(qa, auditor, audit, all_yes)

    assert qa.scalars(select(AuditFinding)).one().task_id is None
    assert qa.scalar(select(func.count()).select_from(Task)) == 0


@pytest.mark.parametrize(
    ("left_out", "field"),
    [("owner_id", "owner_id"), ("todo", "todo"), ("due_at", "due_on"), ("body", "body")],
)
def test_a_finding_says_what_who_and_when(qa, auditor, audit, agent, left_out, field):
    given = {"body": "Left undone.", "todo": "Do it", "owner_id": agent.id, "due_at": LATER}
    given[left_out] = "" if left_out in ("todo", "body") else None

    with pytest.raises(InvalidError) as refusal:
        add_finding(qa, auditor, audit.id, FindingKind.PROCESS, version=1, now=NOON, **given)

    assert refusal.value.field == field


def test_a_finding_is_not_given_to_a_dealers_person(qa, auditor, audit, world):
    outsider = world.user(Role.DEALER_DESK)

    with pytest.raises(InvalidError, match="owner_does_not_fit"):
        add_finding(
            qa, auditor, audit.id, FindingKind.PROCESS, "Left undone.",
            todo="Do it", owner_id=outsider.id, due_at=LATER, version=1, now=NOON,
        )  # fmt: skip


def test_a_finding_overtaken_by_its_date_holds_the_audit_up(qa, auditor, audit, agent, all_yes):
    add_finding(
        qa, auditor, audit.id, FindingKind.COACHING, "Left undone.",
        todo="Do it", owner_id=agent.id, due_at=LATER, version=1, now=NOON,
    )  # fmt: skip
    save_answers(qa, auditor, audit.id, all_yes, "", version=2)

    with pytest.raises(RefusedError, match="finding_overtaken"):
        finish_audit(qa, auditor, audit.id, version=3, now=LATER)


def test_a_finding_can_be_taken_back_before_anybody_is_told(qa, auditor, audit, all_yes):
    finding = add_finding(
        qa, auditor, audit.id, FindingKind.PRAISE, "Well done.", version=1, now=NOON
    )

    withdraw_finding(qa, auditor, audit.id, finding.id, version=2)
    finished(qa, auditor, audit, all_yes)

    assert qa.scalars(select(AuditFinding)).all() == []


def test_an_open_audit_can_be_withdrawn(qa, auditor, audit, all_yes):
    save_answers(qa, auditor, audit.id, all_yes, "", version=1)
    add_finding(qa, auditor, audit.id, FindingKind.PRAISE, "Well.", version=2, now=NOON)

    withdraw_audit(qa, auditor, audit.id, version=3)
    qa.commit()

    assert qa.scalars(select(Audit)).all() == []
    assert own_open_audits(qa, auditor, limit=10) == []


def test_the_agent_reads_what_is_done_about_their_own_work(
    qa, acting, world, auditor, audit, agent, all_yes
):
    mine, colleague = Actor.of_user(agent), world.actor(Role.AGENT)
    with pytest.raises(NotFoundError):
        get_audit(acting(mine), mine, audit.id)

    finished(qa, auditor, audit, all_yes)

    assert get_audit(acting(mine), mine, audit.id).score == 100
    assert [line.id for line in audits_about(acting(mine), mine, limit=5)] == [audit.id]
    with pytest.raises(NotFoundError):
        get_audit(acting(colleague), colleague, audit.id)


def test_a_supervisor_reads_what_is_done(qa, acting, world, auditor, audit, all_yes):
    supervisor = world.actor(Role.SUPERVISOR)
    with pytest.raises(NotFoundError):
        get_audit(acting(supervisor), supervisor, audit.id)

    finished(qa, auditor, audit, all_yes)

    assert get_audit(acting(supervisor), supervisor, audit.id).id == audit.id
    assert [line.id for line in audits_done(acting(supervisor), supervisor, limit=5)] == [audit.id]


@pytest.mark.parametrize("role", [Role.DEALER_MANAGER, Role.SALES, Role.ADMIN, Role.BOARD_MEMBER])
def test_nobody_else_sees_audits(acting, world, audit, role):
    session = acting(world.actor(role))

    with pytest.raises(DBAPIError, match="permission denied"):
        session.scalars(select(Audit.id)).all()
