"""Write a comment; the brand chooses who reads it."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from models import Case
from portal.access.permissions import Permission
from portal.cases.comment import LONGEST, comment_on_case
from portal.infra import db
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm, choice
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("comment", __name__)
URL = "/cases/<number>/comment"

WORDS = Words(
    title=_l("Comment"),
    explain=_l("A comment stays on the timeline and cannot be changed."),
    button=_l("Write the comment"),
    image="chat-left-text",
)


class CommentForm(CaseForm):
    """What is to be said: a dealer's and an installer's word is always for both sides."""

    words = TextAreaField(
        _l("Comment"), validators=[InputRequired(_l("Write something")), Length(max=LONGEST)]
    )


class BrandCommentForm(CommentForm):
    """The brand says for whom."""

    for_dealer = RadioField(
        _l("Who reads it"),
        choices=[choice("", _l("The brand only")), choice("yes", _l("The dealer as well"))],
        default="",
    )


@bp.get(URL)
@requires(Permission.CASE_COMMENT)
def show(number: str) -> ResponseReturnValue:
    return _page(case_on_page(number), _form()(formdata=None))


@bp.post(URL)
@requires(Permission.CASE_COMMENT)
def submit(number: str) -> ResponseReturnValue:
    return send(number, _form()(), _comment, _page)


def _form() -> type[CommentForm]:
    return BrandCommentForm if actor().is_brand else CommentForm


def _comment(case: Case, form: CommentForm) -> str:
    for_dealer = isinstance(form, BrandCommentForm) and form.for_dealer.data == "yes"
    comment_on_case(
        db.session(), actor(), case.id, form.words.data or "", now=now(), for_dealer=for_dealer
    )
    flash(_("The comment is on the timeline."), "ok")
    return to_case(case)


def _page(case: Case, form: CommentForm) -> str:
    return verb_page(case, form, WORDS)
