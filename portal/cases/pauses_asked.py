"""The pauses that dealers have asked for and nobody has answered (domain T4, T8)."""

from typing import Final, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Case, ClosureState, Dealer, DealerClosure, PauseState, SlaPause, User
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import visible

MOST: Final = 100


class Asked(NamedTuple):
    """A pause with its case, and who asked."""

    pause: SlaPause
    number: str
    summary: str
    dealer: str | None
    asker: str


def pauses_asked(session: Session, actor: Actor) -> list[Asked]:
    """Those of open cases; who has waited longest stands first."""
    actor.require(Permission.PAUSE_DECIDE)
    rows = session.execute(
        visible(actor, SlaPause)
        .add_columns(Case.number, Case.summary, Dealer.name, User.name)
        .join(Case, Case.id == SlaPause.case_id)
        .outerjoin(Dealer, Dealer.id == SlaPause.dealer_id)
        .join(User, User.id == SlaPause.asked_by_id)
        .where(SlaPause.state == PauseState.ASKED, Case.is_open)
        .order_by(SlaPause.asked_at, SlaPause.id)
        .limit(MOST)
    )
    return [Asked(*row) for row in rows]


def gone_unanswered(session: Session, actor: Actor) -> tuple[int, int]:
    """How many pauses and how many closures have come up because nobody has answered."""
    actor.require(Permission.SUPERVISE)
    pauses = (
        select(func.count())
        .select_from(SlaPause)
        .join(Case, Case.id == SlaPause.case_id)
        .where(SlaPause.state == PauseState.ASKED, SlaPause.moved_up_at.is_not(None), Case.is_open)
    )
    closures = (
        select(func.count())
        .select_from(DealerClosure)
        .where(DealerClosure.state == ClosureState.ASKED, DealerClosure.moved_up_at.is_not(None))
    )
    row = session.execute(select(pauses.scalar_subquery(), closures.scalar_subquery())).one()
    return row[0], row[1]
