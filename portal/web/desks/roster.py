"""The duty roster, a week at a glance: read by the hotline, kept by supervisors (T8)."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import DateField, HiddenField, RadioField, SelectField, TimeField
from wtforms.validators import InputRequired, Optional

from models import Duty, User
from portal.access.permissions import Permission
from portal.errors import PortalError
from portal.i18n import formats
from portal.i18n.words import word
from portal.infra import db
from portal.roster.add_shift import add_shift
from portal.roster.copy_week import copy_week
from portal.roster.read import WEEK, ShiftLine, shifts_of_week
from portal.roster.remove_shift import remove_shift
from portal.roster.who import people_for_duties
from portal.web.forms import PortalForm, choice, choices_of
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form

bp = Blueprint("roster", __name__, url_prefix="/supervisor/roster")
YEARS_AHEAD = 5


class ShiftForm(PortalForm):
    """Who, for what, from when until when."""

    user_id = SelectField(_l("Who"), choices=[], validators=[InputRequired(_l("Choose one"))])
    duty = RadioField(
        _l("Which duty?"), choices=choices_of(Duty), validators=[InputRequired(_l("Choose one"))]
    )
    day = DateField(_l("Day"), validators=[InputRequired(_l("Say which day"))])
    begins = TimeField(_l("Begins"), validators=[InputRequired(_l("Enter a time"))])
    until = TimeField(_l("Ends"), validators=[InputRequired(_l("Enter a time"))])

    def between(self) -> tuple[datetime, datetime]:
        """The shift's two ends; a night goes over midnight."""
        day, begins, until = self.day.data, self.begins.data, self.until.data
        if day is None or begins is None or until is None:
            raise ValueError("the form was not validated")
        last = day + timedelta(days=1) if until <= begins else day
        return _on_the_wall(day, begins), _on_the_wall(last, until)


class WeekForm(PortalForm):
    """A button, and the week of the page it stands on."""

    week = HiddenField(validators=[Optional()])


@bp.get("")
@requires(Permission.ROSTER_READ)
def show() -> ResponseReturnValue:
    return _page(_monday(request.args.get("week")))


@bp.post("")
@requires(Permission.ROSTER_EDIT)
def add_submit() -> ResponseReturnValue:
    form = ShiftForm()
    _offer_people(form)
    if not form.validate():
        return _page(_monday_of(form), form), 422

    def add() -> str:
        start, end = form.between()
        shift = add_shift(
            db.session(),
            actor(),
            int(form.user_id.data),
            Duty(form.duty.data),
            start,
            end,
            now=now(),
        )
        flash(
            _("%(duty)s: from %(time)s.", duty=word(shift.duty), time=_moment(shift.starts_at)),
            "ok",
        )
        return _to_week(_monday_of(form))

    try:
        return take_once(form, add)
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return _page(_monday_of(form), form), error.status


@bp.post("/copy")
@requires(Permission.ROSTER_EDIT)
def copy_submit() -> ResponseReturnValue:
    form = WeekForm()
    monday = _monday(form.week.data)

    def copy() -> str:
        added, left_out = copy_week(db.session(), actor(), monday, now=now())
        said = [ngettext("%(num)s shift copied", "%(num)s shifts copied", len(added))]
        if left_out:
            said.append(
                ngettext("%(num)s had no place", "%(num)s had no place", left_out),
            )
        flash(" · ".join(said), "ok")
        return _to_week(monday)

    return take_once(form, copy)


@bp.post("/<int:shift_id>/remove")
@requires(Permission.ROSTER_EDIT)
def remove_submit(shift_id: int) -> ResponseReturnValue:
    form = WeekForm()

    def remove() -> str:
        remove_shift(db.session(), actor(), shift_id, now=now())
        flash(_("The roster is changed."), "ok")
        return _to_week(_monday(form.week.data))

    return take_once(form, remove)


def _page(monday: date, sent: ShiftForm | None = None) -> str:
    session, who = db.session(), actor()
    form = None
    if who.may(Permission.ROSTER_EDIT):
        form = sent or ShiftForm(formdata=None, day=max(monday, formats.local_day(now())))
        _offer_people(form)
    lines = shifts_of_week(session, who, monday)
    return render_template(
        "desks/roster.html",
        days=[_day(monday + timedelta(days=number), lines) for number in range(7)],
        form=form,
        send=WeekForm(formdata=None, week=_named(monday)),
        at=now(),
        title=_(
            "%(first)s to %(last)s",
            first=formats.day(monday),
            last=formats.day(monday + timedelta(days=6)),
        ),
        before_url=_to_week(monday - WEEK),
        after_url=_to_week(monday + WEEK),
        to_desk=who.may(Permission.SUPERVISE),
    )


def _day(day: date, lines: Sequence[ShiftLine]) -> tuple[date, list[ShiftLine]]:
    return day, [line for line in lines if formats.local_day(line.shift.starts_at) == day]


def _offer_people(form: ShiftForm) -> None:
    people: Sequence[User] = people_for_duties(db.session(), actor())
    form.user_id.choices = [
        choice("", _("Choose somebody")),
        *(choice(one.id, f"{one.name} · {word(one.role)}") for one in people),
    ]


def _monday(week: str | None) -> date:
    """The first day of the week that an address names (2026-W21), else of this one."""
    today = formats.local_day(now())
    try:
        found = date.fromisoformat(f"{week}-1") if week else today
    except ValueError:
        found = today
    # Nobody plans for many years, and the calendar ends somewhere.
    return _begin(found if abs(found.year - today.year) <= YEARS_AHEAD else today)


def _monday_of(form: ShiftForm) -> date:
    day: date | None = form.day.data
    return _monday(_named(day) if day is not None else None)


def _begin(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _named(day: date) -> str:
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def _to_week(monday: date) -> str:
    return url_for("roster.show", week=_named(monday))


def _on_the_wall(day: date, at: time) -> datetime:
    return datetime.combine(day, at, formats.zone())


def _moment(at: datetime) -> Any:
    return formats.moment(at, today=formats.local_day(now()))
