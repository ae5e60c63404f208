"""What an administrator fills in about a calendar; each form knows the edit that it asks for."""

import json
from abc import abstractmethod
from datetime import date
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    FileField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from models.sla import DayKind
from portal.errors import InvalidError
from portal.i18n.words import WORDS
from portal.settings.known import TIME_ZONE
from portal.sla.calendar_files import FileRead, read_calendar_file
from portal.sla.edits import (
    Edit,
    put_holidays,
    read_spans,
    set_days,
    set_hours,
    set_year,
    spell_spans,
)
from portal.sla.holidays import HolidaySet
from portal.sla.hours import WEEKDAYS
from portal.sla.plan import Plan, Special
from portal.web.forms import PortalForm, choice

LIKE_ANY: Final = "none"
_HOURS: Final = _l("For example 09:00-12:00, 13:00-18:00. Empty: closed.")


class CalendarForm(PortalForm):
    """Carries the version that its reader saw; `year` is where the reader came from."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    @abstractmethod
    def edit(self) -> Edit:
        """The change that its fields ask for."""


class DayForm(CalendarForm):
    kind = RadioField(
        _l("What kind of day"),
        choices=[
            choice(LIKE_ANY, _l("Like any other of its weekday")),
            *(choice(kind.value, WORDS[DayKind][kind]) for kind in DayKind),
        ],
        validators=[InputRequired(_l("Choose what kind of day it is."))],
    )
    hours = StringField(_l("Hours of an exception"), [Length(max=200)], description=_HOURS)
    name = StringField(_l("Its name"), [Length(max=80)])
    until = DateField(
        _l("Last of several days"),
        [Optional()],
        description=_l(
            "All days from this one to that one become the same. Empty: this day alone."
        ),
    )

    on: date

    def edit(self) -> Edit:
        last = self.until.data or self.on
        if self.kind.data == LIKE_ANY:
            return set_days(self.on, last, None)
        kind = DayKind(self.kind.data)
        exception = kind is DayKind.OVERRIDE
        spans = read_spans(self.hours.data or "", field="hours") if exception else ()
        return set_days(self.on, last, Special(kind, spans, self.name.data or ""))

    @classmethod
    def about(cls, plan: Plan, on: date, version: int) -> "DayForm":
        special = plan.days.get(on)
        return cls(
            formdata=None,
            version=version,
            kind=special.kind.value if special else LIKE_ANY,
            hours=spell_spans(special.spans) if special else "",
            name=special.name if special else "",
        )


class HoursForm(CalendarForm):
    tz = SelectField(
        _l("Time zone"), choices=[choice(name, name) for name in TIME_ZONE.choices],
        validators=[InputRequired()],
    )  # fmt: skip
    mon = StringField(_l("Monday"), [Length(max=200)], description=_HOURS)
    tue = StringField(_l("Tuesday"), [Length(max=200)])
    wed = StringField(_l("Wednesday"), [Length(max=200)])
    thu = StringField(_l("Thursday"), [Length(max=200)])
    fri = StringField(_l("Friday"), [Length(max=200)])
    sat = StringField(_l("Saturday"), [Length(max=200)])
    sun = StringField(_l("Sunday"), [Length(max=200)])

    def edit(self) -> Edit:
        weekly = {day: read_spans(self[day].data or "", field=day) for day in WEEKDAYS}
        return set_hours(self.tz.data, weekly)

    @classmethod
    def about(cls, plan: Plan, version: int) -> "HoursForm":
        days = {day: spell_spans(plan.weekly.get(day) or ()) for day in WEEKDAYS}
        return cls(formdata=None, version=version, tz=plan.tz, **days)


class YearForm(CalendarForm):
    known = RadioField(
        _l("Are its holidays all there?"),
        choices=[
            choice("yes", _l("Yes, all holidays and make-up days are in the calendar")),
            choice("no", _l("No, they have not been announced or loaded")),
        ],
        validators=[InputRequired(_l("Choose one."))],
    )

    year: int

    def edit(self) -> Edit:
        return set_year(self.year, known=self.known.data == "yes")


class FileForm(CalendarForm):
    """The file is read once; what it says then travels with the form until it is applied."""

    file = FileField(
        _l("File"),
        description=_l("A year’s JSON, or an iCalendar whose days are marked 休 and 班."),
    )
    read = HiddenField(validators=[Length(max=200_000)])

    found: FileRead | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked for on the page alone: what was read travels on without it.
        self.file.flags.required = True

    def edit(self) -> Edit:
        if self.read.data:
            return put_holidays(_unpacked(self.read.data))
        upload: Any = self.file.data
        content = upload.read() if upload else b""
        if not content:
            raise InvalidError("calendar_file_missing", field="file")
        self.found = read_calendar_file(content)
        self.read.data = _packed(self.found.holidays)
        return put_holidays(self.found.holidays)


class OwnForm(PortalForm):
    dealer_id = SelectField(
        _l("Dealer"), coerce=int, validators=[InputRequired(_l("Choose a dealer."))]
    )


def _packed(found: HolidaySet) -> str:
    return json.dumps(
        {
            "off": {day.isoformat(): name for day, name in found.off_days.items()},
            "worked": {day.isoformat(): name for day, name in found.make_up_days.items()},
            "years": sorted(found.known_years),
        },
        ensure_ascii=False,
    )


def _unpacked(text: str) -> HolidaySet:
    """What the preview carried; whoever changed it on the way is told so."""
    try:
        content = json.loads(text)
        return HolidaySet(
            {date.fromisoformat(day): str(name)[:80] for day, name in content["off"].items()},
            {date.fromisoformat(day): str(name)[:80] for day, name in content["worked"].items()},
            frozenset(int(year) for year in content["years"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidError("calendar_file_unreadable", field="file") from error
