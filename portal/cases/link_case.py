"""The case behind a customer's link, locked by the portal: the link itself may write no case."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Case
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.errors import ForbiddenError, InvalidError, NotFoundError


def case_of_link(session: Session, actor: Actor, *, last_four: str | None = None) -> Case:
    """The holder's case; where `last_four` is wanted, links get forwarded and digits not (K9)."""
    actor.require(Permission.LINK_USE)
    if actor.case_id is None:
        raise ForbiddenError("not_allowed")
    if last_four is not None:
        right = session.scalar(select(func.last_four_are_right(actor.case_id, last_four.strip())))
        if not right:
            raise InvalidError("last_four_wrong", field="last_four")
    with beyond_sight(session):
        case = session.scalar(
            select(Case)
            .where(Case.id == actor.case_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    if case is None:
        raise NotFoundError("customer_link")
    return case
