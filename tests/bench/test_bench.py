"""The machinery of measuring, on a world of a few cases: nothing is timed here."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from portal.infra import clock
from tests.bench.asked import KINDS, Kind
from tests.bench.bare import create_bare
from tests.bench.generate import generate
from tests.bench.place import configured
from tests.bench.portal_at_hand import PortalAtHand, shapes
from tests.bench.story import ENDED_SHARES, OPEN_SHARES
from tests.conftest import TEMPLATE, Clone
from tests.support.database import DatabaseServer

CASES = 300
pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def world(server: DatabaseServer) -> Iterator[Clone]:
    """A database of its own with some hundred cases, for all of these tests."""
    name = f"bench_{uuid4().hex[:12]}"
    server.clone(TEMPLATE, name)
    generate(server.owner_url(name), CASES, now=clock.now(), tell=lambda _what: None)
    yield Clone(server.owner_url(name), server.app_url(name))
    server.drop(name)


@pytest.fixture(scope="module")
def portal(world: Clone, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PortalAtHand]:
    folder: Path = tmp_path_factory.mktemp("bench")
    with closing(PortalAtHand.open(configured(folder, world.app_url, world.owner_url))) as portal:
        yield portal


@pytest.fixture
def owner(world: Clone) -> Iterator[psycopg.Connection]:
    with psycopg.connect(world.owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        yield connection


def test_the_generated_world_has_cases_at_every_step_and_each_has_a_history(owner):
    found = owner.execute(
        "SELECT status, count(*), count(*) FILTER (WHERE NOT EXISTS"
        " (SELECT FROM case_events WHERE case_id = c.id AND seq = 1 AND hash <> ''))"
        " FROM cases c GROUP BY status"
    ).fetchall()

    assert {status for status, _count, _without in found} <= {*OPEN_SHARES, *ENDED_SHARES}
    assert sum(count for _status, count, _without in found) == CASES
    assert not any(without for _status, _count, without in found)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_twin_says_what_the_page_says_and_fetches_its_rows(
    kind: Kind, portal: PortalAtHand, owner: psycopg.Connection
):
    asked = shapes(kind, owner, portal)[0]
    recording = portal.record(asked)
    twin = create_bare(portal.engine, {kind.name: [recording]}).test_client()

    path = f"/{kind.name}/0"
    answer = twin.get(path) if asked.form is None else twin.post(path, data=asked.form)

    assert answer.status_code in (200, 302)
    assert recording.rows > 0
    assert int(answer.headers["X-Statements"]) == recording.statements
    assert int(answer.headers["X-Rows"]) == pytest.approx(recording.rows, abs=3)


def test_a_replayed_call_opens_a_case_of_its_own_with_a_number_of_its_own(portal, owner):
    kind = next(kind for kind in KINDS if kind.name == "create")
    asked = shapes(kind, owner, portal)[0]
    twin = create_bare(portal.engine, {"create": [portal.record(asked)]}).test_client()
    before = owner.execute("SELECT count(*) FROM cases").fetchone()

    for _time in range(2):
        assert twin.post("/create/0", data=asked.form).status_code == 302

    after = owner.execute("SELECT count(*), count(DISTINCT number) FROM cases").fetchone()
    assert after == (before[0] + 2, before[0] + 2)
    newest = owner.execute(
        "SELECT c.number, e.kind, t.body <> '' FROM cases c JOIN case_events e ON e.case_id = c.id"
        " JOIN event_texts t ON t.event_id = e.id ORDER BY c.id DESC LIMIT 1"
    ).fetchone()
    assert newest[1:] == ("opened", True)
