"""The forms of a job: checking in, working on it, and a door that stays shut."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FloatField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from models import Cause, Confirmation
from portal.web.forms import PortalForm, choices_of


class CheckInForm(PortalForm):
    """Where the phone is, if its owner agrees."""

    latitude = FloatField(widget=HiddenInput(), validators=[Optional()])
    longitude = FloatField(widget=HiddenInput(), validators=[Optional()])
    accuracy = FloatField(widget=HiddenInput(), validators=[Optional()])


class WorkForm(PortalForm):
    """Everything on one form, so that no button loses what was entered above another."""

    before = MultipleFileField(_l("Photos before"))
    causes = SelectMultipleField(
        _l("What was found"),
        choices=choices_of(Cause),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    finding = TextAreaField(_l("In words"), validators=[Length(max=4000)])
    done = TextAreaField(_l("What was done"), validators=[Length(max=4000)])
    needs_return = BooleanField(_l("Somebody has to come again"))
    after = MultipleFileField(_l("Photos after"))
    how = RadioField(
        _l("How the customer confirms"), choices=choices_of(Confirmation), validators=[Optional()]
    )
    signature = HiddenField(_l("The customer signs here"))
    code = StringField(_l("Code from the customer’s page"), validators=[Length(max=12)])
    signer_name = StringField(_l("Name of who signs"), validators=[Length(max=80)])
    signer_relation = StringField(_l("Related to the customer as"), validators=[Length(max=80)])


class DoorForm(PortalForm):
    """Nobody opened."""

    photos = MultipleFileField(_l("Photo of the door"))
    said = TextAreaField(_l("What you tried"), validators=[Length(max=2000)])
