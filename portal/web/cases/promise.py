"""Promises to the customer: made, kept, broken, put off (domain I6)."""

from collections.abc import Callable

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from models import Case, ContactHow, Promise
from portal.access.permissions import Permission
from portal.access.scope import get_one, visible
from portal.cases.promise import (
    Spoken,
    break_promise,
    keep_promise,
    make_promise,
    reschedule_promise,
)
from portal.cases.promise_evidence import contact_in_time
from portal.errors import ChangedMeanwhileError, NotFoundError, PortalError
from portal.infra import db
from portal.web.cases.page import case_on_page, to_case
from portal.web.forms import PortalForm, choices_of
from portal.web.guard import actor, requires
from portal.web.local_time import LocalTimeField
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form
from portal.web.take import take

bp = Blueprint("promise", __name__)
URL = "/cases/<number>/promise"
ONE = f"{URL}/<int:promise_id>"


class PromiseForm(PortalForm):
    """What was promised, by when, and by whom if it was not the reader."""

    promise = TextAreaField(
        _l("What was promised"),
        validators=[InputRequired(_l("Write down what was promised.")), Length(max=2000)],
    )
    promise_by = LocalTimeField(
        _l("By when"), validators=[InputRequired(_l("A promise has a time: say by when."))]
    )
    said_by = StringField(
        _l("Promised by somebody else"),
        description=_l("Whoever is said to have promised it: a salesperson, a former colleague"),
        validators=[Optional(), Length(max=200)],
    )


class SettleForm(PortalForm):
    """A promise as its reader saw it."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    note = TextAreaField(
        _l("What the customer was told"), validators=[Optional(), Length(max=2000)]
    )


class KeepForm(SettleForm):
    """What kept it: a call that is on record already, or the one that is told here."""

    how = SelectField(_l("How"), choices=choices_of(ContactHow), validators=[Optional()])
    spoke_at = LocalTimeField(_l("When we spoke with the customer"), validators=[Optional()])


class BreakForm(SettleForm):
    note = TextAreaField(
        _l("Why it cannot be kept"),
        validators=[
            InputRequired(_l("Say why, so that the next colleague can tell the customer.")),
            Length(max=2000),
        ],
    )


class RescheduleForm(SettleForm):
    promise_by = LocalTimeField(
        _l("The time they agreed to"),
        validators=[InputRequired(_l("A promise has a time: say by when."))],
    )
    note = TextAreaField(
        _l("Why another time"),
        validators=[
            InputRequired(_l("Say why, so that the next colleague can tell the customer.")),
            Length(max=2000),
        ],
    )


@bp.get(URL)
@requires(Permission.PROMISE_MAKE)
def show(number: str) -> ResponseReturnValue:
    """A new promise, and those that stand."""
    return _page(case_on_page(number), PromiseForm(formdata=None))


@bp.post(URL)
@requires(Permission.PROMISE_MAKE)
def submit(number: str) -> ResponseReturnValue:
    form = PromiseForm()
    return take(form, lambda: _make(number, form), lambda: _page(case_on_page(number), form))


@bp.get(f"{ONE}/keep")
@requires(Permission.PROMISE_MAKE)
def keep(number: str, promise_id: int) -> ResponseReturnValue:
    promise = _promise(number, promise_id)
    form = KeepForm(formdata=None, version=promise.version, spoke_at=now())
    return _one_page(number, promise, form, "keep")


@bp.post(f"{ONE}/keep")
@requires(Permission.PROMISE_MAKE)
def keep_submit(number: str, promise_id: int) -> ResponseReturnValue:
    form = KeepForm()

    def act() -> None:
        kept = keep_promise(
            db.session(),
            actor(),
            promise_id,
            _spoken(form),
            note=form.note.data or "",
            version=form.version.data or 0,
            now=now(),
        )
        if kept.outcome == "kept":
            flash(_("The promise is kept."), "ok")
        else:
            flash(_("It was done after its time: it stands as broken, and says so."), "soon")

    return _settle(number, promise_id, form, "keep", act)


def _spoken(form: KeepForm) -> Spoken | None:
    """The call that the form tells of, if it tells of one."""
    if form.spoke_at.data is None:
        return None
    return Spoken(ContactHow(form.how.data), form.spoke_at.instant, form.note.data or "")


@bp.get(f"{ONE}/break")
@requires(Permission.PROMISE_MAKE)
def break_(number: str, promise_id: int) -> ResponseReturnValue:
    promise = _promise(number, promise_id)
    return _one_page(number, promise, BreakForm(formdata=None, version=promise.version), "break")


@bp.post(f"{ONE}/break")
@requires(Permission.PROMISE_MAKE)
def break_submit(number: str, promise_id: int) -> ResponseReturnValue:
    form = BreakForm()

    def act() -> None:
        break_promise(
            db.session(),
            actor(),
            promise_id,
            reason=form.note.data or "",
            version=form.version.data or 0,
            now=now(),
        )
        flash(_("The promise stands as broken."), "soon")

    return _settle(number, promise_id, form, "break", act)


@bp.get(f"{ONE}/reschedule")
@requires(Permission.PROMISE_MAKE)
def reschedule(number: str, promise_id: int) -> ResponseReturnValue:
    promise = _promise(number, promise_id)
    form = RescheduleForm(formdata=None, version=promise.version, promise_by=promise.due_at)
    return _one_page(number, promise, form, "reschedule")


@bp.post(f"{ONE}/reschedule")
@requires(Permission.PROMISE_MAKE)
def reschedule_submit(number: str, promise_id: int) -> ResponseReturnValue:
    form = RescheduleForm()

    def act() -> None:
        reschedule_promise(
            db.session(),
            actor(),
            promise_id,
            due_at=form.promise_by.instant,
            reason=form.note.data or "",
            version=form.version.data or 0,
            now=now(),
        )
        flash(_("The new time is recorded; the first one stays on record."), "ok")

    return _settle(number, promise_id, form, "reschedule", act)


def _settle(
    number: str, promise_id: int, form: SettleForm, verb: str, act: Callable[[], None]
) -> ResponseReturnValue:
    promise = _promise(number, promise_id)
    if not form.validate():
        return _one_page(number, promise, form, verb), 422

    def once() -> str:
        act()
        return to_case(case_on_page(number))

    try:
        return take_once(form, once)
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        promise = _promise(number, promise_id)
        if isinstance(error, ChangedMeanwhileError):
            form.version.raw_data, form.version.data = None, promise.version
        return _one_page(number, promise, form, verb), error.status


def _promise(number: str, promise_id: int) -> Promise:
    case = case_on_page(number)
    promise = get_one(db.session(), actor(), Promise, promise_id)
    if promise.case_id != case.id:
        raise NotFoundError("case")
    return promise


def _make(number: str, form: PromiseForm) -> str:
    case = case_on_page(number)
    make_promise(
        db.session(),
        actor(),
        case.id,
        body=form.promise.data or "",
        due_at=form.promise_by.instant,
        said_by=form.said_by.data or "",
        now=now(),
    )
    flash(_("The promise is recorded. It comes up on your desk before its time."), "ok")
    return to_case(case)


def _page(case: Case, form: PromiseForm) -> str:
    standing = (
        db.session()
        .scalars(
            visible(actor(), Promise)
            .where(Promise.case_id == case.id, Promise.outcome.is_(None))
            .order_by(Promise.due_at, Promise.id)
            .limit(20)
        )
        .all()
    )
    return render_template(
        "intake/promise.html",
        case=case,
        form=form,
        standing=standing,
        back_url=to_case(case),
    )


def _one_page(number: str, promise: Promise, form: SettleForm, verb: str) -> str:
    case = case_on_page(number)
    words = {
        "keep": (_("The promise was kept"), "check-lg"),
        "break": (_("The promise is broken"), "x-lg"),
        "reschedule": (_("Another time, agreed with the customer"), "clock"),
    }
    title, image = words[verb]
    contact_at = contact_in_time(db.session(), promise)
    if isinstance(form, KeepForm) and contact_at is None:
        # Nothing on record keeps it: the form has to tell of the call.
        for told in (form.how, form.spoke_at, form.note):
            told.flags.required = True
    return render_template(
        "intake/promise_settle.html",
        case=case,
        promise=promise,
        form=form,
        title=title,
        image=image,
        late=promise.due_at < now(),
        contact_at=contact_at,
        back_url=to_case(case),
    )
