"""Refusals around a case and its steps."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "saved_view": _l("There is no such view among your own."),
    "view_needs_name": _l("Give the view a name."),
    "view_too_long": _l("At most %(most)s characters. Choose a shorter name."),
    "view_name_taken": _l("You have a view called “%(name)s” already. Choose another name."),
    "too_many_views": _l("You have %(most)s views of your own. Delete one first."),
    "case": _l("There is no such case, or it is not yours to see."),
    "wrong_status": _l(
        "The case has moved on, and this step is not possible where it stands now."
        " The page shows which ones are."
    ),
}
