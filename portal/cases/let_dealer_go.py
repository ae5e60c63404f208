"""A dealer leaves: what would change, and the one step that changes it (domain O3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session

from models import (
    HELD,
    Case,
    CaseStatus,
    ContactPoint,
    Dealer,
    DealerState,
    Installer,
    InstallerDealer,
    OfferState,
    Purchase,
    Release,
    User,
)
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import WORKER_GRANTS, Permission
from portal.access.scope import get_case, get_one
from portal.accounts.end_user import end_user
from portal.cases.holding import open_offer, return_to_triage
from portal.cases.lifecycle import Step
from portal.cases.suggest import OFFERABLE
from portal.cases.take_away import take_case_away
from portal.contacts.read import contact_points
from portal.contacts.retire import retire_contact_point
from portal.dealers.edit import lock_dealer
from portal.errors import InvalidError, RefusedError
from portal.history.changes import record_change
from portal.sla.zone import portal_zone

# What comes back; a resolved case is the brand's to ring back about.
_COMES_BACK: Final = frozenset({CaseStatus.OFFERED}) | HELD


@dataclass(frozen=True, slots=True)
class Leaving:
    """What hangs on a dealer, before it leaves; or what was done, after."""

    dealer: Dealer
    cases: Sequence[str]
    purchases: int
    users: Sequence[User]
    installers: Sequence[Installer]
    points: Sequence[ContactPoint]

    @property
    def counts(self) -> dict[str, int]:
        return {
            "cases": len(self.cases),
            "purchases": self.purchases,
            "users": len(self.users),
            "installers": len(self.installers),
            "contact_points": len(self.points),
        }


def preview_leaving(session: Session, actor: Actor, dealer_id: int) -> Leaving:
    """Everything that `let_dealer_go` would change."""
    actor.require(Permission.DEALERS_EDIT)
    dealer = get_one(session, actor, Dealer, dealer_id)
    return Leaving(
        dealer=dealer,
        cases=[number for _id, number, _status in _cases(session, dealer.id)],
        purchases=session.scalar(
            select(func.count(Purchase.id)).where(Purchase.serving_dealer_id == dealer.id)
        )
        or 0,
        users=_users(session, dealer.id),
        installers=session.scalars(
            select(Installer)
            .where(Installer.id.in_(_working_for(dealer.id)))
            .order_by(Installer.name_sort, Installer.id)
        ).all(),
        points=contact_points(session, actor, dealer.id),
    )


def let_dealer_go(
    session: Session,
    actor: Actor,
    dealer_id: int,
    *,
    heir_id: int | None,
    reason: str,
    version: int | None,
    now: datetime,
) -> Leaving:
    """Cases to triage, purchases to the heir, people out, numbers retired: in one step.

    The portal moves the cases under the administrator's name, who may not see them.
    """
    actor.require(Permission.DEALERS_EDIT)
    dealer = lock_dealer(session, actor, dealer_id, version=version)
    if dealer.state is DealerState.GONE:
        raise RefusedError("dealer_has_left", dealer=dealer.name)
    if not reason.strip():
        raise InvalidError("say_why", field="reason")
    leaving = preview_leaving(session, actor, dealer.id)
    heir = _checked_heir(session, actor, leaving, heir_id)

    before, dealer.state = dealer.state, DealerState.GONE
    dealer.version += 1
    session.flush()
    _return_cases(session, actor, dealer.id, reason.strip(), now=now)
    session.execute(
        update(Purchase)
        .where(Purchase.serving_dealer_id == dealer.id)
        .values(serving_dealer_id=heir, version=Purchase.version + 1)
        .execution_options(synchronize_session=False)
    )
    with beyond_sight(session):
        today = now.astimezone(portal_zone(session)).date()
        session.execute(
            update(InstallerDealer)
            .where(InstallerDealer.dealer_id == dealer.id, InstallerDealer.until.is_(None))
            .values(until=today)
            .execution_options(synchronize_session=False)
        )
    for user in leaving.users:
        _end_access(session, actor, user, now=now)
    for point in leaving.points:
        retire_contact_point(session, actor, point.id, now=now)
    record_change(
        session,
        actor,
        f"dealer:{dealer.id}",
        {"state": before.value},
        {
            "state": dealer.state.value,
            "heir": heir,
            "reason": reason.strip(),
            "case_numbers": list(leaving.cases),
            **leaving.counts,
        },
        now=now,
    )
    return leaving


def _checked_heir(
    session: Session, actor: Actor, leaving: Leaving, heir_id: int | None
) -> int | None:
    """Purchases do not stay without somebody who serves them."""
    if heir_id is None:
        if leaving.purchases:
            raise InvalidError("heir_missing", field="heir_id", purchases=leaving.purchases)
        return None
    heir = get_one(session, actor, Dealer, heir_id)
    if heir.id == leaving.dealer.id or heir.state not in OFFERABLE:
        raise InvalidError("heir_takes_no_cases", field="heir_id", dealer=heir.name)
    return heir.id


def _return_cases(
    session: Session, actor: Actor, dealer_id: int, reason: str, *, now: datetime
) -> None:
    deputy = replace(actor, realm="worker", grants=WORKER_GRANTS)
    with beyond_sight(session):
        for case_id, _number, _status in _cases(session, dealer_id):
            case = get_case(session, deputy, case_id, lock=True)
            if case.dealer_id != dealer_id or case.status not in _COMES_BACK:
                continue
            if case.status is CaseStatus.OFFERED:
                offer = open_offer(session, deputy, case)
                offer.state, offer.answered_at = OfferState.WITHDRAWN, now
                offer.answered_by_id = actor.user_id
                return_to_triage(
                    session,
                    deputy,
                    case,
                    Step.WITHDRAW_OFFER,
                    now=now,
                    body=reason,
                    offer_id=offer.id,
                    release=Release.DEALER_GONE.value,
                )
            else:
                take_case_away(
                    session,
                    deputy,
                    case.id,
                    reason,
                    version=None,
                    now=now,
                    how=Release.DEALER_GONE,
                )


def _end_access(session: Session, actor: Actor, user: User, *, now: datetime) -> None:
    if user.ended_at is None:
        end_user(session, actor, user.id, now=now)


def _cases(session: Session, dealer_id: int) -> Sequence[tuple[int, str, CaseStatus]]:
    with beyond_sight(session):
        rows = session.execute(
            select(Case.id, Case.number, Case.status)
            .where(Case.dealer_id == dealer_id, Case.status.in_(_COMES_BACK))
            .order_by(Case.id)
        )
        return [(case_id, number, status) for case_id, number, status in rows]


def _working_for(dealer_id: int) -> Select[Any]:
    return select(InstallerDealer.installer_id).where(
        InstallerDealer.dealer_id == dealer_id, InstallerDealer.until.is_(None)
    )


def _users(session: Session, dealer_id: int) -> Sequence[User]:
    """Its staff, and the people who work for nobody else."""
    elsewhere = select(InstallerDealer.installer_id).where(
        InstallerDealer.dealer_id != dealer_id, InstallerDealer.until.is_(None)
    )
    only_here = User.dealer_id.is_(None) & User.installer_id.in_(_working_for(dealer_id))
    return session.scalars(
        select(User)
        .where(
            User.ended_at.is_(None),
            or_(User.dealer_id == dealer_id, only_here & User.installer_id.not_in(elsewhere)),
        )
        .order_by(User.id)
    ).all()
