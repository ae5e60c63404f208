"""Record what was done, who answers for it and what the customer says (domain R1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Bearer,
    Case,
    CaseStatus,
    CustomersWord,
    Dispatch,
    DispatchState,
    Offer,
    Resolution,
    Stage,
    Task,
    TaskKind,
    Visit,
)
from portal.access.actors import Actor
from portal.access.scope import get_case
from portal.cases.customer_news import tell_resolved
from portal.cases.lifecycle import Step
from portal.cases.put_task import put_task
from portal.cases.steps import check_step, take_step
from portal.cases.supervisor_decides import may_go_on
from portal.cases.tasks import check_owner
from portal.cases.told import its_dealer
from portal.errors import ForbiddenError, InvalidError, RefusedError
from portal.sla.clocks import DEALER_STAGES, start_clock, stop_clock

MOST: Decimal = Decimal("9999999999.99")


@dataclass(frozen=True, slots=True)
class Prevention:
    """What one side does so that it does not come back."""

    side: Bearer
    title: str
    due_at: datetime
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """The account of R1, as somebody gives it."""

    what: str
    root_cause: str
    cost_bearer: Bearer
    shares: Mapping[Bearer, int]
    share_reason: str
    customers_word: CustomersWord
    cost: Decimal = Decimal(0)
    claimed: Decimal = Decimal(0)
    granted: Decimal = Decimal(0)
    prevention: Sequence[Prevention] = field(default_factory=tuple)


def resolve_case(
    session: Session,
    actor: Actor,
    case_id: int,
    account: Account,
    *,
    version: int | None,
    now: datetime,
) -> Resolution:
    """The holding dealer reports it, or the brand settles a case in triage itself.

    The dealer's clocks and `resolve` are met, `callback` starts: what follows is the brand's call.
    """
    case = get_case(session, actor, case_id, version=version, lock=True)
    step = Step.RESOLVE_BY_BRAND if case.status is CaseStatus.TRIAGE else Step.RESOLVE
    check_step(actor, case, step)
    check_not_waiting_for_supervisor(actor, case)
    _check_account(account)
    _check_no_visit_under_way(session, case)
    resolution = _write(session, actor, case, account, now)
    _settle_clocks(session, case, now=now)
    take_step(
        session,
        actor,
        case,
        step,
        now=now,
        audience=its_dealer(case.dealer_id),
        body=account.what.strip(),
        resolution_id=resolution.id,
        remote=resolution.remote,
        shares={side.value: share for side, share in account.shares.items() if share},
        customers_word=account.customers_word.value,
    )
    if case.at_supervisor:
        case.at_supervisor = False
    session.flush()
    for wanted in account.prevention:
        _put_prevention(session, actor, case, wanted, now=now)
    tell_resolved(session, case, resolution, now=now)
    return resolution


def check_not_waiting_for_supervisor(actor: Actor, case: Case) -> None:
    """What lies with the supervisor goes on by a supervisor's hand alone (O2, K3)."""
    if case.dealer_id is None and not may_go_on(actor, case):
        raise ForbiddenError("case_at_supervisor", number=case.number)


def _check_account(account: Account) -> None:
    for name in ("what", "root_cause", "share_reason"):
        if not getattr(account, name).strip():
            raise InvalidError("say_it", field=name)
    shares = [account.shares.get(side, 0) for side in Bearer]
    if sum(shares) != 100 or min(shares) < 0:
        raise InvalidError("shares_sum_to_100", field="share_brand", sum=sum(shares))
    for name in ("cost", "claimed", "granted"):
        if not 0 <= getattr(account, name) <= MOST:
            raise InvalidError("amount_out_of_range", field=name)


def _check_no_visit_under_way(session: Session, case: Case) -> None:
    """What is still booked is called off or ended first: nobody goes to a resolved case."""
    under_way = select(Dispatch.id).where(
        Dispatch.case_id == case.id,
        Dispatch.state.in_([DispatchState.PLANNED, DispatchState.ON_SITE]),
    )
    if session.scalar(under_way.limit(1)) is not None:
        raise RefusedError("visit_under_way", number=case.number)


def _write(
    session: Session, actor: Actor, case: Case, account: Account, now: datetime
) -> Resolution:
    shares = {f"share_{side.value}": account.shares.get(side, 0) for side in Bearer}
    resolution = Resolution(
        case_id=case.id,
        attempt=case.attempt,
        resolved_by_id=actor.user_id,
        made_at=now,
        dealer_id=case.dealer_id,
        remote=not _was_there(session, case),
        what=account.what.strip(),
        root_cause=account.root_cause.strip(),
        cost=account.cost,
        cost_bearer=account.cost_bearer,
        share_reason=account.share_reason.strip(),
        customers_word=account.customers_word,
        claimed=account.claimed,
        granted=account.granted,
        **shares,
    )
    session.add(resolution)
    session.flush()
    return resolution


def _was_there(session: Session, case: Case) -> bool:
    """Whether the dealer that reports it has been on site in this attempt, whatever came after."""
    visited = (
        select(Visit.id)
        .join(Dispatch, Dispatch.id == Visit.dispatch_id)
        .join(Offer, Offer.id == Dispatch.offer_id)
        .where(
            Visit.case_id == case.id,
            Visit.dealer_id == case.dealer_id,
            Offer.attempt == case.attempt,
        )
    )
    return session.scalar(visited.limit(1)) is not None


def _settle_clocks(session: Session, case: Case, *, now: datetime) -> None:
    for stage in (*sorted(DEALER_STAGES), Stage.TRIAGE, Stage.RESOLVE):
        stop_clock(session, case, stage, now=now)
    start_clock(session, case, Stage.CALLBACK, now=now)


def _put_prevention(
    session: Session, actor: Actor, case: Case, wanted: Prevention, *, now: datetime
) -> Task:
    """The dealer's and the installer's part is the dealer's task, everything else the brand's."""
    at_dealer = wanted.side in (Bearer.DEALER, Bearer.INSTALLER)
    dealer_id = case.dealer_id if at_dealer else None
    check_owner(session, actor, wanted.owner_id, dealer_id)
    return put_task(
        session, actor, case, TaskKind.PREVENTION, wanted.title,
        due_at=wanted.due_at, now=now, owner_id=wanted.owner_id, dealer_id=dealer_id,
    )  # fmt: skip
