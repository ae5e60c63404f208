"""Every page of the portal for people: who opens it, and of what."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from models import (
    Case,
    CaseStatus,
    ContactKind,
    ContactPoint,
    ContactState,
    Credential,
    Customer,
    CustomerAddress,
    Dealer,
    DispatchPerson,
    Edition,
    Installer,
    Product,
    Promise,
    Purchase,
    Standing,
    Symptom,
    User,
)
from models.sla import BusinessCalendar
from portal.access.actors import Actor
from portal.infra import db
from portal.infra.identity import WORKER

S = CaseStatus

# Addresses that answer with something else than a page.
NO_PAGES: Final = frozenset(
    {
        "appointment.show",
        "assets.show",
        "bootstrap.static",
        "customer_link.appointment",
        "edition.qr",
        "files.show",
        "files.show_small",
        "health.show",
        "link_says.photo",
        "static",
    }
)
# Worked with one thumb, also on the smallest phones.
PHONE: Final = frozenset(
    {
        "customer_link.show",
        "jobs.job",
        "jobs.show",
        "offer_link.done",
        "offer_link.show",
        "sales.relay",
        "sales.show",
        "signin.show",
        "styleguide.show_phone",
    }
)
NOBODY: Final = ""


@dataclass
class Place:
    """The demo some time into its day, and what the pages are opened of."""

    session: Session
    owner: Engine
    now: datetime
    made: dict[str, Any] = field(default_factory=dict)

    def by(self, mail: str) -> Actor:
        """This person's hand from here on."""
        self.as_portal()
        found = select(Credential.user_id).where(Credential.email == f"{mail}@demo.example")
        actor = Actor.of_user(self.only(select(User).where(User.id.in_(found))))
        db.act_as(self.session, actor.identity)
        return actor

    def as_portal(self) -> None:
        self.session.commit()
        self.session.info["now"] = self.now
        db.act_as(self.session, WORKER)

    def only(self, wanted: Select[tuple[Any]]) -> Any:
        with Session(self.owner) as session:
            found = session.scalars(wanted.limit(1)).first()
        assert found is not None, "the demo has none any more"
        return found

    def first(self, model: type) -> int:
        return self.only(select(model).order_by(model.id)).id

    def case(self, status: CaseStatus, dealer: str = "") -> Case:
        wanted = select(Case).where(Case.status == status).order_by(Case.id.desc())
        if dealer:
            held = select(Dealer.id).where(Dealer.name == dealer).scalar_subquery()
            wanted = wanted.where(Case.dealer_id == held)
        return self.only(wanted)


def _of_case(
    mail: str, status: CaseStatus, dealer: str = "", **more: Callable[[Place], Any]
) -> "Page":
    """A page about a case in this status, in the hand of this dealer."""

    def values(place: Place) -> dict[str, Any]:
        given = {name: value(place) for name, value in more.items()}
        return {"number": place.case(status, dealer).number, **given}

    return Page(mail, values)


def _made(mail: str, **names: str) -> "Page":
    """A page about what was put there for it."""
    return Page(mail, lambda place: {name: place.made[which] for name, which in names.items()})


def _first(mail: str, **models: type) -> "Page":
    """A page about the first row of a table."""
    return Page(mail, lambda place: {name: place.first(model) for name, model in models.items()})


@dataclass(frozen=True)
class Page:
    """Who opens it, and the arguments of its address."""

    mail: str
    values: Callable[[Place], dict[str, Any]] = lambda _place: {}


def _robot(place: Place) -> dict[str, Any]:
    wanted = select(ContactPoint).where(ContactPoint.kind == ContactKind.ROBOT)
    return {"point_id": place.only(wanted.order_by(ContactPoint.id)).id}


def _held(place: Place) -> dict[str, Any]:
    """Whom the third customer has held this morning."""
    held = select(Installer).where(Installer.standing == Standing.HELD)
    return {"installer_id": place.only(held).id}


def _calendar(place: Place, **more: Any) -> dict[str, Any]:
    office = select(BusinessCalendar).where(BusinessCalendar.code == "office")
    return {"calendar_id": place.only(office).id, **more}


def _promise(place: Place) -> dict[str, Any]:
    open_ones = select(Promise).where(Promise.outcome.is_(None)).order_by(Promise.id.desc())
    promise = place.only(open_ones)
    case = place.only(select(Case).where(Case.id == promise.case_id))
    return {"number": case.number, "promise_id": promise.id}


def _address(place: Place) -> dict[str, Any]:
    address = place.only(select(CustomerAddress).order_by(CustomerAddress.id))
    return {"customer_id": address.customer_id, "address_id": address.id}


def _job(place: Place) -> dict[str, Any]:
    samuel = select(Installer.id).where(Installer.name == "Samuel Ong").scalar_subquery()
    sent = select(DispatchPerson).where(DispatchPerson.installer_id == samuel)
    return {"dispatch_id": place.only(sent.order_by(DispatchPerson.id.desc())).dispatch_id}


def _card(place: Place) -> dict[str, Any]:
    return {"edition_id": place.only(select(Edition).order_by(Edition.id)).id}


def _code(place: Place) -> dict[str, Any]:
    """What is behind the code on the leaflet."""
    return {"token": place.only(select(Edition).order_by(Edition.id.desc())).token}


def _new_number(place: Place) -> dict[str, Any]:
    """A number that nobody has proved yet."""
    shop = select(Dealer.id).where(Dealer.name == SHUNHE).scalar_subquery()
    wanted = select(ContactPoint).where(
        ContactPoint.dealer_id == shop,
        ContactPoint.kind == ContactKind.PHONE,
        ContactPoint.state != ContactState.RETIRED,
    )
    return {"point_id": place.only(wanted.order_by(ContactPoint.id)).id}


def _shop(place: Place) -> dict[str, Any]:
    return {"dealer_id": place.only(select(Dealer).where(Dealer.name == SHUNHE)).id}


XIWAN, HARBOUR, BEIYUAN = "西湾厚德店", "Harbourside Interiors", "北苑佳筑店"
CHENGNAN, SHUNHE = "城南合众店", "河东顺和店"

PAGES: Final[dict[str, Page]] = {
    "abuse.show": _of_case("grace", S.TRIAGE),
    "accept.show": _of_case("beiyuan", S.OFFERED, BEIYUAN),
    "account.show": Page("grace"),
    "accused_contact.show": _of_case("grace", S.ACCEPTED, SHUNHE),
    "admin.show": Page("admin"),
    "admin_calendars.add": Page("admin"),
    "admin_calendars.day": Page("admin", lambda place: _calendar(place, day="2026-10-01")),
    "admin_calendars.hours": Page("admin", _calendar),
    "admin_calendars.index": Page("admin"),
    "admin_calendars.load": Page("admin", _calendar),
    "admin_calendars.show": Page("admin", _calendar),
    "admin_calendars.year": Page("admin", lambda place: _calendar(place, year=2027)),
    "admin_changes.index": Page("admin"),
    "admin_channels.index": Page("admin"),
    "admin_channels.show": Page("admin", lambda _place: {"kind": "email"}),
    "admin_products.add": Page("admin"),
    "admin_products.index": Page("admin"),
    "admin_products.show": _first("admin", product_id=Product),
    "admin_settings.show": Page("admin"),
    "admin_sla.change": Page("admin"),
    "admin_sla.show": Page("admin"),
    "admin_sla.version": Page("admin", lambda _place: {"version": 1}),
    "admin_symptoms.add": Page("admin"),
    "admin_symptoms.index": Page("admin"),
    "admin_symptoms.show": _first("admin", symptom_id=Symptom),
    "admin_user.show": _first("admin", user_id=User),
    "admin_users.index": Page("admin"),
    "admin_users.invite": Page("admin"),
    "admin_users.invited": Page("admin"),
    "admin_wording.index": Page("admin"),
    "admin_wording.show": Page(
        "admin", lambda _place: {"news": "offer_made", "group": "mail", "locale": "zh_Hans"}
    ),
    "answer_dispute.show": _made("chengnan", number="denied", dispute_id="dispute"),
    "audit.show": _made("qa", audit_id="audit"),
    "barred_visits.show": Page("shunhe"),
    "book.move": _of_case("harbour", S.SCHEDULED, HARBOUR),
    "book.show": _of_case("harbour", S.CONTACTED, HARBOUR),
    "brand_contacts.show": Page("admin"),
    "call_back.show": _of_case("grace", S.RESOLVED, HARBOUR),
    "cancel_booking.show": _of_case("harbour", S.SCHEDULED, HARBOUR),
    "case.show": _of_case("grace", S.VISITED),
    "cases.show": Page("grace"),
    "chase.show": _of_case("grace", S.CONTACTED),
    "claim_contact.show": _of_case("shunhe", S.ACCEPTED, SHUNHE),
    "close.show": _made("grace", number="settled"),
    "closures.desk": Page("grace"),
    "closures.show": Page("shunhe"),
    "pauses_asked.show": Page("grace"),
    "comment.show": _of_case("grace", S.CONTACTED),
    "contact_point.show": _first("admin", point_id=ContactPoint),
    "customer.address": _first("grace", customer_id=Customer),
    "customer.address_edit": Page("grace", _address),
    "customer.edit": _first("grace", customer_id=Customer),
    "customer.mail": _first("grace", customer_id=Customer),
    "customer.phone": _first("grace", customer_id=Customer),
    "customer.show": _first("grace", customer_id=Customer),
    "customer_link.show": _made(NOBODY, token="link"),
    "dealer.leaving": _first("admin", dealer_id=Dealer),
    "dealer.show": _first("admin", dealer_id=Dealer),
    "dealer_desk.show": Page("shunhe"),
    "dealers.add": Page("admin"),
    "dealers.index": Page("admin"),
    "dealer_word.show": _of_case("grace", S.ACCEPTED),
    "decline.show": _of_case("beiyuan", S.OFFERED, BEIYUAN),
    "details.show": _of_case("grace", S.CONTACTED),
    "duplicates.index": Page("admin"),
    "duplicates.show": _made("admin", pair_id="pair"),
    "edition.show": Page("admin", _card),
    "hand_back.show": _of_case("harbour", S.CONTACTED, HARBOUR),
    "handover.show": Page("grace"),
    "home.show": Page("grace"),
    "hotline_desk.show": Page("grace"),
    "import_run.show": _made("zhouli", import_id="import"),
    "imports.index": Page("zhouli"),
    "installer.show": _first("admin", installer_id=Installer),
    "installers.index": Page("admin"),
    "invitation.show": _made(NOBODY, token="invitation"),
    "jobs.job": Page("samuel", _job),
    "jobs.show": Page("samuel"),
    "links.show": _of_case("grace", S.SCHEDULED),
    "lost_messages.again": _made("grace", delivery_id="lost"),
    "lost_messages.show": Page("grace"),
    "merge.show": _of_case("zhouli", S.ACCEPTED),
    "merge.undo": _made("zhouli", number="merged"),
    "message_wishes.show": Page("grace"),
    "messages.show": _of_case("grace", S.SCHEDULED),
    "my_tasks.show": Page("grace"),
    "new_call.show": Page("grace"),
    "no_show.show": _of_case("harbour", S.SCHEDULED, HARBOUR),
    "notices.show": Page("grace"),
    "numbers.point": _first("grace", point_id=ContactPoint),
    "numbers.show": Page("grace"),
    "numbers_alive.show": Page(NOBODY, _code),
    "offer.show": _of_case("grace", S.TRIAGE),
    "offer_link.done": Page(NOBODY),
    "offer_link.show": _made(NOBODY, token="offer_link"),
    "own_audits.show": Page("grace"),
    "own_dealer.replace": _first("fang", point_id=ContactPoint),
    "own_dealer.show": Page("fang"),
    "own_robot.show_own": Page("fang", _robot),
    "own_standing.show": Page("fang", _held),
    "parts.show": _of_case("harbour", S.SCHEDULED, HARBOUR),
    "pause.show": _of_case("harbour", S.SCHEDULED, HARBOUR),
    "photos.show": _of_case("harbour", S.SCHEDULED, HARBOUR),
    "praise.show": _of_case("grace", S.CLOSED),
    "printed.show": Page("admin"),
    "promise.break_": Page("grace", _promise),
    "promise.keep": Page("grace", _promise),
    "promise.reschedule": Page("grace", _promise),
    "promise.show": _of_case("grace", S.CONTACTED),
    "prove_contact.show": Page("fang", _new_number),
    "purchase.add": _first("grace", customer_id=Customer),
    "purchase.edit": _first("grace", purchase_id=Purchase),
    "qa_desk.done": Page("qa"),
    "qa_desk.show": Page("qa"),
    "recheck.show": _made("grace", number="waits", task_id="recheck"),
    "reopen.show": _of_case("grace", S.CLOSED, BEIYUAN),
    "resolve.show": _of_case("chengnan", S.VISITED, CHENGNAN),
    "robot.show": Page("admin", _robot),
    "roster.show": Page("zhouli"),
    "sales.relay": Page("sales"),
    "sales.show": Page("sales"),
    "own_score.behind": Page("shunhe", lambda _place: {"figure": "clocks"}),
    "own_score.show": Page("shunhe"),
    "scores.behind": Page("zhouli", lambda place: {**_shop(place), "figure": "clocks"}),
    "scores.definitions_page": Page("grace"),
    "scores.index": Page("zhouli"),
    "scores.show": Page("zhouli", _shop),
    "search.find": Page("grace", lambda _place: {"q": "leak"}),
    "signin.show": Page(NOBODY),
    "similar_cases.show": _of_case("grace", S.VISITED),
    "start_audit.show": _of_case("qa", S.CLOSED, SHUNHE),
    "styleguide.show": Page(NOBODY),
    "styleguide.show_phone": Page(NOBODY),
    "standing.show": Page("zhouli", _held),
    "supervisor_desk.show": Page("zhouli"),
    "take_away.show": _made("zhouli", number="denied"),
    "tasks.show": _of_case("grace", S.CONTACTED),
    "unreachable.show": _of_case("grace", S.RESOLVED, HARBOUR),
    "vacant_number.show": Page("grace"),
    "verify_claim.show": _made("grace", number="denied"),
    "withdraw.show": _of_case("grace", S.CONTACTED),
    "withdraw_offer.show": _of_case("grace", S.OFFERED),
}
