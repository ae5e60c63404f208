"""What asking, agreeing, refusing and ending a pause have in common (domain T4)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    HELD,
    Callback,
    Case,
    ClockState,
    ContactClaim,
    CustomerLink,
    EventKind,
    NoticeKind,
    Outcome,
    PauseReason,
    PauseState,
    Resolution,
    SlaClock,
    SlaPause,
    Stage,
)
from models.cases import ENDED
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.access.scope import get_case, get_one
from portal.cases.told import its_dealer
from portal.cases.unreachable import part_of_day
from portal.errors import ChangedMeanwhileError, RefusedError
from portal.history.record import record
from portal.notices.recipients import DealerDesk, HotlineTeam, Person
from portal.notices.tell import tell
from portal.settings.known import PAUSE_DAYS
from portal.settings.read import setting
from portal.sla.clocks import DEALER_STAGES, note_next_deadline, recompute_clocks
from portal.sla.pauses import PAUSABLE, days_taken
from portal.sla.zone import portal_zone

ATTEMPTS = 3
PARTS_OF_DAY = 2


def pausable_stages(session: Session, actor: Actor, case: Case) -> list[Stage]:
    """The stages that can still wait: not met yet in this attempt, a dealer's own for a dealer."""
    if case.status in ENDED:
        return []
    mine = PAUSABLE if actor.is_brand else PAUSABLE & DEALER_STAGES if case.status in HELD else ()
    met = select(SlaClock.stage).where(
        SlaClock.case_id == case.id,
        SlaClock.attempt == case.attempt,
        SlaClock.state == ClockState.MET,
    )
    with beyond_sight(session):
        over = set(session.scalars(met))
        over -= set(
            session.scalars(
                select(SlaClock.stage).where(
                    SlaClock.case_id == case.id, SlaClock.state == ClockState.RUNNING
                )
            )
        )
    return [stage for stage in Stage if stage in mine and stage not in over]


def read_pauses(session: Session, case: Case) -> Sequence[SlaPause]:
    """Every pause that was ever asked for on a case, the newest first."""
    return session.scalars(
        select(SlaPause).where(SlaPause.case_id == case.id).order_by(SlaPause.id.desc()).limit(100)
    ).all()


def locked_pause(
    session: Session, actor: Actor, pause_id: int, state: PauseState, version: int | None
) -> tuple[Case, SlaPause]:
    """For who may decide: the case, locked, and its pause in the state that this asks for."""
    actor.require(Permission.PAUSE_DECIDE)
    seen = get_one(session, actor, SlaPause, pause_id)
    case = get_case(session, actor, seen.case_id, lock=True)
    pause = session.get_one(SlaPause, pause_id, populate_existing=True)
    if version is not None and pause.version != version:
        raise ChangedMeanwhileError("changed_meanwhile", number=case.number)
    if pause.state is not state:
        raise RefusedError("pause_is_decided", state=pause.state)
    return case, pause


def check_length(session: Session, case: Case, starts_at: datetime, ends_at: datetime) -> None:
    """At most so many working days in all, whoever asked for them (T4)."""
    most = setting(session, PAUSE_DAYS)
    if days_taken(session, case.id, [(starts_at, ends_at)]) > most:
        had = days_taken(session, case.id)
        raise RefusedError("pause_too_long", field="until_on", most=most, had=had)


def check_unreachable(session: Session, case: Case, reason: PauseReason) -> None:
    """Three attempts in two parts of the day and a message, before it is called that (T4)."""
    if reason is not PauseReason.CUSTOMER_UNREACHABLE:
        return
    with beyond_sight(session):
        tried = _attempts(session, case)
        message = tried and session.scalar(
            select(CustomerLink.id)
            .where(
                CustomerLink.case_id == case.id,
                CustomerLink.sent_by != "",
                CustomerLink.issued_at >= min(tried),
            )
            .limit(1)
        )
        zone = portal_zone(session)
    parts = {part_of_day(at, zone) for at in tried}
    if len(tried) < ATTEMPTS or len(parts) < PARTS_OF_DAY:
        raise RefusedError(
            "pause_not_tried_enough",
            field="pause_reason",
            attempts=len(tried),
            parts=len(parts),
        )
    if not message:
        raise RefusedError("pause_without_message", field="pause_reason", number=case.number)


def _attempts(session: Session, case: Case) -> list[datetime]:
    """When somebody tried in vain in this attempt: the dealer by its claims, we by callbacks."""
    claims = select(ContactClaim.contacted_at).where(
        ContactClaim.case_id == case.id,
        ContactClaim.attempt == case.attempt,
        ContactClaim.reached.is_(False),
    )
    calls = (
        select(Callback.made_at)
        .join(Resolution, Resolution.id == Callback.resolution_id)
        .where(
            Callback.case_id == case.id,
            Callback.outcome == Outcome.NO_ANSWER,
            Resolution.ended_at.is_(None),
        )
    )
    return [*session.scalars(claims), *session.scalars(calls)]


def note_pause(
    session: Session,
    actor: Actor,
    case: Case,
    pause: SlaPause,
    kind: EventKind,
    words: str,
    *,
    now: datetime,
    **detail: Any,
) -> None:
    """The line of a pause in the case's history."""
    record(
        session,
        actor,
        case,
        kind,
        now=now,
        audience=its_dealer(case.dealer_id),
        body=words.strip() or None,
        pause_id=pause.id,
        stage=pause.stage.value,
        pause_reason=pause.reason.value,
        until=pause.ends_at.isoformat(),
        **detail,
    )


def ask_hotline(
    session: Session, actor: Actor, case: Case, pause: SlaPause, *, now: datetime
) -> None:
    """The case's agent hears of it, or whoever of the hotline is there."""
    tell(
        session,
        NoticeKind.PAUSE_ASKED,
        [Person(case.agent_id) if case.agent_id else HotlineTeam()],
        now=now,
        case=case,
        key=f"pause:{pause.id}",
        stage=pause.stage.value,
        until=pause.ends_at.isoformat(),
        by_id=actor.user_id,
    )


def tell_dealer(session: Session, case: Case, pause: SlaPause, *, now: datetime) -> None:
    """Whoever holds the case hears whether the pause was agreed to."""
    if case.dealer_id is None:
        return
    tell(
        session,
        NoticeKind.PAUSE_DECIDED,
        [DealerDesk(case.dealer_id)],
        now=now,
        case=case,
        key=f"pause:{pause.id}:{pause.state.value}",
        stage=pause.stage.value,
        until=pause.ends_at.isoformat(),
        granted=pause.state is PauseState.AGREED,
    )


def tell_ended(
    session: Session, actor: Actor, case: Case, pause: SlaPause, *, now: datetime
) -> None:
    """That the time runs again, and since when."""
    if case.dealer_id is None:
        return
    tell(
        session,
        NoticeKind.PAUSE_ENDED,
        [DealerDesk(case.dealer_id)],
        now=now,
        case=case,
        key=f"pause:{pause.id}:{pause.state.value}",
        stage=pause.stage.value,
        until=now.isoformat(),
        by_id=actor.user_id,
    )


def move_clocks(session: Session, case: Case) -> dict[str, str]:
    """Derive the due times anew, and say which moved to when."""
    session.flush()
    moved = {clock.stage.value: clock.due_at for clock in recompute_clocks(session, case)}
    case.version += 1
    session.flush()
    note_next_deadline(session, case)
    return {stage: due_at.isoformat() for stage, due_at in moved.items()}
