"""The tasks of a case: set one, say that one is done, set a recheck (domain R1, K8)."""

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from models import Case, Task, TaskKind
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.cases.recheck import RECHECKED, set_recheck
from portal.cases.tasks import add_task, finish_task
from portal.infra import db
from portal.sla.zone import end_of_service
from portal.web.cases.page import case_on_page
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.task_fields import day_of, number_or_none, owner_choices
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm, choice
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("tasks", __name__)
URL = "/cases/<number>/tasks"
MOST = 50
DEALER = "dealer"

WORDS = Words(
    title=_l("Tasks"),
    explain=_l("What still has to be done on this case: by whom, by when."),
    button=_l("Set the task"),
    image="list-check",
)


class TaskForm(CaseForm):
    """What, by when, whose."""

    title = StringField(
        _l("What is to be done"), validators=[InputRequired(_l("Say what")), Length(max=500)]
    )
    due_on = DateField(_l("By when"), validators=[InputRequired(_l("Say by when"))])
    owner = SelectField(_l("Who"), choices=[], validators=[Optional()])


class RecheckForm(CaseForm):
    """A call to be made when the season has come."""

    title = StringField(
        _l("What to ask then"), validators=[InputRequired(_l("Say what")), Length(max=500)]
    )
    due_on = DateField(_l("Ring on"), validators=[InputRequired(_l("Say when"))])
    owner_id = SelectField(
        _l("Who rings"), coerce=number_or_none, choices=[], validators=[Optional()]
    )


class DoneForm(CaseForm):
    """What became of it."""

    outcome = StringField(
        _l("What became of it"), validators=[InputRequired(_l("Say it in a word")), Length(max=500)]
    )


@bp.get(URL)
@requires(Permission.TASK_KEEP)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    return _page(case, _task_form(case, TaskForm(formdata=None)))


@bp.post(URL)
@requires(Permission.TASK_KEEP)
def submit(number: str) -> ResponseReturnValue:
    return send(number, _task_form(case_on_page(number), TaskForm()), _add, _page)


@bp.post(f"{URL}/recheck")
@requires(Permission.CALLBACK_MAKE)
def recheck_submit(number: str) -> ResponseReturnValue:
    return send(number, _recheck_form(RecheckForm(prefix="recheck")), _set_recheck, _page)


@bp.post(f"{URL}/<int:task_id>/done")
@requires(Permission.TASK_KEEP)
def done_submit(number: str, task_id: int) -> ResponseReturnValue:
    return send(
        number,
        DoneForm(prefix=f"task{task_id}"),
        lambda case, form: _finish(case, task_id, form),
        _page,
    )


def _task_form(case: Case, form: TaskForm) -> TaskForm:
    form.owner.choices = owner_choices(db.session())
    if actor().is_brand and case.dealer_id is not None:
        form.owner.choices.append(choice(DEALER, _("The dealer of the case")))
    return form


def _recheck_form(form: RecheckForm) -> RecheckForm:
    form.owner_id.choices = owner_choices(db.session())
    return form


def _add(case: Case, form: TaskForm) -> str:
    owner = form.owner.data
    add_task(
        db.session(),
        actor(),
        case.id,
        form.title.data or "",
        due_at=end_of_service(db.session(), day_of(form.due_on)),
        now=now(),
        owner_id=None if owner == DEALER else number_or_none(owner),
        for_dealer=owner == DEALER,
    )
    flash(_("The task is set."), "ok")
    return _here(case)


def _set_recheck(case: Case, form: RecheckForm) -> str:
    set_recheck(
        db.session(),
        actor(),
        case.id,
        form.title.data or "",
        due_at=end_of_service(db.session(), day_of(form.due_on)),
        now=now(),
        owner_id=form.owner_id.data,
    )
    flash(_("The recheck is set."), "ok")
    return _here(case)


def _finish(case: Case, task_id: int, form: DoneForm) -> str:
    finish_task(db.session(), actor(), task_id, form.outcome.data or "", now=now())
    flash(_("The task is done."), "ok")
    return _here(case)


def _here(case: Case) -> str:
    return url_for("tasks.show", number=case.number)


def _page(case: Case, sent: CaseForm) -> str:
    tasks = db.session().scalars(
        visible(actor(), Task)
        .where(Task.case_id == case.id)
        .order_by(Task.done_at.is_not(None), Task.due_at, Task.id)
        .limit(MOST)
    )
    form = sent if isinstance(sent, TaskForm) else _task_form(case, TaskForm(formdata=None))
    return verb_page(
        case,
        form,
        WORDS,
        "cases/tasks.html",
        tasks=[(one, _done_form(one, sent)) for one in tasks],
        recheck=_recheck_of(case, sent),
        failed=None if sent is form else sent,
        may_ring=actor().may(Permission.CALLBACK_MAKE) and case.status in RECHECKED,
    )


def _done_form(task: Task, sent: CaseForm) -> DoneForm | None:
    if task.done_at is not None or task.kind is TaskKind.RECHECK:
        return None
    prefix = f"task{task.id}"
    if isinstance(sent, DoneForm) and sent._prefix == f"{prefix}-":
        return sent
    return DoneForm(formdata=None, prefix=prefix)


def _recheck_of(case: Case, sent: CaseForm) -> RecheckForm | None:
    if isinstance(sent, RecheckForm):
        return sent
    if not actor().may(Permission.CALLBACK_MAKE) or case.status not in RECHECKED:
        return None
    return _recheck_form(RecheckForm(formdata=None, prefix="recheck"))
