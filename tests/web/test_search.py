"""The header's search: what leads straight to a case, what is listed and why, what is hidden."""

import pytest
from sqlalchemy import text

from models import CaseStatus, Role
from portal.access.actors import Actor
from portal.search import find
from portal.search.find import Why, find_cases, page_of_group
from portal.search.tokens import fold, index_tokens
from tests.support.queries import counted
from tests.support.world import NOON


@pytest.fixture
def agent(world):
    return world.user(Role.AGENT)


def searchable(world, case, words):
    world.session.execute(
        text(
            "INSERT INTO case_search (case_id, body, tokens)"
            " VALUES (:id, :body, array_to_tsvector(:tokens))"
        ),
        {"id": case.id, "body": fold(words), "tokens": index_tokens(words)},
    )
    world.session.commit()
    return case


def found(session, actor, typed, number=None):
    """The numbers under each reason."""
    groups = find_cases(session, actor, typed, number=number, now=NOON).groups
    return {group.why: [hit.number for hit in group.hits] for group in groups}


def test_a_case_number_leads_to_its_page(as_user, world, agent):
    case = world.case()

    answer = as_user(agent).get(f"/search?q={case.number}")

    assert answer.location == f"/cases/{case.number}"


def test_a_wrong_check_digit_leads_there_too_and_is_explained(as_user, world, agent):
    case = world.case()
    wrong = f"{case.number[:-1]}{(int(case.number[-1]) + 1) % 10}"
    browser = as_user(agent)

    first = browser.get(f"/search?q={wrong}")
    page = browser.open(browser.get(first.location).location)

    assert page.headings[0].startswith(case.number)
    assert "is not right" in page.text


def test_a_number_that_leads_nowhere_says_so(as_user, agent):
    page = as_user(agent).open("/search?q=HF26-999999-0")

    assert "there is no case HF26-999999-" in page.text


@pytest.mark.parametrize(
    "typed", ["19900002207", "199 0000 2207", "+86 199-0000-2207", "１９９００００２２０７"]
)
def test_a_phone_in_any_spelling_leads_to_the_one_case_of_its_owner(as_user, world, agent, typed):
    case = world.case(customer=world.customer("Ms Shen", phone="19900002207"))
    world.case(customer=world.customer("Mr Luo"))

    answer = as_user(agent).client.get("/search", query_string={"q": typed})

    assert answer.location == f"/cases/{case.number}"


def test_a_phone_with_several_cases_lists_them_under_their_reason(as_user, world, agent):
    customer = world.customer("Ms Shen", phone="19900002207")
    first, second = world.case(customer=customer), world.case(customer=customer)

    page = as_user(agent).open("/search?q=19900002207")

    assert "Same phone number" in page.text
    assert first.number in page.text
    assert second.number in page.text
    assert "0000" not in page.text.split("Found for")[1].split("”", 1)[1].replace(
        first.number, ""
    ).replace(second.number, "")


def test_the_last_four_digits_are_enough(session, acting, world, agent):
    case = world.case(customer=world.customer("Ms Shen", phone="19900002207"))
    actor = Actor.of_user(agent)

    assert found(acting(actor), actor, "2207")[Why.LAST_FOUR] == [case.number]


def test_an_order_is_found_by_how_it_begins(session, acting, world, agent):
    customer = world.customer()
    purchase = world.purchase(customer, order_number="SH-2510-0318", order_normal="sh25100318")
    case = world.case(customer=customer, purchase_id=purchase.id)
    actor = Actor.of_user(agent)

    assert found(acting(actor), actor, "SH 2510")[Why.ORDER] == [case.number]
    assert Why.ORDER not in found(acting(actor), actor, "%25")


@pytest.mark.parametrize("typed", ["渗", "渗水", "滲水", "吊頂 滲水", "ＬＥＤ 渗水"])
def test_words_are_found_in_both_scripts_and_down_to_one_character(
    session, acting, world, agent, typed
):
    case = searchable(world, world.case(), "卫生间吊顶LED灯边渗水")
    searchable(world, world.case(), "柜门掉了")
    actor = Actor.of_user(agent)

    assert found(acting(actor), actor, typed)[Why.WORDS] == [case.number]


def test_the_nearest_words_come_first(session, acting, world, agent):
    actor = Actor.of_user(agent)
    far = searchable(world, world.case(summary="Door squeaks"), "Door squeaks; the tap drips too")
    near = searchable(world, world.case(summary="The tap drips"), "The tap drips")

    assert found(acting(actor), actor, "tap drips")[Why.WORDS] == [near.number, far.number]


def test_a_customers_name_is_found_and_said_to_be_why(as_user, world, agent):
    case = world.case(customer=world.customer("沈女士"))

    page = as_user(agent).open("/search?q=沈")

    assert "Customer’s name" in page.text
    assert case.number in page.text


def test_a_dealer_finds_its_own_cases_alone(session, acting, world):
    dealer = world.dealer()
    own = searchable(
        world,
        world.case(
            CaseStatus.ACCEPTED, dealer, customer=world.customer("沈女士", phone="19900002207")
        ),
        "渗水",
    )
    searchable(
        world,
        world.case(CaseStatus.ACCEPTED, customer=world.customer("沈先生", phone="19900012207")),
        "渗水",
    )
    actor = world.actor(Role.DEALER_DESK, dealer)
    reader = acting(actor)

    assert found(reader, actor, "渗水") == {Why.WORDS: [own.number]}
    assert found(reader, actor, "沈") == {Why.NAME: [own.number]}
    assert found(reader, actor, "2207")[Why.LAST_FOUR] == [own.number]
    assert found(reader, actor, "199 0001 2207") == {}


def test_a_dealer_does_not_learn_a_number_by_searching_for_it_before_accepting(
    session, acting, world
):
    dealer = world.dealer()
    world.case(CaseStatus.OFFERED, dealer, customer=world.customer(phone="19900002207"))
    actor = world.actor(Role.DEALER_DESK, dealer)

    assert found(acting(actor), actor, "19900002207") == {}


def test_qa_finds_by_the_end_of_a_number(session, acting, world):
    case = world.case(customer=world.customer("Ms Shen", phone="19900002207"))
    actor = world.actor(Role.QA)

    assert found(acting(actor), actor, "19900002207")[Why.PHONE] == [case.number]


def test_many_of_a_kind_are_paged_by_key_and_each_is_met_once(session, acting, world, agent):
    customer = world.customer(phone="19900002207")
    numbers = {world.case(customer=customer).number for _ in range(find.PAGE + 5)}
    actor = Actor.of_user(agent)
    reader, after, seen = acting(actor), None, []

    while True:
        group = page_of_group(reader, actor, "19900002207", Why.PHONE, after=after, now=NOON)
        seen += [hit.number for hit in group.hits]
        if not group.more:
            break
        after = (group.hits[-1].first_heard_at, group.hits[-1].id)

    assert len(seen) == len(set(seen))
    assert set(seen) == numbers


def test_a_search_that_takes_too_long_asks_for_more_words(as_user, world, agent, monkeypatch):
    searchable(world, world.case(), "漏水")
    slow = text("SELECT set_config('statement_timeout', '1', true), pg_sleep(0)")
    monkeypatch.setattr(find, "PATIENCE", slow)
    # The database itself is slow here: every candidate takes its time.
    monkeypatch.setattr(find, "_hits", lambda *_: SLOW)

    page = as_user(agent).open("/search?q=漏")

    assert "Add a word, or type more of it." in page.text


class _Slow:
    def limit(self, _number):
        return text("SELECT pg_sleep(1)")


SLOW = _Slow()


def test_nothing_found_says_what_to_try(as_user, agent):
    page = as_user(agent).open("/search?q=nowhere")

    assert "Nothing matches that you may see." in page.text


def test_markup_that_was_typed_stays_text(as_user, agent):
    page = as_user(agent).open("/search?q=<script>alert(1)</script>")

    assert "<script>alert" not in page.html


def test_a_search_asks_the_database_a_few_times_only(as_user, world, agent, session):
    for _ in range(5):
        searchable(world, world.case(), "tap drips 12345678")
    browser = as_user(agent)
    browser.open("/search?q=tap")

    with counted(session) as statements:
        browser.open("/search?q=tap")

    assert len(statements) <= 14, f"{len(statements)} statements"


@pytest.mark.parametrize("role", [Role.SALES, Role.INSTALLER, Role.ADMIN, Role.BOARD_MEMBER])
def test_who_reads_no_lists_of_cases_may_not_search(as_user, world, role):
    as_user(world.user(role)).open("/search?q=x", status=403)
