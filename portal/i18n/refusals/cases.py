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
    "stage_cannot_wait": _l(
        "This stage’s time cannot be paused here (%(stage)s): it is met already, or not yours."
    ),
    "ours_waits_for_the_customer_only": _l(
        "Our own time stands still only where the customer asked for it or cannot be reached."
    ),
    "pause_ends_before_it_begins": _l("Choose a day that is still to come."),
    "pause_too_long": _l(
        "All pauses of a case take at most %(most)s working days; it has had %(had)s. Choose an "
        "earlier day, or agree the visit now and let the customer name the day."
    ),
    "pause_not_tried_enough": _l(
        "“Could not be reached” takes three attempts in two parts of the day (until 12, until 18, "
        "after). On record: %(attempts)s, in %(parts)s parts of the day."
    ),
    "pause_without_message": _l(
        "“Could not be reached” takes a message to the customer as well. Send the link first, or "
        "ask the hotline to send it."
    ),
    "pause_is_decided": _l("This pause is not open to that any more (it is: %(state)s)."),
    "pause_is_of_the_past": _l("The case has been reopened or has ended since this was asked."),
    "pause_is_over": _l("This pause was over at %(at)s. The time runs again already."),
}
