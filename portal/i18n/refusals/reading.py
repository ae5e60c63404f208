"""Refusals around reading cases: numbers that are not shown yet."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "number_not_yours_yet": _l(
        "The customer’s number is shown to the dealer that has accepted the case, and to the "
        "installer from 17:00 on the day before the visit."
    ),
}
