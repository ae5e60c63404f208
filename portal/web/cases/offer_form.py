"""The forms of the offer's page, and the dealers they offer as choices."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from models import Case, Dealer
from portal.access.actors import Actor
from portal.access.scope import visible
from portal.cases.suggest import (
    OFFERABLE,
    PastOffer,
    Suggestion,
    WhyThisDealer,
    suggest_dealers,
    weigh,
)
from portal.dealers.closures import closed_until
from portal.dealers.find import find_dealers
from portal.i18n import formats
from portal.i18n.words import word
from portal.infra import db
from portal.web.forms import CaseForm, choice
from portal.web.now import now

WHY = {
    WhyThisDealer.SERVES_PURCHASE: _l("serves this purchase"),
    WhyThisDealer.SERVES_DISTRICT: _l("serves this district"),
    WhyThisDealer.OWN_TEAM: _l("our own team"),
    WhyThisDealer.SEARCHED: _l("found by name"),
}
BEFORE = {
    PastOffer.DECLINED: _l("has declined this case"),
    PastOffer.EXPIRED: _l("did not answer the last offer of it"),
    PastOffer.HANDED_BACK: _l("had this case and gave it back"),
    PastOffer.TAKEN_AWAY: _l("had this case, and it was taken away"),
}


class OfferForm(CaseForm):
    """To whom."""

    dealer_id = RadioField(
        _l("Dealer"),
        coerce=int,
        validate_choice=False,
        validators=[InputRequired(_l("Choose a dealer"))],
    )


class SupervisorsOfferForm(OfferForm):
    """What only a supervisor decides (domain O2)."""

    compulsory = BooleanField(_l("Compulsory: the dealer cannot decline"))
    charged_to_id = SelectField(
        _l("At the charge of"),
        coerce=lambda given: int(given) if given else None,
        validate_choice=False,
        validators=[Optional()],
    )


class AskForm(CaseForm):
    """An agent asks for a supervisor's word (domain O1)."""

    dealer_id = SelectField(
        _l("Dealer"),
        coerce=int,
        validate_choice=False,
        validators=[InputRequired(_l("Choose a dealer"))],
    )
    reason = TextAreaField(
        _l("Why this dealer all the same"),
        validators=[InputRequired(_l("Say why")), Length(max=2000)],
    )


class WordForm(CaseForm):
    """A supervisor's yes or no, with a word to whoever asked."""

    of = HiddenField()
    answer = TextAreaField(_l("In a word"), validators=[Optional(), Length(max=2000)])


def dealers_for(
    session: Session, actor: Actor, case: Case, words: str, chosen: int | None
) -> list[Suggestion]:
    """Who is suggested, who is found by name, and whoever was chosen on the form before."""
    suggestions = suggest_dealers(
        session,
        actor,
        purchase_id=case.purchase_id,
        district=case.district,
        case_id=case.id,
    )
    known = {one.dealer.id for one in suggestions}
    more: list[Dealer] = []
    if words:
        more += find_dealers(session, actor, words=words, states=OFFERABLE, limit=10)
    if chosen and chosen not in known:
        more += session.scalars(visible(actor, Dealer).where(Dealer.id == chosen)).all()
    fresh = {dealer.id: dealer for dealer in more if dealer.id not in known}
    searched = [(dealer, WhyThisDealer.SEARCHED) for dealer in fresh.values()]
    return suggestions + weigh(session, searched)


def dealer_choices(suggestions: Sequence[Suggestion]) -> list[Any]:
    """Each dealer in one line: why, how busy, and whether anybody can reach it."""
    closed = closed_until(db.session(), [one.dealer.id for one in suggestions], now=now())
    return [
        choice(one.dealer.id, _described(one, closed.get(one.dealer.id))) for one in suggestions
    ]


def _described(one: Suggestion, closed: date | None) -> str:
    notes = [
        str(WHY[one.why]),
        ngettext("%(num)s open case", "%(num)s open cases", one.open_cases),
    ]
    if one.score is not None:
        notes.append(_("score %(score)s", score=formats.number(round(one.score / 100))))
    if closed is not None:
        notes.append(_("closed until %(day)s", day=formats.day(closed)))
    if one.before is not None:
        notes.append(str(BEFORE[one.before]))
    if one.contact is None:
        notes.append(_("no number known"))
    elif not one.reachable:
        notes.append(_("number: %(state)s", state=word(one.contact)))
    return f"{one.dealer.name} · {' · '.join(notes)}"
