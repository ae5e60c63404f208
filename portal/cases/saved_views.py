"""Keep lists of one's own: a queue's filters under a name, for one person alone."""

from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from models import SavedView
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import InvalidError, NotFoundError, RefusedError
from portal.infra.reading import read_rows

MOST: Final = 20
LONGEST_NAME: Final = 40
LONGEST_QUERY: Final = 2000


class OwnView(NamedTuple):
    """A saved list as its owner finds it above every queue."""

    id: int
    name: str
    query: str


def saved_views(session: Session, actor: Actor) -> Sequence[OwnView]:
    """The actor's own, by name."""
    return [OwnView(*row) for row in read_rows(session, _own(), {"user_id": actor.user_id})]


@cache
def _own() -> Select[int, str, str]:
    """Put together once: every queue asks it."""
    return (
        select(SavedView.id, SavedView.name, SavedView.query)
        .where(SavedView.user_id == bindparam("user_id"))
        .order_by(SavedView.name, SavedView.id)
        .limit(MOST)
    )


def save_view(session: Session, actor: Actor, name: str, query: str) -> SavedView:
    """Keep this list under a name that none of the actor's others has.

    `query` is what a list's address says after it was read: nothing that a list would not take.
    """
    actor.require(Permission.QUEUE_READ)
    name = " ".join(name.split())
    if not name:
        raise InvalidError("view_needs_name", field="name")
    if len(name) > LONGEST_NAME or len(query) > LONGEST_QUERY:
        raise InvalidError("view_too_long", field="name", most=LONGEST_NAME)
    own = saved_views(session, actor)
    if any(view.name == name for view in own):
        raise RefusedError("view_name_taken", field="name", name=name)
    if len(own) >= MOST:
        raise RefusedError("too_many_views", field="name", most=MOST)
    view = SavedView(user_id=actor.user_id, name=name, query=query)
    session.add(view)
    session.flush()
    return view


def delete_view(session: Session, actor: Actor, view_id: int) -> None:
    """Give one of one's own up; another's is not found."""
    actor.require(Permission.QUEUE_READ)
    view = session.scalar(
        select(SavedView).where(SavedView.id == view_id, SavedView.user_id == actor.user_id)
    )
    if view is None:
        raise NotFoundError("saved_view")
    session.delete(view)
    session.flush()
