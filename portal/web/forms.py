"""The form every other form inherits: CSRF, trimmed text, translated messages, one send."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import uuid4

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DecimalField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    PasswordField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.i18n import get_translations
from wtforms.validators import Optional, Regexp, ValidationError
from wtforms.widgets import HiddenInput

from portal.i18n.words import WORDS

# WTForms would give Simplified messages under zh_Hant, without a warning.
WTFORMS_LOCALES = {"en": "en", "zh_Hans": "zh", "zh_Hant": "zh_TW"}
# A password may begin with a space; lists of fields take no filters, their fields do.
AS_TYPED = (PasswordField, FieldList, FormField)
# What a browser lets anybody type and no column holds, nor any calendar reckons with.
REACHING_FAR = (DateField, IntegerField, DecimalField)
YEARS = range(1900, 2201)
LARGEST_NUMBER = 2**31 - 1
UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"


def fits(_form: Any, field: Field) -> None:
    """A number or a day that a column can hold, and a calendar reckon with."""
    value: object = field.data
    if isinstance(value, date) and value.year not in YEARS:
        raise ValidationError(_("Check the year."))
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValidationError(_("Enter a number."))
    if isinstance(value, int | Decimal) and not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
        raise ValidationError(_("This number is too large."))


def trimmed(value: object) -> object:
    """Text without the spaces around it; anything else as it is."""
    return value.strip() if isinstance(value, str) else value


class PortalForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """A form of the portal.

    `form_id` is new each time a form is shown. A rule that must not happen twice inserts it first,
    so that a second click meets the first one's result.
    """

    form_id: Any = HiddenField(default=lambda: str(uuid4()), validators=[Optional(), Regexp(UUID)])

    class Meta:
        def get_translations(self, _form: Any) -> Any:
            locale = WTFORMS_LOCALES.get(str(get_locale()), "en")
            return get_translations([locale])

        def bind_field(self, form: Any, unbound_field: Any, options: Mapping[str, Any]) -> Field:
            if not issubclass(unbound_field.field_class, AS_TYPED):
                filters = [trimmed, *unbound_field.kwargs.get("filters", ())]
                options = {**options, "filters": filters}
            field: Field = unbound_field.bind(form=form, **options)
            if isinstance(field, REACHING_FAR):
                field.validators = [*field.validators, fits]
            return field


class AddressForm(PortalForm):
    """What narrows a list; sent by GET, so that it lives in the address and changes nothing."""

    class Meta(PortalForm.Meta):
        csrf = False

    form_id = None


class CaseForm(PortalForm):
    """A form about a case: carries the version of the case that its reader saw."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])


def choice(value: object, label: object) -> Any:
    """One choice of a field, in the shape that WTForms wants since 3.3."""
    return SelectChoice(str(value), label)


def choices_of(members: Iterable[StrEnum]) -> list[Any]:
    """The members of an enum, or some of them, with their words: the choices of a field."""
    return [choice(member.value, WORDS[type(member)][member]) for member in members]


def hidden_fields(form: Form) -> list[Field]:
    """What a form carries unseen, but for its token, which every form on a page shares."""
    return [control for control in form if _hidden(control) and control.short_name != "csrf_token"]


def visible_fields(form: Form) -> list[Field]:
    """What a person fills in."""
    return [control for control in form if not _hidden(control)]


def _hidden(control: Field) -> bool:
    return getattr(control.widget, "input_type", "") == "hidden"


def flat(errors: Iterable[Any]) -> Iterator[str]:
    """The messages of a field, also of one made of several."""
    for error in errors:
        if isinstance(error, dict):
            for inner in error.values():
                yield from flat(inner)
        elif isinstance(error, list | tuple):
            yield from flat(error)
        else:
            yield str(error)
