"""What the page of a call shows: who it is, what they bought, what is open, what is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from sqlalchemy import select

from models import Case, Installer, InstallerDealer, Product, Symptom
from models.intake import EnquiryTopic, Sign
from portal.access.actors import Actor
from portal.access.scope import visible
from portal.cases.dossier import Dossier, Spoke, dossier
from portal.cases.drafts import KeptDraft, drafts_of
from portal.cases.suggest import Suggestion, suggest_dealers
from portal.customers.find import find_by_phone
from portal.i18n.words import word
from portal.infra import db
from portal.warranty.judge_case import judge_matter
from portal.web.cases.page import case_on_page
from portal.web.deadline import Deadline
from portal.web.forms import choice
from portal.web.guard import actor
from portal.web.intake.call_form import NEW, CallForm, id_or_none
from portal.web.intake.covered import Covered, covered
from portal.web.now import now

PAGE: Final = "new_call"
MOST: Final = 100


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
    follows = case_on_page(form.follows.data) if form.follows.data else None
    customers = find_by_phone(session, agent, number, now=at)
    if follows is not None and follows.customer not in customers:
        customers.insert(0, follows.customer)
    people = [dossier(session, agent, customer, now=at) for customer in customers]
    caller = _chosen(form, people)
    _offer_choices(form, agent, people, caller)
    if caller is not None and not form.purchase.data and len(caller.bought) == 1 and _fresh(form):
        form.purchase.data = str(caller.bought[0].purchase.id)
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


def _fresh(form: CallForm) -> bool:
    """Nobody has chosen a purchase yet, not even "none of these"."""
    return not form.purchase.raw_data


def _owns(caller: Dossier | None, purchase_id: int | None) -> bool:
    return caller is not None and purchase_id in {line.purchase.id for line in caller.bought}


def _chosen(form: CallForm, people: Sequence[Dossier]) -> Dossier | None:
    """The customer who was chosen, or the only one with this number."""
    if form.customer.data == NEW:
        return None
    wanted = id_or_none(form.customer.data)
    for found in people:
        if found.customer.id == wanted:
            return found
    only = people[0] if len(people) == 1 else None
    form.customer.data = str(only.customer.id) if only else (None if people else NEW)
    return only


def _district(form: CallForm, caller: Dossier | None) -> str:
    if caller is not None and caller.known.addresses:
        return caller.known.addresses[0].district
    return form.district.data or ""


def _offer_choices(
    form: CallForm, agent: Actor, people: Sequence[Dossier], caller: Dossier | None
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
        installers=_installers(agent, caller),
    )


def _installers(agent: Actor, caller: Dossier | None) -> Sequence[Installer]:
    """Those who installed for this customer, and who works for the dealers that serve them."""
    if caller is None or not caller.bought:
        return ()
    purchases = [line.purchase for line in caller.bought]
    installed = {row.installer_id for row in purchases if row.installer_id}
    dealers = {row.serving_dealer_id for row in purchases} | {
        row.selling_dealer_id for row in purchases
    }
    # Their ids first, by their own indexes; an OR of both would read all installers by name.
    working = select(InstallerDealer.installer_id).where(InstallerDealer.dealer_id.in_(dealers))
    meant = working.union(select(Installer.id).where(Installer.id.in_(installed)))
    return (
        db.session()
        .scalars(
            visible(agent, Installer)
            .where(Installer.id.in_(meant))
            .order_by(Installer.name_sort, Installer.id)
            .limit(MOST)
        )
        .all()
    )
