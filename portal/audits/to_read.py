"""Ended cases for an auditor to choose from, with what makes each worth reading (domain Q1)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from models import (
    Audit,
    AuditState,
    Callback,
    Case,
    CaseEnding,
    CaseStatus,
    ClaimState,
    ContactClaim,
    Dealer,
    Outcome,
    SlaClock,
    Stage,
    User,
)
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import visible_cases

# How the customer says they were treated, from 1 to 5; this and less is worth a look.
POORLY: Final = 2
THIRD: Final = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the list; each lives in the address of the page."""

    endings: tuple[CaseStatus, ...] = ()
    agent_id: int | None = None
    dealer_id: int | None = None
    since: datetime | None = None
    unread: bool = False

    @property
    def count(self) -> int:
        """How many of them are set."""
        return sum(
            map(bool, (self.endings, self.agent_id, self.dealer_id, self.since, self.unread))
        )


class Line(NamedTuple):
    """An ended case, as the database gives it."""

    id: int
    number: str
    status: CaseStatus
    summary: str
    ended_at: datetime
    attempt: int
    chases: int
    agent: str | None
    dealer: str | None
    outcome: Outcome | None
    treated: int | None
    pressed: bool | None
    breached: bool
    disputed: bool
    done: int
    mine: AuditState | None
    my_audit_id: int | None


def cases_to_read(
    session: Session,
    actor: Actor,
    wanted: Wanted,
    *,
    after: tuple[datetime, int] | None = None,
    backwards: bool = False,
    limit: int,
) -> Sequence[Line]:
    """Cases that ended here, the latest first; read from the other end when going back."""
    actor.require(Permission.AUDIT_MAKE)
    rows = _rows(actor).where(*_conditions(wanted))
    here = tuple_(Case.ended_at, Case.id)
    if after is not None:
        rows = rows.where(here > after if backwards else here < after)
    ordered = (Case.ended_at, Case.id) if backwards else (Case.ended_at.desc(), Case.id.desc())
    return [Line(*row) for row in session.execute(rows.order_by(*ordered).limit(limit))]


def what_is_special(session: Session, actor: Actor, case_id: int) -> Line | None:
    """The same of one case; none where it is not ended any more."""
    actor.require(Permission.AUDIT_MAKE)
    row = session.execute(_rows(actor).where(Case.id == case_id)).one_or_none()
    return Line(*row) if row else None


def _rows(actor: Actor) -> Select[Any]:
    agent, call, mine = aliased(User), aliased(Callback), aliased(Audit)
    columns: list[Any] = [
        Case.id,
        Case.number,
        Case.status,
        Case.summary,
        Case.ended_at,
        Case.attempt,
        Case.chases,
        agent.name,
        Dealer.name,
        call.outcome,
        call.treated,
        call.pressed,
        _breached(),
        _disputed(),
        _done(),
        mine.state,
        mine.id,
    ]
    return (
        visible_cases(actor)
        .where(Case.ending_id.is_not(None), Case.status != CaseStatus.MERGED)
        .outerjoin(agent, agent.id == Case.agent_id)
        .outerjoin(Dealer, Dealer.id == Case.dealer_id)
        .outerjoin(CaseEnding, CaseEnding.id == Case.ending_id)
        .outerjoin(call, call.id == CaseEnding.callback_id)
        .outerjoin(
            mine,
            and_(
                mine.case_id == Case.id,
                mine.attempt == Case.attempt,
                mine.auditor_id == actor.user_id,
            ),
        )
        .with_only_columns(*columns, maintain_column_froms=True)
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    given: list[tuple[object, Callable[[], ColumnElement[bool]]]] = [
        (wanted.endings, lambda: Case.status.in_(wanted.endings)),
        (wanted.agent_id, lambda: Case.agent_id == wanted.agent_id),
        (wanted.dealer_id, lambda: Case.dealer_id == wanted.dealer_id),
        (wanted.since, lambda: Case.ended_at >= wanted.since),
        (wanted.unread, lambda: ~_audited()),
    ]
    return [condition() for value, condition in given if value]


def _audited() -> ColumnElement[bool]:
    """By anybody, begun or done: two auditors should not both begin with the same case."""
    return exists().where(Audit.case_id == Case.id, Audit.attempt == Case.attempt)


def _done() -> Any:
    return (
        select(func.count())
        .where(
            Audit.case_id == Case.id,
            Audit.attempt == Case.attempt,
            Audit.state == AuditState.DONE,
        )
        .scalar_subquery()
    )


def _breached() -> ColumnElement[bool]:
    return exists().where(
        SlaClock.case_id == Case.id,
        SlaClock.stage == Stage.RESOLVE,
        SlaClock.breached_at.is_not(None),
    )


def _disputed() -> ColumnElement[bool]:
    return exists().where(
        ContactClaim.case_id == Case.id, ContactClaim.state == ClaimState.DISPUTED
    )
