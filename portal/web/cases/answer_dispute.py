"""The dealer answers a customer's denial: concede it, or bring what shows that it was so (C3)."""

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import MultipleFileField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from models import Case, ClaimDispute, Evidence, FileKind
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.cases.answer_dispute import answer_dispute
from portal.cases.claims_of import read_both_sides
from portal.cases.rows_of_case import read_dossier
from portal.errors import NotFoundError
from portal.files.photos import Readers, add_photos
from portal.infra import db
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.filters import moment
from portal.web.forms import PortalForm, choice, choices_of
from portal.web.guard import actor, requires
from portal.web.jobs.sent import uploads_of
from portal.web.now import now
from portal.web.storage import storage

bp = Blueprint("answer_dispute", __name__)
URL = "/cases/<number>/disputes/<int:dispute_id>/answer"

WORDS = Words(
    title=_l("Answer the customer’s denial"),
    explain="",
    button=_l("Send the answer"),
    image="reply",
)
# What one side brings is for the brand to weigh; the customer and the installer do not see it.
_READERS = Readers(dealer=True, installer=False, customer=False)


class AnswerForm(PortalForm):
    """Whether it was so, and what shows it."""

    contested = RadioField(
        _l("What do you say?"),
        choices=[
            choice("yes", _l("It was so, and we can show it")),
            choice("no", _l("The customer is right")),
        ],
        validators=[InputRequired(_l("Choose one"))],
    )
    evidence = RadioField(
        _l("What shows it?"),
        choices=choices_of(Evidence),
        validators=[Optional()],
    )
    words = TextAreaField(
        _l("What does it show?"),
        description=_l(
            "Who spoke with whom, when and for how long; where a recording can be heard"
        ),
        validators=[Length(max=4000)],
    )
    pictures = MultipleFileField(_l("Pictures of it"))


@bp.get(URL)
@requires(Permission.DISPUTE_ANSWER)
def show(number: str, dispute_id: int) -> ResponseReturnValue:
    return _page(case_on_page(number), AnswerForm(formdata=None), dispute_id)


@bp.post(URL)
@requires(Permission.DISPUTE_ANSWER)
def submit(number: str, dispute_id: int) -> ResponseReturnValue:
    return send(
        number,
        AnswerForm(),
        lambda case, form: _answer(case, form, dispute_id),
        lambda case, form: _page(case, form, dispute_id),
    )


def _answer(case: Case, form: AnswerForm, dispute_id: int) -> str:
    session, who = db.session(), actor()
    contested = form.contested.data == "yes"
    answer_dispute(
        session,
        who,
        case.id,
        dispute_id,
        contested=contested,
        words=form.words.data or "",
        evidence=Evidence(form.evidence.data) if form.evidence.data else None,
        now=now(),
    )
    if sent := uploads_of(form.pictures):
        add_photos(
            session, who, storage(), sent,
            case_id=case.id, kind=FileKind.DOCUMENT, now=now(), readers=_READERS,
        )  # fmt: skip
    if contested:
        flash(_("Your answer is with a supervisor, who decides within two hours."), "ok")
    else:
        flash(_("Thank you. The clock stands as if it had never stopped."), "soon")
    return to_case(case)


def _page(case: Case, form: AnswerForm, dispute_id: int) -> str:
    session, who = db.session(), actor()
    dispute = get_one(session, who, ClaimDispute, dispute_id)
    if dispute.case_id != case.id:
        raise NotFoundError("claim_dispute")
    rows = read_both_sides(session, read_dossier(session, who, case, now=now()))
    one = next(row for row in rows if row.dispute and row.dispute.id == dispute.id)
    closed = dispute.outcome is not None or dispute.answered_at is not None
    return verb_page(
        case,
        None if closed else form,
        WORDS,
        template="cases/answer_dispute.html",
        refusal=_("This denial was answered before; the case shows what became of it.")
        if closed
        else "",
        said=one.said,
        due=moment(dispute.answer_by),
    )
