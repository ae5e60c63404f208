"""A dealer says that it reached the customer: whether that counts, and if not, why (C1, C4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from models import (
    CallerRole,
    Case,
    CaseStatus,
    ClaimState,
    ContactClaim,
    ContactHow,
    CustomerWord,
    EventKind,
    Installer,
    NotCounted,
    Offer,
    OfferState,
    Role,
    Stage,
    User,
    WordVia,
)
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case, get_one, visible
from portal.cases.customer_news import tell_claimed
from portal.cases.lifecycle import Step
from portal.cases.met_by import accused_of, contact_detail, note_accused_contact
from portal.cases.steps import take_step
from portal.cases.verify_first import end_verify_first
from portal.errors import InvalidError, RefusedError
from portal.history.record import only_dealer, record
from portal.search.tokens import fold
from portal.sla.clocks import note_next_deadline, start_clock, stop_clock

# A phone's clock may be a little ahead of ours.
_CLOCKS_DIFFER: Final = timedelta(minutes=5)
_WITH_A_DEALER: Final = frozenset(
    {
        CaseStatus.OFFERED,
        CaseStatus.ACCEPTED,
        CaseStatus.CONTACTED,
        CaseStatus.SCHEDULED,
        CaseStatus.VISITED,
    }
)
_ROLES: Final = {
    Role.DEALER_MANAGER: CallerRole.DEALER_MANAGER,
    Role.DEALER_DESK: CallerRole.DEALER_DESK,
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said: who spoke to whom, how, when, and what was said.

    The caller is one of the dealer's users (`caller_user_id`), a person who goes to customers
    (`caller_installer_id`), or somebody without an account: a salesperson or the owner, by name.
    """

    how: ContactHow
    reached: bool
    contacted_at: datetime
    note: str
    spoke_to_customer: bool = True
    caller_user_id: int | None = None
    caller_installer_id: int | None = None
    caller_role: CallerRole | None = None
    caller_name: str = ""


@dataclass(frozen=True, slots=True)
class _Caller:
    role: CallerRole
    installer_id: int | None
    name: str


def claim_contact(
    session: Session,
    actor: Actor,
    case_id: int,
    claim: Claim,
    *,
    version: int | None = None,
    now: datetime,
) -> ContactClaim:
    """Keep the claim. The first one that counts meets `first_contact` and starts `visit`.

    One that does not count stays on the timeline with its reason, and the clock goes on.
    """
    actor.require(Permission.CONTACT_CLAIM)
    case = get_case(session, actor, case_id, version=version, lock=True)
    _check_claim(actor, case, claim, now)
    caller = _caller(session, actor, case, claim)
    reason = _why_not(session, actor, case, claim, caller)
    row = _row(actor, case, claim, caller, reason, now)
    session.add(row)
    session.flush()
    if reason is None and row.how is ContactHow.THREE_WAY:
        _heard_by_the_brand(session, actor, case, row, now)
    # The database says whether this dealer's claims must be verified first (C3).
    session.refresh(row, ["verify_first"])
    if reason is None and row.verify_first and row.state is not ClaimState.VERIFIED:
        _wait(session, actor, case, row, now)
        tell_claimed(session, case, row, now=now)
    elif reason is None:
        _count(session, actor, case, row, now)
        tell_claimed(session, case, row, now=now)
    else:
        _keep(session, actor, case, row, reason, now)
    return row


def _check_claim(actor: Actor, case: Case, claim: Claim, now: datetime) -> None:
    if case.status not in _WITH_A_DEALER:
        raise RefusedError("no_dealer_to_contact", status=case.status)
    if claim.contacted_at > now + _CLOCKS_DIFFER:
        raise InvalidError("contact_in_future", field="contacted_at")
    if claim.contacted_at < case.first_heard_at:
        raise InvalidError("contact_before_case", field="contacted_at", at=case.first_heard_at)
    if not claim.note.strip():
        raise InvalidError("contact_says_nothing", field="note")
    # It is verified by the brand's having been on the line: only the brand can say so.
    if claim.how is ContactHow.THREE_WAY and not actor.is_brand:
        raise InvalidError("three_way_is_the_hotlines", field="how")


def _caller(session: Session, actor: Actor, case: Case, claim: Claim) -> _Caller:
    """Who spoke, in which role: a person complained of stays one in whatever role."""
    if claim.caller_user_id is not None:
        user = get_one(session, actor, User, claim.caller_user_id)
        if user.dealer_id != case.dealer_id or user.role not in _ROLES:
            raise InvalidError("caller_not_of_dealer", field="caller")
        return _Caller(_ROLES[user.role], user.installer_id, user.name)
    if claim.caller_installer_id is not None:
        person = get_one(session, actor, Installer, claim.caller_installer_id)
        role = CallerRole.OWNER if claim.caller_role is CallerRole.OWNER else CallerRole.INSTALLER
        return _Caller(role, person.id, person.name)
    if claim.caller_role not in (CallerRole.SALESPERSON, CallerRole.OWNER):
        raise InvalidError("caller_not_named", field="caller")
    if not claim.caller_name.strip():
        raise InvalidError("caller_not_named", field="caller_name")
    return _Caller(claim.caller_role, None, claim.caller_name.strip())


def _why_not(
    session: Session, actor: Actor, case: Case, claim: Claim, caller: _Caller
) -> NotCounted | None:
    """Domain C1; that the caller is complained of weighs before all else."""
    by_role = {
        CallerRole.INSTALLER: NotCounted.INSTALLER,
        CallerRole.SALESPERSON: NotCounted.SALESPERSON,
    }
    # Nor does who is complained of vouch for a colleague's call, in whatever role.
    accused = accused_of(session, case.id)
    if accused.is_one(caller.installer_id, caller.name) or actor.installer_id in accused.names:
        return NotCounted.ACCUSED
    if caller.role in by_role:
        return by_role[caller.role]
    if not claim.reached:
        return NotCounted.NOT_REACHED
    if not claim.spoke_to_customer:
        return NotCounted.NOT_CUSTOMER
    accepted_at = session.scalar(
        visible(actor, Offer)
        .where(
            Offer.case_id == case.id,
            Offer.state == OfferState.ACCEPTED,
            Offer.released_at.is_(None),
        )
        .with_only_columns(Offer.answered_at)
    )
    if accepted_at is None or claim.contacted_at < accepted_at.replace(second=0, microsecond=0):
        return NotCounted.BEFORE_ACCEPTANCE
    return None


def _row(
    actor: Actor,
    case: Case,
    claim: Claim,
    caller: _Caller,
    reason: NotCounted | None,
    now: datetime,
) -> ContactClaim:
    return ContactClaim(
        case_id=case.id,
        dealer_id=case.dealer_id,
        attempt=case.attempt,
        claimed_by_id=actor.user_id,
        caller_role=caller.role,
        caller_installer_id=caller.installer_id,
        caller_name=caller.name,
        caller_folded=fold(caller.name),
        how=claim.how,
        reached=claim.reached,
        spoke_to_customer=claim.spoke_to_customer,
        contacted_at=claim.contacted_at,
        claimed_at=now,
        note=claim.note.strip(),
        counts=reason is None,
        not_counted=reason,
        state=ClaimState.CLAIMED,
    )


def _heard_by_the_brand(
    session: Session, actor: Actor, case: Case, row: ContactClaim, now: datetime
) -> None:
    """A three-way call is verified by itself: the brand heard the customer (C1)."""
    session.add(
        CustomerWord(
            case_id=case.id,
            dealer_id=row.dealer_id,
            claim_id=row.id,
            confirmed=True,
            via=WordVia.THREE_WAY,
            noted_by_id=actor.user_id,
            at=now,
        )
    )
    row.state = ClaimState.VERIFIED
    session.flush()
    end_verify_first(session, row.dealer_id, now=now)


def _wait(session: Session, actor: Actor, case: Case, row: ContactClaim, now: datetime) -> None:
    """It is asked of the customer first: until they confirm it, the clock goes on (C3)."""
    record(
        session, actor, case, EventKind.CONTACT_NOT_COUNTED, now=now,
        audience=only_dealer(case.dealer_id), body=row.note,
        reason="verify_first", **contact_detail(row),
    )  # fmt: skip


def _count(session: Session, actor: Actor, case: Case, row: ContactClaim, now: datetime) -> None:
    detail = contact_detail(row)
    contacted_at = min(row.contacted_at, now)
    first = stop_clock(session, case, Stage.FIRST_CONTACT, now=now, at=contacted_at)
    if case.status is CaseStatus.ACCEPTED or (first and case.status is CaseStatus.SCHEDULED):
        start_clock(session, case, Stage.VISIT, now=now, since=contacted_at)
    if case.status is not CaseStatus.ACCEPTED:
        note_next_deadline(session, case)
        record(
            session,
            actor,
            case,
            EventKind.CONTACT_CLAIMED,
            now=now,
            audience=only_dealer(case.dealer_id),
            body=row.note,
            **detail,
        )
        return
    take_step(
        session,
        actor,
        case,
        Step.CONTACT,
        now=now,
        audience=only_dealer(case.dealer_id),
        body=row.note,
        **detail,
    )


def _keep(
    session: Session,
    actor: Actor,
    case: Case,
    row: ContactClaim,
    reason: NotCounted,
    now: datetime,
) -> None:
    audience = only_dealer(case.dealer_id)
    record(
        session,
        actor,
        case,
        EventKind.CONTACT_NOT_COUNTED,
        now=now,
        audience=audience,
        body=row.note,
        reason=reason.value,
        **contact_detail(row),
    )
    if accused_of(session, case.id).is_one(row.caller_installer_id, row.caller_name):
        note_accused_contact(session, actor, case, row, now=now)
