"""The customer's word on the visit: signature, code, somebody else's signature, or none (D3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models import Confirmation, EventKind, FileKind, RefusedAttempt, StoredFile, Visit, WordVia
from portal.access.actors import Actor
from portal.access.scope import visible
from portal.cases.hear_customer import Voice, heed
from portal.cases.on_site import OnSite, own_visit
from portal.errors import InvalidError, RefusedError
from portal.history.record import Audience, record

# Six digits would not stand long against somebody who may try as often as they like.
VERB: Final = "confirm_visit"
TRIES: Final = 5
WITHIN: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Word:
    """How the customer confirms; each form needs its own part."""

    how: Confirmation
    code: str = ""
    signer_name: str = ""
    signer_relation: str = ""
    signature_id: int | None = None


def confirm_visit(
    session: Session, actor: Actor, visit_id: int, word: Word, *, now: datetime
) -> Visit:
    """Taken once, after the finding: what is confirmed must stand there to be read."""
    site = own_visit(session, actor, visit_id)
    visit = site.visit
    if visit.confirmation is not None:
        raise RefusedError("already_confirmed")
    if visit.found_at is None:
        raise RefusedError("finding_comes_first", field="causes")
    _check(session, actor, site, word, now)
    visit.confirmation, visit.confirmed_at = word.how, now
    if word.how is Confirmation.SIGNED_BY:
        visit.signer_name = word.signer_name.strip()
        visit.signer_relation = word.signer_relation.strip()
    if word.how in (Confirmation.SIGNATURE, Confirmation.SIGNED_BY):
        visit.signature_id = word.signature_id
    visit.version += 1
    event = record(
        session,
        actor,
        site.case,
        EventKind.CUSTOMER_CONFIRMED,
        now=now,
        audience=Audience(dealer=True, installer=True, customer=True, dealer_id=visit.dealer_id),
        body=_by_whom(word),
        visit_id=visit.id,
        how=word.how.value,
    )
    if word.how is Confirmation.CODE:
        # Only who holds the customer's link knows it: their own word on the visit (C2).
        voice = Voice(WordVia.CODE, noted_by_id=actor.user_id, event_id=event)
        heed(session, actor, site.case, [(visit, True)], voice, now=now)
    return visit


def take_code_try(session: Session, who: str, visit_id: int, *, now: datetime) -> int:
    """Use up one try at the customer's code; to be committed before the code is looked at.

    One after the other: however many come at once, no more than `TRIES` an hour get a look. The
    id of the note, for `give_try_back` where the code was right.
    """
    case_id = session.scalars(
        select(Visit.case_id).where(Visit.id == visit_id).with_for_update(key_share=True)
    ).one()
    tries = session.scalars(
        select(func.count())
        .select_from(RefusedAttempt)
        .where(
            RefusedAttempt.case_id == case_id,
            RefusedAttempt.verb == VERB,
            RefusedAttempt.at > now - WITHIN,
        )
    ).one()
    if tries >= TRIES:
        raise RefusedError("code_tried_too_often", field="code")
    attempt = RefusedAttempt(actor=who, case_id=case_id, verb=VERB, code="code_is_wrong", at=now)
    session.add(attempt)
    session.flush()
    return attempt.id


def give_try_back(session: Session, attempt_id: int) -> None:
    """The code was right: nothing was refused."""
    session.execute(delete(RefusedAttempt).where(RefusedAttempt.id == attempt_id))


def _check(session: Session, actor: Actor, site: OnSite, word: Word, now: datetime) -> None:
    if word.how is Confirmation.CODE:
        _check_code(session, site, word.code, now)
    elif word.how is Confirmation.SIGNED_BY:
        if not word.signer_name.strip():
            raise InvalidError("signer_missing", field="signer_name")
        if not word.signer_relation.strip():
            raise InvalidError("signer_missing", field="signer_relation")
    elif word.how is Confirmation.SIGNATURE and not _is_signature(session, actor, site, word):
        raise InvalidError("signature_missing", field="signature")


def _check_code(session: Session, site: OnSite, code: str, now: datetime) -> None:
    right = session.scalar(select(func.code_is_right(site.case.id, code.strip(), now)))
    if not right:
        raise InvalidError("code_is_wrong", field="code")


def _is_signature(session: Session, actor: Actor, site: OnSite, word: Word) -> bool:
    if word.signature_id is None:
        return False
    found = session.scalar(
        visible(actor, StoredFile)
        .where(
            StoredFile.id == word.signature_id,
            StoredFile.visit_id == site.visit.id,
            StoredFile.kind == FileKind.SIGNATURE,
        )
        .with_only_columns(StoredFile.id)
    )
    return found is not None


def _by_whom(word: Word) -> str | None:
    if word.how is not Confirmation.SIGNED_BY:
        return None
    return f"{word.signer_name.strip()} · {word.signer_relation.strip()}"
