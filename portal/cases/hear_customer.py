"""The customer's word on a claim: what they confirm is verified, what they deny disputed (C2, C3).

A denial lets the stage's clock stand as if it had never stopped; a confirmation takes back their
own denial. Neither is patched: the clocks are derived anew from the claims that stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Case,
    ClaimDispute,
    ClaimState,
    ContactClaim,
    ContactHow,
    CustomerWord,
    DisputeOutcome,
    EventKind,
    NoticeKind,
    Stage,
    Visit,
    WordVia,
)
from portal.access.actors import WORKER_ACTOR, Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.access.scope import get_case
from portal.cases.claims_of import Claimed, claims_now, keyed
from portal.cases.derive_clocks import derive_clocks
from portal.cases.met_by import weigh_contact_anew
from portal.cases.note_call import note_call
from portal.cases.verify_first import end_verify_first
from portal.errors import InvalidError, NotFoundError
from portal.history.record import only_dealer, record
from portal.notices.recipients import DealerDesk, DealerManagers
from portal.notices.tell import tell
from portal.settings.known import DISPUTE_HOURS
from portal.settings.read import setting
from portal.sla.clocks import note_next_deadline


@dataclass(frozen=True, slots=True)
class Answer:
    """What the customer says of one claim: a contact, or a visit."""

    confirmed: bool
    claim_id: int | None = None
    visit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """How their word came, and the event that keeps it in their own words."""

    via: WordVia
    link_id: int | None = None
    noted_by_id: int | None = None
    event_id: int | None = None


def verify_by_call(
    session: Session,
    actor: Actor,
    case_id: int,
    answers: Sequence[Answer],
    spoke_at: datetime,
    words: str,
    *,
    version: int | None,
    now: datetime,
) -> Case:
    """The agent has asked the customer on the telephone (C3); the call itself is on record."""
    case = get_case(session, actor, case_id, version=version, lock=True)
    actor.require(Permission.CLAIM_VERIFY)
    if not answers:
        raise InvalidError("nothing_was_asked", field="words")
    known = {tuple(keyed(one).items()): one for one in claims_now(session, case)}
    asked = [(known.get(_named(answer)), answer.confirmed) for answer in answers]
    if any(claimed is None for claimed, _confirmed in asked):
        raise NotFoundError("claim")
    note_call(session, actor, case, ContactHow.PHONE, spoke_at, words, now=now)
    said = record(
        session, actor, case, EventKind.CLAIM_VERIFIED
        if all(answer.confirmed for answer in answers) else EventKind.CLAIM_DISPUTED,
        now=now, audience=only_dealer(case.dealer_id), body=words.strip(), by_call=True,
    )  # fmt: skip
    voice = Voice(WordVia.BRAND_CALL, noted_by_id=actor.user_id, event_id=said)
    heed(session, actor, case, [(one, yes) for one, yes in asked if one], voice, now=now)
    return case


def heed(
    session: Session,
    actor: Actor,
    case: Case,
    said: Sequence[tuple[Claimed, bool]],
    voice: Voice,
    *,
    now: datetime,
) -> None:
    """Keep each word and draw what follows. The caller holds the case and has the right."""
    with beyond_sight(session):
        for claimed, confirmed in said:
            _keep(session, case, claimed, confirmed, voice, now)
        session.flush()
        draw_consequences(session, actor, case, now=now)
        if any(confirmed for _claimed, confirmed in said) and case.dealer_id is not None:
            end_verify_first(session, case.dealer_id, now=now)


def draw_consequences(session: Session, actor: Actor, case: Case, *, now: datetime) -> None:
    """Clocks and status as the claims stand now; what the portal concludes it does itself."""
    by = actor if actor.realm == "hotline" else WORKER_ACTOR
    weigh_contact_anew(session, by, case, now=now)
    moved = derive_clocks(session, [case.id], now=now)
    if any(one.stage is Stage.VISIT for one in moved):
        note_next_deadline(session, case)


def _keep(
    session: Session, case: Case, claimed: Claimed, confirmed: bool, voice: Voice, now: datetime
) -> None:
    last = _last_word(session, claimed)
    if last is not None and last.confirmed == confirmed:
        return
    word = CustomerWord(
        case_id=case.id,
        dealer_id=claimed.dealer_id,
        confirmed=confirmed,
        via=voice.via,
        link_id=voice.link_id,
        noted_by_id=voice.noted_by_id,
        at=now,
        event_id=voice.event_id,
        **keyed(claimed),
    )
    session.add(word)
    session.flush()
    if confirmed:
        claimed.state = ClaimState.VERIFIED
        _take_back(session, claimed, now)
    else:
        claimed.state = ClaimState.DISPUTED
        _dispute(session, case, claimed, word, now)


def _dispute(
    session: Session, case: Case, claimed: Claimed, word: CustomerWord, now: datetime
) -> None:
    """The dealer is told, and has some hours to answer it."""
    dispute = ClaimDispute(
        case_id=case.id,
        dealer_id=claimed.dealer_id,
        word_id=word.id,
        opened_at=now,
        answer_by=now + timedelta(hours=setting(session, DISPUTE_HOURS)),
        **keyed(claimed),
    )
    session.add(dispute)
    session.flush()
    tell(
        session, NoticeKind.CLAIM_DISPUTED,
        [DealerManagers(dispute.dealer_id), DealerDesk(dispute.dealer_id)],
        now=now, case=case, key=f"dispute:{dispute.id}",
        dealer_id=dispute.dealer_id, due_at=dispute.answer_by.isoformat(),
    )  # fmt: skip


def _take_back(session: Session, claimed: Claimed, now: datetime) -> None:
    """The customer's own later word ends what their earlier one began."""
    dispute = open_dispute(session, claimed)
    if dispute is not None:
        dispute.outcome, dispute.decided_at = DisputeOutcome.WITHDRAWN, now


def open_dispute(session: Session, claimed: Claimed) -> ClaimDispute | None:
    """The one of this claim that nobody has decided yet."""
    [(column, row_id)] = keyed(claimed).items()
    return session.scalar(
        select(ClaimDispute).where(
            getattr(ClaimDispute, column) == row_id, ClaimDispute.outcome.is_(None)
        )
    )


def _last_word(session: Session, claimed: Claimed) -> CustomerWord | None:
    [(column, row_id)] = keyed(claimed).items()
    return session.scalar(
        select(CustomerWord)
        .where(getattr(CustomerWord, column) == row_id)
        .order_by(CustomerWord.id.desc())
        .limit(1)
    )


def _named(answer: Answer) -> tuple[tuple[str, int], ...]:
    if answer.claim_id is not None:
        return (("claim_id", answer.claim_id),)
    return (("visit_id", answer.visit_id or 0),)


def contacts_among(claims: Sequence[Claimed]) -> list[ContactClaim]:
    return [one for one in claims if isinstance(one, ContactClaim)]


def visits_among(claims: Sequence[Claimed]) -> list[Visit]:
    return [one for one in claims if isinstance(one, Visit)]
