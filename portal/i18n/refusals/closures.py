"""Refusals on dealers' closures."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "closure_asked_already": _l("Some of these days are asked for or agreed already."),
    "closure_changed_meanwhile": _l("Somebody has changed this meanwhile. Look at it again."),
    "closure_ends_before_it_begins": _l("The last day is not before the first."),
    "closure_is_decided": _l("This was decided or taken back already."),
    "closure_is_over": _l("The last of these days has begun. There is nothing left to open."),
    "closure_is_past": _l("These days have passed. There is nothing left to agree to."),
    "closure_too_long": _l("Ask for %(days)s days at most at once."),
    "closure_too_soon": _l(
        "Ask %(days)s days ahead at least. If you cannot go before, hand the case back."
    ),
}
