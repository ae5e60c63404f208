"""The reading of one case: its history at the left, the scorecard at the right (screens.md, QA)."""

from typing import Any, Final

from flask import Blueprint, flash, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from models import Audit, AuditState, Case, FindingKind
from portal.access.permissions import Permission
from portal.access.scope import visible_cases
from portal.audits.answers import answers_of
from portal.audits.findings import add_finding, findings_of, owners, withdraw_finding
from portal.audits.finish import finish_audit
from portal.audits.read import get_audit, own_open_audits
from portal.audits.save_answers import save_answers
from portal.audits.scorecard import Question, questions_of
from portal.audits.scoring import Total, total_of
from portal.audits.to_read import what_is_special
from portal.audits.withdraw import withdraw_audit
from portal.cases.timeline import read_names
from portal.errors import ChangedMeanwhileError, InvalidError, NotFoundError, PortalError
from portal.i18n import formats
from portal.infra import db
from portal.sla.zone import end_of_service
from portal.web.audits.form import LABELS, answers_in, audit_form, fields_of, key_of
from portal.web.audits.reasons import reasons_of
from portal.web.audits.story import story_of
from portal.web.guard import actor, requires
from portal.web.language import chosen_locale
from portal.web.now import now
from portal.web.odd_input import number_asked
from portal.web.once import take_once
from portal.web.refusals import put_on_form

bp = Blueprint("audit", __name__)

URL: Final = "/qa/audits/<int:audit_id>"
MOST_OPEN: Final = 50


@bp.get(URL)
@requires(Permission.AUDIT_MAKE, Permission.AUDIT_READ, Permission.AUDIT_OWN)
def show(audit_id: int) -> ResponseReturnValue:
    audit = get_audit(db.session(), actor(), audit_id)
    return _page(audit, _form(audit) if _is_ones_own(audit) else None)


@bp.post(URL)
@requires(Permission.AUDIT_MAKE)
def submit(audit_id: int) -> ResponseReturnValue:
    """Keep the answers, and do what the button says."""
    audit = get_audit(db.session(), actor(), audit_id)
    form = _form(audit)
    if not form.validate():
        return _page(audit, form), 422
    try:
        return take_once(form, lambda: _do(audit, form, request.form.get("do", "save")))
    except PortalError as error:
        return _page(_again(audit_id, form, error), form), error.status


@bp.post(f"{URL}/draft")
@requires(Permission.AUDIT_MAKE)
def draft_submit(audit_id: int) -> ResponseReturnValue:
    """What a script sends while the auditor scores; the answer carries the total."""
    session = db.session()
    audit = get_audit(session, actor(), audit_id)
    form = _form(audit)
    if not form.validate():
        raise InvalidError("draft_unreadable")
    audit, total = save_answers(
        session,
        actor(),
        audit_id,
        answers_in(form, _questions(audit)),
        form.summary.data or "",
        version=form.version.data,
    )
    session.commit()
    return jsonify(saved=formats.clock_time(now()), version=audit.version, shown=_shown(total))


def _do(audit: Audit, form: Any, what: str) -> str:
    session, me = db.session(), actor()
    if what == "withdraw":
        withdraw_audit(session, me, audit.id, version=form.version.data)
        flash(_("The audit is withdrawn; the case can be read by anybody again."), "ok")
        return url_for("qa_desk.show")
    save_answers(
        session,
        me,
        audit.id,
        answers_in(form, _questions(audit)),
        form.summary.data or "",
        version=form.version.data,
    )
    here = url_for("audit.show", audit_id=audit.id)
    if what == "finish":
        finish_audit(session, me, audit.id, version=None, now=now())
        flash(_("The audit is done. The agent can read it now."), "ok")
    elif what == "finding":
        _add_finding(audit, form)
        return f"{here}#findings"
    elif what.startswith("drop-") and (dropped := number_asked(what.removeprefix("drop-"))):
        withdraw_finding(session, me, audit.id, dropped, version=None)
        return f"{here}#findings"
    else:
        flash(_("Kept. Nobody is told before the audit is done."), "ok")
    return here


def _add_finding(audit: Audit, form: Any) -> None:
    due_on = form.due_on.data
    add_finding(
        db.session(),
        actor(),
        audit.id,
        FindingKind(form.kind.data),
        form.body.data or "",
        todo=form.todo.data or "",
        owner_id=int(form.owner_id.data) if form.owner_id.data else None,
        due_at=end_of_service(db.session(), due_on) if due_on else None,
        version=None,
        now=now(),
    )


def _again(audit_id: int, form: Any, error: PortalError) -> Audit:
    """Undo what was begun, and show the form again with everything that was typed."""
    db.session().rollback()
    put_on_form(form, error)
    audit = get_audit(db.session(), actor(), audit_id)
    if isinstance(error, ChangedMeanwhileError):
        form.version.raw_data, form.version.data = None, audit.version
    return audit


def _is_ones_own(audit: Audit) -> bool:
    return audit.auditor_id == actor().user_id and audit.state is AuditState.OPEN


def _questions(audit: Audit) -> list[Question]:
    return list(questions_of(db.session(), audit.scorecard_id, locale=chosen_locale()))


def _form(audit: Audit) -> Any:
    session = db.session()
    return audit_form(audit, _questions(audit), answers_of(session, audit.id), owners(session))


def _page(audit: Audit, form: Any) -> str:
    session, me = db.session(), actor()
    questions, answers = _questions(audit), answers_of(session, audit.id)
    case = _case(audit)
    before = number_asked(request.args.get("before"))
    story = story_of(case, before=before)
    findings = findings_of(session, audit.id)
    names = read_names(
        session, me, users={audit.agent_id, audit.auditor_id, *(f.owner_id for f in findings)}
    )
    line = what_is_special(session, me, case.id) if me.may(Permission.AUDIT_MAKE) else None
    here: dict[str, Any] = {"audit_id": audit.id}
    return render_template(
        "audits/audit.html",
        audit=audit,
        case=case,
        form=form,
        reasons=reasons_of(line) if line else [],
        agent=names.users.get(audit.agent_id or 0, ""),
        auditor=names.users.get(audit.auditor_id, ""),
        days=story.days,
        earlier_url=url_for("audit.show", **here, before=story.before) if story.before else None,
        newest_url=url_for("audit.show", **here) if before is not None else None,
        scores=[(question, *fields_of(form, question)) for question in questions] if form else [],
        said=[
            (question, _label(answers.get(question.id)), _note(answers.get(question.id)))
            for question in questions
        ],
        total=_shown(total_of(questions, answers)),
        findings=[
            {
                "row": finding,
                "owner": _owner(finding, names.users, case),
            }
            for finding in findings
        ],
        neighbours=_neighbours(audit) if form else (None, None),
        case_url=url_for("case.show", number=case.number) if me.may(Permission.CASE_READ) else None,
    )


def _case(audit: Audit) -> Case:
    case = db.session().scalar(
        visible_cases(actor())
        .where(Case.id == audit.case_id)
        .options(joinedload(Case.customer), joinedload(Case.dealer))
    )
    if case is None:
        raise NotFoundError("case")
    return case


def _shown(total: Total) -> dict[str, str]:
    """The total in words, by the place where it stands."""
    score = "–" if total.percent is None else formats.percent(total.percent / 100)
    progress = _(
        "%(answered)s of %(questions)s answered",
        answered=total.answered,
        questions=total.questions,
    )
    fatal = _("A fatal question was answered with no: the score is 0.") if total.fatal else ""
    return {"score": score, "progress": progress, "fatal": fatal}


def _label(answer: Any) -> str:
    key = key_of(answer) if answer else None
    return str(LABELS[key]) if key else ""


def _note(answer: Any) -> str:
    return answer.note if answer else ""


def _owner(finding: Any, users: Any, case: Case) -> str:
    if finding.kind is FindingKind.PRAISE:
        return ""
    if finding.kind is FindingKind.DEALER:
        return case.dealer.name if case.dealer else ""
    return users.get(finding.owner_id) or ""


def _neighbours(audit: Audit) -> tuple[str | None, str | None]:
    """The audits that one has begun before and after this one."""
    ids = [line.id for line in own_open_audits(db.session(), actor(), limit=MOST_OPEN)]
    if audit.id not in ids:
        return None, None
    at = ids.index(audit.id)
    beside = (ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None)
    first, second = (url_for("audit.show", audit_id=one) if one else None for one in beside)
    return first, second
