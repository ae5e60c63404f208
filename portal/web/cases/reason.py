"""What the page of a verb says, and the form of one that wants little more than a reason."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from portal.web.forms import CaseForm


def reason_field() -> TextAreaField:
    """Why; each form sets it where it belongs."""
    return TextAreaField(_l("Reason"), validators=[InputRequired(_l("Say why")), Length(max=2000)])


class ReasonForm(CaseForm):
    """Why."""

    reason = reason_field()


@dataclass(frozen=True, slots=True)
class Words:
    """What such a page says."""

    title: Any
    explain: Any
    button: Any
    image: str = "check-lg"
