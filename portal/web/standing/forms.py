"""What a supervisor decides of somebody's standing, and what is asked of one."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, MultipleFileField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from portal.web.forms import PortalForm


class HoldForm(PortalForm):
    """A supervisor's word on a hold, as its reader saw it."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    reason = TextAreaField(
        _l("Reason"),
        description=_l("The person and their dealers read it: name no customer."),
        validators=[InputRequired(_l("Say why")), Length(max=2000)],
    )


class ReinstateForm(HoldForm):
    """The training that has been, and what holds from now on (S3)."""

    trained_on = DateField(_l("Retrained on"), validators=[InputRequired(_l("Say which day"))])
    trainer = StringField(
        _l("Retrained by"), validators=[InputRequired(_l("Say who")), Length(max=120)]
    )
    condition = TextAreaField(
        _l("Condition"),
        description=_l("What holds from now on, such as photos of each drill hole."),
        validators=[InputRequired(_l("Say what holds from now on")), Length(max=2000)],
    )


class AnswerForm(PortalForm):
    """A supervisor's answer to what somebody asks; whoever asked reads it."""

    answer = TextAreaField(
        _l("In a word"),
        description=_l("The person and their dealers read it: name no customer."),
        validators=[InputRequired(_l("Say why")), Length(max=2000)],
    )


class PleaForm(PortalForm):
    """Why a complaint should not count, or why somebody should be let go again."""

    reason = TextAreaField(
        _l("Reason"), validators=[InputRequired(_l("Say why")), Length(max=2000)]
    )
    photos = MultipleFileField(_l("Photos as evidence"))


class OwnReasonForm(PortalForm):
    """A dealer's own word about one of its people."""

    reason = TextAreaField(
        _l("Reason"), validators=[InputRequired(_l("Say why")), Length(max=2000)]
    )
