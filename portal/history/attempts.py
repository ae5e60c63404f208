"""Write down what a rule refused: it outlives the request that was rolled back (domain E3)."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models import Case, RefusedAttempt


def note_attempt(
    session: Session,
    who: str,
    verb: str,
    code: str,
    *,
    case_id: int | None = None,
    number: str = "",
    now: datetime,
) -> None:
    """Who tried what, on which case, and what was said to it; in a transaction of its own."""
    if number:
        case_id = session.scalar(select(Case.id).where(Case.number == number))
    session.execute(
        insert(RefusedAttempt)
        .inline()
        .values(actor=who, case_id=case_id, verb=verb, code=code, at=now)
    )
