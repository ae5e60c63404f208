"""One matter, two cases: this one goes into that one, and can be taken out again (domain K7)."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from models import (
    Case,
    CaseAccused,
    CaseEnding,
    CaseStatus,
    Dealer,
    DealerState,
    Dispatch,
    DispatchPerson,
    DispatchState,
    EventKind,
    Installer,
    Merge,
    Offer,
    OfferState,
    Release,
    Stage,
)
from models.cases import ENDED, HELD
from portal.access.actors import Actor
from portal.access.scope import get_case
from portal.cases.end_case import end_case, lapse_withdrawal
from portal.cases.lifecycle import Step
from portal.cases.met_by import weigh_contact_anew
from portal.cases.steps import check_step, take_step
from portal.cases.supervisor_decides import supervisor_decides
from portal.cases.told import its_dealer
from portal.errors import RefusedError
from portal.history.record import record
from portal.installers.standing import lock_accused_of, recount_standing
from portal.settings.known import MERGE_UNDO_DAYS
from portal.settings.read import setting
from portal.sla.clocks import DEALER_STAGES, drop_clocks, note_next_deadline, start_clock
from portal.sla.take_up import move_resolve_clock, take_up_clocks


def merge_case(
    session: Session,
    actor: Actor,
    case_id: int,
    into_case_id: int,
    *,
    version: int | None,
    now: datetime,
) -> CaseEnding:
    """Merge into an open case of the same customer; the earlier clock is kept there."""
    accused = lock_accused_of(session, {case_id, into_case_id})
    case, target = _both(session, actor, case_id, into_case_id, version)
    check_step(actor, case, Step.MERGE)
    _check_target(case, target)
    _check_no_visit(session, case)
    _complain_there_too(session, actor, case, target, now)
    merge = Merge(
        case_id=case.id,
        into_case_id=target.id,
        made_by_id=actor.user_id,
        made_at=now,
        status_before=case.status.value,
        first_heard_before=target.first_heard_at,
    )
    if case.first_heard_at < target.first_heard_at:
        merge.resolve_since_before = _first_heard(session, target, case.first_heard_at)
    session.add(merge)
    session.flush()
    record(
        session, actor, target, EventKind.MERGED_HERE,
        now=now, merge_id=merge.id, other=case.number,
    )  # fmt: skip
    target.version += 1
    note_next_deadline(session, target)
    lapse_withdrawal(session, case, now=now)
    ending = CaseEnding(
        case_id=case.id, kind="merged", merge_id=merge.id, ended_by_id=actor.user_id, ended_at=now
    )
    end_case(
        session, actor, case, Step.MERGE, ending,
        now=now, audience=its_dealer(case.dealer_id), merge_id=merge.id, other=target.number,
    )  # fmt: skip
    recount_standing(session, accused, now=now)
    return ending


def unmerge_case(
    session: Session, actor: Actor, case_id: int, *, version: int | None, now: datetime
) -> Case:
    """Within 30 days the case goes on where it was: status, holder and clocks.

    Where its dealer is gone meanwhile it comes back to triage (O3).
    """
    into_id = session.scalar(
        select(Merge.into_case_id)
        .join(CaseEnding, CaseEnding.merge_id == Merge.id)
        .where(CaseEnding.case_id == case_id, CaseEnding.open)
    )
    accused = lock_accused_of(session, {case_id, into_id or case_id})
    case, target = _both(session, actor, case_id, into_id or case_id, version)
    check_step(actor, case, Step.UNMERGE)
    ending, merge = _ending_of(session, case)
    days = setting(session, MERGE_UNDO_DAYS)
    if now > ending.ended_at + timedelta(days=days):
        raise RefusedError("unmerge_too_late", number=case.number, days=days)
    back_to = CaseStatus(merge.status_before)
    take_up_clocks(session, case, dropped_at=merge.made_at)
    if back_to in HELD and _is_gone(session, case):
        back_to = CaseStatus.TRIAGE
        drop_clocks(session, case, now=now, stages=DEALER_STAGES)
        start_clock(session, case, Stage.TRIAGE, now=now)
    elif back_to in HELD:
        _hold_again(session, case, merge)
    comes_up = supervisor_decides(session, case)
    take_step(
        session, actor, case, Step.UNMERGE, now=now, audience=its_dealer(case.dealer_id),
        back_to=back_to, merge_id=merge.id, other=target.number,
    )  # fmt: skip
    case.ending_id = case.ended_at = None
    if back_to is CaseStatus.TRIAGE:
        case.dealer_id, case.at_supervisor = None, comes_up
    session.flush()
    ending.undone_at = now
    session.flush()
    _give_clock_back(session, actor, merge, case, target, now=now)
    _complain_there_no_more(session, actor, case, target, merge, now)
    recount_standing(session, accused, now=now)
    return case


def targets_for(session: Session, case: Case) -> list[Case]:
    """The open cases of the same customer, the latest first."""
    return list(
        session.scalars(
            select(Case)
            .where(Case.customer_id == case.customer_id, Case.id != case.id, Case.is_open)
            .order_by(Case.first_heard_at.desc(), Case.id.desc())
            .limit(20)
        )
    )


def _both(
    session: Session, actor: Actor, case_id: int, into_case_id: int, version: int | None
) -> tuple[Case, Case]:
    """Both locked in the order of their ids, so that two merges never wait for each other."""
    found = {
        wanted: get_case(session, actor, wanted, lock=True)
        for wanted in sorted({case_id, into_case_id})
    }
    get_case(session, actor, case_id, version=version)
    return found[case_id], found[into_case_id]


def _check_target(case: Case, target: Case) -> None:
    if case.id == target.id:
        raise RefusedError("merge_into_itself", field="into")
    if case.customer_id != target.customer_id:
        raise RefusedError("merge_other_customer", field="into", number=target.number)
    if target.status in ENDED:
        raise RefusedError("merge_into_ended", field="into", number=target.number)


def _check_no_visit(session: Session, case: Case) -> None:
    under_way = select(Dispatch.id).where(
        Dispatch.case_id == case.id,
        Dispatch.state.in_([DispatchState.PLANNED, DispatchState.ON_SITE]),
    )
    if session.scalar(under_way.limit(1)) is not None:
        raise RefusedError("visit_under_way", number=case.number)


def _complain_there_too(
    session: Session, actor: Actor, case: Case, target: Case, now: datetime
) -> None:
    """Whom the customer complains of is not sent by way of the other case either (D1)."""
    there = select(CaseAccused.installer_id).where(CaseAccused.case_id == target.id)
    rows = session.execute(
        select(Installer.id, Installer.name)
        .join(CaseAccused, CaseAccused.installer_id == Installer.id)
        .where(CaseAccused.case_id == case.id, Installer.id.not_in(there))
        .order_by(Installer.id)
    ).all()
    booked = set(
        session.scalars(
            select(DispatchPerson.installer_id).where(
                DispatchPerson.case_id == target.id, DispatchPerson.active
            )
        )
    )
    for person_id, name in rows:
        if person_id in booked:
            raise RefusedError("accused_is_booked", field="into", name=name)
        session.add(
            CaseAccused(
                case_id=target.id, installer_id=person_id, named_by_id=actor.user_id, at=now
            )
        )
    session.flush()
    weigh_contact_anew(session, actor, target, now=now)


def _complain_there_no_more(
    session: Session, actor: Actor, case: Case, target: Case, merge: Merge, now: datetime
) -> None:
    """Whom the merge alone had brought there is accused here again, and nowhere else."""
    here = select(CaseAccused.installer_id).where(CaseAccused.case_id == case.id)
    brought = session.scalars(
        delete(CaseAccused)
        .where(
            CaseAccused.case_id == target.id,
            CaseAccused.at == merge.made_at,
            CaseAccused.installer_id.in_(here),
        )
        .returning(CaseAccused.installer_id)
        .execution_options(synchronize_session="fetch")
    ).all()
    if brought:
        weigh_contact_anew(session, actor, target, now=now)


def _first_heard(session: Session, target: Case, at: datetime) -> datetime | None:
    """The customer has waited since the first call about it. A later attempt keeps its own clock.

    Returns since when the clock ran before, where it was moved.
    """
    target.first_heard_at = at
    session.flush()
    return move_resolve_clock(session, target, at) if target.attempt == 1 else None


def _is_gone(session: Session, case: Case) -> bool:
    state = session.scalar(select(Dealer.state).where(Dealer.id == case.dealer_id))
    return state is DealerState.GONE


def _ending_of(session: Session, case: Case) -> tuple[CaseEnding, Merge]:
    ending = session.get_one(CaseEnding, case.ending_id)
    return ending, session.get_one(Merge, ending.merge_id)


def _hold_again(session: Session, case: Case, merge: Merge) -> None:
    """The dealer holds it as before; the days between count for nobody."""
    offer = session.scalars(
        select(Offer)
        .where(
            Offer.case_id == case.id,
            Offer.state == OfferState.ACCEPTED,
            Offer.release == Release.ENDED,
            Offer.released_at == merge.made_at,
        )
        .with_for_update()
    ).one()
    offer.release = offer.released_at = None
    session.flush()


def _heard_without(session: Session, target: Case, case: Case) -> datetime:
    """When the target was first heard: by its own call, or by a case that is still in it."""
    own = session.scalars(
        select(Merge.first_heard_before)
        .where(Merge.into_case_id == target.id)
        .order_by(Merge.id)
        .limit(1)
    ).one()
    others = session.scalar(
        select(func.min(Case.first_heard_at))
        .join(CaseEnding, CaseEnding.id == Case.ending_id)
        .join(Merge, Merge.id == CaseEnding.merge_id)
        .where(Merge.into_case_id == target.id, Case.id != case.id)
    )
    return min(own, others) if others else own


def _give_clock_back(
    session: Session, actor: Actor, merge: Merge, case: Case, target: Case, *, now: datetime
) -> None:
    heard = _heard_without(session, target, case)
    if heard != target.first_heard_at:
        _first_heard(session, target, heard)
    record(
        session, actor, target, EventKind.UNMERGED, now=now, merge_id=merge.id, other=case.number
    )
    target.version += 1
    note_next_deadline(session, target)
    session.flush()
