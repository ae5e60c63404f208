"""Pauses of a case: asked for by the dealer, agreed, refused or ended by the hotline (T4)."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from enum import StrEnum
from typing import Any, Final

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length

from models import Case, PauseReason, PauseState, SlaPause, Stage
from portal.access.permissions import Permission
from portal.cases.agree_pause import agree_pause
from portal.cases.ask_pause import ask_pause
from portal.cases.end_pause import end_pause
from portal.cases.pausing import pausable_stages, read_pauses
from portal.cases.refuse_pause import refuse_pause
from portal.infra import db
from portal.settings.known import PAUSE_DAYS
from portal.settings.read import setting
from portal.sla.pauses import days_taken
from portal.sla.zone import portal_zone
from portal.web.cases.page import case_on_page
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.task_fields import day_of
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm, choices_of
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("pause", __name__)
URL = "/cases/<number>/pause"

ASK = Words(
    title=_l("Pause the time"),
    explain=_l("The time goes on until the hotline has agreed; then the pause counts from now."
               " A part on its way is no pause."),
    button=_l("Ask the hotline"),
    image="pause-circle",
)  # fmt: skip
SET = Words(
    title=_l("Pause the time"),
    explain=_l("Only where the customer asked for a later day, cannot be reached, or you agree"
               " with the dealer. A part on its way is no pause."),
    button=_l("Pause the time"),
    image="pause-circle",
)  # fmt: skip


class PauseForm(CaseForm):
    """Which stage, why, until which day."""

    stage = SelectField(_l("Which time stands still"), choices=[])
    pause_reason = RadioField(
        _l("Why"), choices=choices_of(PauseReason), validators=[InputRequired(_l("Say why"))]
    )
    until_on = DateField(
        _l("The time runs again from"), validators=[InputRequired(_l("Say which day"))]
    )
    words = TextAreaField(
        _l("What the customer said, or what was tried"),
        validators=[InputRequired(_l("Say why")), Length(max=2000)],
    )


class Decision(StrEnum):
    """Which of the form's buttons was pressed."""

    AGREE = "agree"
    REFUSE = "refuse"
    END = "end"


DECISIONS: Final[Mapping[Decision, tuple[Callable[..., SlaPause], Any]]] = {
    Decision.AGREE: (agree_pause, _l("Agreed; the new due times are on the case.")),
    Decision.REFUSE: (refuse_pause, _l("Refused; the dealer reads why.")),
    Decision.END: (end_pause, _l("The time runs again.")),
}


class DecideForm(CaseForm):
    """The hotline's word on a pause; each button is a decision."""

    decision = StringField(validators=[AnyOf(list(Decision))])
    words = TextAreaField(_l("Why"), validators=[Length(max=2000)])


@bp.get(URL)
@requires(Permission.PAUSE_ASK)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    return _page(case, PauseForm(formdata=None, version=case.version))


@bp.post(URL)
@requires(Permission.PAUSE_ASK)
def submit(number: str) -> ResponseReturnValue:
    form = PauseForm()
    _fill(case_on_page(number), form)
    return send(number, form, _ask, _page)


@bp.post(f"{URL}/<int:pause_id>")
@requires(Permission.PAUSE_DECIDE)
def decide_submit(number: str, pause_id: int) -> ResponseReturnValue:
    return send(
        number,
        DecideForm(prefix=f"pause{pause_id}"),
        lambda case, sent: _decide(case, pause_id, sent),
        lambda case, sent: _page(
            case, PauseForm(formdata=None, version=case.version), (pause_id, sent)
        ),
    )


def _ask(case: Case, form: PauseForm) -> str:
    session = db.session()
    zone = portal_zone(session)
    # Until that day begins: its working hours count again.
    until = datetime.combine(day_of(form.until_on), time(), zone)
    pause = ask_pause(
        session,
        actor(),
        case.id,
        Stage(form.stage.data),
        PauseReason(form.pause_reason.data),
        until,
        form.words.data or "",
        version=form.version.data,
        now=now(),
    )
    if pause.state is PauseState.AGREED:
        flash(_("The time stands still; the new due times are on the case."), "ok")
    else:
        flash(_("The hotline is asked. Until it agrees the time goes on."), "ok")
    return _here(case)


def _decide(case: Case, pause_id: int, form: DecideForm) -> str:
    rule, said = DECISIONS[Decision(form.decision.data or "")]
    rule(
        db.session(),
        actor(),
        pause_id,
        form.words.data or "",
        version=form.version.data,
        now=now(),
    )
    flash(str(said), "ok")
    return _here(case)


def _here(case: Case) -> str:
    return url_for("pause.show", number=case.number)


def _fill(case: Case, form: PauseForm) -> bool:
    """Offer the stages that can wait; says whether there are any."""
    stages = pausable_stages(db.session(), actor(), case)
    form.stage.choices = choices_of(stages)
    return bool(stages)


def _page(case: Case, form: PauseForm, sent: tuple[int, DecideForm] | None = None) -> str:
    session = db.session()
    can_wait = _fill(case, form)
    rows = read_pauses(session, case)
    return verb_page(
        case,
        form if can_wait else None,
        SET if actor().is_brand else ASK,
        "cases/pause.html",
        refusal="" if can_wait else _("No stage of this case can wait now."),
        pauses=[(row, _decisions(row, sent)) for row in rows],
        failed=sent[1] if sent else None,
        taken=days_taken(session, case.id),
        most=setting(session, PAUSE_DAYS),
    )


def _decisions(pause: SlaPause, sent: tuple[int, DecideForm] | None) -> DecideForm | None:
    """The form with which the hotline decides, or ends the pause; or the one that came back."""
    if not actor().may(Permission.PAUSE_DECIDE):
        return None
    asked = pause.state is PauseState.ASKED
    if not asked and not (pause.state is PauseState.AGREED and now() < pause.ends_at):
        return None
    if sent is not None and sent[0] == pause.id:
        sent[1].version.raw_data, sent[1].version.data = None, pause.version
        return sent[1]
    return DecideForm(formdata=None, prefix=f"pause{pause.id}", version=pause.version)
