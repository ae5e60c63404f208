from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from models import Case, CaseStatus, Enquiry, PartyKind, PartyMerge, Purchase, Role
from models.intake import EnquiryTopic
from portal.access.actors import WORKER_ACTOR
from portal.cases.enquire import record_enquiry
from portal.cases.merge_party import merge_party, unmerge_party
from portal.cases.open import Call, open_case
from portal.cases.relay import Relay, relay_case
from portal.customers.add import add_phone
from portal.errors import RefusedError
from tests.attacks.test_races import LATER, arena, one_of_two
from tests.support.world import NOON

__all__ = ["arena"]  # a fixture

CUSTOMER, DEALER = PartyKind.CUSTOMER, PartyKind.DEALER
DAY = timedelta(days=1)
NUMBER = "19900001186"


@pytest.fixture
def agent(world):
    return world.actor(Role.AGENT)


@pytest.fixture
def three(world):
    return [world.customer(name) for name in ("Ms Cao", "Cao Lan", "Mrs Cao")]


def merging(kind, kept, gone):
    return lambda session, actor: merge_party(session, actor, kind, kept.id, gone.id, now=LATER)


def merged(acting, actor, kept, gone, kind=CUSTOMER):
    session = acting(actor, NOON)
    merge_id = merge_party(session, actor, kind, kept.id, gone.id, now=NOON).id
    session.commit()
    session.close()
    return merge_id


def test_a_call_about_the_one_that_is_gone_is_the_kept_ones(session, acting, agent, three):
    kept, gone, _third = three
    merged(acting, agent, kept, gone)
    desk = acting(agent, NOON)

    open_case(desk, agent, Call(what="It leaks.", customer_id=gone.id), now=NOON)
    record_enquiry(desk, agent, EnquiryTopic.PRICE, customer_id=gone.id, now=NOON)
    add_phone(desk, agent, gone.id, phone="19900001199", now=NOON)
    desk.commit()
    desk.close()

    assert session.scalars(select(Case.customer_id)).all() == [kept.id]
    assert session.scalars(select(Enquiry.customer_id)).all() == [kept.id]


def test_what_a_salesperson_passes_on_is_the_kept_ones(session, world, acting, agent):
    kept, gone = world.customer("Ms Cao", NUMBER), world.customer("Cao Lan", NUMBER)
    merged(acting, agent, kept, gone)
    sales = world.actor(Role.SALES)
    shop = acting(sales, NOON)

    relay_case(shop, sales, Relay("Ms Cao", NUMBER, "It leaks."), now=NOON)
    shop.commit()
    shop.close()

    assert session.scalars(select(Case.customer_id)).all() == [kept.id]


@pytest.mark.parametrize("model", [Case, Purchase])
def test_the_database_gives_the_one_that_is_gone_nothing_new(
    session, world, acting, agent, three, model
):
    kept, gone, _third = three
    case, purchase = world.case(customer=kept), world.purchase(kept)
    merged(acting, agent, kept, gone)
    row = case if model is Case else purchase
    desk = acting(agent, NOON)

    with pytest.raises(IntegrityError, match="takes what is new"):
        desk.execute(
            text(f"UPDATE {model.__tablename__} SET customer_id = :gone WHERE id = :id"),
            {"gone": gone.id, "id": row.id},
        )


def test_a_dealer_that_is_gone_is_offered_nothing_by_anybody(session, world, acting):
    admin = world.actor(Role.ADMIN)
    kept, gone = world.dealer(), world.dealer()
    case = world.case(CaseStatus.ACCEPTED, kept)
    merged(acting, admin, kept, gone, DEALER)

    with pytest.raises(IntegrityError, match="takes what is new"):
        session.execute(
            text(
                "INSERT INTO offers (case_id, dealer_id, attempt, made_by_id, made_at,"
                " compulsory, reason, release_reason, state) SELECT case_id, :gone, attempt,"
                " made_by_id, made_at, compulsory, reason, release_reason, 'open' FROM offers"
                " WHERE case_id = :case"
            ),
            {"gone": gone.id, "case": case.id},
        )


def test_nobody_says_by_hand_that_two_are_one(session, acting, agent, three):
    desk = acting(agent, NOON)
    desk.execute(
        text("UPDATE customers SET merged_into_id = :kept WHERE id = :gone"),
        {"kept": three[0].id, "gone": three[1].id},
    )

    with pytest.raises(IntegrityError, match="stands in the merges"):
        desk.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_nobody_says_by_hand_that_they_are_two_again(acting, agent, three):
    merged(acting, agent, three[0], three[1])
    desk = acting(agent, NOON)
    desk.execute(text("UPDATE customers SET merged_into_id = NULL"))

    with pytest.raises(IntegrityError, match="stands in the merges"):
        desk.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


@pytest.mark.parametrize("column", ["undone_at", "moved", "kept_id"])
@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.ADMIN])
def test_the_record_of_it_is_nobodys_to_write(world, acting, agent, three, role, column):
    merged(acting, agent, three[0], three[1])
    session = acting(world.actor(role), NOON)

    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text(f"UPDATE party_merges SET {column} = NULL"))


@pytest.mark.parametrize(
    "said",
    [
        "undone_at = made_at + interval '30 days 1 second', undone_by_id = made_by_id",
        "undone_at = made_at - interval '1 second', undone_by_id = made_by_id",
        "moved = '{}'",
        "kept_id = gone_id + 1",
    ],
)
def test_not_even_the_portal_itself_undoes_it_late_or_says_it_otherwise(acting, agent, three, said):
    merged(acting, agent, three[0], three[1])
    session = acting(WORKER_ACTOR, NOON)

    with pytest.raises(IntegrityError, match=r"\(L2\)"):
        session.execute(text(f"UPDATE party_merges SET {said}"))


def test_what_was_undone_is_not_done_again_by_taking_the_undoing_back(acting, agent, three):
    merge_id = merged(acting, agent, three[0], three[1])
    desk = acting(agent, NOON)
    unmerge_party(desk, agent, merge_id, now=NOON + DAY)
    desk.commit()
    desk.close()

    with pytest.raises(IntegrityError, match="undone once"):
        acting(WORKER_ACTOR, NOON).execute(
            text("UPDATE party_merges SET undone_at = NULL, undone_by_id = NULL")
        )


def test_the_later_merge_is_undone_first(session, world, acting, agent, three):
    first, second, third = three
    case = world.case(customer=first)
    one = merged(acting, agent, second, first)
    two = merged(acting, agent, third, second)
    desk = acting(agent, NOON)

    with pytest.raises(RefusedError, match="party_merged_already"):
        unmerge_party(desk, agent, one, now=NOON + DAY)
    desk.rollback()
    unmerge_party(desk, agent, two, now=NOON + DAY)
    unmerge_party(desk, agent, one, now=NOON + DAY)
    desk.commit()
    desk.close()

    assert session.get(Case, case.id, populate_existing=True).customer_id == first.id


@pytest.mark.parametrize("turned", [False, True])
def test_two_who_make_them_one_at_once_make_them_one_once(arena, turned):
    world, race = arena
    kept, gone = world.customer("Ms Cao"), world.customer("Cao Lan")
    world.case(customer=kept), world.case(customer=gone)
    other = merging(CUSTOMER, gone, kept) if turned else merging(CUSTOMER, kept, gone)

    outcomes = race(
        (world.actor(Role.AGENT), merging(CUSTOMER, kept, gone)),
        (world.actor(Role.SUPERVISOR), other),
    )

    assert one_of_two(outcomes), outcomes
    assert len(world.session.scalars(select(PartyMerge)).all()) == 1


def test_two_who_undo_it_at_once_undo_it_once(arena):
    world, race = arena
    agent = world.actor(Role.AGENT)
    kept, gone = world.customer("Ms Cao"), world.customer("Cao Lan")
    world.case(customer=gone)
    (first,) = race((agent, merging(CUSTOMER, kept, gone)))
    merge = world.session.scalars(select(PartyMerge)).one()

    def undoing(session, actor):
        unmerge_party(session, actor, merge.id, now=LATER)

    outcomes = race((agent, undoing), (world.actor(Role.SUPERVISOR), undoing))

    assert one_of_two(outcomes), (first, outcomes)


def test_a_call_at_the_same_instant_ends_with_the_one_that_is_kept(arena):
    world, race = arena
    kept, gone = world.customer("Ms Cao"), world.customer("Cao Lan")

    def calling(session, actor):
        open_case(session, actor, Call(what="It leaks.", customer_id=gone.id), now=LATER)

    outcomes = race(
        (world.actor(Role.AGENT), merging(CUSTOMER, kept, gone)),
        (world.actor(Role.AGENT), calling),
    )

    assert outcomes == ["done", "done"]
    assert world.session.scalars(select(Case.customer_id)).all() == [kept.id]
