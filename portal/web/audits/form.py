"""The scorecard as a form: one choice and one note for each question, and a finding to add."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms import StringField as TextField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from models import Audit, FindingKind
from portal.audits.scorecard import Question
from portal.audits.scoring import Answer
from portal.errors import InvalidError
from portal.web.forms import PortalForm, choice, choices_of

# The words of an answer, by the key that gives it.
DOES_NOT_APPLY: Final = "-"
POINTS: Final[Mapping[str, int | None]] = {"2": 2, "1": 1, "0": 0, DOES_NOT_APPLY: None}
LABELS: Final[Mapping[str, Any]] = {
    "2": _l("Yes"),
    "1": _l("Partly"),
    "0": _l("No"),
    DOES_NOT_APPLY: _l("Does not apply"),
}
LONGEST_NOTE: Final = 2000


class FindingFields(PortalForm):
    """What an audit is sent with besides its answers."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    summary = TextAreaField(_l("In short"), validators=[Optional(), Length(max=4000)])
    kind = SelectField(_l("Concerns"), choices=choices_of(FindingKind), validators=[Optional()])
    body = TextAreaField(_l("What you found"), validators=[Optional(), Length(max=LONGEST_NOTE)])
    todo = TextField(
        _l("What is to be done"),
        description=_l("Stands on the case as a task. Praise needs none."),
        validators=[Optional(), Length(max=200)],
    )
    owner_id = SelectField(_l("Who sees to it"), validators=[Optional()])
    due_on = DateField(_l("By when"), validators=[Optional()])


def audit_form(
    audit: Audit,
    questions: Sequence[Question],
    answers: Mapping[int, Answer],
    people: Sequence[tuple[int, str]],
) -> Any:
    """The form of this audit; filled with what is kept, unless something was sent."""
    fields: dict[str, Any] = {}
    given: dict[str, Any] = {"version": audit.version, "summary": audit.summary}
    for question in questions:
        keys = [key for key in LABELS if not (question.fatal and key == "1")]
        fields[_points(question)] = RadioField(
            question.text,
            choices=[choice(key, LABELS[key]) for key in keys],
            validators=[Optional()],
            validate_choice=False,  # the rule knows which answers there are
        )
        fields[_note(question)] = TextAreaField(
            _l("Note"), validators=[Optional(), Length(max=LONGEST_NOTE)]
        )
        if question.id in answers:
            answer = answers[question.id]
            given[_points(question)] = key_of(answer)
            given[_note(question)] = answer.note
    if audit.agent_id is not None:
        given["owner_id"] = str(audit.agent_id)
    form = type("ScorecardForm", (FindingFields,), fields)(data=given)
    form.owner_id.choices = [
        choice("", _l("nobody yet")),
        *(choice(row_id, name) for row_id, name in people),
    ]
    return form


def answers_in(form: Any, questions: Sequence[Question]) -> dict[int, Answer]:
    """What the form says, question by question."""
    found = {}
    for question in questions:
        key, note = form[_points(question)].data, form[_note(question)].data or ""
        if key:
            if key not in POINTS:
                raise InvalidError("points_unknown", field=_points(question))
            found[question.id] = Answer(POINTS[key], note)
        elif note:
            found[question.id] = Answer(None, note, answered=False)
    return found


def fields_of(form: Any, question: Question) -> tuple[Any, Any]:
    """The choice and the note of a question, for the page."""
    return form[_points(question)], form[_note(question)]


def _points(question: Question) -> str:
    return f"points_{question.id}"


def _note(question: Question) -> str:
    return f"note_{question.id}"


def key_of(answer: Answer) -> str | None:
    if not answer.answered:
        return None
    return DOES_NOT_APPLY if answer.points is None else str(answer.points)
