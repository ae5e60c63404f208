"""Correct what is known of a case: how bad it is, what it is about, who is complained of."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import (
    AccusedOf,
    Case,
    CaseAccused,
    CaseLikeness,
    CaseSearch,
    CustomerAddress,
    DispatchPerson,
    EventKind,
    Installer,
    Product,
    Purchase,
    Severity,
    Symptom,
)
from models.cases import ENDED
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case, get_one
from portal.cases.met_by import weigh_contact_anew
from portal.cases.searchable import make_searchable
from portal.cases.told import its_dealer
from portal.errors import InvalidError, NotFoundError, RefusedError
from portal.history.record import record
from portal.installers.standing import lock_accused_of, lock_people, recount_standing
from portal.search.keep import keep_likeness, what_happened
from portal.sla.clocks import note_next_deadline, recompute_clocks
from portal.warranty.judge_case import judge_case


@dataclass(frozen=True, slots=True)
class Details:
    """What a case is about, as somebody has put it right."""

    summary: str
    wish: str
    product_id: int | None
    symptom_id: int | None
    purchase_id: int | None
    address_id: int | None


def change_severity(
    session: Session,
    actor: Actor,
    case_id: int,
    severity: Severity,
    reason: str,
    *,
    version: int | None,
    now: datetime,
) -> Case:
    """Worse, or not so bad: running clocks get the times of the new severity (I2, T4)."""
    case = _case(session, actor, case_id, version)
    if not reason.strip():
        raise InvalidError("reason_missing", field="reason")
    if case.severity is severity:
        raise InvalidError("severity_is_the_same", field="severity")
    before, case.severity = case.severity, severity
    moved = recompute_clocks(session, case)
    record(
        session,
        actor,
        case,
        EventKind.SEVERITY_CHANGED,
        now=now,
        audience=its_dealer(case.dealer_id),
        body=reason.strip(),
        before=before.value,
        after=severity.value,
        due={clock.stage.value: clock.due_at.isoformat() for clock in moved},
    )
    case.version += 1
    note_next_deadline(session, case)
    session.flush()
    return case


def correct_details(
    session: Session,
    actor: Actor,
    case_id: int,
    details: Details,
    *,
    version: int | None,
    now: datetime,
) -> Case:
    """Put right what it is about; the entitlement is judged anew where its grounds changed (E1)."""
    accused = lock_accused_of(session, [case_id])
    case = _case(session, actor, case_id, version)
    if not details.summary.strip():
        raise InvalidError("say_it", field="summary")
    _check_whose(session, actor, case, details)
    changed = _changes(case, details)
    if not changed:
        return case
    for name, (_before, after) in changed.items():
        setattr(case, name, after)
    _follow_address(session, case, changed)
    _find_again(session, case, changed)
    judged = {"purchase_id", "product_id", "symptom_id"} & changed.keys()
    record(
        session,
        actor,
        case,
        EventKind.DETAILS_CHANGED,
        now=now,
        audience=its_dealer(case.dealer_id),
        body=_words(changed),
        changed=sorted(changed),
        before={name: pair[0] for name, pair in changed.items() if name not in _WORDS},
        after={name: pair[1] for name, pair in changed.items() if name not in _WORDS},
    )
    if judged:
        found = judge_case(session, actor, case, now=now)
        record(
            session, actor, case, EventKind.ENTITLEMENT_JUDGED, now=now,
            audience=its_dealer(case.dealer_id), entitlement=found.kind.value,
        )  # fmt: skip
    if "purchase_id" in changed:
        # Who installed it is how they are shown to have been there (S1).
        recount_standing(session, accused, now=now)
    case.version += 1
    session.flush()
    return case


def name_accused(
    session: Session,
    actor: Actor,
    case_id: int,
    installer_id: int,
    reason: str,
    *,
    about: AccusedOf = AccusedOf.WORK,
    was_there: bool = False,
    version: int | None,
    now: datetime,
) -> CaseAccused:
    """The customer complains of this person, who is not sent there again (D1).

    Nor does a contact of theirs count that had counted until now (C1). Work and conduct count for
    their standing; `was_there`: somebody has made sure of it where no record says so (S1).
    """
    actor.require(Permission.CASE_EDIT)
    # The person before the case, as booking does: neither waits for the other (decision 6).
    lock_people(session, [installer_id])
    case = _case(session, actor, case_id, version)
    person = get_one(session, actor, Installer, installer_id)
    if not reason.strip():
        raise InvalidError("reason_missing", field="reason")
    if _accused(session, case, installer_id) is not None:
        raise InvalidError("already_named", field="installer_id", name=person.name)
    booked = select(DispatchPerson.id).where(
        DispatchPerson.case_id == case.id,
        DispatchPerson.installer_id == installer_id,
        DispatchPerson.active,
    )
    if session.scalar(booked.limit(1)) is not None:
        raise RefusedError("accused_is_booked", field="installer_id", name=person.name)
    accused = CaseAccused(
        case_id=case.id,
        installer_id=installer_id,
        named_by_id=actor.user_id,
        at=now,
        about=about,
        vouched_by_id=actor.user_id if was_there else None,
    )
    session.add(accused)
    session.flush()
    _note_accused(session, actor, case, person, reason, named=True, now=now)
    weigh_contact_anew(session, actor, case, now=now)
    recount_standing(session, [installer_id], now=now)
    return accused


def clear_accused(
    session: Session,
    actor: Actor,
    case_id: int,
    installer_id: int,
    reason: str,
    *,
    version: int | None,
    now: datetime,
) -> Case:
    """It was not this person; that they were named stays on the timeline, and a hold stays (S1)."""
    actor.require(Permission.CASE_EDIT)
    lock_people(session, [installer_id])
    case = _case(session, actor, case_id, version)
    accused = _accused(session, case, installer_id)
    if accused is None:
        raise NotFoundError("case_accused")
    if not reason.strip():
        raise InvalidError("reason_missing", field="reason")
    person = get_one(session, actor, Installer, installer_id)
    session.execute(delete(CaseAccused).where(CaseAccused.id == accused.id))
    _note_accused(session, actor, case, person, reason, named=False, now=now)
    weigh_contact_anew(session, actor, case, now=now)
    recount_standing(session, [installer_id], now=now)
    return case


_WORDS = frozenset({"summary", "wish"})
_Changes = Mapping[str, tuple[Any, Any]]


def _case(session: Session, actor: Actor, case_id: int, version: int | None) -> Case:
    case = get_case(session, actor, case_id, version=version, lock=True)
    actor.require(Permission.CASE_EDIT)
    if case.status in ENDED:
        raise RefusedError("already_ended", number=case.number, status=case.status)
    return case


def _changes(case: Case, details: Details) -> _Changes:
    changes = {}
    for name in (one.name for one in fields(details)):
        before, after = getattr(case, name), getattr(details, name)
        after = after.strip() if isinstance(after, str) else after
        if before != after:
            changes[name] = (before, after)
    return changes


def _check_whose(session: Session, actor: Actor, case: Case, details: Details) -> None:
    """A purchase and an address are this customer's, a product and a symptom exist."""
    if details.product_id is not None:
        _known(session.get(Product, details.product_id), "product_id")
    if details.symptom_id is not None:
        _known(session.get(Symptom, details.symptom_id), "symptom_id")
    if details.purchase_id is not None:
        purchase = get_one(session, actor, Purchase, details.purchase_id)
        _of_customer(purchase.customer_id, case, "purchase_id")
        if details.product_id != purchase.product_id:
            raise InvalidError("product_of_another_purchase", field="product_id")
    if details.address_id is not None:
        address = get_one(session, actor, CustomerAddress, details.address_id)
        _of_customer(address.customer_id, case, "address_id")


def _known(found: object | None, name: str) -> None:
    if found is None:
        raise InvalidError("unknown_choice", field=name)


def _of_customer(customer_id: int, case: Case, name: str) -> None:
    if customer_id != case.customer_id:
        raise InvalidError("of_another_customer", field=name)


def _follow_address(session: Session, case: Case, changed: _Changes) -> None:
    if "address_id" in changed and case.address_id is not None:
        case.district = session.get_one(CustomerAddress, case.address_id).district


def _find_again(session: Session, case: Case, changed: _Changes) -> None:
    """Found by its new words, and still by those that somebody may remember."""
    if _WORDS & changed.keys():
        known = session.get(CaseSearch, case.id)
        make_searchable(session, case, [known.body] if known else [])
    if "summary" in changed:
        alike = session.get(CaseLikeness, case.id)
        said = alike.body if alike else ""
        keep_likeness(session, [(case.id, what_happened(case.summary, said))])


def _words(changed: _Changes) -> str | None:
    """What the words were before: they are personal and lie apart."""
    before = [str(changed[name][0]) for name in ("summary", "wish") if name in changed]
    return "\n".join(line for line in before if line) or None


def _accused(session: Session, case: Case, installer_id: int) -> CaseAccused | None:
    return session.scalar(
        select(CaseAccused).where(
            CaseAccused.case_id == case.id, CaseAccused.installer_id == installer_id
        )
    )


def _note_accused(
    session: Session,
    actor: Actor,
    case: Case,
    person: Installer,
    reason: str,
    *,
    named: bool,
    now: datetime,
) -> None:
    record(
        session,
        actor,
        case,
        EventKind.ACCUSED_NAMED if named else EventKind.ACCUSED_CLEARED,
        now=now,
        audience=its_dealer(case.dealer_id),
        body=reason.strip(),
        installer_id=person.id,
        installer=person.name,
    )
    case.version += 1
    session.flush()
