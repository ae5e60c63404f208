"""Closures: a dealer asks for days on which it is closed, the hotline decides (domain T1).

Either side calls an agreed one off for the days to come.
"""

from datetime import date

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from models import ClosureState
from portal.access.permissions import Permission
from portal.dealers.ask_closure import ask_closure, withdraw_closure
from portal.dealers.call_off_closure import call_off_closure, opens_again
from portal.dealers.closures import closures_ahead, closures_of, closures_to_decide
from portal.dealers.decide_closure import decide_closure
from portal.errors import PortalError
from portal.infra import db
from portal.settings.known import CLOSURE_DAYS_AHEAD
from portal.settings.read import setting
from portal.sla.zone import portal_zone
from portal.web.cases.task_fields import day_of
from portal.web.forms import PortalForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form

bp = Blueprint("closures", __name__)
OWN = "/dealer/closures"
DESK = "/hotline/closures"


class AskForm(PortalForm):
    """From which day to which, and why."""

    first_day = DateField(_l("First day"), validators=[InputRequired(_l("Say which day"))])
    last_day = DateField(
        _l("Last day, closed as well"), validators=[InputRequired(_l("Say which day"))]
    )
    reason = TextAreaField(_l("Why"), validators=[InputRequired(_l("Say why")), Length(max=2000)])


class VersionForm(PortalForm):
    """A button on a closure as its reader saw it."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])


class DecideForm(VersionForm):
    """The hotline's word; the dealer reads it."""

    answer = TextAreaField(_l("In a word"), validators=[Optional(), Length(max=2000)])


class CallOffForm(VersionForm):
    """Why days that were agreed are not closed after all; the dealer reads it."""

    why = TextAreaField(_l("Why"), validators=[InputRequired(_l("Say why")), Length(max=2000)])


@bp.get(OWN)
@requires(Permission.CLOSURE_ASK)
def show() -> ResponseReturnValue:
    return _own_page(AskForm(formdata=None))


@bp.post(OWN)
@requires(Permission.CLOSURE_ASK)
def submit() -> ResponseReturnValue:
    form = AskForm()
    if not form.validate():
        return _own_page(form), 422

    def ask() -> str:
        ask_closure(
            db.session(),
            actor(),
            day_of(form.first_day),
            day_of(form.last_day),
            form.reason.data or "",
            now=now(),
        )
        flash(_("The hotline is asked. Until it agrees nothing changes."), "ok")
        return url_for("closures.show")

    try:
        return take_once(form, ask)
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return _own_page(form), error.status


@bp.post(f"{OWN}/<int:closure_id>/withdraw")
@requires(Permission.CLOSURE_ASK)
def withdraw_submit(closure_id: int) -> ResponseReturnValue:
    form = VersionForm()

    def withdraw() -> str:
        withdraw_closure(db.session(), actor(), closure_id, version=form.version.data)
        flash(_("Taken back. You are open on these days."), "ok")
        return url_for("closures.show")

    return take_once(form, withdraw)


@bp.post(f"{OWN}/<int:closure_id>/open")
@requires(Permission.CLOSURE_ASK)
def open_submit(closure_id: int) -> ResponseReturnValue:
    """The dealer opens after all."""
    form = VersionForm()

    def open_again() -> str:
        call_off_closure(db.session(), actor(), closure_id, version=form.version.data, now=now())
        flash(_("Called off. Due times are reckoned anew."), "ok")
        return url_for("closures.show")

    return take_once(form, open_again)


@bp.get(DESK)
@requires(Permission.CLOSURE_DECIDE)
def desk() -> ResponseReturnValue:
    return _desk_page()


@bp.post(f"{DESK}/<int:closure_id>")
@requires(Permission.CLOSURE_DECIDE)
def decide_submit(closure_id: int) -> ResponseReturnValue:
    form = DecideForm(prefix=f"closure{closure_id}")
    if not form.validate():
        return _desk_page(closure_id, form), 422

    def decide() -> str:
        granted = request.form.get("decision") == "yes"
        decide_closure(
            db.session(),
            actor(),
            closure_id,
            granted=granted,
            answer=form.answer.data or "",
            version=form.version.data,
            now=now(),
        )
        flash(
            _("Agreed; due times are reckoned anew.")
            if granted
            else _("Refused; the dealer reads why."),
            "ok",
        )
        return url_for("closures.desk")

    try:
        return take_once(form, decide)
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return _desk_page(closure_id, form), error.status


@bp.post(f"{DESK}/<int:closure_id>/call-off")
@requires(Permission.CLOSURE_DECIDE)
def call_off_submit(closure_id: int) -> ResponseReturnValue:
    """The hotline takes its consent back."""
    form = CallOffForm(prefix=f"ahead{closure_id}")
    if not form.validate():
        return _desk_page(closure_id, form), 422

    def call_off() -> str:
        why, version = form.why.data or "", form.version.data
        call_off_closure(db.session(), actor(), closure_id, why=why, version=version, now=now())
        flash(_("Called off; the dealer reads why, and due times are reckoned anew."), "ok")
        return url_for("closures.desk")

    try:
        return take_once(form, call_off)
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return _desk_page(closure_id, form), error.status


def _today() -> date:
    return now().astimezone(portal_zone(db.session())).date()


def _own_page(form: AskForm) -> str:
    who, today = actor(), _today()
    return render_template(
        "dealers/closures.html",
        form=form,
        days=setting(db.session(), CLOSURE_DAYS_AHEAD),
        closures=[
            (
                one,
                VersionForm(formdata=None, version=one.version),
                opens_again(one, today) if one.state is ClosureState.AGREED else None,
            )
            for one in closures_of(db.session(), who, who.dealer_id or 0)
        ],
    )


def _desk_page(sent_id: int | None = None, sent: DecideForm | CallOffForm | None = None) -> str:
    waiting = closures_to_decide(db.session(), actor())
    ahead = closures_ahead(db.session(), actor(), now=now())
    decided = sent_id if isinstance(sent, DecideForm) else None
    called = sent_id if isinstance(sent, CallOffForm) else None
    today = _today()
    known = {one.id for one, *_names in waiting} if decided else {one.id for one, _name in ahead}
    return render_template(
        "desks/closures.html",
        waiting=[
            (
                one,
                dealer,
                asker,
                sent
                if one.id == decided
                else DecideForm(formdata=None, prefix=f"closure{one.id}", version=one.version),
            )
            for one, dealer, asker in waiting
        ],
        ahead=[
            (
                one,
                dealer,
                opens_again(one, today),
                sent
                if one.id == called
                else CallOffForm(formdata=None, prefix=f"ahead{one.id}", version=one.version),
            )
            for one, dealer in ahead
        ],
        # It was decided meanwhile: the refusal has no form of its own any more.
        lost=sent if sent is not None and sent_id not in known else None,
    )
