"""What a dealer sends each of its people for: who can stand in for whom (domain D1)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import Installer, InstallerSkill, Product
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_one, visible
from portal.errors import ForbiddenError, InvalidError
from portal.history.changes import record_change
from portal.installers.works_at import works_at


def note_skills(
    session: Session,
    actor: Actor,
    installer_id: int,
    product_ids: Collection[int],
    *,
    now: datetime,
) -> Sequence[int]:
    """These products and no others; none at all says nothing, and keeps nobody from going."""
    actor.require(Permission.OWN_INSTALLERS_EDIT)
    person = get_one(session, actor, Installer, installer_id)
    if works_at(session, person.id, actor.dealer_id) is None or actor.dealer_id is None:
        raise ForbiddenError("not_of_ones_own")
    wanted = set(product_ids)
    known = set(session.scalars(select(Product.id).where(Product.id.in_(wanted))))
    if known != wanted:
        raise InvalidError("unknown_choice", field="products")
    before = set(skills_of(session, actor, person.id))
    if gone := before - wanted:
        session.execute(
            delete(InstallerSkill).where(
                InstallerSkill.dealer_id == actor.dealer_id,
                InstallerSkill.installer_id == person.id,
                InstallerSkill.product_id.in_(gone),
            )
        )
    session.add_all(
        InstallerSkill(
            installer_id=person.id,
            dealer_id=actor.dealer_id,
            product_id=product_id,
            noted_by_id=actor.user_id,
            noted_at=now,
        )
        for product_id in sorted(wanted - before)
    )
    session.flush()
    if before != wanted:
        record_change(
            session, actor, f"installer:{person.id}",
            {"skills": sorted(before)}, {"skills": sorted(wanted)}, now=now,
        )  # fmt: skip
    return sorted(wanted)


def skills_of(session: Session, actor: Actor, installer_id: int) -> Sequence[int]:
    """The products that the actor's dealer sends this person for."""
    actor.require(Permission.INSTALLERS_READ)
    return session.scalars(
        visible(actor, InstallerSkill)
        .where(InstallerSkill.installer_id == installer_id)
        .with_only_columns(InstallerSkill.product_id)
        .order_by(InstallerSkill.product_id)
    ).all()
