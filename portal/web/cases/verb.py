"""The page of one verb of a case: what it does, what speaks against it, and its form."""

from typing import Any

from flask import render_template

from models import Case
from portal.web.cases.page import to_case
from portal.web.cases.reason import Words
from portal.web.forms import PortalForm


def verb_page(
    case: Case,
    form: PortalForm | None,
    words: Words,
    template: str = "cases/verb.html",
    **more: Any,
) -> str:
    """Without a form the page says why there is none: `refusal` holds the sentence."""
    more.setdefault("refusal", "")
    return render_template(
        template, case=case, form=form, words=words, back_url=to_case(case), **more
    )
