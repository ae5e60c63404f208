"""What is on record of each of two that look like one, side by side."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from models import (
    Case,
    ContactPoint,
    Customer,
    Dealer,
    Installer,
    InstallerContact,
    PartyKind,
    Purchase,
    User,
)
from portal.access.scope import get_one
from portal.customers.find import know
from portal.i18n import formats
from portal.i18n.words import word
from portal.i18n.words.dealing import WORDS
from portal.infra import db
from portal.infra.phones import mask_phone
from portal.installers.read import employers_of
from portal.installers.standing import counted_complaints
from portal.web.filters import day
from portal.web.guard import actor

KINDS: Final[Mapping[str, Any]] = {
    **{kind.value: words for kind, words in WORDS[PartyKind].items()},
    "installer": _l("Installer"),
}
# What a column of `portal.cases.merge_party.MOVES` brings along.
MOVED: Final[Mapping[str, Any]] = {
    "cases.customer_id": _l("Cases"),
    "purchases.customer_id": _l("Purchases"),
    "customer_phones.customer_id": _l("Numbers"),
    "customer_addresses.customer_id": _l("Addresses"),
    "customer_mails.customer_id": _l("Messages by mail"),
    "enquiries.customer_id": _l("Enquiries"),
    "users.dealer_id": _l("Accounts"),
    "contact_points.dealer_id": _l("Contact points"),
    "stores.dealer_id": _l("Stores"),
    "purchases.selling_dealer_id": _l("Purchases it sold"),
    "purchases.serving_dealer_id": _l("Purchases it serves"),
    "dealer_districts.dealer_id": _l("Districts"),
    "installer_dealers.dealer_id": _l("People who work for it"),
    "corrections.dealer_id": _l("Corrections of contact points"),
    "editions.dealer_id": _l("Printed materials"),
    "recalls.dealer_id": _l("Recalls"),
}
Facts = list[tuple[str, Any]]


def compared(kind: str, party_id: int, *, now: datetime) -> dict[str, Any]:
    """A heading, and facts by name."""
    of = {
        PartyKind.CUSTOMER.value: _customer,
        PartyKind.DEALER.value: _dealer,
        "installer": _installer,
    }
    name, facts = of[kind](party_id, now)
    return {"name": name, "facts": [(label, value) for label, value in facts if value]}


def _customer(party_id: int, now: datetime) -> tuple[str, Facts]:
    session, me = db.session(), actor()
    customer = get_one(session, me, Customer, party_id, now=now)
    known = know(session, me, customer, now=now)
    return customer.name, [
        (_("Numbers"), formats.listing(mask_phone(phone.normal) for phone in known.phones)),
        (_("Addresses"), formats.listing(address.text for address in known.addresses)),
        (_("Purchases"), _many(Purchase.id, Purchase.customer_id == party_id)),
        (_("Cases"), _many(Case.id, Case.customer_id == party_id)),
        (_("On record since"), day(formats.local_day(customer.created_at))),
    ]


def _dealer(party_id: int, _now: datetime) -> tuple[str, Facts]:
    dealer = get_one(db.session(), actor(), Dealer, party_id)
    points = select(ContactPoint.spelled).where(ContactPoint.dealer_id == party_id)
    spelled = db.session().scalars(points.order_by(ContactPoint.id).limit(5)).all()
    return dealer.name, [
        (_("Status"), word(dealer.state)),
        (_("City"), dealer.city),
        (_("Address"), dealer.address),
        (_("Contact points"), formats.listing(spelled)),
        (_("Accounts"), _many(User.id, User.dealer_id == party_id)),
        (_("Purchases it serves"), _many(Purchase.id, Purchase.serving_dealer_id == party_id)),
    ]


def _installer(party_id: int, now: datetime) -> tuple[str, Facts]:
    session, me = db.session(), actor()
    person = get_one(session, me, Installer, party_id)
    contact = session.get(InstallerContact, party_id)
    complaints = counted_complaints(session, party_id, at=now)
    return person.name, [
        (_("Number"), mask_phone(contact.phone_normal) if contact else ""),
        (_("ID number"), _("on record") if contact and contact.id_hash else _("not on record")),
        (_("Works for"), formats.listing(row.name for _w, row in employers_of(session, party_id))),
        (_("Standing"), word(person.standing)),
        (_("Complaints that count"), str(len({one.customer_id for one in complaints}))),
    ]


def _many(column: Any, rows: Any) -> str:
    return str(db.session().scalar(select(func.count(column)).where(rows)) or 0)
