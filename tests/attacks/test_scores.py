"""A dealer's score is its own: not another dealer's, not an installer's, not a link's (B3)."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models import CaseStatus, Outcome, Role, Setting
from tests.reports.conftest import DAY, Dealings, Nights
from tests.support.world import NOON

TABLES = ("score_facts", "score_days", "score_ranks")


@pytest.fixture
def place(world, session, acting):
    """Two dealers with scores; the first one's people attack."""
    for key in ("score_least", "score_least_cases"):
        world.add(Setting(key=key, value=1, changed_at=NOON))
    mine, other = world.dealer("Mine"), world.dealer("Elsewhere Shunhe")
    dealings = Dealings(world, acting)
    cases = {}
    for dealer in (mine, other):
        cases[dealer] = world.case(CaseStatus.RESOLVED, dealer, visit_at=NOON)
        dealings.rung(cases[dealer], Outcome.SETTLED)
    Nights(session, acting).count()
    return mine, other, cases


def tried(realm, statement, **values):
    """What came of it: the rows, or why the database refuses it."""
    try:
        result = realm.execute(text(statement), values)
        rows = result.all() if result.returns_rows else result.rowcount
    except DBAPIError as error:
        return "refused" if error.orig.sqlstate == "42501" else str(error.orig)
    finally:
        realm.rollback()
    return rows


@pytest.mark.parametrize("table", TABLES)
def test_a_dealer_reads_its_own_rows_and_no_others(place, world, acting, table):
    mine, _other, _cases = place
    realm = acting(world.actor(Role.DEALER_MANAGER, mine))

    found = tried(realm, f"SELECT DISTINCT dealer_id FROM {table}")

    assert found == [(mine.id,)]


@pytest.mark.parametrize("column", ["median", "progress", "began_at", "*"])
def test_a_dealer_does_not_read_what_all_of_them_come_to(place, world, acting, column):
    realm = acting(world.actor(Role.DEALER_MANAGER, place[0]))

    assert tried(realm, f"SELECT {column} FROM score_runs") == "refused"


@pytest.mark.parametrize("table", [*TABLES, "score_runs", "clock_turns"])
def test_installers_links_salespeople_and_administrators_read_none_of_it(
    place, world, acting, table
):
    mine, _other, cases = place
    strangers = (
        world.actor(Role.INSTALLER, installer=world.installer(dealer=mine)),
        world.link_actor(cases[mine]),
        world.actor(Role.SALES),
        world.actor(Role.BOARD_MEMBER),
        world.actor(Role.ADMIN),
    )

    got = [tried(acting(one), f"SELECT 1 FROM {table}") for one in strangers]

    assert got == ["refused"] * len(strangers)


WRITES = {
    "raise its own score": "UPDATE score_ranks SET score = 10000, rank = 1",
    "forget what counts against it": "DELETE FROM score_facts",
    "make a good fact": (
        "INSERT INTO score_facts (dealer_id, figure, source_id, number, at, good, about,"
        " counted_from) VALUES (:dealer, 'callbacks', 1, '', now(), true, '', now())"
    ),
    "better a figure": "UPDATE score_days SET good = total",
    "weigh nothing": "UPDATE score_runs SET weights = '{}'",
    "rewrite how clocks stood": "INSERT INTO clock_turns (clock_id, at, state, due_at)"
    " VALUES (1, now(), 'met', now())",
}


@pytest.mark.parametrize("statement", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize("role", [Role.DEALER_MANAGER, Role.SUPERVISOR])
def test_nobody_writes_scores_but_the_portal(place, world, acting, role, statement):
    mine = place[0]
    actor = world.actor(role, mine) if role is Role.DEALER_MANAGER else world.actor(role)

    assert tried(acting(actor), statement, dealer=mine.id) == "refused"


def test_what_counted_on_a_day_is_changed_by_no_statement(place, session):
    for statement in (
        "UPDATE score_facts SET good = NOT good",
        "UPDATE score_facts SET at = at - interval '1 day'",
        f"UPDATE score_runs SET from_at = from_at - interval '1 day' WHERE day = '{DAY}'",
    ):
        with pytest.raises(DBAPIError, match="stays as it was written"), session.begin_nested():
            session.execute(text(statement))


@pytest.mark.parametrize(
    "role", [Role.DEALER_MANAGER, Role.DEALER_DESK, Role.INSTALLER, Role.SALES]
)
def test_no_page_shows_them_anothers_score(place, world, as_user, role):
    mine, other, cases = place
    if role is Role.INSTALLER:
        person = world.user(role, installer=world.installer(dealer=mine))
    else:
        person = world.user(role, mine if role is not Role.SALES else None)
    browser = as_user(person)

    for url in (
        "/scores",
        f"/scores/{other.id}",
        f"/scores/{other.id}/callbacks",
        f"/scores/{mine.id}",
    ):
        assert browser.client.get(url).status_code == 403, url
    assert browser.client.post("/scores/export").status_code in (400, 403)
    for url in (
        f"/dealer/score?dealer_id={other.id}",
        f"/dealer/score/callbacks?dealer_id={other.id}&which=for",
    ):
        page = browser.client.get(url).text
        assert cases[other].number not in page
        assert "Elsewhere" not in page
