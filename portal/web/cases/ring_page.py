"""The page of a call to the customer, after a resolution or in its season (domain K1, K8)."""

from models import Case
from portal.cases.callbacks import check_maker, standing_resolution
from portal.cases.customer_says import last_said_of_result
from portal.errors import RefusedError
from portal.infra import db
from portal.web.cases.reason import Words
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm
from portal.web.guard import actor
from portal.web.refusals import sentence_of


def ring_page(case: Case, form: CaseForm, words: Words) -> str:
    """Whoever resolved the case sees at once that somebody else has to ring."""
    try:
        resolution = standing_resolution(db.session(), case)
        check_maker(actor(), resolution)
    except RefusedError as error:
        return verb_page(case, None, words, refusal=sentence_of(error))
    on_link = last_said_of_result(db.session(), actor(), case, since=resolution.made_at)
    return verb_page(
        case, form, words, "cases/call_back.html", resolution=resolution, on_link=on_link
    )
