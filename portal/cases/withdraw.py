"""The customer lets it rest: said on our call or on their link, final unless they object (K6)."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Case, CaseEnding, EventKind, Side, Withdrawal, WithdrawalVia
from models.cases import ENDED
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.access.scope import get_case
from portal.cases.customer_news import tell_withdrawal
from portal.cases.end_case import end_case
from portal.cases.lifecycle import Step
from portal.cases.link_case import case_of_link
from portal.errors import InvalidError, RefusedError
from portal.history.record import Audience, record
from portal.infra.jobs import defer
from portal.settings.known import WITHDRAWAL_DAYS
from portal.settings.read import setting

END_WITHDRAWN: Final = "end_withdrawn"


def record_withdrawal(
    session: Session,
    actor: Actor,
    case_id: int,
    reason: str,
    *,
    version: int | None,
    now: datetime,
) -> Withdrawal:
    """On a call of the brand's own staff; what a dealer relays does not count (K6)."""
    case = get_case(session, actor, case_id, version=version, lock=True)
    actor.require(Permission.WITHDRAWAL_RECORD)
    return _write(session, actor, case, reason, WithdrawalVia.BRAND_CALL, now=now)


def withdraw_by_link(
    session: Session, actor: Actor, reason: str, last_four: str, *, now: datetime
) -> Withdrawal:
    """By the customer's own link, with the last four digits of their number (K9)."""
    case = case_of_link(session, actor, last_four=last_four)
    return _write(session, actor, case, reason, WithdrawalVia.LINK, now=now)


def object_by_link(session: Session, actor: Actor, last_four: str, *, now: datetime) -> Withdrawal:
    """ "This was not me": the withdrawal falls, at once and for good."""
    case = case_of_link(session, actor, last_four=last_four)
    return _object(session, actor, case, now=now)


def object_to_withdrawal(
    session: Session, actor: Actor, case_id: int, *, now: datetime
) -> Withdrawal:
    """The customer says so on a call."""
    case = get_case(session, actor, case_id, lock=True)
    actor.require(Permission.WITHDRAWAL_RECORD)
    return _object(session, actor, case, now=now)


def end_withdrawn(
    session: Session, actor: Actor, withdrawal_id: int, *, now: datetime
) -> CaseEnding | None:
    """After 7 days without objection the case ends. None where it no longer stands.

    Run by the worker at its time, and perhaps twice; by hand where the worker was not there.
    """
    actor.require(Permission.WITHDRAWAL_RECORD)
    found = session.get(Withdrawal, withdrawal_id)
    if found is None:
        return None
    case = get_case(session, actor, found.case_id, lock=True)
    session.refresh(found)
    if not _waits(found) or case.status in ENDED:
        return None
    if now < found.ends_at:
        raise RefusedError("withdrawal_not_yet", until=found.ends_at)
    ending = CaseEnding(
        case_id=case.id,
        kind="withdrawn",
        withdrawal_id=found.id,
        ended_by_id=actor.user_id,
        ended_at=now,
    )
    return end_case(
        session, actor, case, Step.END_WITHDRAWN, ending,
        now=now, audience=_told(case), withdrawal_id=found.id, via=found.via.value,
    )  # fmt: skip


def waiting_withdrawal(session: Session, case_id: int) -> Withdrawal | None:
    """The withdrawal that stands: on an open case the customer can still object to it."""
    return session.scalar(
        select(Withdrawal).where(
            Withdrawal.case_id == case_id,
            Withdrawal.objected_at.is_(None),
            Withdrawal.lapsed_at.is_(None),
        )
    )


def _write(
    session: Session,
    actor: Actor,
    case: Case,
    reason: str,
    via: WithdrawalVia,
    *,
    now: datetime,
) -> Withdrawal:
    _check_open(case)
    if not reason.strip():
        raise InvalidError("reason_missing", field="reason")
    by_call = via is WithdrawalVia.BRAND_CALL
    with beyond_sight(session):
        if waiting_withdrawal(session, case.id) is not None:
            raise RefusedError("already_withdrawn", number=case.number)
        withdrawal = Withdrawal(
            case_id=case.id,
            via=via,
            made_by_id=actor.user_id if by_call else None,
            maker_side=Side.BRAND if by_call else None,
            link_id=None if by_call else actor.link_id,
            reason=reason.strip(),
            made_at=now,
            ends_at=now + timedelta(days=setting(session, WITHDRAWAL_DAYS)),
        )
        session.add(withdrawal)
        session.flush()
        defer(
            session,
            END_WITHDRAWN,
            queueing_lock=f"{END_WITHDRAWN}:{withdrawal.id}",
            schedule_at=withdrawal.ends_at,
            withdrawal_id=withdrawal.id,
        )
    record(
        session,
        actor,
        case,
        EventKind.WITHDRAWAL_RECORDED,
        now=now,
        audience=Audience(customer=True),
        body=withdrawal.reason,
        withdrawal_id=withdrawal.id,
        via=via.value,
        ends_at=withdrawal.ends_at.isoformat(),
    )
    tell_withdrawal(session, case, withdrawal, now=now)
    return withdrawal


def _object(session: Session, actor: Actor, case: Case, *, now: datetime) -> Withdrawal:
    with beyond_sight(session):
        found = waiting_withdrawal(session, case.id)
        if found is None or case.status in ENDED:
            raise RefusedError("nothing_to_object_to", number=case.number)
        found.objected_at = now
        session.flush()
    record(
        session,
        actor,
        case,
        EventKind.WITHDRAWAL_OBJECTED,
        now=now,
        audience=Audience(customer=True),
        withdrawal_id=found.id,
    )
    return found


def _check_open(case: Case) -> None:
    if case.status in ENDED:
        raise RefusedError("already_ended", number=case.number, status=case.status)


def _waits(withdrawal: Withdrawal) -> bool:
    return withdrawal.objected_at is None and withdrawal.lapsed_at is None


def _told(case: Case) -> Audience:
    """The customer, and the dealer where there is one: nobody else's dealer reads it."""
    return Audience(dealer=case.dealer_id is not None, customer=True, dealer_id=case.dealer_id)
