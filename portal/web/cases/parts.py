"""The parts of a case: ordered, promised for a day, arrived (domain T4)."""

from collections import defaultdict

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from models import Bearer, Case, PartOrder, Task
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.cases.parts import note_part_arrived, order_part, promise_part
from portal.infra import db
from portal.web.cases.page import case_on_page
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.task_fields import day_of
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm, choices_of
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("parts", __name__)
URL = "/cases/<number>/parts"
MOST = 50

WORDS = Words(
    title=_l("Parts"),
    explain=_l("A part on its way is our delay: the customer’s time goes on. Say the day that the"
               " supplier promised, and again when it changes."),
    button=_l("Order the part"),
    image="box-seam",
)  # fmt: skip


class OrderForm(CaseForm):
    """A new order."""

    what = StringField(
        _l("Part"), validators=[InputRequired(_l("Say which part")), Length(max=500)]
    )
    supplier = StringField(_l("Supplier"), validators=[Optional(), Length(max=200)])
    payer = SelectField(_l("Who pays"), choices=choices_of(Bearer))
    promised_on = DateField(_l("Promised for"), validators=[Optional()])


class DayForm(CaseForm):
    """The day that was promised, perhaps another one."""

    promised_on = DateField(_l("Promised for"), validators=[InputRequired(_l("Say which day"))])


@bp.get(URL)
@requires(Permission.PART_KEEP)
def show(number: str) -> ResponseReturnValue:
    return _page(case_on_page(number), OrderForm(formdata=None))


@bp.post(URL)
@requires(Permission.PART_KEEP)
def submit(number: str) -> ResponseReturnValue:
    return send(number, OrderForm(), _order, _page)


@bp.post(f"{URL}/<int:part_id>/promise")
@requires(Permission.PART_KEEP)
def promise_submit(number: str, part_id: int) -> ResponseReturnValue:
    return send(
        number,
        DayForm(prefix=f"part{part_id}"),
        lambda case, form: _promise(case, part_id, form),
        lambda case, form: _page(case, OrderForm(formdata=None), (part_id, form)),
    )


@bp.post(f"{URL}/<int:part_id>/arrived")
@requires(Permission.PART_KEEP)
def arrived_submit(number: str, part_id: int) -> ResponseReturnValue:
    return send(
        number,
        CaseForm(prefix=f"there{part_id}"),
        lambda case, form: _arrived(case, part_id, form),
        lambda case, form: _page(case, OrderForm(formdata=None), (part_id, form)),
    )


def _order(case: Case, form: OrderForm) -> str:
    order_part(
        db.session(),
        actor(),
        case.id,
        form.what.data or "",
        payer=Bearer(form.payer.data),
        now=now(),
        supplier=form.supplier.data or "",
        promised_on=form.promised_on.data,
    )
    flash(_("The order is on record."), "ok")
    return _here(case)


def _promise(case: Case, part_id: int, form: DayForm) -> str:
    promise_part(
        db.session(),
        actor(),
        part_id,
        day_of(form.promised_on),
        version=form.version.data,
        now=now(),
    )
    flash(_("The day is on record."), "ok")
    return _here(case)


def _arrived(case: Case, part_id: int, form: CaseForm) -> str:
    note_part_arrived(db.session(), actor(), part_id, version=form.version.data, now=now())
    flash(_("The part is there."), "ok")
    return _here(case)


def _here(case: Case) -> str:
    return url_for("parts.show", number=case.number)


def _page(case: Case, form: OrderForm, sent: tuple[int, CaseForm] | None = None) -> str:
    parts = db.session().scalars(
        visible(actor(), PartOrder)
        .where(PartOrder.case_id == case.id)
        .order_by(PartOrder.arrived_at.is_not(None), PartOrder.id)
        .limit(MOST)
    )
    tasks: defaultdict[int | None, list[Task]] = defaultdict(list)
    for task in db.session().scalars(
        visible(actor(), Task)
        .where(Task.case_id == case.id, Task.part_id.is_not(None), Task.done_at.is_(None))
        .order_by(Task.due_at, Task.id)
        .limit(MOST)
    ):
        tasks[task.part_id].append(task)
    return verb_page(
        case,
        form if case.is_open else None,
        WORDS,
        "cases/parts.html",
        parts=[(one, *_forms(one, sent)) for one in parts],
        tasks=tasks,
        failed=sent[1] if sent else None,
    )


def _forms(part: PartOrder, sent: tuple[int, CaseForm] | None) -> tuple[DayForm, CaseForm]:
    """A form for the day and a button, with the part's own version; or the one that came back."""
    day = DayForm(
        formdata=None,
        prefix=f"part{part.id}",
        version=part.version,
        promised_on=part.promised_on,
    )
    if sent is not None and sent[0] == part.id and isinstance(sent[1], DayForm):
        day = sent[1]
        day.version.raw_data, day.version.data = None, part.version
    there = CaseForm(formdata=None, prefix=f"there{part.id}", version=part.version)
    return day, there
