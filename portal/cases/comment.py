"""Write a comment on a case, for the brand alone or for the dealer as well."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Case, EventKind
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case
from portal.cases.told import its_dealer
from portal.errors import InvalidError, RefusedError
from portal.history.record import BRAND, Audience, record

LONGEST = 4000


def comment_on_case(
    session: Session,
    actor: Actor,
    case_id: int,
    words: str,
    *,
    now: datetime,
    for_dealer: bool = False,
) -> int:
    """The brand chooses whether the dealer reads it; a dealer's and a person's word is for both."""
    case = get_case(session, actor, case_id, lock=True)
    actor.require(Permission.CASE_COMMENT)
    words = words.strip()
    if not words:
        raise InvalidError("words_missing", field="words")
    if len(words) > LONGEST:
        raise InvalidError("words_too_long", field="words", most=LONGEST)
    return record(
        session,
        actor,
        case,
        EventKind.COMMENTED,
        now=now,
        audience=_readers(actor, case, for_dealer=for_dealer),
        body=words,
    )


def _readers(actor: Actor, case: Case, *, for_dealer: bool) -> Audience:
    if actor.is_brand and not for_dealer:
        return BRAND
    if actor.is_brand and case.dealer_id is None:
        raise RefusedError("no_dealer_on_case", field="for_dealer", number=case.number)
    if actor.installer_id is not None and actor.dealer_id is None:
        return Audience(
            dealer=True,
            installer=True,
            dealer_id=case.dealer_id,
            installer_id=actor.installer_id,
        )
    return its_dealer(actor.dealer_id or case.dealer_id)
