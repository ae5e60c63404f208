"""Whose contact points an actor may change, and how one is written down (domain P1, L2)."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ContactKind, ContactPoint, ContactState
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.errors import ForbiddenError, InvalidError, RefusedError
from portal.infra.phones import read_phone


@dataclass(frozen=True, slots=True)
class Written:
    """A number or address as it was spelled and as it is compared."""

    spelled: str
    normal: str


def check_keeper(actor: Actor, dealer_id: int | None) -> None:
    """An administrator keeps all, a dealer's people their own dealer's."""
    own = dealer_id is not None and actor.dealer_id == dealer_id
    if actor.may(Permission.DEALERS_EDIT) or (own and actor.may(Permission.OWN_CONTACTS_EDIT)):
        return
    raise ForbiddenError("not_allowed")


def get_kept(session: Session, actor: Actor, point_id: int) -> ContactPoint:
    """A contact point that the actor may change and that is not retired."""
    point = get_one(session, actor, ContactPoint, point_id)
    check_keeper(actor, point.dealer_id)
    if point.state is ContactState.RETIRED:
        raise RefusedError("contact_point_is_retired", spelled=point.spelled)
    return point


def read_spelled(kind: ContactKind, spelled: str) -> Written:
    """Bring it to the form in which two of them are compared."""
    spelled = spelled.strip()
    normal = (
        read_phone(spelled).normal
        if kind is ContactKind.PHONE
        else " ".join(spelled.casefold().split())
    )
    if not normal:
        raise InvalidError("contact_point_unreadable", field="spelled")
    if kind is ContactKind.EMAIL and ("@" not in normal or " " in normal):
        raise InvalidError("contact_point_unreadable", field="spelled")
    if kind is ContactKind.ROBOT and not normal.startswith("https://"):
        raise InvalidError("robot_wants_https", field="spelled")
    # What comes behind a robot's host is a key: there, upper and lower case differ.
    return Written(spelled, spelled if kind is ContactKind.ROBOT else normal)


def check_new(
    session: Session,
    dealer_id: int | None,
    written: Written,
    *,
    but: int | None = None,
) -> None:
    """The same dealer does not have the same number twice."""
    same = select(ContactPoint.id).where(
        ContactPoint.dealer_id.is_(None)
        if dealer_id is None
        else ContactPoint.dealer_id == dealer_id,
        ContactPoint.normal == written.normal,
        ContactPoint.state != ContactState.RETIRED,
    )
    if but is not None:
        same = same.where(ContactPoint.id != but)
    if session.scalar(same.limit(1)) is not None:
        raise RefusedError("contact_point_known", field="spelled", spelled=written.spelled)


def as_recorded(point: ContactPoint) -> dict[str, str]:
    """What the change log keeps of it; a robot's address holds a key and is left out."""
    spelled = "" if point.kind is ContactKind.ROBOT else point.spelled
    return {
        "kind": point.kind.value,
        "label": point.label,
        "spelled": spelled,
        "state": point.state.value,
    }
