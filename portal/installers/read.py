"""Read who works for a dealer, and for whom a person works."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from models import Dealer, Installer, InstallerContact, InstallerDealer, Standing
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.infra.phones import read_phone
from portal.installers.conflicts import suspended_by
from portal.installers.explain import shown_complaints
from portal.search.tokens import fold

MOST = 500


@dataclass(frozen=True, slots=True)
class Person:
    """An installer with their number, as far as the reader may see it."""

    installer: Installer
    phone: str
    why: tuple[int, bool] | None = None


def people_of(
    session: Session, actor: Actor, dealer_id: int | None, *, now: datetime
) -> Sequence[Person]:
    """The people who work for the dealer now, by name, and why they stand as they do."""
    actor.require(Permission.INSTALLERS_READ)
    works = select(InstallerDealer.installer_id).where(
        InstallerDealer.dealer_id == dealer_id, InstallerDealer.until.is_(None)
    )
    rows = session.execute(
        visible(actor, Installer)
        .outerjoin(InstallerContact, InstallerContact.installer_id == Installer.id)
        .where(Installer.id.in_(works))
        .add_columns(InstallerContact.phone_spelled)
        .order_by(Installer.name_sort, Installer.id)
        .limit(MOST)
    )
    found = [(installer, phone or "") for installer, phone in rows]
    if dealer_id is None or actor.dealer_id != dealer_id:
        return [Person(installer, phone) for installer, phone in found]
    kept_back = suspended_by(session, dealer_id)
    return [
        Person(installer, phone, _why(session, installer, now, kept_back))
        for installer, phone in found
    ]


def _why(
    session: Session, person: Installer, now: datetime, kept_back: Collection[int]
) -> tuple[int, bool] | None:
    """So many customers complain, and whether the dealer itself keeps the person back (S2)."""
    if person.standing is Standing.GOOD and person.id not in kept_back:
        return None
    known = [] if person.standing is Standing.GOOD else shown_complaints(session, person, now=now)
    return len(known), person.id in kept_back


def employers_of(session: Session, installer_id: int) -> Sequence[tuple[InstallerDealer, Dealer]]:
    """For whom the person works or worked, the newest first; the brand's people see all."""
    rows = session.execute(
        select(InstallerDealer, Dealer)
        .join(Dealer, Dealer.id == InstallerDealer.dealer_id)
        .where(InstallerDealer.installer_id == installer_id)
        .order_by(InstallerDealer.until.desc().nulls_first(), InstallerDealer.id.desc())
        .limit(MOST)
    )
    return [(works, dealer) for works, dealer in rows]


def find_installers(
    session: Session,
    actor: Actor,
    *,
    words: str = "",
    after: tuple[str, int] | None = None,
    backwards: bool = False,
    limit: int = 50,
) -> Sequence[Installer]:
    """People by a part of their name or by their number, in the order of their names."""
    actor.require(Permission.INSTALLERS_READ)
    people = visible(actor, Installer)
    if words.strip():
        named = Installer.name_folded.contains(fold(words.strip()), autoescape=True)
        normal = read_phone(words).normal
        reached = select(InstallerContact.installer_id).where(
            InstallerContact.phone_normal == normal
        )
        people = people.where(named | Installer.id.in_(reached) if normal else named)
    key = tuple_(Installer.name_sort, Installer.id)
    if after is not None:
        people = people.where(key < after if backwards else key > after)
    if backwards:
        people = people.order_by(Installer.name_sort.desc(), Installer.id.desc())
    else:
        people = people.order_by(Installer.name_sort, Installer.id)
    return session.scalars(people.limit(limit)).all()
