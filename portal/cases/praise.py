"""Record a customer's thanks beside their complaint (domain Q2)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Bearer, EventKind
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case
from portal.cases.told import its_dealer
from portal.errors import InvalidError
from portal.history.record import record


def record_praise(
    session: Session, actor: Actor, case_id: int, words: str, whom: Bearer, *, now: datetime
) -> int:
    """What was praised, in the customer's words, and whose work it was; the dealer reads it."""
    case = get_case(session, actor, case_id, lock=True)
    actor.require(Permission.PRAISE_RECORD)
    if not words.strip():
        raise InvalidError("words_missing", field="words")
    return record(
        session, actor, case, EventKind.PRAISED,
        now=now, audience=its_dealer(case.dealer_id), body=words.strip(), whom=whom.value,
    )  # fmt: skip
