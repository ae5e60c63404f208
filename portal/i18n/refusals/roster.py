"""Refusals on the duty roster."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "already_on_duty": _l("%(name)s is on this duty already at that time."),
    "duty_shifts": _l("There is no such shift, or somebody has removed it."),
    "duty_not_for_them": _l("%(name)s cannot be on this duty. Choose somebody who may decide."),
    "shift_ends_before_it_begins": _l("A shift ends after it has begun."),
    "shift_is_over": _l("This shift is over and stays as it was."),
    "shift_is_past": _l("This time has passed. Enter one that is yet to come."),
    "shift_too_long": _l("A shift takes %(days)s days at most."),
}
