"""The form of a call, in the order of the conversation (domain I1)."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from models import Channel, CustomerKind, Installer, Product, Severity, Symptom
from models.intake import Sign
from portal.cases.dossier import Bought
from portal.i18n.formats import day
from portal.web.forms import PortalForm, choice, choices_of
from portal.web.local_time import LocalTimeField
from portal.web.names import name_of
from portal.web.odd_input import number_asked

NEW = "new"
# Complained of is "the one who installed it", whoever that was.
INSTALLER = "installer"
SHORT = Length(max=200)
Choices = list[Any]


def id_or_none(value: Any) -> int | None:
    """A row's id out of a choice; an empty one, and "new", are no row."""
    return number_asked(str(value)) if value else None


class CallForm(PortalForm):
    """At most eight fields for a known caller; the rest stands folded behind them."""

    phone = StringField(
        _l("Phone"), validators=[InputRequired(_l("Enter the number they call from")), SHORT]
    )
    customer = RadioField(_l("Who is it"), validators=[Optional()], validate_choice=False)
    purchase = SelectField(_l("Which purchase"), validators=[Optional()])
    what = TextAreaField(
        _l("What happened"),
        validators=[
            InputRequired(_l("Write down what happened, in the customer’s words.")),
            Length(max=8000),
        ],
    )
    severity = RadioField(_l("Severity"), choices=choices_of(Severity), default=Severity.NORMAL)
    signs = SelectMultipleField(
        _l("Any of these"),
        choices=choices_of(Sign),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    wish = StringField(_l("The customer wants"), validators=[Optional(), Length(max=500)])
    promise = StringField(_l("Promised"), validators=[Optional(), Length(max=500)])
    promise_by = LocalTimeField(_l("By when"), validators=[Optional()])

    # A caller who is not on record.
    name = StringField(_l("Name"), validators=[Optional(), SHORT])
    kind = SelectField(_l("Kind"), choices=choices_of(CustomerKind), default=CustomerKind.PRIVATE)
    address = StringField(_l("Address"), validators=[Optional(), SHORT])
    district = StringField(_l("District"), validators=[Optional(), SHORT])
    told_purpose = BooleanField(_l("The customer was told what we keep, and why"))

    # A purchase that is not on record, and what can wait until after the call.
    product = SelectField(_l("Product"), validators=[Optional()])
    bought_on = DateField(_l("Bought on"), validators=[Optional()])
    installed_on = DateField(_l("Installed on"), validators=[Optional()])
    order_number = StringField(_l("Order number"), validators=[Optional(), SHORT])
    symptom = SelectField(_l("What is wrong"), validators=[Optional()])
    accused = SelectField(_l("Complains of a person"), validators=[Optional()])
    channel = SelectField(_l("How it came"), choices=choices_of(Channel), default=Channel.PHONE)
    heard_at = LocalTimeField(
        _l("First heard at"),
        description=_l("If somebody of ours heard it before you, also on a weekend"),
        validators=[Optional()],
    )
    promise_by_whom = StringField(
        _l("Promised by somebody else"),
        description=_l("Whoever is said to have promised it, if it was not you"),
        validators=[Optional(), SHORT],
    )
    photos = MultipleFileField(_l("Photos"), validators=[Optional()])
    follows = HiddenField(validators=[Optional(), Length(max=40)])
    files = HiddenField(validators=[Optional(), Length(max=400)])
    estimate_hours = DecimalField(
        _l("Estimated hours"), validators=[Optional(), NumberRange(0, 1000)]
    )
    estimate_cost = DecimalField(
        _l("Estimated cost"), validators=[Optional(), NumberRange(0, 10_000_000)]
    )

    def offer_choices(
        self,
        *,
        bought: Sequence[Bought],
        people: Choices,
        products: Sequence[Product],
        symptoms: Sequence[Symptom],
        installers: Sequence[Installer],
    ) -> None:
        """What can be chosen for this caller."""
        self.customer.choices = people
        self.purchase.choices = [
            choice("", _l("Not known")),
            *(choice(str(line.purchase.id), _named(line)) for line in bought),
            choice(NEW, _l("One that is not on record")),
        ]
        self.product.choices = [choice("", _l("Not known")), *_names(products)]
        self.symptom.choices = [choice("", _l("Not known yet")), *_names(symptoms)]
        self.accused.choices = [
            choice("", _l("Nobody")),
            choice(INSTALLER, _l("The one who installed it")),
            *(choice(str(person.id), person.name) for person in installers),
        ]


def _names(things: Sequence[Any]) -> Choices:
    return [choice(str(thing.id), name_of(thing)) for thing in things]


def _named(line: Bought) -> str:
    bought = line.purchase.installed_on or line.purchase.bought_on
    parts = [name_of(line.product), line.purchase.place, day(bought) if bought else ""]
    return " · ".join(part for part in parts if part)
