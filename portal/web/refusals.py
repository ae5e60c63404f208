"""Puts a rule's refusal where its reader looks: on the field it is about, or above the form."""

from wtforms import Field, Form

from portal.errors import PortalError
from portal.i18n.refusals import sentence_for


def sentence_of(error: PortalError) -> str:
    """The refusal in the reader's language."""
    return sentence_for(error.code, error.values, status=error.status)


def put_on_form(form: Form, error: PortalError) -> None:
    """Show the refusal on the form: beside the field it names, else in the summary.

    A rule may name a field as the domain does; a form without such a field says it at the top.
    """
    sentence = sentence_of(error)
    field = form._fields.get(error.field) if error.field else None
    if isinstance(field, Field):
        field.errors = [*field.errors, sentence]
    else:
        form.form_errors.append(sentence)
