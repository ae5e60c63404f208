"""A dealer sends one of its own people to nobody, and takes that back (domain S2).

It binds that dealer alone: no other dealer learns of it, and the portal's own standing stays.
"""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import DealerSuspension, Installer, StandingChangeKind
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.access.scope import get_one, visible
from portal.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from portal.installers.standing import lock_people, note_change, standing_now
from portal.installers.works_at import works_at


def suspend_own(
    session: Session, actor: Actor, installer_id: int, reason: str, *, now: datetime
) -> DealerSuspension:
    """From now on; what is planned is flagged, and somebody else goes."""
    person = _own(session, actor, installer_id)
    if not reason.strip():
        raise InvalidError("say_why", field="reason")
    lock_people(session, [person.id])
    suspension = DealerSuspension(
        installer_id=person.id,
        dealer_id=actor.dealer_id,
        begun_at=now,
        begun_by_id=actor.user_id,
        reason=reason.strip(),
    )
    try:
        with session.begin_nested():
            session.add(suspension)
            session.flush()
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != "23505":
            raise
        raise RefusedError("suspended_already", name=person.name) from error
    _note(session, actor, suspension, StandingChangeKind.SUSPENDED_BY_DEALER, now)
    return suspension


def let_own(
    session: Session, actor: Actor, installer_id: int, reason: str, *, now: datetime
) -> DealerSuspension:
    """Only the dealer's own suspension ends; a hold of the portal stays what it is."""
    person = _own(session, actor, installer_id)
    if not reason.strip():
        raise InvalidError("say_why", field="reason")
    suspension = session.scalars(
        visible(actor, DealerSuspension)
        .where(
            DealerSuspension.installer_id == person.id,
            DealerSuspension.dealer_id == actor.dealer_id,
            DealerSuspension.ended_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if suspension is None:
        raise RefusedError("not_suspended_by_you", name=person.name)
    suspension.ended_at, suspension.ended_by_id = now, actor.user_id
    suspension.end_reason = reason.strip()
    session.flush()
    _note(session, actor, suspension, StandingChangeKind.LET_BY_DEALER, now)
    return suspension


def _own(session: Session, actor: Actor, installer_id: int) -> Installer:
    actor.require(Permission.OWN_INSTALLERS_EDIT)
    person = get_one(session, actor, Installer, installer_id)
    if actor.dealer_id is None:
        raise ForbiddenError("not_allowed")
    if works_at(session, person.id, actor.dealer_id) is None:
        raise NotFoundError("installers")
    return person


def _note(
    session: Session,
    actor: Actor,
    suspension: DealerSuspension,
    kind: StandingChangeKind,
    now: datetime,
) -> None:
    with beyond_sight(session):
        lead = session.get_one(Installer, suspension.installer_id)
        at = standing_now(session, lead.id)
        note_change(
            session, actor, lead.same_as_id or lead.id, kind, at, at,
            now=now, reason=suspension.end_reason or suspension.reason,
            dealer_id=suspension.dealer_id,
        )  # fmt: skip
