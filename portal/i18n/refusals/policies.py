"""Refusals around the table of stage times."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "policy_changed_meanwhile": _l("Somebody else has made a newer version meanwhile. Look at it."),
    "policy_note_missing": _l("Say in a few words why there is a new version."),
    "policy_base_row_missing": _l("Each stage needs a time for each severity."),
    "length_unreadable": _l("Write it like 2 h, 30 min or 1 h 30 min."),
    "policy_row_for_nobody": _l("Say whom the row is for."),
    "policy_row_twice": _l("There is such a row already: change its times."),
    "policy_too_long": _l("These are too many rows."),
    "policy_is_so_already": _l("This is the version that holds already: nothing would change."),
    "policy_time_out_of_range": _l("%(stage)s, %(severity)s: from a minute to a year."),
    "policy_dealers_stage": _l(
        "%(stage)s is the brand’s own clock: it cannot have another time for one dealer."
    ),
}
