"""The form of a call to the customer: its outcome, three questions, what is left to do (K1)."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from models import Outcome
from portal.cases.callbacks import Call
from portal.web.cases.task_fields import ROWS, TaskRow, reservations
from portal.web.forms import CaseForm, choice, choices_of
from portal.web.local_time import LocalTimeField

YES_OR_NO = [choice("yes", _l("Yes")), choice("no", _l("No"))]


class RingForm(CaseForm):
    """What the customer said."""

    outcome = RadioField(
        _l("How did the call go?"),
        choices=choices_of(Outcome),
        validators=[InputRequired(_l("Choose one"))],
    )
    solved = RadioField(_l("“Is it solved?”"), choices=YES_OR_NO, validators=[Optional()])
    treated = RadioField(
        _l("“How were you treated?” (1 badly, 5 very well)"),
        choices=[choice(mark, str(mark)) for mark in range(1, 6)],
        coerce=lambda given: int(given) if given else None,
        validators=[Optional()],
    )
    pressed = RadioField(
        _l("“Did anyone press you to say so?”"), choices=YES_OR_NO, validators=[Optional()]
    )
    note = TextAreaField(
        _l("In the customer’s own words"), validators=[Optional(), Length(max=4000)]
    )
    later_at = LocalTimeField(_l("Call again at"), validators=[Optional()])
    made_at = LocalTimeField(_l("Made at, if earlier today"), validators=[Optional()])
    reservations = FieldList(
        FormField(TaskRow),
        label=_l("Settled with a reservation: what is left"),
        description=_l("Each becomes a task with an owner and a date."),
        min_entries=ROWS,
        max_entries=ROWS,
    )

    def call(self) -> Call:
        return Call(
            outcome=Outcome(self.outcome.data),
            made_at=self.made_at.data,
            solved=_yes(self.solved.data),
            treated=self.treated.data,
            pressed=_yes(self.pressed.data),
            note=self.note.data or "",
            later_at=self.later_at.data,
            reservations=tuple(reservations([row.form for row in self.reservations])),
        )


class CallbackForm(RingForm):
    """The call after the resolution: it can close the case, or send it back at once."""

    close = BooleanField(_l("Settled: close the case on this call"), default=True)
    same_dealer = BooleanField(_l("Not settled: offer it to the same dealer at once"))


def _yes(answer: Any) -> bool | None:
    return {"yes": True, "no": False}.get(answer)
