"""Refusals around settings and the catalogue of products."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "setting_out_of_range": _l("Choose a value from %(least)s to %(most)s."),
    "callback_hours_empty": _l("The last hour must be later than the first."),
    "supervisor_before_twice": _l("The supervisor is told before another dealer is offered."),
    "supervisor_before_director": _l("The supervisor hears of it before the director."),
    "score_of_nothing": _l("Give at least one figure a weight: of none there is no score."),
    "score_run": _l("The scores of this day were never counted."),
    "code_taken": _l("There is one with this code already. Choose another code."),
    "code_missing": _l("Enter a code."),
    "names_missing": _l("Enter the name in all three languages."),
    "months_out_of_range": _l("A warranty has from 0 to 600 months."),
}
