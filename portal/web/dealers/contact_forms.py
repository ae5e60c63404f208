"""The forms about contact points and people, which dealers and administrators share."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from models import ContactKind
from portal.web.forms import PortalForm, choices_of


class ContactForm(PortalForm):
    """A new number or address."""

    kind = SelectField(
        _l("Kind"),
        choices=choices_of(ContactKind),
        validators=[InputRequired()],
    )
    label = StringField(
        _l("What it is"),
        description=_l("Service desk, manager, shop, 400 number"),
        validators=[InputRequired(_l("Say what it is")), Length(max=80)],
    )
    spelled = StringField(
        _l("Number or address"),
        validators=[InputRequired(_l("Enter the number or address")), Length(max=300)],
    )


class ReplaceForm(PortalForm):
    """Another number in the place of one."""

    label = StringField(
        _l("What it is"), validators=[InputRequired(_l("Say what it is")), Length(max=80)]
    )
    spelled = StringField(
        _l("New number or address"),
        validators=[InputRequired(_l("Enter the number or address")), Length(max=300)],
    )


class PersonForm(PortalForm):
    """A person who installs."""

    name = StringField(_l("Name"), validators=[InputRequired(_l("Enter the name")), Length(max=80)])
    phone = StringField(_l("Mobile number"), validators=[InputRequired(_l("Enter a phone number"))])


class EmployForm(PersonForm):
    """A person who begins to work for a dealer."""

    id_number = StringField(
        _l("ID card number"),
        description=_l("Only recognises the person again; the number itself is not kept"),
        validators=[Optional(), Length(max=40)],
    )


class SendForm(PortalForm):
    """A form that is only its button."""
