"""Refusals around imports: of a whole file, of one row; and what is odd about a row taken."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "profile_unknown": _l(
        "There is no profile “%(name)s”. Known are %(known)s; the path of a file of your own "
        "works as well."
    ),
    "profile_unreadable": _l("The profile “%(name)s” cannot be used: %(why)s."),
    "columns_missing": _l(
        "The file lacks the columns %(columns)s. It has %(found)s. Is it another profile’s file?"
    ),
    "row_torn": _l("It has more or fewer cells than the file has columns."),
    "value_missing": _l("“%(column)s” is empty and must not be."),
    "value_unreadable": _l("“%(column)s” holds signs that are no writing."),
    "value_too_long": _l("“%(column)s” is longer than anything of its kind."),
    "date_unreadable": _l("“%(value)s” in “%(column)s” is no date as the profile writes them."),
    "amount_unreadable": _l("“%(value)s” in “%(column)s” is no amount."),
    "satisfaction_unknown": _l("“%(value)s” in “%(column)s” is no answer that the profile knows."),
    "closes_before_start": _l("It closes on %(closed)s, before it starts on %(started)s."),
    "no_business": _l("It names no business, so it counts for nobody."),
    "likely_duplicate": _l("There is no such pair."),
    "duplicate_decided_already": _l("Somebody has decided about these two already."),
    "party_merges": _l("Nothing of that kind was made one."),
    "party_into_itself": _l("That is one row, and not two."),
    "party_merged_already": _l(
        "One of the two was made one with another already: undo that first."
    ),
    "dealer_cannot_take_over": _l("The dealer that is kept is gone, or of another kind."),
    "dealer_has_open_cases": _l(
        "%(name)s has open cases. Take them back first; what has ended stays with it."
    ),
    "merge_undone_already": _l("Somebody has undone this already."),
    "party_unmerge_too_late": _l("It is undone within 30 days only."),
    "unmerge_cases_first": _l(
        "A case of the one lies in a case of the other. Undo the merge of the cases first."
    ),
    "import": _l("There is no such import."),
}
