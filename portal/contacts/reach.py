"""Say by which of its contact points a dealer can be reached (domain O1, P1)."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ContactPoint, ContactState

REACHABLE: Final = frozenset({ContactState.LIVE, ContactState.SUSPECT})
# The better of two comes first.
_BETTER: Final = (
    ContactState.LIVE,
    ContactState.SUSPECT,
    ContactState.UNVERIFIED,
    ContactState.DEAD,
)


def best_states(session: Session, dealer_ids: Iterable[int]) -> dict[int, ContactState]:
    """The best state among each dealer's contact points; a dealer without any is left out."""
    found: dict[int, ContactState] = {}
    rows = session.execute(
        select(ContactPoint.dealer_id, ContactPoint.state)
        .where(
            ContactPoint.dealer_id.in_(list(dealer_ids)),
            ContactPoint.state != ContactState.RETIRED,
        )
        .distinct()
    )
    for dealer_id, state in rows:
        if dealer_id is None:
            continue
        known = found.get(dealer_id)
        if known is None or _BETTER.index(state) < _BETTER.index(known):
            found[dealer_id] = state
    return found


def is_reachable(session: Session, dealer_id: int) -> bool:
    """Whether one of its contact points is live or suspect (domain O1)."""
    return best_states(session, [dealer_id]).get(dealer_id) in REACHABLE
