import dataclasses

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from models import CaseLikeness, CaseStatus, Outcome, Role
from portal.access.actors import WORKER_ACTOR
from portal.access.permissions import Permission
from portal.cases.fill_likeness import fill_likeness
from portal.cases.merge import merge_case
from portal.cases.open import Call, open_case
from portal.cases.similar import Matter, find_similar, similar_to
from portal.errors import ForbiddenError
from portal.search.keep import keep_likeness
from tests.support.world import NOON

SAID = "卫生间吊顶漏水，打的孔太大，师傅不认"


@pytest.fixture
def agent(world):
    return world.actor(Role.AGENT)


def told(acting, agent, world, said, **given):
    session = acting(agent, NOON)
    case = open_case(session, agent, Call(said, customer_id=world.customer().id, **given), now=NOON)
    session.commit()
    return case


def numbers(similar):
    return [one.number for one in similar.cases]


def test_a_case_is_found_by_the_next_call_about_the_like(world, acting, agent):
    case = told(acting, agent, world, SAID)
    told(acting, agent, world, "热水器不制热")

    found = find_similar(acting(agent, NOON), agent, Matter("浴室吊頂滲水，孔打得太大了"))

    assert numbers(found) == [case.number]
    assert (found.many, found.doubts_never) == (1, False)


def test_three_similar_ones_put_never_in_doubt(world, acting, agent):
    for _ in range(3):
        told(acting, agent, world, SAID)

    assert find_similar(acting(agent, NOON), agent, Matter(SAID)).doubts_never


def test_the_same_product_with_the_same_symptom_is_similar_in_other_words(world, acting, agent):
    product, symptom = world.product(), world.symptom()
    case = told(acting, agent, world, "又出问题了", product_id=product.id, symptom_id=symptom.id)

    matter = Matter("天花板打湿了", product_id=product.id, symptom_id=symptom.id)
    (found,) = find_similar(acting(agent, NOON), agent, matter).cases

    assert found.number == case.number
    assert (found.same_product, found.same_symptom, found.same_place) == (True, True, False)


def test_it_says_how_each_ended(session, world, acting, agent):
    case = world.case(CaseStatus.CLOSED)
    keep_likeness(session, [(case.id, SAID)])
    session.commit()

    (found,) = find_similar(acting(agent, NOON), agent, Matter(SAID)).cases

    assert (found.status, found.outcome) == (CaseStatus.CLOSED, Outcome.SETTLED)
    assert found.done
    assert found.ended_at is not None


def test_a_case_is_not_similar_to_itself(world, acting, agent):
    case = told(acting, agent, world, SAID)
    other = told(acting, agent, world, SAID)

    assert numbers(similar_to(acting(agent, NOON), agent, case)) == [other.number]


def test_what_was_merged_counts_with_the_case_it_went_into(world, acting, agent):
    first = told(acting, agent, world, SAID)
    session = acting(agent, NOON)
    again = open_case(session, agent, Call(SAID, customer_id=first.customer_id), now=NOON)
    session.commit()
    session = acting(agent, NOON)
    merge_case(session, agent, again.id, first.id, version=None, now=NOON)
    session.commit()

    assert numbers(find_similar(acting(agent, NOON), agent, Matter(SAID))) == [first.number]


def test_cases_of_before_get_their_words(session, world, acting, agent):
    case = told(acting, agent, world, SAID)
    session.delete(session.get(CaseLikeness, case.id))
    session.commit()
    worker = acting(WORKER_ACTOR, NOON)

    assert fill_likeness(worker) >= 1
    worker.commit()

    kept = session.scalars(select(CaseLikeness.body).filter_by(case_id=case.id)).one()
    assert kept == "卫生间吊顶漏水,打的孔太大,师傅不认"
    assert fill_likeness(worker) == 0


@pytest.mark.parametrize(
    "role", [Role.DEALER_MANAGER, Role.DEALER_DESK, Role.INSTALLER, Role.SALES]
)
def test_nobody_beside_the_brand_is_shown_any(world, acting, agent, role):
    case = told(acting, agent, world, SAID)
    stranger = dataclasses.replace(world.actor(role), grants=frozenset(Permission))
    session = acting(stranger, NOON)

    with pytest.raises(ForbiddenError):
        find_similar(session, stranger, Matter(SAID))
    with pytest.raises(ForbiddenError):
        similar_to(session, stranger, case)


@pytest.mark.parametrize(
    "role", [Role.DEALER_MANAGER, Role.DEALER_DESK, Role.INSTALLER, Role.SALES]
)
@pytest.mark.parametrize("table", ["case_likeness", "likeness_counts"])
def test_the_database_gives_their_words_to_nobody_else(world, acting, role, table):
    session = acting(world.actor(role), NOON)

    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text(f"SELECT * FROM {table}"))


@pytest.mark.parametrize("table", ["case_likeness", "likeness_counts"])
def test_nor_to_the_holder_of_a_link(world, acting, table):
    session = acting(world.link_actor(world.case()), NOON)

    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text(f"SELECT * FROM {table}"))
