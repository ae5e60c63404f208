from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from models import (
    CaseAccused,
    CaseEvent,
    CaseSearch,
    CaseStatus,
    Channel,
    Customer,
    CustomerPhone,
    Entitlement,
    EntitlementKind,
    EventKind,
    EventText,
    LikelyDuplicate,
    Promise,
    Role,
    Severity,
    SlaClock,
    Stage,
    Task,
    TaskKind,
)
from models.intake import Sign
from portal.cases.open import Call, Caller, PromiseMade, open_case
from portal.errors import ForbiddenError, InvalidError, NotFoundError
from portal.products.purchases import PurchaseData
from portal.search.query import read_query
from tests.support.world import NOON

WHAT = "The bathroom ceiling drips at the drill holes. The neighbour has asked twice."


def opened(acting, actor, call, now=NOON):
    session = acting(actor, now)
    case = open_case(session, actor, call, now=now)
    session.commit()
    return case


def test_a_call_makes_a_case_with_its_number_clocks_event_and_entitlement(session, world, acting):
    agent, customer = world.actor(), world.customer()
    symptom = world.symptom(installation=True)
    purchase = world.purchase(customer)

    case = opened(
        acting,
        agent,
        Call(WHAT, customer_id=customer.id, purchase_id=purchase.id, symptom_id=symptom.id),
    )

    assert case.number.startswith("HF26-")
    assert case.status is CaseStatus.TRIAGE
    assert case.agent_id == agent.user_id
    assert case.summary == WHAT
    stages = set(session.scalars(select(SlaClock.stage).where(SlaClock.case_id == case.id)))
    assert stages == {Stage.TRIAGE, Stage.RESOLVE}
    event = session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id)).one()
    assert event.kind is EventKind.OPENED
    assert session.get(EventText, event.id).body == WHAT
    entitlement = session.get(Entitlement, case.entitlement_id)
    assert entitlement.kind is EntitlementKind.WORKMANSHIP


def test_the_case_is_found_by_its_words_its_wish_and_its_order_number(session, world, acting):
    agent, customer = world.actor(), world.customer("曹女士")
    purchase = world.purchase(customer, order_number="SH-2510-0318", order_normal="sh25100318")

    case = opened(
        acting,
        agent,
        Call(
            "熱水器下面接口滴水",
            customer_id=customer.id,
            purchase_id=purchase.id,
            wish="换个师傅",
        ),
    )

    for words in ("热水器", "滴水", "师傅", "sh25100318", "2510-0318", "曹女士"):
        found = session.scalars(
            select(CaseSearch.case_id).where(
                read_query(words).matches(CaseSearch.tokens, CaseSearch.body)
            )
        ).all()
        assert found == [case.id], words


def test_a_case_is_first_heard_when_somebody_heard_it_and_numbered_by_that_year(
    session, world, acting
):
    agent, customer = world.actor(), world.customer()
    new_years_eve = datetime(2025, 12, 31, 15, 59, tzinfo=UTC)

    case = opened(acting, agent, Call(WHAT, customer_id=customer.id, first_heard_at=new_years_eve))

    assert case.number.startswith("HF25-")
    assert case.first_heard_at == new_years_eve
    clocks = session.scalars(select(SlaClock.started_at).where(SlaClock.case_id == case.id)).all()
    assert clocks == [new_years_eve, new_years_eve]


def test_nobody_heard_it_later_than_now(world, acting):
    agent, customer = world.actor(), world.customer()
    call = Call(WHAT, customer_id=customer.id, first_heard_at=NOON + timedelta(minutes=1))

    with pytest.raises(InvalidError, match="heard_in_the_future"):
        open_case(acting(agent), agent, call, now=NOON)


def test_a_new_caller_is_put_on_record_with_number_address_and_purchase(session, world, acting):
    agent, product = world.actor(), world.product()

    case = opened(
        acting,
        agent,
        Call(
            WHAT,
            caller=Caller(
                "曹女士",
                "199 0000 1186",
                address="望潮路 88 弄 6 号",
                district="西湾区",
                told_purpose=True,
            ),
            purchase=PurchaseData(product.id, installed_on=date(2026, 1, 5)),
        ),
    )

    customer = session.get(Customer, case.customer_id)
    assert (customer.name, customer.told_purpose_at) == ("曹女士", NOON)
    phone = session.scalars(select(CustomerPhone).filter_by(customer_id=customer.id)).one()
    assert (phone.normal, phone.last4) == ("8619900001186", "1186")
    assert case.district == "西湾区"
    assert case.product_id == product.id
    assert session.get(Entitlement, case.entitlement_id).kind is EntitlementKind.WARRANTY


def test_another_customer_with_the_same_number_is_noted_and_never_merged(session, world, acting):
    agent, first = world.actor(), world.customer("Mr Su", "19900001186")

    case = opened(acting, agent, Call(WHAT, caller=Caller("Ms Su", "+86 199-0000-1186")))

    assert case.customer_id != first.id
    noted = session.scalars(select(LikelyDuplicate).filter_by(kind="customer")).one()
    assert {noted.one_id, noted.other_id} == {first.id, case.customer_id}


def test_the_same_caller_by_the_same_name_is_not_put_on_record_twice(session, world, acting):
    agent, known = world.actor(), world.customer("Mr Su", "19900001186")

    case = opened(acting, agent, Call(WHAT, caller=Caller("Mr Su", "199 0000 1186")))

    assert case.customer_id == known.id


def test_danger_is_urgent(world, acting):
    agent, customer = world.actor(), world.customer()
    call = Call(WHAT, customer_id=customer.id, signs=frozenset({Sign.GAS}))

    with pytest.raises(InvalidError, match="danger_is_urgent") as refused:
        open_case(acting(agent), agent, call, now=NOON)

    assert refused.value.field == "severity"


def test_signs_stand_on_the_case(session, world, acting):
    agent, customer = world.actor(), world.customer()

    case = opened(
        acting,
        agent,
        Call(
            WHAT,
            customer_id=customer.id,
            severity=Severity.URGENT,
            signs=frozenset({Sign.ELECTRICITY, Sign.SPREADING, Sign.DAMAGE_BY_US}),
        ),
    )

    assert (case.danger, case.spreading) == (True, True)
    assert session.get(Entitlement, case.entitlement_id).kind is EntitlementKind.DAMAGE_BY_US


def test_the_purchases_installer_is_complained_of_when_the_customer_names_them(
    session, world, acting
):
    agent, customer = world.actor(), world.customer()
    installer = world.installer(dealer=world.dealer())
    purchase = world.purchase(customer, installer_id=installer.id)
    symptom = world.symptom(installation=True)

    case = opened(
        acting,
        agent,
        Call(
            WHAT,
            customer_id=customer.id,
            purchase_id=purchase.id,
            symptom_id=symptom.id,
            names_the_installer=True,
        ),
    )

    accused = session.scalars(select(CaseAccused).filter_by(case_id=case.id)).one()
    assert (accused.installer_id, accused.named_by_id) == (installer.id, agent.user_id)


def test_nobody_is_complained_of_unless_named(session, world, acting):
    agent, customer = world.actor(), world.customer()
    purchase = world.purchase(customer, installer_id=world.installer(dealer=world.dealer()).id)

    case = opened(acting, agent, Call(WHAT, customer_id=customer.id, purchase_id=purchase.id))

    assert not session.scalars(select(CaseAccused).filter_by(case_id=case.id)).all()


def test_a_promise_on_the_call_is_on_the_agents_desk(session, world, acting):
    agent, customer = world.actor(), world.customer()
    due_at = NOON + timedelta(hours=4)

    case = opened(
        acting,
        agent,
        Call(WHAT, customer_id=customer.id, promise=PromiseMade("We ring back", due_at)),
    )

    promise = session.scalars(select(Promise).filter_by(case_id=case.id)).one()
    assert (promise.owner_id, promise.due_at) == (agent.user_id, due_at)


def test_what_was_not_asked_is_a_task_of_thirty_minutes(session, world, acting):
    agent, customer = world.actor(), world.customer()

    case = opened(acting, agent, Call(WHAT, customer_id=customer.id))

    task = session.scalars(select(Task).filter_by(case_id=case.id)).one()
    assert (task.kind, task.owner_id) == (TaskKind.DETAILS, agent.user_id)
    assert task.due_at == NOON + timedelta(minutes=30)


def test_a_purchase_of_somebody_else_is_refused(world, acting):
    agent, customer = world.actor(), world.customer()
    other = world.purchase(world.customer())

    with pytest.raises(InvalidError, match="purchase_of_another"):
        open_case(
            acting(agent),
            agent,
            Call(WHAT, customer_id=customer.id, purchase_id=other.id),
            now=NOON,
        )


def test_draft_photos_of_the_agent_go_to_the_case_and_nobody_elses(session, world, acting):
    agent, customer = world.actor(), world.customer()
    of_draft = world.photo(world.case(), case_id=None, key="draft", added_by_id=agent.user_id)
    session.commit()
    foreign = world.photo(world.case(), key="foreign", added_by_id=agent.user_id)

    case = opened(acting, agent, Call(WHAT, customer_id=customer.id, file_ids=(of_draft.id,)))

    session.expire_all()
    assert of_draft.case_id == case.id
    with pytest.raises(InvalidError, match="photo_is_gone"):
        open_case(
            acting(agent),
            agent,
            Call(WHAT, customer_id=customer.id, file_ids=(foreign.id,)),
            now=NOON,
        )


def test_a_new_case_by_mail_keeps_its_channel(world, acting):
    agent, customer = world.actor(), world.customer()

    case = opened(acting, agent, Call(WHAT, customer_id=customer.id, channel=Channel.MAIL))

    assert case.channel is Channel.MAIL


def test_each_refusal_names_its_field(world, acting):
    agent = world.actor()

    for call, field in (
        (Call("  ", customer_id=1), "what"),
        (Call(WHAT), "phone"),
        (Call(WHAT, caller=Caller(" ", "19900001186")), "name"),
        (Call(WHAT, caller=Caller("Mr Su", "none")), "phone"),
    ):
        with pytest.raises(InvalidError) as refused:
            open_case(acting(agent), agent, call, now=NOON)
        assert refused.value.field == field


@pytest.mark.parametrize("named", ["product", "symptom"])
def test_what_is_no_longer_to_be_had_cannot_be_named(world, acting, named):
    agent, gone = world.actor(), getattr(world, named)(active=False)
    call = Call(WHAT, customer_id=world.customer().id, **{f"{named}_id": gone.id})

    with pytest.raises(InvalidError, match="unknown_choice") as refused:
        open_case(acting(agent), agent, call, now=NOON)

    assert refused.value.field == f"{named}_id"


def test_a_customer_who_does_not_exist_is_not_found(world, acting):
    agent = world.actor()

    with pytest.raises(NotFoundError):
        open_case(acting(agent), agent, Call(WHAT, customer_id=999_999), now=NOON)


@pytest.mark.parametrize("role", [Role.SALES, Role.QA, Role.DEALER_DESK, Role.ADMIN])
def test_only_the_hotline_opens_cases(world, acting, role):
    actor = world.actor(role)

    with pytest.raises(ForbiddenError):
        open_case(acting(actor), actor, Call(WHAT, customer_id=1), now=NOON)
