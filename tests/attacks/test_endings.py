"""Nothing ends a case against K1–K7: not the application in any realm, not the owner.

Each attack is plain SQL, run to the end of its transaction as the table owner, as the application
in the hotline's realm, and as the application in the realm of the dealer that holds the case.
What stops it is named.
"""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from tests.attacks.ending_attacks import ATTACKS
from tests.attacks.endings_ground import Ground, lay_ground
from tests.attacks.hostile_sql import PRIVILEGE, Attack, approval, call, ending
from tests.conftest import TEMPLATE

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def ground(server) -> Iterator[Ground]:
    name = f"endings_{uuid4().hex[:8]}"
    server.clone(TEMPLATE, name)
    yield lay_ground(server.owner_url(name), server.app_url(name))
    server.drop(name)


def stopped(ground: Ground, who: str, attack: Attack) -> str:
    """What stops the attack, at the statement or at the commit; '' where nothing does."""
    url = ground.owner_url if who == "owner" else ground.app_url
    ids = {name: str(value) for name, value in ground.ids.items()}
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql")) as hostile:
        if who != "owner":
            _take_realm(hostile, who, ids[attack.as_user if who == "hotline" else "manager"], ids)
        try:
            hostile.execute(attack.sql % ids)
            hostile.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except psycopg.Error as error:
            if error.sqlstate == "42501":
                return PRIVILEGE
            return error.diag.constraint_name or error.sqlstate or "?"
        finally:
            hostile.rollback()
    return ""


def _take_realm(hostile: psycopg.Connection, realm: str, user: str, ids: dict[str, str]) -> None:
    hostile.execute(f"SET LOCAL ROLE hf_{realm}")
    for name, value in (("user_id", user), ("dealer_id", ids["dealer"]), ("now", ids["noon"])):
        hostile.execute("SELECT set_config(%s, %s, true)", (f"app.{name}", value))


# The owner has no name of its own to lie about.
ON_THE_OWNER = {name: attack for name, attack in ATTACKS.items() if attack.stopped_by}


@pytest.mark.parametrize("attack", ON_THE_OWNER.values(), ids=ON_THE_OWNER)
def test_the_owner_cannot(ground, attack):
    found = stopped(ground, "owner", attack)

    names = attack.stopped_by.split("|")
    assert found in names or (attack.stopped_by == "fk_" and found.startswith("fk_")), found


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_the_hotline_cannot(ground, attack):
    found = stopped(ground, "hotline", attack)

    wanted = attack.hotline or attack.stopped_by
    assert found in wanted.split("|")


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_the_dealer_cannot(ground, attack):
    found = stopped(ground, "dealer", attack)

    assert found in (attack.dealer, PRIVILEGE)


def test_what_is_right_is_not_stopped(ground):
    """The same statements, with everything as it should be: the attacks fail for their reason."""
    rightful = Attack(
        call("%(res)s")
        + "; "
        + ending(
            "%(case)s",
            resolution="%(res)s",
            callback="(SELECT max(id) FROM callbacks WHERE resolution_id = %(res)s)",
        ),
        "",
    )
    given_up = Attack(
        approval("tried")
        + "; "
        + ending(
            "%(tried)s",
            kind="unreachable",
            resolution="%(tried_res)s",
            approval="(SELECT max(id) FROM unreachable_approvals)",
        ),
        "",
        as_user="supervisor",
    )

    assert stopped(ground, "hotline", rightful) == ""
    assert stopped(ground, "owner", rightful) == ""
    assert stopped(ground, "hotline", given_up) == ""
