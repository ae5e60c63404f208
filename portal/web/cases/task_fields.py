"""Fields with which a form sets tasks: what, by which day, whose."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from flask import g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import DateField, Form, SelectField, StringField, ValidationError
from wtforms.validators import Length, Optional

from portal.cases.callbacks import Reservation
from portal.cases.owners import owners_for
from portal.errors import InvalidError
from portal.infra import db
from portal.sla.zone import end_of_service
from portal.web.forms import choice, trimmed
from portal.web.guard import actor

ROWS = 3


def number_or_none(given: Any) -> int | None:
    """The id behind a choice; none for the empty one."""
    return int(given) if given else None


def owner_choices(session: Session) -> list[Any]:
    """The team, or one of its people; asked once for a page, however many rows it has."""
    if "owners" not in g:
        g.owners = [(one.id, one.name) for one in owners_for(session, actor())]
    return [choice("", _("The team")), *(choice(*one) for one in g.owners)]


class TaskRow(Form):
    """One task; a row without words is none."""

    title = StringField(
        _l("What is to be done"), filters=[trimmed], validators=[Optional(), Length(max=500)]
    )
    due_on = DateField(_l("By when"), validators=[Optional()])
    owner_id = SelectField(_l("Who"), coerce=number_or_none, choices=[], validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner_id.choices = owner_choices(db.session())

    def validate_title(self, field: StringField) -> None:
        if field.data and self.due_on.data is None and not self.due_on.errors:
            raise ValidationError(_("A task has a date: say by when."))


def reservations(rows: Any) -> Iterator[Reservation]:
    """The rows that say anything."""
    for row in rows:
        if row.title.data:
            yield Reservation(row.title.data, due_at(row), row.owner_id.data)


def day_of(field: DateField) -> date:
    """The day that a field holds; the form has asked for it."""
    if field.data is None:
        raise InvalidError("day_missing", field=field.short_name)
    return field.data


def due_at(row: Any) -> datetime:
    """The end of service on the day that was entered."""
    return end_of_service(db.session(), row.due_on.data)
