"""What the dealer says to the complaint, noted by whoever asked, or by the dealer."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from models import Case, DealerSays, DealerWord
from portal.access.permissions import Permission
from portal.cases.note_dealer_word import LONGEST, note_dealer_word
from portal.cases.similar import Similar
from portal.infra import db
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm, choices_of
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("dealer_word", __name__)
URL = "/cases/<number>/dealer-word"

WORDS = Words(
    title=_l("What the dealer says"),
    explain=_l("It stands on the timeline, beside what is on record."),
    button=_l("Put it on record"),
    image="chat-quote",
)


class DealerWordForm(CaseForm):
    """Which of the answers it is, and how it was put."""

    says = RadioField(
        _l("What is said"),
        choices=choices_of(DealerSays),
        validators=[InputRequired(_l("Choose what is said"))],
    )
    words = TextAreaField(_l("In their own words"), validators=[Optional(), Length(max=LONGEST)])


class ToldForm(DealerWordForm):
    """The brand was told it, by somebody."""

    said_by = StringField(_l("Who said it"), validators=[Optional(), Length(max=200)])


@bp.get(URL)
@requires(Permission.CONTACT_CLAIM)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    return _page(case, _form()(formdata=None, version=case.version))


@bp.post(URL)
@requires(Permission.CONTACT_CLAIM)
def submit(number: str) -> ResponseReturnValue:
    return send(number, _form()(), _note, _page)


def doubts(words: Sequence[DealerWord], similar: Similar, *, looked: bool) -> list[dict[str, Any]]:
    """What speaks against the dealer's word, with words to say; for the brand (I4, I7)."""
    said = {word.says for word in words}
    found = []
    if DealerSays.NEVER_HAPPENED in said and similar.doubts_never:
        found.append(
            {
                "icon": "chat-quote",
                "strong": _("“Never happened before”, says the dealer."),
                "text": ngettext(
                    "%(num)s similar case is on record. “Please look at it before you answer the"
                    " customer.”",
                    "%(num)s similar cases are on record. “Please look at it before you answer the"
                    " customer.”",
                    similar.many,
                ),
                "url": "#similar",
                "action": _("Show them"),
            }
        )
    if DealerSays.WANTS_REPORT in said and not looked:
        found.append(
            {
                "icon": "chat-quote",
                "strong": _("The dealer asks for an expert’s report."),
                "text": _("Nobody asks the customer for one before our own look. “We come first.”"),
                "url": None,
                "action": None,
            }
        )
    return found


def _form() -> type[DealerWordForm]:
    return ToldForm if actor().is_brand else DealerWordForm


def _note(case: Case, form: DealerWordForm) -> str:
    note_dealer_word(
        db.session(),
        actor(),
        case.id,
        DealerSays(form.says.data),
        form.words.data or "",
        said_by=(form.said_by.data or "") if isinstance(form, ToldForm) else "",
        now=now(),
    )
    flash(_("It is on the timeline."), "ok")
    return to_case(case)


def _page(case: Case, form: DealerWordForm) -> str:
    return verb_page(case, form, WORDS)
