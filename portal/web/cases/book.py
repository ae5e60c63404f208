"""Book a visit, or move it: who is free, who cannot be sent and why, who could go instead."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any, Final

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from models import Case, Dispatch, Purpose
from portal.access.permissions import Permission
from portal.cases.book import book_visit
from portal.cases.lifecycle import Step
from portal.cases.move_visit import move_visit
from portal.cases.planning import Plan
from portal.cases.steps import check_step
from portal.cases.under_way import active_dispatch
from portal.errors import PortalError
from portal.i18n.formats import local, moment, zone
from portal.i18n.words import word
from portal.infra import db
from portal.installers.conflicts import Person, Slot, people_for
from portal.installers.substitutes import DAY_BEGINS, DAY_ENDS, free_times
from portal.web.cases.again import case_again
from portal.web.cases.page import case_on_page, to_case
from portal.web.forms import CaseForm, choice, choices_of
from portal.web.guard import actor, requires
from portal.web.local_time import LocalTimeField, time_in
from portal.web.now import now
from portal.web.once import take_once

bp = Blueprint("book", __name__)
# So many people of one dealer are listed with times of their own.
MOST_LISTED: Final = 100
URL = "/cases/<number>/book"
MOVE = "/cases/<number>/book/move"


class OwnTime(Form):
    """One person's own time, where it is not everybody's."""

    installer_id = IntegerField(widget=HiddenInput(), validators=[Optional()])
    start = LocalTimeField(_l("from"), validators=[Optional()])
    end = LocalTimeField(_l("until"), validators=[Optional()])

    def validate_end(self, field: LocalTimeField) -> None:
        if (self.start.data is None) is not (field.data is None):
            raise ValidationError(_("Enter both times, or none."))


class BookForm(CaseForm):
    """The customer's window, and the time planned for whoever goes."""

    purpose = RadioField(
        _l("What for?"), choices=choices_of(Purpose), default=Purpose.INSPECTION.value
    )
    window_start = LocalTimeField(
        _l("The customer’s window from"), validators=[InputRequired(_l("Enter a time"))]
    )
    window_end = LocalTimeField(_l("until"), validators=[InputRequired(_l("Enter a time"))])
    people = SelectMultipleField(
        _l("Who goes?"),
        coerce=int,
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    lead = SelectField(_l("Who leads?"), coerce=int, validate_choice=False, default=0)
    slot_start = LocalTimeField(_l("Planned to be there from"), validators=[Optional()])
    slot_end = LocalTimeField(_l("until"), validators=[Optional()])
    own_times = FieldList(
        FormField(OwnTime), label=_l("Somebody comes at another time"), max_entries=MOST_LISTED
    )
    note = TextAreaField(_l("What to bring, what to look at"), validators=[Length(max=2000)])


class MoveForm(BookForm):
    """Why the appointment changes."""

    reason = TextAreaField(
        _l("Why is it moved?"),
        description=_l("The customer reads it as well"),
        validators=[InputRequired(_l("Say why")), Length(max=1000)],
    )


@bp.get(URL)
@requires(Permission.DISPATCH_BOOK)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    check_step(actor(), case, Step.BOOK)
    return _page(case, BookForm(formdata=None, version=case.version, **_proposed()))


@bp.post(URL)
@requires(Permission.DISPATCH_BOOK)
def submit(number: str) -> ResponseReturnValue:
    return _take(number, BookForm())


@bp.get(MOVE)
@requires(Permission.DISPATCH_BOOK)
def move(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    check_step(actor(), case, Step.REBOOK)
    old = active_dispatch(db.session(), actor(), case)
    given = _proposed()
    if old is not None:
        given |= {
            "purpose": old.purpose.value,
            "window_start": old.window_start,
            "window_end": old.window_end,
            "note": old.note,
        }
    return _page(case, MoveForm(formdata=None, version=case.version, **given), old)


@bp.post(MOVE)
@requires(Permission.DISPATCH_BOOK)
def move_submit(number: str) -> ResponseReturnValue:
    return _take(number, MoveForm())


def _take(number: str, form: BookForm) -> ResponseReturnValue:
    if not form.validate():
        return _page(case_on_page(number), form), 422
    try:
        return take_once(form, lambda: _put(number, form))
    except PortalError as error:
        return _page(case_again(number, form, error), form), error.status


def _put(number: str, form: BookForm) -> str:
    case = case_on_page(number)
    session, plan = db.session(), _plan(form)
    common: dict[str, Any] = {"version": form.version.data, "now": now()}
    if isinstance(form, MoveForm):
        reason = form.reason.data or ""
        made = move_visit(session, actor(), case.id, plan, reason=reason, **common)
        flash(_("The visit is moved to %(time)s.", time=moment(made.window_start)), "ok")
    else:
        made = book_visit(session, actor(), case.id, plan, **common)
        flash(_("The visit is booked for %(time)s.", time=moment(made.window_start)), "ok")
    return to_case(case)


def _plan(form: BookForm) -> Plan:
    """The lead goes first; without a time of its own the visit takes the window's first hour."""
    start, end = time_in(form.window_start), time_in(form.window_end)
    begins: datetime = form.slot_start.data or start
    ends: datetime = form.slot_end.data or max(begins, min(begins + timedelta(hours=1), end))
    own = {
        given["installer_id"]: (given["start"], given["end"])
        for given in form.own_times.data
        if given["start"] and given["end"]
    }
    chosen = list(dict.fromkeys(form.people.data or []))
    chosen.sort(key=lambda person: person != form.lead.data)
    return Plan(
        Purpose(form.purpose.data),
        (start, end),
        [(person, own.get(person, (begins, ends))) for person in chosen],
        form.note.data or "",
    )


def _proposed() -> dict[str, Any]:
    """Nine to twelve on the day that is looked at."""
    on = _day()
    return {
        "window_start": datetime.combine(on, time(9), zone()).astimezone(UTC),
        "window_end": datetime.combine(on, time(12), zone()).astimezone(UTC),
    }


def _day() -> date:
    """The day whose plan is shown: the one asked for, else tomorrow."""
    tomorrow = local(now()).date() + timedelta(days=1)
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return tomorrow


def _page(case: Case, form: BookForm, old: Dispatch | None = None) -> str:
    session, who = db.session(), actor()
    shown = form.window_start.data
    on = local(shown).date() if shown and "day" not in request.args else _day()
    day: Slot = (
        datetime.combine(on, DAY_BEGINS, zone()).astimezone(UTC),
        datetime.combine(on, DAY_ENDS, zone()).astimezone(UTC),
    )
    # Taken away meanwhile: nobody can go, and what was typed still stands there.
    holder = case.dealer_id
    people = people_for(session, who, case, holder, since=day[0], until=day[1]) if holder else []
    may_go = [person for person in people if person.conflict is None]
    form.people.choices = [
        choice(one.installer.id, f"{one.installer.name} · {word(one.installer.standing)}")
        for one in may_go
    ]
    form.lead.choices = [
        choice(0, _("The first one chosen")),
        *(choice(one.installer.id, one.installer.name) for one in may_go),
    ]
    own = _own_times(form, may_go)
    return render_template(
        "cases/book.html",
        own_times=own,
        own_open=any(row.start.data or row.end.data or row.errors for _person, row in own),
        case=case,
        form=form,
        old=old,
        moving=isinstance(form, MoveForm),
        day=on,
        people=[_bar(person, day) for person in people],
        back_url=to_case(case),
    )


def _own_times(form: BookForm, may_go: list[Person]) -> list[tuple[Any, Any]]:
    """Each who may go with a line for a time of their own; what was typed stays."""
    known = {row.form.installer_id.data for row in form.own_times}
    for person in may_go:
        if person.installer.id not in known and len(form.own_times) < MOST_LISTED:
            form.own_times.append_entry({"installer_id": person.installer.id})
    names = {one.installer.id: one.installer.name for one in may_go}
    rows = [row.form for row in form.own_times]
    return [(names[row.installer_id.data], row) for row in rows if row.installer_id.data in names]


def _bar(person: Person, day: Slot) -> Any:
    """A person's day as a bar of 720 parts: one for each minute from 8 to 20."""

    def part(slot: Slot) -> Any:
        start = max(slot[0], day[0])
        end = min(slot[1], day[1])
        at, width = (start - day[0]) // timedelta(minutes=1), (end - start) // timedelta(minutes=1)
        return SimpleNamespace(start=start, end=end, at=at, width=max(0, width))

    return SimpleNamespace(
        installer=person.installer,
        conflict=person.conflict,
        busy=[part(slot) for slot in person.busy],
        free=[part(slot) for slot in free_times(person.busy, day)],
    )
