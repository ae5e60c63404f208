"""Offer a case to a dealer; where two have declined, a supervisor decides (domain O1, O2)."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models import Case, DeclineReason
from portal.access.permissions import Permission
from portal.cases.ask_supervisor import ask_to_offer_without_contact
from portal.cases.give_word import give_word
from portal.cases.lifecycle import Step
from portal.cases.offer import has_supervisors_word, offer_case
from portal.cases.offers_made import Made, offers_made, supervisor_decides_by, word_awaited
from portal.cases.put_request import word_within
from portal.cases.steps import check_step
from portal.cases.uphold_not_ours import uphold_not_ours
from portal.errors import PortalError
from portal.i18n import formats
from portal.infra import db
from portal.web.cases.again import case_again
from portal.web.cases.offer_form import (
    AskForm,
    OfferForm,
    SupervisorsOfferForm,
    WordForm,
    dealer_choices,
    dealers_for,
)
from portal.web.cases.page import case_on_page, to_case
from portal.web.deadline import Deadline
from portal.web.forms import CaseForm, choice
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.odd_input import number_asked
from portal.web.once import take_once

bp = Blueprint("offer", __name__)
URL = "/cases/<number>/offer"


@bp.get(URL)
@requires(Permission.CASE_OFFER)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    check_step(actor(), case, Step.OFFER)
    return _page(case)


@bp.post(URL)
@requires(Permission.CASE_OFFER)
def submit(number: str) -> ResponseReturnValue:
    form = _offer_form()
    if not form.validate():
        return _page(case_on_page(number), offer=form), 422
    try:
        return take_once(form, lambda: _offer(number, form))
    except PortalError as error:
        return _page(case_again(number, form, error), offer=form), error.status


@bp.post(f"{URL}/ask")
@requires(Permission.CASE_OFFER)
def ask_submit(number: str) -> ResponseReturnValue:
    form = AskForm(prefix="ask")
    if not form.validate():
        return _page(case_on_page(number), ask=form), 422
    try:
        return take_once(form, lambda: _ask(number, form))
    except PortalError as error:
        return _page(case_again(number, form, error), ask=form), error.status


@bp.post(f"{URL}/word")
@requires(Permission.SUPERVISE)
def word_submit(number: str) -> ResponseReturnValue:
    """The word that was asked for, or the judgement of a "not ours"."""
    form = WordForm()
    if not form.validate():
        return _page(case_on_page(number), word=form), 422
    try:
        return take_once(form, lambda: _decide(number, form))
    except PortalError as error:
        return _page(case_again(number, form, error), word=form), error.status


def _offer_form() -> OfferForm:
    return SupervisorsOfferForm() if actor().may(Permission.OFFER_COMPEL) else OfferForm()


def _offer(number: str, form: OfferForm) -> str:
    case = case_on_page(number)
    above = isinstance(form, SupervisorsOfferForm)
    offer_case(
        db.session(),
        actor(),
        case.id,
        form.dealer_id.data,
        version=form.version.data,
        now=now(),
        compulsory=above and form.compulsory.data,
        charged_to_id=form.charged_to_id.data if above else None,
    )
    flash(_("%(number)s is offered; the dealer’s time to answer runs.", number=case.number), "ok")
    return to_case(case)


def _ask(number: str, form: AskForm) -> str:
    case = case_on_page(number)
    ask_to_offer_without_contact(
        db.session(),
        actor(),
        case.id,
        form.dealer_id.data,
        form.reason.data or "",
        version=form.version.data,
        now=now(),
    )
    within = formats.duration(word_within(db.session()))
    flash(_("A supervisor is asked and answers within %(time)s.", time=within), "ok")
    return url_for("offer.show", number=case.number)


def _decide(number: str, form: WordForm) -> str:
    case = case_on_page(number)
    yes = request.form.get("decision") == "yes"
    kind, _colon, word_ = (form.of.data or "").partition(":")
    row_id = number_asked(word_) or 0  # which no row has
    if kind == "request":
        give_word(
            db.session(),
            actor(),
            case.id,
            row_id,
            granted=yes,
            answer=form.answer.data or "",
            now=now(),
        )
    else:
        uphold_not_ours(
            db.session(),
            actor(),
            case.id,
            row_id,
            upheld=yes,
            reason=form.answer.data or "",
            version=form.version.data,
            now=now(),
        )
    flash(_("Your word is on record."), "ok")
    return url_for("offer.show", number=case.number)


def _page(
    case: Case,
    *,
    offer: OfferForm | None = None,
    ask: AskForm | None = None,
    word: WordForm | None = None,
) -> str:
    session, who = db.session(), actor()
    words = request.args.get("dealer", "").strip()
    offer = offer or (
        SupervisorsOfferForm(formdata=None, version=case.version)
        if who.may(Permission.OFFER_COMPEL)
        else OfferForm(formdata=None, version=case.version)
    )
    dealers = dealers_for(session, who, case, words, offer.dealer_id.data)
    offer.dealer_id.choices = dealer_choices(dealers)
    _choose_first(offer, [one.dealer.id for one in dealers if one.reachable])
    made = offers_made(session, who, case)
    if isinstance(offer, SupervisorsOfferForm):
        offer.charged_to_id.choices = _charge_choices(made)
    unreachable = [
        one
        for one in dealers
        if not one.reachable and not has_supervisors_word(session, case.id, one.dealer.id)
    ]
    awaited = word_awaited(session, case)
    ask = ask or AskForm(formdata=None, prefix="ask", version=case.version)
    ask.dealer_id.choices = dealer_choices(unreachable)
    above = who.may(Permission.SUPERVISE)
    decides_by = supervisor_decides_by(db.session(), case, made)
    return render_template(
        "cases/offer.html",
        case=case,
        back_url=to_case(case),
        form=offer,
        failed=next((one for one in (ask, word, offer) if one and _failed(one)), offer),
        words=words,
        found=len(dealers),
        may_offer=above or not case.at_supervisor,
        ask=ask if unreachable and not awaited and not above else None,
        awaited=awaited,
        word=_word_form(case, word, f"request:{awaited.request.id}") if awaited else None,
        may_decide=above and awaited is not None and awaited.request.asked_by_id != who.user_id,
        made=made,
        to_judge=[
            (one, _word_form(case, word, f"offer:{one.offer.id}"))
            for one in made
            if above and _awaits_judgement(one)
        ],
        decides_by=Deadline(decides_by) if decides_by else None,
    )


def _word_form(case: Case, sent: WordForm | None, of: str) -> WordForm:
    """The form that came back, where it was about this; else a new one."""
    if sent is not None and sent.of.data == of:
        return sent
    return WordForm(formdata=None, version=case.version, of=of)


def _failed(form: CaseForm) -> bool:
    return bool(form.errors or form.form_errors)


def _choose_first(form: OfferForm, ids: list[int]) -> None:
    """The best dealer that can be reached is chosen already: one click, most of the time."""
    if form.dealer_id.data is None and ids:
        form.dealer_id.data = ids[0]


def _charge_choices(made: Sequence[Made]) -> list[Any]:
    dealers = {one.dealer.id: one.dealer.name for one in made}
    return [choice("", _("No other dealer")), *(choice(key, name) for key, name in dealers.items())]


def _awaits_judgement(one: Made) -> bool:
    return one.offer.reason_code is DeclineReason.NOT_OURS and one.offer.not_ours_upheld is None
