"""A customer who cannot be reached: asked by one, released by a supervisor (domain K4, T8)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    Callback,
    Case,
    CaseEnding,
    CustomerLink,
    EventKind,
    Outcome,
    RequestKind,
    Resolution,
    SupervisorRequest,
    UnreachableApproval,
)
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case
from portal.cases.callbacks import standing_resolution
from portal.cases.end_case import end_case, lapse_withdrawal
from portal.cases.lifecycle import Step
from portal.cases.put_request import put_request
from portal.cases.steps import check_step
from portal.cases.told import its_dealer
from portal.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from portal.history.record import record
from portal.settings.known import (
    SILENCE_DAYS,
    UNREACHABLE_CALLS,
    UNREACHABLE_DAYS,
    UNREACHABLE_PARTS,
)
from portal.settings.read import some_settings
from portal.sla.zone import portal_zone

SHORTEST_REASON: Final = 10


@dataclass(frozen=True, slots=True)
class Evidence:
    """What has been tried on the standing resolution, and the codes of what is missing."""

    calls: int = 0
    days: int = 0
    parts: int = 0
    last_call_at: datetime | None = None
    told_at: datetime | None = None
    silent_until: datetime | None = None
    missing: Sequence[str] = field(default_factory=tuple)


class Wanted(NamedTuple):
    """What K4 wants: calls, on so many days and in so many parts of the day, days of silence."""

    calls: int
    days: int
    parts: int
    silence: int


def wanted_evidence(session: Session) -> Wanted:
    """As it is set; the database reads the same settings."""
    return Wanted(
        *some_settings(
            session, UNREACHABLE_CALLS, UNREACHABLE_DAYS, UNREACHABLE_PARTS, SILENCE_DAYS
        )
    )


def count_evidence(session: Session, case: Case, *, now: datetime) -> Evidence:
    """Count as the database will count: unanswered calls since the customer last answered."""
    resolution = standing_resolution(session, case)
    made = _unanswered(session, resolution)
    told_at = session.scalar(
        select(func.max(CustomerLink.issued_at)).where(
            CustomerLink.case_id == case.id,
            CustomerLink.sent_by != "",
            CustomerLink.revoked_at.is_(None),
            CustomerLink.issued_at >= resolution.made_at,
        )
    )
    zone = portal_zone(session)
    days: set[date] = {at.astimezone(zone).date() for at in made}
    parts = {part_of_day(at, zone) for at in made}
    last = max(made, default=None)
    wanted = wanted_evidence(session)
    silence = timedelta(days=wanted.silence)
    silent_until = max(last, told_at) + silence if last and told_at else None
    counted = Evidence(len(made), len(days), len(parts), last, told_at, silent_until)
    return Evidence(
        counted.calls, counted.days, counted.parts, last, told_at, silent_until,
        missing=_missing(counted, wanted, now),
    )  # fmt: skip


def ask_unreachable(
    session: Session,
    actor: Actor,
    case_id: int,
    reason: str,
    *,
    version: int | None,
    now: datetime,
) -> SupervisorRequest:
    """Ask a supervisor to end the case, once everything that K4 wants was tried."""
    case = get_case(session, actor, case_id, version=version, lock=True)
    actor.require(Permission.UNREACHABLE_ASK)
    evidence = count_evidence(session, case, now=now)
    _check_complete(case, evidence)
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidError("reason_too_short", field="reason")
    return put_request(
        session,
        actor,
        case,
        RequestKind.UNREACHABLE,
        reason,
        now=now,
        event=EventKind.UNREACHABLE_ASKED,
        calls=evidence.calls,
        days=evidence.days,
        parts=evidence.parts,
    )


def release_unreachable(
    session: Session, actor: Actor, request_id: int, reason: str, *, now: datetime
) -> CaseEnding:
    """Another person, a supervisor, agrees: the case ends as unreachable."""
    case, request = _to_decide(session, actor, request_id)
    check_step(actor, case, Step.END_UNREACHABLE)
    _check_complete(case, count_evidence(session, case, now=now))
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidError("reason_too_short", field="reason")
    _decide(actor, request, granted=True, answer=reason, now=now)
    resolution = standing_resolution(session, case)
    approval = UnreachableApproval(
        case_id=case.id,
        resolution_id=resolution.id,
        asked_by_id=request.asked_by_id,
        approved_by_id=actor.user_id,
        reason=reason.strip(),
        made_at=now,
    )
    session.add(approval)
    session.flush()
    lapse_withdrawal(session, case, now=now)
    ending = CaseEnding(
        case_id=case.id,
        kind="unreachable",
        resolution_id=resolution.id,
        approval_id=approval.id,
        ended_by_id=actor.user_id,
        ended_at=now,
    )
    return end_case(
        session, actor, case, Step.END_UNREACHABLE, ending,
        now=now, audience=its_dealer(case.dealer_id), body=reason.strip(), request_id=request.id,
    )  # fmt: skip


def refuse_unreachable(
    session: Session, actor: Actor, request_id: int, answer: str, *, now: datetime
) -> SupervisorRequest:
    """The supervisor wants something else tried first; the case stays resolved."""
    case, request = _to_decide(session, actor, request_id)
    if not answer.strip():
        raise InvalidError("reason_missing", field="answer")
    _decide(actor, request, granted=False, answer=answer, now=now)
    record(
        session,
        actor,
        case,
        EventKind.UNREACHABLE_REFUSED,
        now=now,
        body=answer.strip(),
        request_id=request.id,
    )
    return request


def _unanswered(session: Session, resolution: Resolution) -> Sequence[datetime]:
    calls = session.execute(
        select(Callback.made_at, Callback.outcome)
        .where(Callback.resolution_id == resolution.id)
        .order_by(Callback.made_at, Callback.id)
        .limit(500)
    ).all()
    answered = [at for at, outcome in calls if outcome is not Outcome.NO_ANSWER]
    since = max(answered, default=None)
    return [
        at
        for at, outcome in calls
        if outcome is Outcome.NO_ANSWER and (since is None or at > since)
    ]


def part_of_day(at: datetime, zone: ZoneInfo) -> int:
    """Morning, afternoon, evening: until 12, until 18, after."""
    hour = at.astimezone(zone).hour
    return (hour >= 12) + (hour >= 18)


def _missing(counted: Evidence, least: Wanted, now: datetime) -> tuple[str, ...]:
    wanted = (
        ("calls", counted.calls >= least.calls),
        ("days", counted.days >= least.days),
        ("parts", counted.parts >= least.parts),
        ("link", counted.told_at is not None),
        ("silence", counted.silent_until is not None and now >= counted.silent_until),
    )
    return tuple(code for code, met in wanted if not met)


def _check_complete(case: Case, evidence: Evidence) -> None:
    if evidence.missing:
        raise RefusedError(
            "unreachable_not_yet",
            number=case.number,
            calls=evidence.calls,
            days=evidence.days,
            parts=evidence.parts,
            until=evidence.silent_until,
        )


def _to_decide(session: Session, actor: Actor, request_id: int) -> tuple[Case, SupervisorRequest]:
    actor.require(Permission.SUPERVISE)
    request = session.get(SupervisorRequest, request_id)
    if request is None or request.kind is not RequestKind.UNREACHABLE:
        raise NotFoundError("supervisor_request")
    case = get_case(session, actor, request.case_id, lock=True)
    session.refresh(request, with_for_update=True)
    if request.decided_at is not None:
        raise RefusedError("already_decided")
    if request.asked_by_id == actor.user_id:
        raise ForbiddenError("not_ones_own_request")
    return case, request


def _decide(
    actor: Actor, request: SupervisorRequest, *, granted: bool, answer: str, now: datetime
) -> None:
    request.decided_by_id, request.decided_at = actor.user_id, now
    request.granted, request.answer = granted, answer.strip()
