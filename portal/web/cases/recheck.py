"""The call of a recheck: a "no" reopens the case whatever the date (domain K8)."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import Case, Task
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.cases.recheck import recheck_case
from portal.errors import NotFoundError
from portal.infra import db
from portal.web.cases.call_form import RingForm
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words
from portal.web.cases.ring_page import ring_page
from portal.web.cases.send import send
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("recheck", __name__)
URL = "/cases/<number>/recheck/<int:task_id>"

WORDS = Words(
    title=_l("Recheck"),
    explain=_l("The season has come in which the fault would show. If the customer says that it"
               " is not settled, the case is open again, whatever the date."),
    button=_l("Record the call"),
    image="telephone-outbound",
)  # fmt: skip


@bp.get(URL)
@requires(Permission.CALLBACK_MAKE)
def show(number: str, task_id: int) -> ResponseReturnValue:
    case = case_on_page(number)
    _task(case, task_id)
    return _page(case, RingForm(formdata=None))


@bp.post(URL)
@requires(Permission.CALLBACK_MAKE)
def submit(number: str, task_id: int) -> ResponseReturnValue:
    return send(
        number, RingForm(), lambda case, form: _ring(case, _task(case, task_id), form), _page
    )


def _task(case: Case, task_id: int) -> Task:
    task = get_one(db.session(), actor(), Task, task_id)
    if task.case_id != case.id:
        raise NotFoundError("tasks")
    return task


def _ring(case: Case, task: Task, form: RingForm) -> str:
    recheck_case(db.session(), actor(), task.id, form.call(), now=now())
    flash(_("The call is on record."), "ok")
    return to_case(case)


def _page(case: Case, form: RingForm) -> str:
    return ring_page(case, form, WORDS)
