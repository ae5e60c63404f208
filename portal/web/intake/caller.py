"""Who is calling, and what of theirs an answer may name: the page shows it, a sent call is held
against it.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Select, select

from models import Case, Customer, Installer, InstallerDealer, Purchase
from portal.access.scope import visible
from portal.cases.dossier import purchases_of
from portal.customers.find import find_by_phone
from portal.infra import db
from portal.web.cases.page import case_on_page
from portal.web.forms import choice
from portal.web.guard import actor
from portal.web.intake.call_form import INSTALLER, NEW, CallForm, Choices, id_or_none
from portal.web.now import now

MOST: Final = 100


def followed_case(form: CallForm) -> Case | None:
    """The ended case that comes back (domain K3)."""
    return case_on_page(form.follows.data) if form.follows.data else None


def callers(form: CallForm, follows: Case | None) -> list[Customer]:
    """Everybody who has this number, and whoever's ended case comes back."""
    found = find_by_phone(db.session(), actor(), form.phone.data or "", now=now())
    if follows is not None and follows.customer not in found:
        found.insert(0, follows.customer)
    return found


def settle_caller(form: CallForm, people: Sequence[Customer]) -> Customer | None:
    """The customer who was chosen, or the only one with this number."""
    if form.customer.data == NEW:
        return None
    wanted = id_or_none(form.customer.data)
    for customer in people:
        if customer.id == wanted:
            return customer
    only = people[0] if len(people) == 1 else None
    form.customer.data = str(only.id) if only else (None if people else NEW)
    return only


def settle_purchase(form: CallForm, purchases: Sequence[Purchase]) -> None:
    """The only one there is, unless somebody has chosen, be it "none of these"."""
    if not form.purchase.data and not form.purchase.raw_data and len(purchases) == 1:
        form.purchase.data = str(purchases[0].id)


def installers_about(purchases: Sequence[Purchase]) -> Select[Installer]:
    """Those who installed for this customer, and who works for the dealers that serve them."""
    installed = {row.installer_id for row in purchases if row.installer_id}
    dealers = {row.serving_dealer_id for row in purchases} | {
        row.selling_dealer_id for row in purchases
    }
    # Their ids first, by their own indexes; an OR of both would read all installers by name.
    working = select(InstallerDealer.installer_id).where(InstallerDealer.dealer_id.in_(dealers))
    meant = working.union(select(Installer.id).where(Installer.id.in_(installed)))
    return (
        visible(actor(), Installer)
        .where(Installer.id.in_(meant))
        .order_by(Installer.name_sort, Installer.id)
        .limit(MOST)
    )


def hold_answers(form: CallForm) -> bool:
    """Give a sent form the choices that its answers may name, and say if the number is known.

    The page's lists and its dossier are not read for it: most calls lead on to their case.
    """
    session = db.session()
    people = callers(form, followed_case(form))
    caller = settle_caller(form, people)
    purchases = purchases_of(session, actor(), caller) if caller is not None else ()
    settle_purchase(form, purchases)
    form.purchase.choices = _values("", *(row.id for row in purchases), NEW)
    # Whether these are still to be had is for the rule to say, which reads them anyway.
    form.product.choices = _values("", form.product.data)
    form.symptom.choices = _values("", form.symptom.data)
    form.accused.choices = _values("", INSTALLER, *_accusable(form.accused.data, purchases))
    return bool(people)


def _values(*values: object) -> Choices:
    return [choice(value, "") for value in values]


def _accusable(answer: str | None, purchases: Sequence[Purchase]) -> Sequence[int]:
    """The person who was chosen, if they have to do with what this customer bought."""
    wanted = id_or_none(answer)
    if wanted is None or not purchases:
        return ()
    about = installers_about(purchases).where(Installer.id == wanted)
    return db.session().scalars(about.with_only_columns(Installer.id)).all()
