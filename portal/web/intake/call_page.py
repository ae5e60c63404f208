"""What the page of a call shows: who it is, what they bought, what is open, what is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import select

from models import Case, Product, Purchase, Symptom
from models.intake import EnquiryTopic, Sign
from portal.cases.dossier import Dossier, Spoke, dossier
from portal.cases.drafts import KeptDraft, drafts_of
from portal.cases.suggest import Suggestion, suggest_dealers
from portal.i18n.words import word
from portal.infra import db
from portal.warranty.judge_case import judge_matter
from portal.web.deadline import Deadline
from portal.web.forms import choice
from portal.web.guard import actor
from portal.web.intake.call_form import NEW, CallForm, id_or_none
from portal.web.intake.caller import (
    callers,
    followed_case,
    installers_about,
    settle_caller,
    settle_purchase,
)
from portal.web.intake.covered import Covered, covered
from portal.web.now import now

PAGE: Final = "new_call"


@dataclass(frozen=True, slots=True)
class CallPage:
    """Finished values; `asked` says that a number was looked up."""

    draft: str
    follows: Case | None
    asked: bool
    people: Sequence[Dossier]
    caller: Dossier | None
    covered: Covered
    suggestions: Sequence[Suggestion]
    unfinished: Sequence[KeptDraft]
    advice: Sequence[tuple[Sign, str]]
    topics: Sequence[EnquiryTopic]

    @property
    def key(self) -> str:
        """Changes when other people are on the line: the fields about the caller are drawn anew."""
        people = ",".join(str(found.customer.id) for found in self.people)
        return people or ("new" if self.asked else "")


def draft_key(form: CallForm) -> str:
    return f"{PAGE}.{form.form_id.data}"


def call_page(form: CallForm) -> CallPage:
    """Look the number up, give the form its choices, and say what is known."""
    session, agent, at = db.session(), actor(), now()
    number = form.phone.data or ""
    follows = followed_case(form)
    customers = callers(form, follows)
    people = [dossier(session, agent, customer, now=at) for customer in customers]
    chosen = settle_caller(form, customers)
    caller = next((found for found in people if found.customer is chosen), None)
    purchases = [line.purchase for line in caller.bought] if caller else []
    _offer_choices(form, people, caller, purchases)
    settle_purchase(form, purchases)
    purchase_id = id_or_none(form.purchase.data)
    found = judge_matter(
        session,
        purchase_id=purchase_id if _owns(caller, purchase_id) else None,
        product_id=id_or_none(form.product.data),
        symptom_id=id_or_none(form.symptom.data),
        damage_alleged=Sign.DAMAGE_BY_US in (form.signs.data or ()),
        heard_at=at,
    )
    return CallPage(
        draft=draft_key(form),
        follows=follows,
        asked=bool(number),
        people=people,
        caller=caller,
        covered=covered(found),
        suggestions=suggest_dealers(
            session, agent, purchase_id=purchase_id, district=_district(form, caller)
        ),
        unfinished=[
            kept for kept in drafts_of(session, agent, page=PAGE) if kept.form_id != draft_key(form)
        ],
        advice=advice(),
        topics=list(EnquiryTopic),
    )


def advice() -> list[tuple[Sign, str]]:
    """What to shut off first, in words to say (domain I2)."""
    return [
        (
            Sign.WATER,
            _("“Please turn off the water valve below it, clockwise, and pull the plug. I wait.”"),
        ),
        (
            Sign.ELECTRICITY,
            _("“Please switch off the fuse of that room and touch nothing. I wait.”"),
        ),
        (
            Sign.GAS,
            _(
                "“Please turn off the gas, open the windows, use no switch, and go outside. Then"
                " ring the gas company.”"
            ),
        ),
        (Sign.INJURY, _("“Is anyone hurt? Please ring 120 first. I ring you back.”")),
        (
            Sign.SPREADING,
            _("“Please keep everybody away from there. I send somebody to make it safe.”"),
        ),
    ]


def log_words(how: Spoke, what: str) -> str:
    """A line of the contact log."""
    if how is Spoke.ENQUIRY:
        topic = word(EnquiryTopic(what)) if what in set(EnquiryTopic) else what
        return str(_("Enquiry: %(topic)s", topic=topic))
    words = {Spoke.CHASE: _("Asked again"), Spoke.CALLBACK: _("Callback")}
    return str(words.get(how, what))


def deadline_of(case: Any) -> Deadline:
    return Deadline(case.next_due_at if case.next_stage else None, note="")


def _owns(caller: Dossier | None, purchase_id: int | None) -> bool:
    return caller is not None and purchase_id in {line.purchase.id for line in caller.bought}


def _district(form: CallForm, caller: Dossier | None) -> str:
    if caller is not None and caller.known.addresses:
        return caller.known.addresses[0].district
    return form.district.data or ""


def _offer_choices(
    form: CallForm,
    people: Sequence[Dossier],
    caller: Dossier | None,
    purchases: Sequence[Purchase],
) -> None:
    session = db.session()
    form.offer_choices(
        bought=caller.bought if caller else (),
        people=[
            *(choice(str(found.customer.id), found.customer.name) for found in people),
            choice(NEW, _("Somebody who is not on record")),
        ],
        products=session.scalars(
            select(Product).where(Product.active).order_by(Product.name_sort, Product.id).limit(500)
        ).all(),
        symptoms=session.scalars(
            select(Symptom).where(Symptom.active).order_by(Symptom.code, Symptom.id).limit(500)
        ).all(),
        installers=session.scalars(installers_about(purchases)).all() if purchases else (),
    )
