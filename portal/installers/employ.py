"""Add a person to a dealer, who may be known already, and end their work there (domain S3)."""

import hmac
import re
import unicodedata
from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from models import (
    Dealer,
    DispatchPerson,
    Installer,
    InstallerContact,
    InstallerDealer,
)
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from portal.history.changes import record_change
from portal.infra.phones import read_phone
from portal.installers.identity import note_who_looks_alike
from portal.installers.works_at import works_at
from portal.search.tokens import fold, sort_key
from portal.sla.zone import portal_zone


def hash_id(number: str, key: str) -> str | None:
    """The keyed hash of an ID number: it recognises a person and reveals nobody."""
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", number)).upper()
    if not plain:
        return None
    return hmac.new(key.encode(), f"installer-id:{plain}".encode(), sha256).hexdigest()


def employ_installer(
    session: Session,
    actor: Actor,
    dealer_id: int,
    name: str,
    phone: str,
    id_number: str = "",
    *,
    key: str,
    now: datetime,
) -> Installer:
    """The person works for this dealer from today on.

    Somebody known by phone or ID number is linked and keeps name and standing; the dealer does
    not learn where else they work. `key` is the portal's own, for the ID number's hash.
    """
    _check_employer(actor, dealer_id)
    dealer = get_one(session, actor, Dealer, dealer_id)
    plain = " ".join(name.split())
    if not plain:
        raise InvalidError("name_missing", field="name")
    read = read_phone(phone)
    if not read.normal:
        raise InvalidError("phone_unreadable", field="phone")
    hashed = hash_id(id_number, key)
    with beyond_sight(session):
        # Two dealers may add the same new person at the same moment.
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(read.normal))))
        person = _known(session, read.normal, hashed)
        if person is None:
            person = _new(session, plain, read.spelled, read.normal, hashed, now)
            note_who_looks_alike(session, person, now=now)
        elif works_at(session, person.id, dealer.id) is not None:
            raise RefusedError("installer_works_there", field="phone", name=person.name)
        since = now.astimezone(portal_zone(session)).date()
        again = session.scalar(
            select(InstallerDealer).where(
                InstallerDealer.installer_id == person.id,
                InstallerDealer.dealer_id == dealer.id,
                InstallerDealer.since == since,
            )
        )
        if again is not None:
            again.until = None
        else:
            session.add(InstallerDealer(installer_id=person.id, dealer_id=dealer.id, since=since))
        session.flush()
    record_change(
        session,
        actor,
        f"installer:{person.id}",
        None,
        {"name": person.name, "works_for": dealer.id},
        now=now,
    )
    return person


def end_work(
    session: Session, actor: Actor, installer_id: int, dealer_id: int, *, now: datetime
) -> InstallerDealer:
    """They work for this dealer no more; what they did there stays."""
    _check_employer(actor, dealer_id)
    works = works_at(session, installer_id, dealer_id)
    if works is None:
        raise NotFoundError("installers")
    with beyond_sight(session):
        planned = select(DispatchPerson.id).where(
            DispatchPerson.installer_id == installer_id,
            DispatchPerson.dealer_id == dealer_id,
            DispatchPerson.active,
        )
        if session.scalar(planned.limit(1)) is not None:
            raise RefusedError("installer_has_visits")
    works.until = now.astimezone(portal_zone(session)).date()
    session.flush()
    record_change(
        session,
        actor,
        f"installer:{installer_id}",
        {"works_for": dealer_id},
        {"works_for": None},
        now=now,
    )
    return works


def edit_installer(
    session: Session,
    actor: Actor,
    installer_id: int,
    name: str,
    phone: str,
    *,
    now: datetime,
) -> Installer:
    """Correct name and number; the brand does it, as the person may work for several dealers."""
    actor.require(Permission.INSTALLERS_EDIT)
    person = get_one(session, actor, Installer, installer_id)
    plain = " ".join(name.split())
    if not plain:
        raise InvalidError("name_missing", field="name")
    read = read_phone(phone)
    if not read.normal:
        raise InvalidError("phone_unreadable", field="phone")
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(read.normal))))
    other = session.scalar(
        select(InstallerContact.installer_id)
        .where(
            InstallerContact.phone_normal == read.normal,
            InstallerContact.installer_id != person.id,
        )
        .limit(1)
    )
    if other is not None:
        raise RefusedError("phone_of_another_installer", field="phone")
    contact = session.get(InstallerContact, person.id)
    if contact is None:
        contact = InstallerContact(installer_id=person.id)
        session.add(contact)
    before = {"name": person.name, "phone": contact.phone_spelled}
    person.name, person.name_sort = plain, sort_key(plain, surname_first=True)
    person.name_folded = fold(plain)
    contact.phone_spelled, contact.phone_normal = read.spelled, read.normal
    person.version += 1
    session.flush()
    after = {"name": person.name, "phone": contact.phone_spelled}
    if after != before:
        record_change(session, actor, f"installer:{person.id}", before, after, now=now)
    return person


def _check_employer(actor: Actor, dealer_id: int) -> None:
    """An administrator for all, a dealer's manager for their own."""
    own = actor.may(Permission.OWN_INSTALLERS_EDIT) and actor.dealer_id == dealer_id
    if not own and not actor.may(Permission.INSTALLERS_EDIT):
        raise ForbiddenError("not_allowed")


def _known(session: Session, normal: str, hashed: str | None) -> Installer | None:
    """Who has this ID number, else this phone; both pointing at two people is refused."""
    by_phone = _with(session, InstallerContact.phone_normal == normal)
    by_id = _with(session, InstallerContact.id_hash == hashed) if hashed else None
    if by_id is None and by_phone is not None and hashed:
        contact = session.get_one(InstallerContact, by_phone.id)
        if contact.id_hash is not None:
            raise RefusedError("installer_id_differs", field="phone")
        contact.id_hash = hashed
    if by_id is not None and by_phone is not None and by_id.id != by_phone.id:
        raise RefusedError("installer_id_differs", field="phone")
    return by_id or by_phone


def _with(session: Session, condition: ColumnElement[bool]) -> Installer | None:
    return session.scalars(
        select(Installer)
        .join(InstallerContact, InstallerContact.installer_id == Installer.id)
        .where(condition)
        .order_by(Installer.id)
        .limit(1)
    ).first()


def _new(
    session: Session, name: str, spelled: str, normal: str, hashed: str | None, now: datetime
) -> Installer:
    person = Installer(
        name=name,
        name_sort=sort_key(name, surname_first=True),
        name_folded=fold(name),
        created_at=now,
    )
    session.add(person)
    session.flush()
    session.add(
        InstallerContact(
            installer_id=person.id, phone_spelled=spelled, phone_normal=normal, id_hash=hashed
        )
    )
    session.flush()
    return person
