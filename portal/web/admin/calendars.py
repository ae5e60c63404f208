"""`/admin/calendars`: when time counts; a year at a glance, and every change looked at first."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from models import Dealer
from models.sla import BusinessCalendar
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.errors import ChangedMeanwhileError, NotFoundError, PortalError
from portal.i18n import formats
from portal.i18n.formats import local_day
from portal.infra import db
from portal.sla.change_calendar import (
    change_calendar,
    get_calendar,
    give_dealer_calendar,
    preview_calendar,
)
from portal.sla.plan import Plan, read_plan
from portal.web.admin.calendar_forms import (
    CalendarForm,
    DayForm,
    FileForm,
    HoursForm,
    OwnForm,
    YearForm,
)
from portal.web.admin.calendar_words import CALENDAR_NAMES, calendar_words
from portal.web.admin.calendar_year import legend, weekdays, year_of
from portal.web.admin.change_words import PARTS
from portal.web.forms import choice
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once, taken_before
from portal.web.paging import PAGE_SIZE, decode, page_of
from portal.web.refusals import put_on_form

bp = Blueprint("admin_calendars", __name__, url_prefix="/admin/calendars")
EDIT: Final = Permission.SETTINGS_EDIT
_YEARS: Final = range(2000, 2101)


@bp.get("")
@requires(EDIT)
def index() -> ResponseReturnValue:
    cursor = decode(request.args.get("page"), int)
    chosen = select(BusinessCalendar, Dealer.name).outerjoin(
        Dealer, Dealer.id == BusinessCalendar.dealer_id
    )
    if cursor and cursor.backwards:
        chosen = chosen.where(BusinessCalendar.id < cursor.key[0])
        chosen = chosen.order_by(BusinessCalendar.id.desc())
    else:
        if cursor:
            chosen = chosen.where(BusinessCalendar.id > cursor.key[0])
        chosen = chosen.order_by(BusinessCalendar.id)
    rows = db.session().execute(chosen.limit(PAGE_SIZE + 1)).all()
    page = page_of(rows, lambda row: (row[0].id,), cursor=cursor)
    this_year = local_day(now()).year
    return render_template(
        "admin/calendars.html",
        rows=[
            {
                "id": calendar.id,
                "name": _name(calendar, dealer),
                "tz": calendar.tz,
                "observes": calendar.observes_holidays,
                "unknown": [
                    str(year)
                    for year in (this_year, this_year + 1)
                    if calendar.observes_holidays and year not in calendar.known_years
                ],
            }
            for calendar, dealer in page.items
        ],
        previous_url=page.previous and url_for("admin_calendars.index", page=page.previous),
        next_url=page.next and url_for("admin_calendars.index", page=page.next),
    )


@bp.get("/new")
@requires(EDIT)
def add() -> ResponseReturnValue:
    return _own_page(_own_form())


@bp.post("/new")
@requires(EDIT)
def add_submit() -> ResponseReturnValue:
    form = _own_form()
    if first := taken_before(form):
        return first
    if not form.validate():
        return _own_page(form, 422)

    def give() -> str:
        made = give_dealer_calendar(db.session(), actor(), form.dealer_id.data, now=now())
        flash(_("It begins with the service hours. Change them now."), "ok")
        return url_for("admin_calendars.show", calendar_id=made.id)

    try:
        return take_once(form, give)
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return _own_page(form, error.status)


@bp.get("/<int:calendar_id>")
@requires(EDIT)
def show(calendar_id: int) -> ResponseReturnValue:
    calendar, plan = _read(calendar_id)
    year = request.args.get("year", type=int) or local_day(now()).year
    if year not in _YEARS:
        raise NotFoundError
    months = year_of(plan, year)
    return render_template(
        "admin/calendar.html",
        calendar=calendar,
        name=_name_of(calendar),
        year=year,
        years=[one for one in (year - 1, year + 1) if one in _YEARS],
        confirmed=not plan.observes_holidays or year in plan.known_years,
        working_days=sum(month.working_days for month in months),
        months=months,
        weekdays=weekdays(),
        legend=legend(),
        hours=HoursForm.about(plan, calendar.version),
    )


@bp.get("/<int:calendar_id>/days/<day>")
@requires(EDIT)
def day(calendar_id: int, day: str) -> ResponseReturnValue:
    calendar, plan = _read(calendar_id)
    form = DayForm.about(plan, _date(day), calendar.version)
    return _change_page(calendar, form, _title_of(day))


@bp.post("/<int:calendar_id>/days/<day>")
@requires(EDIT)
def day_submit(calendar_id: int, day: str) -> ResponseReturnValue:
    form = DayForm()
    form.on = _date(day)
    return _take(calendar_id, form, _title_of(day), form.on.year)


@bp.get("/<int:calendar_id>/hours")
@requires(EDIT)
def hours(calendar_id: int) -> ResponseReturnValue:
    calendar, plan = _read(calendar_id)
    return _change_page(calendar, HoursForm.about(plan, calendar.version), _("Weekly hours"))


@bp.post("/<int:calendar_id>/hours")
@requires(EDIT)
def hours_submit(calendar_id: int) -> ResponseReturnValue:
    return _take(calendar_id, HoursForm(), _("Weekly hours"), local_day(now()).year)


@bp.get("/<int:calendar_id>/years/<int:year>")
@requires(EDIT)
def year(calendar_id: int, year: int) -> ResponseReturnValue:
    calendar, plan = _read(calendar_id)
    known = "yes" if year in plan.known_years else "no"
    form = YearForm(formdata=None, version=calendar.version, known=known)
    return _change_page(calendar, form, _("Holidays of %(year)s", year=str(year)))


@bp.post("/<int:calendar_id>/years/<int:year>")
@requires(EDIT)
def year_submit(calendar_id: int, year: int) -> ResponseReturnValue:
    form = YearForm()
    form.year = year
    return _take(calendar_id, form, _("Holidays of %(year)s", year=str(year)), year)


@bp.get("/<int:calendar_id>/import")
@requires(EDIT)
def load(calendar_id: int) -> ResponseReturnValue:
    calendar, _plan = _read(calendar_id)
    form = FileForm(formdata=None, version=calendar.version)
    return _change_page(calendar, form, _("Holidays from a file"))


@bp.post("/<int:calendar_id>/import")
@requires(EDIT)
def load_submit(calendar_id: int) -> ResponseReturnValue:
    return _take(calendar_id, FileForm(), _("Holidays from a file"), local_day(now()).year)


def _take(calendar_id: int, form: CalendarForm, title: str, shown_year: int) -> ResponseReturnValue:
    """First what it would do; the second time, with the word of who has seen it, for good."""
    calendar, _plan = _read(calendar_id)
    if not form.validate():
        return _change_page(calendar, form, title, 422)
    try:
        edit = form.edit()
        if request.form.get("seen") == "yes":
            return take_once(form, _applying(calendar_id, form, edit, shown_year))
        return _preview_page(calendar, form, edit, title)
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        calendar, _plan = _read(calendar_id)
        if isinstance(error, ChangedMeanwhileError):
            # Whoever goes on has the present state before them.
            form.version.raw_data, form.version.data = None, calendar.version
        return _change_page(calendar, form, title, error.status)


def _applying(
    calendar_id: int, form: CalendarForm, edit: Any, shown_year: int
) -> Callable[[], str]:
    def apply() -> str:
        version = form.version.data
        change_calendar(db.session(), actor(), calendar_id, edit, version=version, now=now())
        flash(_("Changed. Running deadlines get their new times in a moment."), "ok")
        return url_for("admin_calendars.show", calendar_id=calendar_id, year=shown_year)

    return apply


def _preview_page(
    calendar: BusinessCalendar, form: CalendarForm, edit: Any, title: str
) -> ResponseReturnValue:
    preview, was, is_ = preview_calendar(
        db.session(), actor(), calendar.id, edit, version=form.version.data, now=now()
    )
    answers = [
        (field.name, field._value() if hasattr(field, "_value") else field.data or "")
        for field in form
        if field.name not in ("csrf_token", "file")
    ]
    return render_template(
        "admin/calendar_preview.html",
        title=title,
        name=_name_of(calendar),
        preview=preview,
        differences=[
            (
                _part(part),
                calendar_words(was.get(part)),
                calendar_words(is_.get(part)),
            )
            for part in is_
        ],
        found=getattr(form, "found", None),
        answers=[(name, "" if value is None else value) for name, value in answers],
        back_url=url_for("admin_calendars.show", calendar_id=calendar.id),
    )


def _part(part: str) -> str:
    """A date as a date, a part of the calendar as its word."""
    try:
        return formats.day(date.fromisoformat(part))
    except ValueError:
        return str(PARTS.get(part, part))


def _change_page(
    calendar: BusinessCalendar, form: CalendarForm, title: str, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "admin/calendar_change.html",
        form=form,
        title=title,
        name=_name_of(calendar),
        observes=calendar.observes_holidays,
        back_url=url_for("admin_calendars.show", calendar_id=calendar.id),
    )
    return page, status


def _own_form() -> OwnForm:
    form = OwnForm()
    taken = select(BusinessCalendar.dealer_id).where(BusinessCalendar.dealer_id.is_not(None))
    dealers = db.session().scalars(
        visible(actor(), Dealer)
        .where(Dealer.id.not_in(taken))
        .order_by(Dealer.name_sort, Dealer.id)
        .limit(1000)
    )
    form.dealer_id.choices = [choice(dealer.id, dealer.name) for dealer in dealers]
    return form


def _own_page(form: OwnForm, status: int = 200) -> ResponseReturnValue:
    return render_template("admin/calendar_own.html", form=form), status


def _read(calendar_id: int) -> tuple[BusinessCalendar, Plan]:
    calendar = get_calendar(db.session(), calendar_id)
    return calendar, read_plan(db.session(), calendar)


def _date(spelled: str) -> date:
    try:
        found = date.fromisoformat(spelled)
    except ValueError as error:
        raise NotFoundError from error
    if found.year not in _YEARS:
        raise NotFoundError
    return found


def _title_of(spelled: str) -> str:
    return formats.day(_date(spelled))


def _name_of(calendar: BusinessCalendar) -> str:
    dealer = db.session().get(Dealer, calendar.dealer_id) if calendar.dealer_id else None
    return _name(calendar, dealer.name if dealer else None)


def _name(calendar: BusinessCalendar, dealer: str | None) -> str:
    if dealer is not None:
        return str(_("Hours of %(dealer)s", dealer=dealer))
    return str(CALENDAR_NAMES.get(calendar.code, calendar.code))
