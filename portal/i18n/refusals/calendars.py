"""Refusals around calendars and policies."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "windows_unreadable": _l("Write the hours like 09:00-12:00, 13:00-18:00."),
    "windows_overlap": _l("Two of these windows reach into each other."),
    "days_end_before_they_begin": _l("The last day is not before the first."),
    "days_too_many": _l("Change %(days)s days at most at once."),
    "day_out_of_range": _l("Choose a day between 2000 and 2100."),
    "calendar_never_open": _l("A calendar must be open at some time."),
    "calendar_changed_meanwhile": _l(
        "Somebody else has changed this calendar meanwhile. Look at it again before you go on."
    ),
    "calendar_is_so_already": _l("The calendar says so already: nothing would change."),
    "calendar_file_missing": _l("Choose a file."),
    "calendar_file_unreadable": _l("This is neither a year’s JSON nor an iCalendar."),
    "calendar_file_too_long": _l("This file names too many days for one of holidays."),
    "calendar_file_announces_nothing": _l(
        "This file announces no year: one has days off and days worked for them."
    ),
    "dealer_has_calendar": _l("This dealer has hours of its own already."),
}
