"""The list of cases: its filters in the address, its pages by key, its file."""

import csv
import io
from datetime import timedelta
from enum import StrEnum

import pytest
from sqlalchemy import select, text

from models import Case, CaseStatus, Role, SettingChange, Severity
from portal.access.actors import Actor
from portal.cases.queue import (
    MOST_COUNTED,
    Asked,
    Filters,
    Key,
    Order,
    Sort,
    View,
    count_views,
    key_of,
    natural_order,
    queue_query,
    read_queue,
)
from portal.infra import clock
from portal.search.tokens import fold, index_tokens
from portal.web.cases.export_csv import safe
from portal.web.paging import Cursor, encode
from tests.support.queries import counted
from tests.support.world import NOON

HOUR = timedelta(hours=1)


@pytest.fixture
def agent(world):
    return world.user(Role.AGENT, name="Lin Wen")


@pytest.fixture
def actor(agent):
    return Actor.of_user(agent)


@pytest.fixture
def cases(world):
    """Ten open cases, two and two due at the same moment."""
    return [world.case(next_due_at=NOON + (number // 2) * HOUR) for number in range(10)]


def searchable(world, case, words):
    world.session.execute(
        text(
            "INSERT INTO case_search (case_id, body, tokens)"
            " VALUES (:id, :body, array_to_tsvector(:tokens))"
        ),
        {"id": case.id, "body": fold(words), "tokens": index_tokens(words)},
    )
    world.session.commit()


def read(session, actor, asked=None, *, limit=50):
    return read_queue(session, actor, asked or Asked(), now=NOON, locale="en", limit=limit)


def walk(session, actor, order, size=3):
    """Every row, page after page, as a reader would meet them."""
    key, found = None, []
    while lines := read(session, actor, Asked(order=order, key=key), limit=size):
        found += [line.id for line in lines]
        key = Key(*key_of(lines[-1], order))
    return found


@pytest.mark.parametrize("order", [Order(), Order(descending=True), Order(Sort.HEARD)])
def test_pages_meet_every_row_once_though_many_are_due_at_one_moment(
    session, acting, actor, cases, order
):
    found = walk(acting(actor), actor, order)

    assert sorted(found) == [case.id for case in cases]


def test_a_row_that_comes_in_between_neither_repeats_nor_hides_another(
    session, acting, actor, cases, world
):
    reader = acting(actor)
    first = read(reader, actor, limit=4)
    key = Key(*key_of(first[-1], Order()))
    reader.close()
    world.case(next_due_at=NOON - HOUR)
    cases[0].next_due_at = NOON + 9 * HOUR
    session.commit()

    rest = [line.id for line in read(acting(actor), actor, Asked(key=key))]

    assert not set(rest) & {line.id for line in first[1:]}
    assert {case.id for case in cases[4:]} <= set(rest)


def test_who_asked_again_stands_above_later_deadlines_and_the_row_says_why(as_user, world, agent):
    now = clock.now()
    soon = world.case(next_due_at=now + HOUR)
    late = world.case(next_due_at=now + 50 * HOUR, raised_at=now - 2 * HOUR)

    page = as_user(agent).open("/cases")

    assert rows_of(page) == [f"/cases/{late.number}", f"/cases/{soon.number}"]
    assert "Asked again 2 h ago" in page.text


def test_what_was_raised_is_not_running_out_for_that(session, acting, actor, world):
    world.case(next_due_at=NOON + 50 * HOUR, raised_at=NOON - HOUR)
    due = world.case(next_due_at=NOON - HOUR)

    lines = read(acting(actor), actor, Asked(view=View.RUNNING_OUT))

    assert [line.id for line in lines] == [due.id]


def test_going_back_shows_the_page_that_was_left(as_user, world, agent):
    for number in range(60):
        world.case(next_due_at=NOON + number * HOUR)
    browser = as_user(agent)
    first = browser.open("/cases")
    on = next(link for link in first.links if "after=" in link)
    second = browser.open(on)
    back = next(link for link in second.links if "after=" in link)

    again = browser.open(back)

    assert rows_of(again) == rows_of(first)
    assert not set(rows_of(second)) & set(rows_of(first))


def rows_of(page):
    return [link for link in page.links if link.startswith("/cases/HF")]


def test_each_filter_narrows_the_list_and_stands_in_the_address(as_user, world, agent):
    dealer = world.dealer("Hedong")
    product = world.product(name_en="Ceiling")
    wanted = world.case(
        CaseStatus.ACCEPTED,
        dealer,
        severity=Severity.URGENT,
        product_id=product.id,
        agent_id=agent.id,
        district="Xihu",
        chases=2,
        next_due_at=NOON - HOUR,
    )
    other = world.case(first_heard_at=NOON - timedelta(days=90), next_due_at=NOON + 10**6 * HOUR)
    browser = as_user(agent)

    for arguments in (
        "status=accepted",
        "status=accepted&status=resolved",
        "severity=urgent",
        f"dealer={dealer.id}",
        f"product={product.id}",
        f"agent={agent.id}",
        "district=Xihu",
        "chased=1",
        "overdue=1",
        "since=2026-05-01",
    ):
        found = rows_of(browser.open(f"/cases?{arguments}"))
        assert found == [f"/cases/{wanted.number}"], arguments
    assert rows_of(browser.open("/cases?until=2026-05-01")) == [f"/cases/{other.number}"]


def test_the_last_day_of_a_span_belongs_to_it(as_user, world, agent):
    case = world.case(first_heard_at=NOON)

    page = as_user(agent).open("/cases?since=2026-05-20&until=2026-05-20")

    assert case.number in page.text
    assert "heard to 20 May 2026" in page.text or "heard to Wed 20 May" in page.text


@pytest.mark.parametrize("typed", ["漏", "漏水", "吊顶漏水", "吊頂漏水", "吊頂"])
def test_words_find_in_either_script_and_down_to_one_character(
    session, acting, actor, world, typed
):
    found = world.case(summary="卫生间吊顶漏水")
    searchable(world, found, "卫生间吊顶漏水，打孔处")
    searchable(world, world.case(), "柜门掉了")

    lines = read(acting(actor), actor, Asked(filters=Filters(words=typed)))

    assert [line.id for line in lines] == [found.id]


def test_words_find_the_customer_by_name(session, acting, actor, world):
    found = world.case(customer=world.customer("沈女士"))
    world.case(customer=world.customer("罗先生"))

    lines = read(acting(actor), actor, Asked(filters=Filters(words="沈")))

    assert [line.id for line in lines] == [found.id]


def test_an_odd_address_is_answered_with_the_plain_list(as_user, agent, cases):
    page = as_user(agent).open(
        "/cases?status=lost&dealer=x&since=yesterday&sort=-nothing&view=none"
    )

    assert len(rows_of(page)) == 10


def test_a_cursor_of_ones_own_making_is_refused(as_user, agent):
    answer = as_user(agent).get(f"/cases?after={encode(Cursor(('a', 'b')))}")

    assert answer.status_code == 422


def test_markup_in_a_name_stays_text(as_user, world, agent):
    name = "<script>alert(1)</script>"
    world.case(customer=world.customer(name), summary="<img src=x onerror=alert(2)>")

    page = as_user(agent).open("/cases")

    assert name in page.text
    assert "<script>alert" not in page.html
    assert "<img src=x" not in page.html


def test_the_counts_stop_where_nobody_counts_any_more(session, acting, actor, world):
    assert MOST_COUNTED == 99
    world.case(agent_id=actor.user_id)
    world.case(CaseStatus.RESOLVED)

    counts = count_views(acting(actor), actor, [View.MINE, View.TRIAGE, View.CALL_BACK], now=NOON)

    assert counts == {View.MINE: 1, View.TRIAGE: 1, View.CALL_BACK: 1}


def test_the_list_asks_the_database_as_often_for_fifty_rows_as_for_one(
    as_user, world, agent, session
):
    browser = as_user(agent)
    world.case()
    browser.open("/cases")
    with counted(session) as one:
        browser.open("/cases")
    for _ in range(30):
        world.case()

    with counted(session) as many:
        browser.open("/cases")

    assert len(many) == len(one) <= 7, f"{len(many)} statements"


@pytest.mark.parametrize("view", list(View))
def test_no_view_reads_all_cases(session, acting, actor, world, view):
    many(session, world.case())
    reader = acting(actor)
    # On a few thousand rows the planner might rightly read them all; on a million it must not.
    reader.execute(text("SET LOCAL enable_seqscan = off"))

    plan = plan_of(reader, view_query(actor, view, natural_order(view)))

    assert "Seq Scan on cases" not in plan, plan


@pytest.mark.parametrize(
    "order", [Order(), Order(descending=True), Order(Sort.HEARD), Order(Sort.HEARD, True)]
)
@pytest.mark.parametrize("view", [View.OPEN, View.TRIAGE])
def test_a_large_view_comes_out_of_its_index_in_order(session, acting, actor, world, view, order):
    many(session, world.case())

    plan = plan_of(acting(actor), view_query(actor, view, order))

    assert "Sort Key: cases." not in plan, plan
    assert "Seq Scan on cases" not in plan, plan


def view_query(actor, view, order):
    return queue_query(actor, Asked(view=view, order=order), now=NOON, locale="en").limit(51)


def many(session, pattern: Case) -> None:
    """A few thousand cases like this one, as the planner knows them from its statistics."""
    columns = "status, severity, channel, summary, wish, danger, spreading, customer_id, district"
    session.execute(
        text(
            f"INSERT INTO cases (number, {columns}, at_supervisor, declines, first_heard_at,"
            " opened_at, attempt, chases, last_step, last_step_at, next_due_at, version)"
            f" SELECT 'X-' || n, {columns}, false, 0, first_heard_at + n * interval '1 minute',"
            " opened_at, 1, 0, '', last_step_at, next_due_at + n * interval '1 minute', 1"
            " FROM cases, generate_series(1, 3000) n WHERE id = :id"
        ),
        {"id": pattern.id},
    )
    session.execute(text("ANALYZE cases"))


def plan_of(session, chosen) -> str:
    """As the database would go about it."""
    compiled = chosen.compile(session.get_bind())
    values = {
        name: value.value if isinstance(value, StrEnum) else value
        for name, value in compiled.params.items()
    }
    plan = session.connection().exec_driver_sql(f"EXPLAIN {compiled}", values)
    return "\n".join(plan.scalars())


def test_the_file_holds_what_is_shown_and_runs_no_formula(as_user, world, agent, session):
    world.case(customer=world.customer("=cmd|calc"), summary="@SUM(A1)", severity=Severity.URGENT)
    world.case(severity=Severity.MINOR)

    answer = as_user(agent).submit("/cases?severity=urgent", form=export_url("severity=urgent"))

    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert "'=cmd|calc" in rows[1]
    assert "'@SUM(A1)" in rows[1]


def test_who_takes_a_list_is_on_record(as_user, world, agent, session):
    world.case()

    as_user(agent).submit("/cases?view=open", form=export_url(""))

    record = session.scalars(select(SettingChange).where(SettingChange.by_id == agent.id)).one()
    assert record.what == "export:cases"
    assert record.after == {"view": "open"}


def export_url(filters):
    return f"/cases/export?{filters}&view=open" if filters else "/cases/export?view=open"


def test_a_file_carries_numbers_by_their_end_only(as_user, world, agent):
    world.case(customer=world.customer("Ms Shen", phone="19900002207"))

    answer = as_user(agent).submit("/cases?view=open", form=export_url(""))

    assert "…2207" in answer.text
    assert "19900002207" not in answer.text


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\tx", "＝1"])
def test_what_a_spreadsheet_would_run_is_made_text(cell):
    assert safe(cell) == f"'{cell}"


def test_qa_opens_the_list_at_what_has_ended(as_user, world):
    open_case = world.case()
    ended = world.case(CaseStatus.CLOSED)

    page = as_user(world.user(Role.QA)).open("/cases")

    assert ended.number in page.text
    assert open_case.number not in page.text


@pytest.mark.parametrize("role", [Role.SALES, Role.DEALER_DESK, Role.INSTALLER, Role.ADMIN])
def test_the_list_of_all_cases_is_not_for_everybody(as_user, world, role):
    as_user(world.user(role)).open("/cases", status=403)
