"""Note what a dealer says to a complaint: "never happened before", "bring an expert's report"."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from models import HELD, CaseStatus, DealerSays, DealerWord, EventKind
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.access.scope import get_case
from portal.errors import InvalidError, RefusedError
from portal.history.record import only_dealer, record

LONGEST: Final = 2000
WITH_A_DEALER: Final = frozenset({CaseStatus.OFFERED, CaseStatus.RESOLVED}) | HELD


def note_dealer_word(
    session: Session,
    actor: Actor,
    case_id: int,
    says: DealerSays,
    words: str = "",
    *,
    said_by: str = "",
    now: datetime,
) -> DealerWord:
    """Keep it for the case's dealer: told to the agent who asked, or by the dealer's own desk.

    Whether it holds is not judged here: beside it the brand is shown what is on record (I4), and
    that no expert's report is asked for before our own look (I7).
    """
    case = get_case(session, actor, case_id, lock=True)
    actor.require(Permission.CONTACT_CLAIM)
    if case.dealer_id is None or case.status not in WITH_A_DEALER:
        raise RefusedError("no_dealer_to_contact", status=case.status)
    if len(words) > LONGEST:
        raise InvalidError("words_too_long", field="words", most=LONGEST)
    by = said_by.strip() if actor.dealer_id is None else ""
    told = ": ".join(part for part in (by, words.strip()) if part)
    row = DealerWord(
        case_id=case.id,
        dealer_id=case.dealer_id,
        says=says,
        noted_by_id=actor.user_id,
        noted_at=now,
    )
    session.add(row)
    session.flush()
    with beyond_sight(session):
        record(
            session, actor, case, EventKind.DEALER_SAID, now=now,
            audience=only_dealer(case.dealer_id), body=told or None,
            word_id=row.id, dealer_id=case.dealer_id, says=says.value,
        )  # fmt: skip
    return row
