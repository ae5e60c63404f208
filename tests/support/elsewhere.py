"""Somebody else's case with a row of every kind behind it: what a stranger must not reach."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Audit,
    AuditFinding,
    Bearer,
    Case,
    CaseAccused,
    CaseStatus,
    ContactClaim,
    ContactPoint,
    CustomerPhone,
    Dealer,
    DealerClosure,
    Delivery,
    DeliveryChannel,
    DeliveryState,
    Dispatch,
    Draft,
    Duty,
    DutyShift,
    Edition,
    Import,
    LikelyDuplicate,
    Locale,
    Login,
    MessageTemplate,
    Notice,
    NoticeKind,
    NumberReport,
    Offer,
    OutChannel,
    PartOrder,
    PartyKind,
    PartyMerge,
    PauseReason,
    PleaKind,
    PrintedKind,
    Promise,
    Recall,
    RequestKind,
    Role,
    SavedView,
    Scorecard,
    SlaPause,
    Stage,
    StandingHold,
    StandingPlea,
    SupervisorRequest,
    Task,
    TaskKind,
    User,
    Visit,
    Withdrawal,
    WithdrawalVia,
    WordingGroup,
)
from models.audits import FindingKind
from models.sla import BusinessCalendar
from tests.support.world import World

# What every reader may see: it is nobody's.
NOBODYS = {
    "calendar_id": "the hours are everybody's",
    "day": "a date",
    "year": "a number",
    "version": "of the table of stage times, which is nobody's secret",
    "product_id": "the catalogue is everybody's",
    "symptom_id": "the catalogue is everybody's",
    "question_id": "a question of the scorecard is no dealer's",
}


@dataclass
class Elsewhere:
    """The value of each argument by which an address or a rule names a row."""

    case: Case
    words: list[str]
    ids: dict[str, Any] = field(default_factory=dict)


def build_elsewhere(world: World) -> Elsewhere:
    """A visited case, held by a dealer whom the strangers are not, with all that can hang on it."""
    dealer = world.dealer("Elsewhere Shunhe")
    customer = world.customer("Cao Elsewhere", phone="13955550123")
    address = world.address(customer, text="99 Elsewhere Lane")
    desk = world.user(Role.DEALER_DESK, dealer, name="Desk Elsewhere")
    person = world.installer("Ding Elsewhere", dealer=dealer)
    store = world.store("Hall Elsewhere", dealer)
    case = world.case(
        CaseStatus.VISITED,
        dealer,
        accused=person,
        customer=customer,
        address_id=address.id,
        summary="Ceiling Elsewhere leaks",
        purchase_id=world.purchase(
            customer, store_id=store.id, serving_dealer_id=dealer.id, order_number="SH-ELSEWHERE"
        ).id,
    )
    found = Elsewhere(case, ["Elsewhere", "ELSEWHERE", case.number, "13955550123"])
    found.ids = {
        "number": case.number,
        "case_id": case.id,
        "into_case_id": world.case(CaseStatus.TRIAGE, customer=customer).id,
        "customer_id": customer.id,
        "address_id": address.id,
        "purchase_id": case.purchase_id,
        "dealer_id": dealer.id,
        "heir_id": dealer.id,
        "store_id": store.id,
        "person_id": world.salesperson(store).id,
        "installer_id": person.id,
        "user_id": desk.id,
        "file_id": world.photo(case).id,
        "product_id": world.product().id,
        "symptom_id": world.symptom().id,
        "calendar_id": world.session.scalars(select(BusinessCalendar.id).limit(1)).one(),
        "day": "2026-05-20",
        "year": 2026,
        "version": 1,
        **_rows_of(world, case, desk),
    }
    return found


def _person_of(case: Case, session: Session) -> int:
    return session.scalars(
        select(CaseAccused.installer_id).where(CaseAccused.case_id == case.id)
    ).one()


def _rows_of(world: World, case: Case, desk: User) -> dict[str, Any]:
    session, noon = world.session, world.noon

    def only(model: Any, column: Any, value: Any) -> Any:
        return session.scalars(select(model).where(column == value).limit(1)).one()

    agent, boss = world.user(Role.AGENT), world.user(Role.SUPERVISOR)
    qa = world.user(Role.QA)
    audit = world.add(
        Audit(
            case_id=world.case(CaseStatus.CLOSED, session.get(Dealer, case.dealer_id)).id,
            attempt=1,
            scorecard_id=session.scalars(select(Scorecard.id).limit(1)).one(),
            auditor_id=qa.id,
            started_at=noon,
        )
    )
    given = {"case_id": case.id, "dealer_id": case.dealer_id}
    link = world.link_actor(case)
    rows: dict[str, Any] = {
        "audit_id": audit,
        "finding_id": AuditFinding(
            audit_id=audit.id, kind=FindingKind.PRAISE, body="Well said Elsewhere", made_at=noon
        ),
        "closure_id": DealerClosure(
            dealer_id=case.dealer_id,
            first_day=noon.date() + timedelta(days=5),
            last_day=noon.date() + timedelta(days=6),
            reason="Closed Elsewhere",
            asked_by_id=desk.id,
            asked_at=noon,
        ),
        "hold_id": StandingHold(
            installer_id=_person_of(case, session),
            held_at=noon,
            warn_at=noon,
            due_at=noon,
        ),
        "plea_id": StandingPlea(
            installer_id=_person_of(case, session),
            kind=PleaKind.CONTEST,
            case_id=case.id,
            dealer_id=case.dealer_id,
            asked_by_id=desk.id,
            asked_at=noon,
            reason="Not him Elsewhere",
            due_at=noon,
        ),
        "report_id": NumberReport(
            spelled="0571 5550 0000", normal="8657155500000", reported_by_id=desk.id, at=noon
        ),
        "shift_id": DutyShift(
            user_id=boss.id,
            duty=Duty.SUPERVISOR,
            starts_at=noon,
            ends_at=noon + timedelta(hours=8),
        ),
        "promise_id": Promise(
            case_id=case.id,
            body="We ring Elsewhere",
            due_at=noon,
            made_by_id=agent.id,
            made_at=noon,
        ),
        "part_id": PartOrder(
            **given,
            what="Bracket Elsewhere",
            payer=Bearer.DEALER,
            ordered_by_id=desk.id,
            ordered_at=noon,
        ),
        "pause_id": SlaPause(
            **given,
            attempt=1,
            stage=Stage.VISIT,
            reason=PauseReason.CUSTOMER_LATER_DAY,
            starts_at=noon,
            ends_at=noon + timedelta(days=1),
            asked_by_id=desk.id,
            asked_at=noon,
        ),
        "task_id": Task(
            **given, kind=TaskKind.OTHER, title="Look again Elsewhere", due_at=noon, made_at=noon
        ),
        "request_id": SupervisorRequest(
            **given,
            kind=next(iter(RequestKind)),
            asked_by_id=agent.id,
            asked_at=noon,
            reason="Nobody answers there.",
            due_at=noon + timedelta(hours=2),
        ),
        "withdrawal_id": Withdrawal(
            case_id=case.id,
            via=WithdrawalVia.BRAND_CALL,
            made_by_id=boss.id,
            reason="They let it rest.",
            made_at=noon,
            ends_at=noon + timedelta(days=7),
        ),
        "login_id": Login(
            user_id=desk.id,
            token_digest="elsewhere",
            created_at=noon,
            last_seen_at=noon,
            expires_at=noon + timedelta(days=30),
            address="192.0.2.1",
            agent="Elsewhere",
        ),
        "pair_id": LikelyDuplicate(
            kind="dealer", one_id=case.dealer_id, other_id=case.dealer_id + 1, score=90,
            found_at=noon,
        ),
        "merge_id": PartyMerge(
            kind=PartyKind.DEALER, kept_id=case.dealer_id, gone_id=case.dealer_id + 1, moved={},
            made_by_id=desk.id, made_at=noon, undone_by_id=desk.id, undone_at=noon,
        ),
        "view_id": SavedView(user_id=desk.id, name="Elsewhere", query="view=open"),
        "import_id": Import(
            profile="nyc_mediated", file_name="elsewhere.csv", sha256="0", started_at=noon
        ),
    }  # fmt: skip
    ids = {name: world.add(row).id for name, row in rows.items()}
    ids |= _a_card(world, case, desk)
    ids |= _a_message(world, case, desk)
    world.add(Draft(user_id=desk.id, form_id="elsewhere", fields="{}", saved_at=noon))
    return ids | {
        "link_id": link.link_id,
        "phone_id": only(CustomerPhone, CustomerPhone.customer_id, case.customer_id).id,
        "point_id": only(ContactPoint, ContactPoint.dealer_id, case.dealer_id).id,
        "offer_id": only(Offer, Offer.case_id, case.id).id,
        "dispatch_id": only(Dispatch, Dispatch.case_id, case.id).id,
        "visit_id": only(Visit, Visit.case_id, case.id).id,
        "dispute_id": world.deny(only(ContactClaim, ContactClaim.case_id, case.id)).id,
    }


def _a_card(world: World, case: Case, desk: User) -> dict[str, int]:
    """Printed there, with a number that died."""
    card = world.add(
        Edition(
            dealer_id=case.dealer_id, kind=PrintedKind.LEAFLET, title="Leaflet Elsewhere",
            token="elsewhere", made_by_id=desk.id, made_at=world.noon,
        )
    )  # fmt: skip
    recall = world.add(
        Recall(
            edition_id=card.id, dealer_id=case.dealer_id, normal="8657155500000",
            spelled="0571 5550 0000", asked_at=world.noon, due_at=world.noon,
        )
    )  # fmt: skip
    return {"edition_id": card.id, "recall_id": recall.id}


def _a_message(world: World, case: Case, desk: User) -> dict[str, int]:
    """Told to somebody there, and lost on its way."""
    notice = world.add(
        Notice(
            user_id=desk.id, case_id=case.id, kind=NoticeKind.CHASED, key="elsewhere",
            created_at=world.noon,
        )
    )  # fmt: skip
    delivery = world.add(
        Delivery(
            notice_id=notice.id, channel=DeliveryChannel.EMAIL, address="desk@elsewhere.example",
            locale=Locale.EN, state=DeliveryState.FAILED, reason="refused", not_before=world.noon,
            message_id="elsewhere", created_at=world.noon,
        )
    )  # fmt: skip
    world.add(
        OutChannel(
            kind=DeliveryChannel.EMAIL, changed_at=world.noon, last_failed_at=world.noon,
            last_error="refused Elsewhere",
        )
    )  # fmt: skip
    world.add(
        MessageTemplate(
            kind=min(NoticeKind), wording=min(WordingGroup), locale=min(Locale),
            subject="Elsewhere", body="Come Elsewhere", edited_at=world.noon, edited_by_id=desk.id,
        )
    )  # fmt: skip
    return {"notice_id": notice.id, "delivery_id": delivery.id}
