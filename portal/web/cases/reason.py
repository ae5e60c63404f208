"""The page of a step that wants little more than a reason: what it does, and one form."""

from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from models import Case
from portal.web.cases.page import to_case
from portal.web.forms import CaseForm


class ReasonForm(CaseForm):
    """Why."""

    reason = TextAreaField(
        _l("Reason"),
        validators=[InputRequired(_l("Say why")), Length(max=2000)],
    )


@dataclass(frozen=True, slots=True)
class Words:
    """What such a page says."""

    title: Any
    explain: Any
    button: Any
    image: str = "check-lg"


def reason_page(case: Case, form: CaseForm, words: Words) -> str:
    return render_template(
        "cases/reason.html", case=case, form=form, words=words, back_url=to_case(case)
    )
