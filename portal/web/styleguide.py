"""Every component of the portal with its states, on one page. Development only."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from models.cases import CaseStatus, Severity
from models.files import FileState
from models.installers import Standing
from portal.i18n.words import WORDS
from portal.web.deadline import Deadline
from portal.web.forms import PortalForm, choice, choices_of
from portal.web.guard import public
from portal.web.now import now

bp = Blueprint("styleguide", __name__)


class SampleForm(PortalForm):
    """One field of each kind."""

    phone = StringField(_l("Phone"), validators=[InputRequired(_l("Enter a phone number"))])
    severity = RadioField(_l("Severity"), choices=choices_of(Severity), default=Severity.URGENT)
    signs = SelectMultipleField(
        _l("What was found"),
        choices=[
            choice("power", _l("Driver broken")),
            choice("wire", _l("Loose wire")),
            choice("wet", _l("Damp")),
        ],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        default=["power"],
    )
    status = SelectField(_l("Status"), choices=choices_of(CaseStatus), validators=[Optional()])
    said = TextAreaField(
        _l("What happened"),
        description=_l("In the customer’s own words"),
        validators=[InputRequired(_l("Write down what the customer says"))],
    )
    told = BooleanField(_l("The customer was told what we keep, and why"))
    photos = MultipleFileField(_l("Photos"))


@bp.get("/styleguide")
@public("shows components with invented values, and only in development")
def show() -> ResponseReturnValue:
    wrong = SampleForm(formdata=None, prefix="wrong-")
    wrong.phone.errors = [_l("Enter a phone number")]
    wrong.said.errors = [_l("Write down what the customer says")]
    return render_template(
        "styleguide/show.html",
        form=SampleForm(formdata=None),
        wrong=wrong,
        times=_deadlines(now()),
        statuses=list(CaseStatus),
        severities=list(Severity),
        standings=list(Standing),
        shots=[_shot(state) for state in FileState],
        steps=_steps(now()),
    )


@bp.get("/styleguide/phone")
@public("shows the phone's components, and only in development")
def show_phone() -> ResponseReturnValue:
    return render_template(
        "styleguide/phone.html",
        form=SampleForm(formdata=None),
        times=_deadlines(now()),
        shots=[_shot(state) for state in FileState],
    )


def _deadlines(at: datetime) -> dict[str, Deadline]:
    hour = timedelta(hours=1)
    return {
        "ok": Deadline(at + 2.45 * hour),
        "far": Deadline(at + 30 * hour),
        "soon": Deadline(at + 0.24 * hour),
        "breach": Deadline(at - 50 * hour),
        "just_over": Deadline(at - 0.2 * hour),
        "lock": Deadline(at + 1.2 * hour, state="locked"),
        "pause": Deadline(at + 90 * hour, state="paused", note="25 May"),
        "waiting": Deadline(None, state="waiting", note="after first contact"),
    }


def _shot(state: FileState) -> Any:
    return SimpleNamespace(small_url=None, words=f"Photo, {state}", state=state)


def _steps(at: datetime) -> list[Any]:
    def step(label: Any, state: str, when: datetime | None = None, note: str = "") -> Any:
        return SimpleNamespace(label=label, state=state, at=when, note=note)

    words = WORDS[CaseStatus]
    return [
        step(words["triage"], "done", at - timedelta(hours=5)),
        step(words["offered"], "done", at - timedelta(hours=4)),
        step(words["accepted"], "done", at - timedelta(hours=3)),
        step(_l("First contact"), "now", note="15:48"),
        step(words["scheduled"], "todo"),
        step(words["visited"], "todo"),
        step(words["resolved"], "todo"),
        step(_l("Callback"), "todo"),
        step(words["closed"], "todo"),
    ]
