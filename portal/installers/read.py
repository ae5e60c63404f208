"""Read who works for a dealer, and for whom a person works."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from models import Dealer, Installer, InstallerContact, InstallerDealer
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.infra.phones import read_phone
from portal.search.tokens import fold

MOST = 500


@dataclass(frozen=True, slots=True)
class Person:
    """An installer with their number, as far as the reader may see it."""

    installer: Installer
    phone: str


def people_of(session: Session, actor: Actor, dealer_id: int | None) -> Sequence[Person]:
    """The people who work for the dealer now, by name."""
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
    return [Person(installer, phone or "") for installer, phone in rows]


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
