"""Open a case from a call (domain I1, I2, I5–I7, E1, K3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from sqlalchemy.orm import Session

from models import (
    Case,
    Channel,
    Customer,
    CustomerAddress,
    CustomerKind,
    EventKind,
    Installer,
    Product,
    Purchase,
    Severity,
    Symptom,
    Task,
    TaskKind,
)
from models.intake import DANGEROUS, Sign
from portal.access.actors import Actor
from portal.access.kept import kept_customer
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.cases.bear import NewCase, bear_case, bring_photos
from portal.cases.customer_news import tell_received
from portal.cases.follow import follow_case
from portal.cases.promise import make_promise
from portal.customers.add import add_address, add_customer
from portal.customers.find import find_by_phone, know
from portal.errors import InvalidError
from portal.history.record import CUSTOMER, record
from portal.products.purchases import PurchaseData, add_purchase
from portal.settings.known import DETAILS_MINUTES
from portal.settings.read import setting

T = TypeVar("T", Product, Symptom)


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who is not on record yet, or whose number is new."""

    name: str
    phone: str
    kind: CustomerKind = CustomerKind.PRIVATE
    whose: str = ""
    address: str = ""
    district: str = ""
    told_purpose: bool = False


@dataclass(frozen=True, slots=True)
class PromiseMade:
    """What the customer was told would happen, by when, and who is said to have told them."""

    body: str
    due_at: datetime
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """What a call gathered. Either `customer_id` or `caller`; a purchase, its data, or neither."""

    what: str
    customer_id: int | None = None
    caller: Caller | None = None
    purchase_id: int | None = None
    purchase: PurchaseData | None = None
    product_id: int | None = None
    symptom_id: int | None = None
    severity: Severity = Severity.NORMAL
    signs: frozenset[Sign] = frozenset()
    wish: str = ""
    channel: Channel = Channel.PHONE
    first_heard_at: datetime | None = None
    accused_id: int | None = None
    names_the_installer: bool = False
    promise: PromiseMade | None = None
    file_ids: tuple[int, ...] = ()
    # The ended case that comes back after more than 30 days (K3).
    follows_id: int | None = None
    # Asked before the entitlement is shown (E4).
    estimate_hours: Decimal | None = None
    estimate_cost: Decimal | None = None


def open_case(session: Session, actor: Actor, call: Call, *, now: datetime) -> Case:
    """Make the case, its entitlement, its clocks, and the promise given on the call.

    The case is first heard when the first person heard it, weekend or not (I5). What a known
    caller was not asked is a task of 30 minutes (I1).
    """
    actor.require(Permission.CASE_OPEN)
    _check(call, now)
    customer = _customer_of(session, actor, call, now)
    purchase = _purchase_of(session, actor, call, customer, now)
    address = _address_of(session, actor, call, customer, purchase, now)
    product = _product_of(session, call, purchase)
    symptom = _known(session, Symptom, call.symptom_id, "symptom_id")
    accused = _accused_of(session, call, purchase, symptom)
    case = bear_case(
        session,
        actor,
        NewCase(
            customer_id=customer.id,
            said=call.what,
            first_heard_at=call.first_heard_at or now,
            channel=call.channel,
            severity=call.severity,
            wish=call.wish,
            danger=bool(call.signs & DANGEROUS),
            spreading=Sign.SPREADING in call.signs,
            damage_alleged=Sign.DAMAGE_BY_US in call.signs,
            purchase_id=purchase.id if purchase else None,
            product_id=product.id if product else None,
            symptom_id=symptom.id if symptom else None,
            address_id=address.id if address else None,
            district=address.district if address else "",
            agent_id=actor.user_id,
            accused_ids=accused,
            words=_words(customer, product, symptom, purchase),
        ),
        kind=EventKind.OPENED.value,
        now=now,
    )
    record(
        session,
        actor,
        case,
        EventKind.OPENED,
        now=now,
        audience=CUSTOMER,
        body=call.what,
        channel=case.channel.value,
        severity=case.severity.value,
        signs=sorted(sign.value for sign in call.signs),
        first_heard_at=case.first_heard_at.isoformat(),
        entitlement_id=case.entitlement_id,
        accused=list(accused),
        photos=len(call.file_ids),
        estimate=_estimate(call),
    )
    bring_photos(session, actor, case, call.file_ids)
    if call.follows_id is not None:
        follow_case(session, actor, case.id, call.follows_id, now=now)
    _leave_behind(session, actor, case, call, now)
    tell_received(session, case, now=now)
    return case


def _leave_behind(session: Session, actor: Actor, case: Case, call: Call, now: datetime) -> None:
    if call.promise is not None:
        make_promise(
            session,
            actor,
            case.id,
            body=call.promise.body,
            due_at=call.promise.due_at,
            said_by=call.promise.said_by,
            now=now,
        )
    missing = not (case.symptom_id and case.product_id and case.address_id and case.wish)
    if missing:
        session.add(
            Task(
                case_id=case.id,
                kind=TaskKind.DETAILS,
                title="",
                owner_id=actor.user_id,
                due_at=now + timedelta(minutes=setting(session, DETAILS_MINUTES)),
                made_by_id=actor.user_id,
                made_at=now,
            )
        )
    session.flush()


def _estimate(call: Call) -> dict[str, str]:
    given = {"hours": call.estimate_hours, "cost": call.estimate_cost}
    return {name: str(value) for name, value in given.items() if value is not None}


def _check(call: Call, now: datetime) -> None:
    if (call.customer_id is None) == (call.caller is None):
        raise InvalidError("who_is_calling", field="phone")
    if not call.what.strip():
        raise InvalidError("say_what_happened", field="what")
    if call.first_heard_at is not None and call.first_heard_at > now:
        raise InvalidError("heard_in_the_future", field="first_heard_at")
    grave = call.signs & (DANGEROUS | {Sign.SPREADING})
    if grave and call.severity is not Severity.URGENT:
        raise InvalidError("danger_is_urgent", field="severity", signs=sorted(grave))


def _customer_of(session: Session, actor: Actor, call: Call, now: datetime) -> Customer:
    if call.customer_id is not None:
        return kept_customer(session, actor, call.customer_id, now=now)
    assert call.caller is not None  # noqa: S101 - _check has seen to it
    caller = call.caller
    if not caller.phone.strip():
        raise InvalidError("phone_without_digits", field="phone")
    # Two clicks of two agents, or a page that was opened before the other's call ended (L2).
    for standing in find_by_phone(session, actor, caller.phone, now=now):
        if standing.name == caller.name.strip():
            return standing
    return add_customer(
        session,
        actor,
        name=caller.name,
        kind=caller.kind,
        phone=caller.phone,
        whose=caller.whose,
        told_purpose=caller.told_purpose,
        now=now,
    )


def _purchase_of(
    session: Session, actor: Actor, call: Call, customer: Customer, now: datetime
) -> Purchase | None:
    if call.purchase_id is not None:
        purchase = get_one(session, actor, Purchase, call.purchase_id)
        if purchase.customer_id != customer.id:
            raise InvalidError("purchase_of_another", field="purchase_id")
        return purchase
    if call.purchase is not None:
        return add_purchase(session, actor, customer.id, call.purchase, now=now)
    return None


def _address_of(
    session: Session,
    actor: Actor,
    call: Call,
    customer: Customer,
    purchase: Purchase | None,
    now: datetime,
) -> CustomerAddress | None:
    if call.caller is not None and call.caller.address.strip():
        return add_address(
            session,
            actor,
            customer.id,
            text=call.caller.address,
            district=call.caller.district,
            now=now,
        )
    if purchase is not None and purchase.address_id is not None:
        return session.get(CustomerAddress, purchase.address_id)
    standing = know(session, actor, customer, now=now).addresses
    return standing[0] if standing else None


def _product_of(session: Session, call: Call, purchase: Purchase | None) -> Product | None:
    if purchase is not None:
        return session.get(Product, purchase.product_id)
    return _known(session, Product, call.product_id, "product_id")


def _known(session: Session, model: type[T], row_id: int | None, field: str) -> T | None:
    """What was named, as long as it is still to be had."""
    if row_id is None:
        return None
    found = session.get(model, row_id)
    if found is None or not found.active:
        raise InvalidError("unknown_choice", field=field)
    return found


def _accused_of(
    session: Session, call: Call, purchase: Purchase | None, symptom: Symptom | None
) -> tuple[int, ...]:
    """Who is complained of: by name, or as "the one who installed it" (D1, C1)."""
    if call.accused_id is not None:
        if session.get(Installer, call.accused_id) is None:
            raise InvalidError("unknown_choice", field="accused")
        return (call.accused_id,)
    about_work = symptom is None or symptom.installation
    if call.names_the_installer and about_work and purchase and purchase.installer_id:
        return (purchase.installer_id,)
    return ()


def _words(
    customer: Customer, product: Product | None, symptom: Symptom | None, purchase: Purchase | None
) -> tuple[str, ...]:
    """What the case is found by besides what was said."""
    names = [customer.name]
    for named in (product, symptom):
        if named is not None:
            names += [named.name_en, named.name_zh_hans, named.name_zh_hant]
    if purchase is not None:
        names += [purchase.order_number, purchase.order_normal, purchase.place]
    return tuple(names)
