from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from models import (
    Case,
    CaseEvent,
    CaseStatus,
    ContactPoint,
    Customer,
    CustomerPhone,
    Dealer,
    DealerState,
    EventKind,
    LikelyDuplicate,
    PartyKind,
    PartyMerge,
    Purchase,
    Role,
    SettingChange,
    User,
)
from portal.cases.likely_duplicates import join_pair, kinds_for, pairs_to_decide, part_pair
from portal.cases.merge import merge_case
from portal.cases.merge_party import merge_party, preview_party_merge, unmerge_party
from portal.customers.add import add_address
from portal.customers.find import find_by_phone
from portal.errors import ForbiddenError, NotFoundError, RefusedError
from tests.support.world import NOON

DAY = timedelta(days=1)
NUMBER = "19900001186"
CUSTOMER, DEALER = PartyKind.CUSTOMER, PartyKind.DEALER


@pytest.fixture
def agent(world):
    return world.actor(Role.AGENT)


@pytest.fixture
def admin(world):
    return world.actor(Role.ADMIN)


@pytest.fixture
def twice(world):
    """One person on record twice, under one number: with one case each, and a purchase."""
    kept, gone = world.customer("Ms Cao", NUMBER), world.customer("Cao Lan", NUMBER)
    cases = [world.case(customer=kept), world.case(customer=gone)]
    world.purchase(gone)
    return kept, gone, cases


def merged(acting, actor, kind, kept, gone, now=NOON):
    session = acting(actor, now)
    merge_id = merge_party(session, actor, kind, kept.id, gone.id, now=now).id
    session.commit()
    return merge_id


def undone(acting, actor, merge_id, now):
    session = acting(actor, now)
    unmerge_party(session, actor, merge_id, now=now)
    session.commit()


def test_the_preview_counts_what_would_move_and_moves_nothing(session, acting, agent, twice):
    kept, gone, _cases = twice

    desk = acting(agent, NOON)
    preview = preview_party_merge(desk, agent, CUSTOMER, kept.id, gone.id, now=NOON)
    desk.close()

    assert preview.counts["cases.customer_id"] == 1
    assert preview.counts["purchases.customer_id"] == 1
    assert preview.counts["customer_phones.customer_id"] == 0, "it is the same number"
    assert session.scalars(select(PartyMerge)).all() == []


def test_what_is_the_ones_is_the_others_and_on_record(session, acting, agent, twice):
    kept, gone, cases = twice

    merged(acting, agent, CUSTOMER, kept, gone)

    session.expire_all()
    assert {case.customer_id for case in cases} == {kept.id}
    assert session.scalars(select(Purchase.customer_id)).all() == [kept.id]
    assert gone.merged_into_id == kept.id
    (event,) = session.scalars(select(CaseEvent).filter_by(kind=EventKind.CUSTOMER_MERGED))
    assert event.case_id == cases[1].id
    change = session.scalars(select(SettingChange).filter_by(what=f"customer:{gone.id}")).one()
    assert change.after == {"merged_into": kept.id}


def test_whoever_rings_is_the_one_that_was_kept(acting, agent, twice):
    kept, gone, _cases = twice
    merged(acting, agent, CUSTOMER, kept, gone)

    found = find_by_phone(acting(agent, NOON), agent, NUMBER, now=NOON)

    assert [customer.id for customer in found] == [kept.id]


def test_within_thirty_days_everything_goes_back_and_what_came_since_stays(
    session, world, acting, agent, twice
):
    kept, gone, cases = twice
    merge = merged(acting, agent, CUSTOMER, kept, gone)
    since = world.case(customer=session.get(Customer, kept.id, populate_existing=True))
    session.commit()

    undone(acting, agent, merge, NOON + 30 * DAY)

    session.expire_all()
    assert [case.customer_id for case in (*cases, since)] == [kept.id, gone.id, kept.id]
    assert session.scalars(select(Purchase.customer_id)).all() == [gone.id]
    phones = select(CustomerPhone.customer_id).order_by(CustomerPhone.customer_id)
    assert session.scalars(phones).all() == sorted([kept.id, gone.id])
    assert gone.merged_into_id is None


def test_later_it_is_not_undone(acting, agent, twice):
    kept, gone, _cases = twice
    merge = merged(acting, agent, CUSTOMER, kept, gone)

    with pytest.raises(RefusedError, match="party_unmerge_too_late"):
        undone(acting, agent, merge, NOON + 30 * DAY + timedelta(seconds=1))


def test_it_is_undone_once(acting, agent, twice):
    kept, gone, _cases = twice
    merge = merged(acting, agent, CUSTOMER, kept, gone)
    undone(acting, agent, merge, NOON + DAY)

    with pytest.raises(RefusedError, match="merge_undone_already"):
        undone(acting, agent, merge, NOON + DAY)


def test_not_while_a_case_of_the_one_lies_in_a_case_of_the_other(acting, agent, twice):
    kept, gone, cases = twice
    merge = merged(acting, agent, CUSTOMER, kept, gone)
    session = acting(agent, NOON + DAY)
    merge_case(session, agent, cases[1].id, cases[0].id, version=None, now=NOON + DAY)
    session.commit()

    with pytest.raises(RefusedError, match="unmerge_cases_first"):
        undone(acting, agent, merge, NOON + DAY)


@pytest.mark.parametrize("turn", [False, True])
def test_who_is_gone_into_another_goes_into_no_third(world, acting, agent, twice, turn):
    kept, gone, _cases = twice
    merged(acting, agent, CUSTOMER, kept, gone)
    third = world.customer("Ms Cao the third")

    with pytest.raises(RefusedError, match="party_merged_already"):
        merged(acting, agent, CUSTOMER, *((third, gone) if turn else (gone, third)))


def test_nobody_goes_into_themselves(acting, agent, twice):
    with pytest.raises(RefusedError, match="party_into_itself"):
        merged(acting, agent, CUSTOMER, twice[0], twice[0])


def test_two_of_one_customers_complaints_count_once_against_a_person(session, world, acting, agent):
    dealer = world.dealer()
    person = world.installer("邱磊", dealer=dealer)
    kept, gone = world.customer("Ms Cao"), world.customer("Cao Lan")
    for customer in (kept, gone):
        world.case(CaseStatus.VISITED, dealer, customer=customer, accused=person)

    merged(acting, agent, CUSTOMER, kept, gone)

    session.expire_all()
    assert session.get(type(person), person.id).standing == "good"


def test_a_dealers_people_numbers_and_purchases_go_to_the_one_that_is_kept(
    session, world, acting, admin
):
    kept, gone = world.dealer("Hedong store"), world.dealer("Hedong shop")
    clerk = world.user(Role.DEALER_DESK, gone)
    purchase = world.purchase(world.customer(), serving_dealer_id=gone.id)

    merge = merged(acting, admin, DEALER, kept, gone)

    session.expire_all()
    assert session.get(User, clerk.id).dealer_id == kept.id
    assert session.get(Purchase, purchase.id).serving_dealer_id == kept.id
    points = select(ContactPoint.dealer_id).distinct()
    assert session.scalars(points).all() == [kept.id]
    assert session.get(Dealer, gone.id).state is DealerState.GONE

    undone(acting, admin, merge, NOON + DAY)

    session.expire_all()
    assert session.get(User, clerk.id).dealer_id == gone.id
    assert session.get(Purchase, purchase.id).serving_dealer_id == gone.id
    assert session.get(Dealer, gone.id).state is DealerState.ACTIVE


def test_a_dealer_with_open_cases_goes_nowhere(world, acting, admin):
    kept, gone = world.dealer(), world.dealer()
    world.case(CaseStatus.ACCEPTED, gone)

    with pytest.raises(RefusedError, match="dealer_has_open_cases"):
        merged(acting, admin, DEALER, kept, gone)


def test_what_a_dealer_has_done_stays_with_it(session, world, acting, admin):
    kept, gone = world.dealer(), world.dealer()
    case = world.case(CaseStatus.CLOSED, gone)

    merged(acting, admin, DEALER, kept, gone)

    assert session.get(Case, case.id, populate_existing=True).dealer_id == gone.id


def test_an_agent_merges_no_dealers(world, acting, agent):
    with pytest.raises(ForbiddenError):
        merged(acting, agent, DEALER, world.dealer(), world.dealer())


def test_an_administrator_merges_no_customers(acting, admin, twice):
    with pytest.raises((ForbiddenError, NotFoundError)):
        merged(acting, admin, CUSTOMER, twice[0], twice[1])


@pytest.mark.parametrize("role", [Role.DEALER_MANAGER, Role.INSTALLER, Role.SALES, Role.QA])
def test_nobody_else_merges_anybody(world, acting, twice, role):
    with pytest.raises(ForbiddenError):
        merged(acting, world.actor(role), CUSTOMER, twice[0], twice[1])


@pytest.mark.parametrize("role", [Role.DEALER_MANAGER, Role.INSTALLER, Role.SALES])
def test_nobody_else_reads_what_was_merged(world, acting, role):
    session = acting(world.actor(role), NOON)

    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text("SELECT * FROM party_merges"))


def test_what_was_moved_is_written_by_the_portal_alone(acting, agent, twice):
    kept, gone, _cases = twice
    merged(acting, agent, CUSTOMER, kept, gone)
    session = acting(agent, NOON)

    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text("UPDATE party_merges SET moved = '{}'"))


def test_the_same_name_in_the_same_district_is_offered_and_not_merged(
    session, world, acting, agent
):
    one, two = world.customer("曹兰", "19900001186"), world.customer("曹蘭", "19900001187")
    desk = acting(agent, NOON)
    for customer in (one, two):
        add_address(
            desk, agent, customer.id, text=f"8 Willow Lane {customer.id}", district="Xihu", now=NOON
        )
    desk.commit()

    pairs = pairs_to_decide(desk, agent, after=None, size=10)
    desk.close()

    assert [(pair.one_id, pair.other_id, pair.score) for pair in pairs] == [(one.id, two.id, 60)]
    assert session.scalars(select(PartyMerge)).all() == []


def pair_of(session, kind, one, other):
    low, high = sorted((one.id, other.id))
    pair = LikelyDuplicate(kind=kind, one_id=low, other_id=high, score=80, found_at=NOON)
    session.add(pair)
    session.commit()
    return pair


def test_a_pair_is_decided_once(session, acting, agent, twice):
    pair = pair_of(session, "customer", twice[0], twice[1])
    desk = acting(agent, NOON)
    part_pair(desk, agent, pair.id, now=NOON)
    desk.commit()

    with pytest.raises(RefusedError, match="duplicate_decided_already"):
        join_pair(acting(agent, NOON), agent, pair.id, twice[0].id, now=NOON)


def test_people_are_counted_together_and_told_apart_again(session, world, acting, agent):
    dealer = world.dealer()
    one, other = world.installer("邱磊", dealer=dealer), world.installer("邱石", dealer=dealer)
    pair = pair_of(session, "installer", one, other)
    desk = acting(agent, NOON)

    join_pair(desk, agent, pair.id, one.id, now=NOON)
    desk.commit()

    session.expire_all()
    assert other.same_as_id == one.id


def test_who_keeps_dealers_decides_on_dealers_and_who_rings_customers_on_customers(agent, admin):
    assert kinds_for(agent) == ["customer", "installer"]
    assert kinds_for(admin) == ["dealer", "installer"]


def test_a_pair_of_another_desks_is_not_there(session, world, acting, agent):
    pair = pair_of(session, "dealer", world.dealer(), world.dealer())

    with pytest.raises(NotFoundError):
        part_pair(acting(agent, NOON), agent, pair.id, now=NOON)
