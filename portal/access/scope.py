"""Which rows an actor can see: every read starts here. Row-level security says it once more.

`visible(actor, Model)` is a select of the rows that the actor may see; a differential test
holds, realm by realm and table by table, that it and the policies name the same ids.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import (
    WERE_THERE,
    Callback,
    Case,
    CaseEvent,
    CaseStatus,
    ClaimDispute,
    ContactClaim,
    ContactPoint,
    Correction,
    Customer,
    CustomerAddress,
    CustomerMail,
    CustomerPhone,
    CustomerWord,
    Dealer,
    DealerClosure,
    DealerSuspension,
    DealerWord,
    Dispatch,
    DispatchPerson,
    Edition,
    Installer,
    InstallerDealer,
    InstallerSkill,
    Model,
    NumberReport,
    Offer,
    PartOrder,
    Promise,
    Purchase,
    Recall,
    Resolution,
    ScoreDay,
    ScoreFact,
    ScoreRank,
    Side,
    SlaClock,
    SlaPause,
    StandingChange,
    StandingHold,
    StandingPlea,
    StoredFile,
    Task,
    User,
    VerifyFirst,
    Visit,
)
from portal.access.actors import Actor
from portal.errors import ChangedMeanwhileError, NotFoundError

M = TypeVar("M", bound=Model)
Rows = ColumnElement[bool]
Column = InstrumentedAttribute[Any]
Rule = Callable[[Actor, datetime | None], Rows]

_DECIDING: Final = frozenset({"hotline", "dealer", "installer", "worker"})
_HOLDING: Final = (
    CaseStatus.ACCEPTED,
    CaseStatus.CONTACTED,
    CaseStatus.SCHEDULED,
    CaseStatus.VISITED,
    CaseStatus.RESOLVED,
)


def _cases(actor: Actor) -> Rows:
    rows: dict[str, Callable[[], Rows]] = {
        "hotline": true,
        "qa": true,
        "worker": true,
        "sales": lambda: Case.relayed_by_id == actor.user_id,
        "dealer": lambda: Case.dealer_id == actor.dealer_id,
        "installer": lambda: Case.id.in_(_sent_to(actor)),
        "link": lambda: Case.id == actor.case_id,
    }
    return rows.get(actor.realm, false)()


def _sent_to(actor: Actor) -> Select[Any]:
    """A visit that was called off shows its case to nobody; one that has been stays readable."""
    return (
        select(DispatchPerson.case_id)
        .join(Dispatch, Dispatch.id == DispatchPerson.dispatch_id)
        .where(
            DispatchPerson.installer_id == actor.installer_id,
            or_(DispatchPerson.active, Dispatch.state.in_(WERE_THERE)),
        )
    )


def _of_cases(actor: Actor, column: Any) -> Select[Any]:
    return select(column).where(_cases(actor))


def _at_work(actor: Actor, column: Any, now: datetime | None) -> Select[Any]:
    """What a person may know of the customer, from 17:00 the day before (domain D4)."""
    if now is None:
        raise TypeError("what an installer sees depends on the time: give `now`")
    jobs = select(DispatchPerson.case_id).where(
        DispatchPerson.active,
        DispatchPerson.installer_id == actor.installer_id,
        DispatchPerson.visible_from <= now,
        or_(DispatchPerson.visible_until.is_(None), DispatchPerson.visible_until > now),
    )
    return select(column).where(Case.id.in_(jobs))


def _held(actor: Actor, column: Any) -> Select[Any]:
    return select(column).where(Case.dealer_id == actor.dealer_id, Case.status.in_(_HOLDING))


def _private(key: Column, column: Column, *, qa: bool) -> Rule:
    """Numbers and addresses: while the dealer holds it, while the person is at work on it."""

    def rows(actor: Actor, now: datetime | None) -> Rows:
        if actor.realm in ("hotline", "worker") or (qa and actor.realm == "qa"):
            return true()
        if actor.realm == "sales":
            return key.in_(_of_cases(actor, column))
        if actor.realm == "dealer":
            return key.in_(_held(actor, column))
        if actor.realm == "installer":
            return key.in_(_at_work(actor, column, now))
        return false()

    return rows


def _customers(actor: Actor, now: datetime | None) -> Rows:
    if actor.realm in ("hotline", "qa", "worker"):
        return true()
    if actor.realm == "installer":
        return Customer.id.in_(_at_work(actor, Case.customer_id, now))
    return Customer.id.in_(_of_cases(actor, Case.customer_id))


def _brand_or(**others: Callable[[Actor], Rows]) -> Rule:
    """The hotline, QA and the worker see all; each other realm what is named, or nothing."""

    def rows(actor: Actor, _now: datetime | None) -> Rows:
        if actor.realm in others:
            return others[actor.realm](actor)
        return true() if actor.realm in ("hotline", "qa", "worker") else false()

    return rows


def _everything(_actor: Actor) -> Rows:
    return true()


def _own_people(actor: Actor) -> Select[Any]:
    return select(InstallerDealer.installer_id).where(InstallerDealer.dealer_id == actor.dealer_id)


def _own_dealers(actor: Actor) -> Select[Any]:
    return select(InstallerDealer.dealer_id).where(
        InstallerDealer.installer_id == actor.installer_id
    )


def _theirs(actor: Actor) -> Select[Any]:
    """Everybody who works for the dealer now, in whichever row of theirs (domain S3)."""
    return select(func.same_people(InstallerDealer.installer_id)).where(
        InstallerDealer.dealer_id == actor.dealer_id, InstallerDealer.until.is_(None)
    )


def _oneself(actor: Actor) -> Select[Any]:
    return select(func.same_people(actor.installer_id))


def _not_anothers(model: Any, actor: Actor) -> Rows:
    return or_(model.dealer_id.is_(None), model.dealer_id == actor.dealer_id)


def _events(actor: Actor, reads: Any, whose: Any, own: int | None) -> Rows:
    return and_(
        reads, or_(whose.is_(None), whose == own), CaseEvent.case_id.in_(_of_cases(actor, Case.id))
    )


def _files(actor: Actor, reads: Any) -> Rows:
    return or_(
        and_(reads, StoredFile.case_id.in_(_of_cases(actor, Case.id))),
        and_(StoredFile.case_id.is_(None), StoredFile.added_by_id == actor.user_id),
    )


def _of_dealer(model: Any) -> Callable[[Actor], Rows]:
    return lambda actor: and_(
        model.dealer_id == actor.dealer_id, model.case_id.in_(_of_cases(actor, Case.id))
    )


RULES: Final[dict[type[Any], Rule]] = {
    Case: lambda actor, _now: _cases(actor),
    Customer: _customers,
    CustomerPhone: _private(CustomerPhone.customer_id, Case.customer_id, qa=True),
    CustomerAddress: _private(CustomerAddress.id, Case.address_id, qa=False),
    CustomerMail: lambda actor, _now: true() if actor.realm in ("hotline", "worker") else false(),
    Purchase: _brand_or(
        admin=_everything,
        sales=lambda a: Purchase.id.in_(_of_cases(a, Case.purchase_id)),
        dealer=lambda a: Purchase.id.in_(_of_cases(a, Case.purchase_id)),
        installer=lambda a: Purchase.id.in_(_of_cases(a, Case.purchase_id)),
    ),
    Dealer: _brand_or(
        admin=_everything,
        sales=_everything,
        board=_everything,
        dealer=lambda a: Dealer.id == a.dealer_id,
        installer=lambda a: Dealer.id.in_(_own_dealers(a)),
        link=lambda a: Dealer.id.in_(_of_cases(a, Case.dealer_id)),
    ),
    ContactPoint: _brand_or(
        admin=_everything, dealer=lambda a: ContactPoint.dealer_id == a.dealer_id
    ),
    Correction: _brand_or(admin=_everything, dealer=lambda a: Correction.dealer_id == a.dealer_id),
    NumberReport: _brand_or(admin=_everything),
    Edition: _brand_or(admin=_everything, dealer=lambda a: Edition.dealer_id == a.dealer_id),
    Recall: _brand_or(admin=_everything, dealer=lambda a: Recall.dealer_id == a.dealer_id),
    Installer: _brand_or(
        admin=_everything,
        dealer=lambda a: Installer.id.in_(_own_people(a)),
        installer=lambda a: Installer.id == a.installer_id,
    ),
    User: _brand_or(
        admin=_everything,
        sales=_everything,
        board=lambda a: User.id == a.user_id,
        dealer=lambda a: or_(
            User.dealer_id == a.dealer_id,
            User.side == Side.BRAND,
            User.installer_id.in_(_own_people(a)),
        ),
        installer=lambda a: or_(
            User.id == a.user_id, User.side == Side.BRAND, User.dealer_id.in_(_own_dealers(a))
        ),
        link=lambda a: User.id.in_(_of_cases(a, Case.agent_id)),
    ),
    CaseEvent: _brand_or(
        sales=lambda a: CaseEvent.case_id.in_(_of_cases(a, Case.id)),
        dealer=lambda a: _events(a, CaseEvent.for_dealer, CaseEvent.dealer_id, a.dealer_id),
        installer=lambda a: _events(
            a, CaseEvent.for_installer, CaseEvent.installer_id, a.installer_id
        ),
        link=lambda a: and_(CaseEvent.for_customer, CaseEvent.case_id == a.case_id),
    ),
    Offer: _brand_or(dealer=lambda a: Offer.dealer_id == a.dealer_id),
    ContactClaim: _brand_or(dealer=_of_dealer(ContactClaim)),
    DealerWord: _brand_or(dealer=_of_dealer(DealerWord)),
    CustomerWord: _brand_or(dealer=_of_dealer(CustomerWord)),
    ClaimDispute: _brand_or(dealer=_of_dealer(ClaimDispute)),
    VerifyFirst: _brand_or(dealer=lambda a: VerifyFirst.dealer_id == a.dealer_id),
    Promise: _brand_or(
        dealer=lambda a: Promise.case_id.in_(_of_cases(a, Case.id)),
        link=lambda a: Promise.case_id == a.case_id,
    ),
    Dispatch: _brand_or(
        dealer=lambda a: Dispatch.dealer_id == a.dealer_id,
        installer=lambda a: Dispatch.id.in_(
            select(DispatchPerson.dispatch_id).where(DispatchPerson.installer_id == a.installer_id)
        ),
        link=lambda a: Dispatch.case_id == a.case_id,
    ),
    DispatchPerson: _brand_or(
        dealer=lambda a: DispatchPerson.dealer_id == a.dealer_id,
        installer=lambda a: DispatchPerson.installer_id == a.installer_id,
    ),
    Visit: _brand_or(
        dealer=lambda a: Visit.dealer_id == a.dealer_id,
        installer=lambda a: Visit.installer_id == a.installer_id,
    ),
    StoredFile: _brand_or(
        qa=lambda _a: StoredFile.case_id.is_not(None),
        sales=lambda a: StoredFile.added_by_id == a.user_id,
        dealer=lambda a: _files(a, StoredFile.for_dealer),
        installer=lambda a: _files(a, StoredFile.for_installer),
        link=lambda a: and_(StoredFile.for_customer, StoredFile.case_id == a.case_id),
    ),
    Resolution: _brand_or(dealer=_of_dealer(Resolution)),
    Task: _brand_or(dealer=_of_dealer(Task)),
    PartOrder: _brand_or(dealer=_of_dealer(PartOrder)),
    Callback: _brand_or(),
    DealerClosure: _brand_or(dealer=lambda a: DealerClosure.dealer_id == a.dealer_id),
    StandingHold: _brand_or(
        dealer=lambda a: StandingHold.installer_id.in_(_theirs(a)),
        installer=lambda a: StandingHold.installer_id.in_(_oneself(a)),
    ),
    StandingPlea: _brand_or(
        dealer=lambda a: and_(
            StandingPlea.installer_id.in_(_theirs(a)), _not_anothers(StandingPlea, a)
        ),
        installer=lambda a: and_(
            StandingPlea.installer_id.in_(_oneself(a)), StandingPlea.dealer_id.is_(None)
        ),
    ),
    StandingChange: _brand_or(
        dealer=lambda a: and_(
            StandingChange.installer_id.in_(_theirs(a)), _not_anothers(StandingChange, a)
        ),
        installer=lambda a: StandingChange.installer_id.in_(_oneself(a)),
    ),
    DealerSuspension: _brand_or(
        dealer=lambda a: DealerSuspension.dealer_id == a.dealer_id,
        installer=lambda a: DealerSuspension.installer_id.in_(_oneself(a)),
    ),
    InstallerSkill: _brand_or(
        admin=_everything, dealer=lambda a: InstallerSkill.dealer_id == a.dealer_id
    ),
    ScoreFact: _brand_or(dealer=lambda a: ScoreFact.dealer_id == a.dealer_id),
    ScoreDay: _brand_or(dealer=lambda a: ScoreDay.dealer_id == a.dealer_id),
    ScoreRank: _brand_or(dealer=lambda a: ScoreRank.dealer_id == a.dealer_id),
    SlaClock: _brand_or(dealer=_of_dealer(SlaClock)),
    # A pause goes on with the case when another dealer takes it over (T4).
    SlaPause: _brand_or(dealer=lambda a: SlaPause.case_id.in_(_of_cases(a, Case.id))),
}


def visible(actor: Actor, model: type[M], *, now: datetime | None = None) -> Select[M]:
    """A select of the rows of `model` that this actor may see.

    `now` is needed only where the answer depends on it: what an installer knows of a customer.
    """
    return select(model).where(RULES[model](actor, now))


def visible_cases(actor: Actor) -> Select[Case]:
    return visible(actor, Case)


def get_case(
    session: Session, actor: Actor, case_id: int, *, version: int | None = None, lock: bool = False
) -> Case:
    """The case, if it is the actor's; with `lock`, nobody else decides on it meanwhile.

    Raises NotFoundError, and ChangedMeanwhileError where it is no longer the `version` that the
    decision was made on (decision 7).
    """
    chosen = visible_cases(actor).where(Case.id == case_id)
    # Who may change no case may not hold one up either: the check of their right comes next.
    if lock and actor.realm in _DECIDING:
        chosen = chosen.with_for_update(key_share=True).execution_options(populate_existing=True)
    case = session.scalar(chosen)
    if case is None:
        raise NotFoundError("case")
    if version is not None and case.version != version:
        raise ChangedMeanwhileError("changed_meanwhile", number=case.number)
    return case


def case_by_number(session: Session, actor: Actor, number: str) -> Case:
    """The case with this number, if it is the actor's."""
    case = session.scalar(visible_cases(actor).where(Case.number == number))
    if case is None:
        raise NotFoundError("case")
    return case


def get_one(
    session: Session, actor: Actor, model: type[M], row_id: int, *, now: datetime | None = None
) -> M:
    """The row with this id, if it is the actor's; else NotFoundError."""
    keyed: Any = model
    found = session.scalar(visible(actor, model, now=now).where(keyed.id == row_id))
    if found is None:
        raise NotFoundError(model.__tablename__)
    return found
