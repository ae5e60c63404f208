"""Find dealers by a part of their name, page by page."""

from collections.abc import Collection, Sequence

from sqlalchemy import tuple_
from sqlalchemy.orm import Session

from models import Dealer, DealerState
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.search.tokens import fold


def find_dealers(
    session: Session,
    actor: Actor,
    *,
    words: str = "",
    states: Collection[DealerState] = (),
    after: tuple[str, int] | None = None,
    backwards: bool = False,
    limit: int = 50,
) -> Sequence[Dealer]:
    """Dealers in the order of their names, from a name and id on, or before it going back."""
    actor.require(Permission.DEALERS_READ)
    dealers = visible(actor, Dealer)
    if words.strip():
        dealers = dealers.where(Dealer.name_folded.contains(fold(words.strip()), autoescape=True))
    if states:
        dealers = dealers.where(Dealer.state.in_(states))
    key = tuple_(Dealer.name_sort, Dealer.id)
    if after is not None:
        dealers = dealers.where(key < after if backwards else key > after)
    order = (
        (Dealer.name_sort.desc(), Dealer.id.desc())
        if backwards
        else (
            Dealer.name_sort,
            Dealer.id,
        )
    )
    return session.scalars(dealers.order_by(*order).limit(limit)).all()
