"""Words for dealers' scores: the figures, their definitions, and what each case counted as.

The definitions are the docstrings of `portal.reports.scores.figures`, word for word.
"""

from enum import StrEnum
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from models.scores import Figure

WORDS: dict[type[StrEnum], dict[Any, Any]] = {
    Figure: {
        Figure.CLOCKS: _l("Times kept"),
        Figure.CLAIMS: _l("Feedback that stood"),
        Figure.FIRST_VISIT: _l("Fixed at the first visit"),
        Figure.CALLBACKS: _l("Settled when we rang"),
        Figure.CORRECTIONS: _l("Contact details corrected in time"),
        Figure.REPEATS: _l("Did not come back"),
        Figure.UNNAMED: _l("Complaints not laid on the store"),
    },
}

DEFINITIONS: Final[dict[Figure, Any]] = {
    Figure.CLOCKS: _l(
        "Of the times set for accepting, for the first contact and for the visit that ended while"
        " the dealer had the case: those it met. What was taken away before it was due does not"
        " count, nor an offer that was rightly declined as not theirs. What the customer denies"
        " meets no time, unless it is decided for the dealer."
    ),
    Figure.CLAIMS: _l(
        "Of the contacts and visits that the dealer reported, as far as they could count: those"
        " that stood. One that the customer denied, and that was decided for the customer, counts"
        " against the dealer from that decision on; one that is still in dispute does not yet."
    ),
    Figure.FIRST_VISIT: _l(
        "Of the cases that the dealer visited and that we asked the customer about: those settled"
        " after one visit. It counts from our first call that reached the customer; one that is"
        " reopened later was not fixed."
    ),
    Figure.CALLBACKS: _l(
        "Of our calls that reached the customer after the dealer had resolved the case: those in"
        " which the customer called it settled, with or without a reservation."
    ),
    Figure.REPEATS: _l(
        "Of the cases closed after the dealer had resolved them: those that did not come back. A"
        " complaint of the same trouble with the same purchase within 90 days after closing is a"
        " failure of the dealer that resolved it first, whoever has the new case; it counts from"
        " the day on which it came."
    ),
    Figure.UNNAMED: _l(
        "Of the complaints about what the dealer sold, or serves where the seller is not known:"
        " those that do not fall on the dealer itself. A complaint about the installation that"
        " names no installer does."
    ),
}

# What stands beside a case behind a figure; of clocks it is the stage, of calls their outcome.
ABOUT: Final[dict[str, Any]] = {
    "contact_stood": _l("A contact, reported"),
    "contact_denied": _l("A contact that the customer denied, rightly"),
    "visit_stood": _l("A visit, reported"),
    "visit_denied": _l("A visit that the customer denied, rightly"),
    "first_visit": _l("Settled after one visit"),
    "more_visits": _l("Settled after more than one visit"),
    "reopened": _l("Settled, and reopened later"),
    "not_settled": _l("Not settled"),
    "stayed": _l("Closed, and has not come back"),
    "came_back": _l("The same trouble came back"),
    "not_work": _l("Not about the installation"),
    "named": _l("The installer is named"),
    "unnamed": _l("About the installation, and nobody is named"),
}
