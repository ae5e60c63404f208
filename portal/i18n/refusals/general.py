"""Refusals that any page can meet."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "not_allowed": _l(
        "Your role may not do this. A supervisor or the person in charge of the case can."
    ),
    "changed_meanwhile": _l(
        "Somebody changed this first. Look at what they did; what you typed is still here."
    ),
    "unknown_choice": _l("There is no such choice. Nothing was changed."),
    "already_sent": _l("This was sent already. Nothing was done a second time."),
    "unreadable_sign": _l("What was sent holds a sign that no text can keep."),
    "value_unfit": _l("A number or a time is far larger or smaller than it can be."),
    "cursor_unreadable": _l("This page of the list cannot be found. Start again at the first one."),
    "sign_in_needed": _l("Sign in first. Nothing was changed."),
    "form_expired": _l("The form had been open for too long. Send it once more."),
}

BY_STATUS = {
    401: SENTENCES["sign_in_needed"],
    403: SENTENCES["not_allowed"],
    404: _l("It does not exist, or it is not yours to see."),
    409: _l("This cannot be done at the moment. Nothing was changed."),
    422: _l("Something in what you sent is missing or has the wrong shape."),
}
