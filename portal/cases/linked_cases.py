"""Read the cases before and after one in the same matter (domain K3)."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import or_
from sqlalchemy.orm import Session

from models import Case
from portal.access.actors import Actor
from portal.access.scope import visible_cases


class Linked(NamedTuple):
    """A case that is followed, or follows."""

    id: int
    number: str


def read_linked_cases(session: Session, actor: Actor, case: Case) -> Sequence[Linked]:
    """The case that this one follows, and those that follow it; only what has ended has any."""
    if case.follows_id is None and case.is_open:
        return []
    rows = session.execute(
        visible_cases(actor)
        .where(or_(Case.id == case.follows_id, Case.follows_id == case.id))
        .with_only_columns(Case.id, Case.number)
        .order_by(Case.id)
        .limit(10)
    )
    return [Linked(*row) for row in rows]
