"""Change a contact point: its label, its spelling, or that it is the right one after all."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import ContactPoint, ContactState, CorrectionEnd
from portal.access.actors import Actor
from portal.contacts.add import add_contact_point
from portal.contacts.keep import as_recorded, check_new, get_kept, read_spelled
from portal.contacts.retire import retire_contact_point
from portal.errors import RefusedError
from portal.history.changes import record_change


def edit_contact_point(
    session: Session, actor: Actor, point_id: int, label: str, spelled: str, *, now: datetime
) -> ContactPoint:
    """Rename it or spell it otherwise; another number is a new one (`replace_contact_point`)."""
    point = get_kept(session, actor, point_id)
    written = read_spelled(point.kind, spelled)
    if written.normal != point.normal:
        return replace_contact_point(session, actor, point_id, label, spelled, now=now)
    before = as_recorded(point)
    point.label, point.spelled = label.strip(), written.spelled
    session.flush()
    record_change(session, actor, f"contact_point:{point.id}", before, as_recorded(point), now=now)
    return point


def replace_contact_point(
    session: Session, actor: Actor, point_id: int, label: str, spelled: str, *, now: datetime
) -> ContactPoint:
    """Another number in its place: the old one retires, the new one is yet to be proved."""
    old = get_kept(session, actor, point_id)
    written = read_spelled(old.kind, spelled)
    check_new(session, old.dealer_id, written)
    retire_contact_point(session, actor, old.id, CorrectionEnd.REPLACED, now=now)
    return add_contact_point(session, actor, old.dealer_id, old.kind, label, spelled, now=now)


def confirm_contact_point(
    session: Session, actor: Actor, point_id: int, *, now: datetime
) -> ContactPoint:
    """Its owner says that a dead number is right after all, so it is tried again (P2).

    That is no proof of life: it stands as unverified until something got through.
    """
    point = get_kept(session, actor, point_id)
    if point.state is not ContactState.DEAD:
        raise RefusedError("contact_point_is_not_dead", spelled=point.spelled)
    before = as_recorded(point)
    point.state, point.doubt = ContactState.UNVERIFIED, None
    session.flush()
    record_change(session, actor, f"contact_point:{point.id}", before, as_recorded(point), now=now)
    return point
