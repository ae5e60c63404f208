"""Two that look like one: compared, made one, told apart, and made two again."""

import pytest
from sqlalchemy import select

from models import Case, Customer, Dealer, Installer, LikelyDuplicate, PartyMerge, Role
from tests.support.page import Page
from tests.support.world import NOON

NUMBER = "19900001186"


@pytest.fixture
def agent(world, as_user):
    return as_user(world.user(Role.AGENT))


@pytest.fixture
def admin(world, as_user):
    return as_user(world.user(Role.ADMIN))


@pytest.fixture
def twice(session, world):
    """A customer on record twice, the second with a case."""
    one, other = world.customer("Ms Cao", NUMBER), world.customer("Cao Lan", NUMBER)
    case = world.case(customer=other)
    return one, other, case, put_pair(session, "customer", one, other)


def put_pair(session, kind, one, other):
    pair = LikelyDuplicate(kind=kind, one_id=one.id, other_id=other.id, score=80, found_at=NOON)
    session.add(pair)
    session.commit()
    return pair


def made_one(browser, pair, keep):
    address = f"/duplicates/{pair.id}"
    return browser.submit(address, form=address, keep=str(keep.id))


def test_both_are_shown_side_by_side_with_what_would_move(agent, twice):
    _one, other, _case, pair = twice

    text = agent.open(f"/duplicates/{pair.id}").text

    assert "Ms Cao" in text
    assert "Cao Lan" in text
    assert "If the first is kept, this moves to it Cases 1" in text
    assert "If the second is kept, this moves to it Nothing: the other one is empty." in text


def test_the_customers_page_leads_to_the_comparison_until_it_is_decided(agent, twice):
    one, other, _case, pair = twice

    page = agent.open(f"/customers/{other.id}")

    assert "Ms Cao looks like the same." in page.text
    assert f"/duplicates/{pair.id}" in page.links
    made_one(agent, pair, one)
    assert "looks like the same" not in agent.open(f"/customers/{one.id}").text


def test_looking_merges_nothing(agent, session, twice):
    agent.open(f"/duplicates/{twice[-1].id}")

    assert session.scalars(select(PartyMerge)).all() == []


def test_they_are_made_one_and_two_again(agent, session, twice):
    one, other, case, pair = twice

    assert made_one(agent, pair, one).status_code == 302

    assert session.get(Case, case.id, populate_existing=True).customer_id == one.id
    session.commit()
    listed = agent.open("/duplicates")
    assert "with Cao Lan" in listed.text
    merge = session.scalars(select(PartyMerge)).one()
    session.commit()
    undone = agent.submit("/duplicates", form=f"/duplicates/merges/{merge.id}/undo")
    assert undone.status_code == 302
    assert session.get(Case, case.id, populate_existing=True).customer_id == other.id
    assert "with Cao Lan" not in agent.open("/duplicates").text
    assert session.get(LikelyDuplicate, pair.id, populate_existing=True).same is False


def test_the_one_that_is_gone_leads_to_the_kept_one_which_says_so(agent, twice):
    one, other, _case, pair = twice
    made_one(agent, pair, one)

    led = agent.client.get(f"/customers/{other.id}")

    assert (led.status_code, led.location) == (302, f"/customers/{one.id}")
    assert "Made one with Cao Lan" in agent.open(f"/customers/{one.id}").text


def test_the_number_finds_the_one_that_is_kept(agent, twice):
    one, other, _case, pair = twice
    made_one(agent, pair, one)

    page = agent.open(f"/hotline/cases/new?phone={NUMBER}")

    assert f"/customers/{one.id}" in page.html
    assert f"/customers/{other.id}" not in page.html


def test_without_saying_which_is_kept_nothing_is_merged(agent, session, twice):
    address = f"/duplicates/{twice[-1].id}"

    answer = agent.submit(address, form=address)

    assert answer.status_code == 422
    assert "Choose one of the two" in answer.text
    assert session.scalars(select(PartyMerge)).all() == []


def test_a_third_is_not_to_be_slipped_in_as_the_kept_one(agent, session, world, twice):
    third = world.customer("Mrs Cao")
    session.commit()
    form = agent.open(f"/duplicates/{twice[-1].id}").form(f"/duplicates/{twice[-1].id}")

    answer = agent.client.post(form.action, data=form.filled() | {"keep": str(third.id)})

    assert answer.status_code == 422
    assert session.scalars(select(PartyMerge)).all() == []


def test_two_different_ones_are_not_asked_about_again(agent, session, twice):
    pair = twice[-1]

    agent.submit("/duplicates", form=f"/duplicates/{pair.id}/apart")

    assert session.get(LikelyDuplicate, pair.id, populate_existing=True).same is False
    session.commit()
    assert "No pair waits for a decision." in agent.open("/duplicates").text


def test_a_pair_is_decided_once(agent, as_user, world, twice):
    one, _other, _case, pair = twice
    boss = as_user(world.user(Role.SUPERVISOR))
    late = agent.open(f"/duplicates/{pair.id}").form(f"/duplicates/{pair.id}")
    made_one(boss, pair, one)

    answer = agent.client.post(late.action, data=late.filled() | {"keep": str(one.id)})

    assert answer.status_code == 409
    assert "Somebody has decided about these two already." in Page(answer.text).text


def test_whoever_was_made_one_waits_in_no_other_pair(agent, session, world, twice):
    one, other, _case, pair = twice
    third = world.customer("Mrs Cao", NUMBER)
    put_pair(session, "customer", other, third)
    made_one(agent, pair, one)

    assert "Mrs Cao" not in agent.open("/duplicates").text


def test_dealers_are_the_administrators(admin, agent, session, world):
    kept, gone = world.dealer("Hedong store"), world.dealer("Hedong shop")
    pair = put_pair(session, "dealer", kept, gone)

    agent.open(f"/duplicates/{pair.id}", status=404)
    made_one(admin, pair, kept)

    assert session.get(Dealer, gone.id, populate_existing=True).merged_into_id == kept.id
    session.commit()
    led = admin.client.get(f"/admin/dealers/{gone.id}")
    assert led.location == f"/admin/dealers/{kept.id}"
    assert "Made one with Hedong shop" in admin.open(led.location).text


def test_a_dealer_with_open_cases_says_why_it_stays(admin, session, world):
    kept, gone = world.dealer("Hedong store"), world.dealer("Hedong shop")
    world.case(dealer=gone, status="accepted")
    pair = put_pair(session, "dealer", kept, gone)

    assert "Hedong shop has open cases." in admin.open(f"/duplicates/{pair.id}").text


def test_people_are_counted_together_and_apart_again(agent, session, world):
    dealer = world.dealer()
    one, other = (world.installer(name, dealer=dealer) for name in ("Ding Yi", "Ding I"))
    pair = put_pair(session, "installer", one, other)

    made_one(agent, pair, one)

    assert session.get(Installer, other.id, populate_existing=True).same_as_id == one.id
    session.commit()
    agent.submit("/duplicates", form=f"/duplicates/people/{other.id}/undo")
    assert session.get(Installer, other.id, populate_existing=True).same_as_id is None


@pytest.mark.parametrize(
    "role", [Role.DEALER_MANAGER, Role.DEALER_DESK, Role.INSTALLER, Role.SALES, Role.QA]
)
def test_nobody_else_compares_merges_or_undoes(as_user, agent, session, world, role, twice):
    one, other, _case, pair = twice
    made_one(agent, pair, one)
    merge = session.scalars(select(PartyMerge)).one()
    second = put_pair(session, "customer", one, world.customer("Mrs Cao"))
    browser = as_user(world.user(role))

    browser.open("/duplicates", status=403)
    browser.open(f"/duplicates/{second.id}", status=403)
    for path in (f"{second.id}", f"{second.id}/apart", f"merges/{merge.id}/undo"):
        assert browser.client.post(f"/duplicates/{path}").status_code in (400, 403)

    assert session.get(Customer, other.id, populate_existing=True).merged_into_id == one.id
    assert session.get(LikelyDuplicate, second.id, populate_existing=True).decided_at is None


@pytest.mark.parametrize("locale", ["zh_Hans", "zh_Hant"])
def test_the_pages_open_in_chinese(as_user, world, twice, locale):
    browser = as_user(world.user(Role.AGENT), locale)

    browser.open("/duplicates")
    browser.open(f"/duplicates/{twice[-1].id}")
