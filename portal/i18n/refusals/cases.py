"""Refusals around a case and its steps."""

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "case": _l("There is no such case, or it is not yours to see."),
    "wrong_status": _l(
        "The case has moved on, and this step is not possible where it stands now."
        " The page shows which ones are."
    ),
}
