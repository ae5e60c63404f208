"""A dealer that would agree with itself, and pauses without end: no statement brings them (T4)."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models import Case, Role, SlaPause
from tests.support.pausing import DAY, NEXT_THURSDAY, agent, ask, desk, held
from tests.support.world import NOON

__all__ = ["agent", "desk", "held"]  # fixtures


ASKED = (
    "INSERT INTO sla_pauses (case_id, attempt, stage, dealer_id, reason, starts_at, ends_at, state,"
    " asked_by_id, asked_at, decided_by_id, decided_at, version)"
    " VALUES (:case, 1, 'visit', :dealer, 'customer_later_day', :now, :until, :state, :asker, :now,"
    " :decider, CASE WHEN CAST(:decider AS bigint) IS NOT NULL THEN CAST(:now AS timestamptz) END,"
    " 1)"
)


def refused(realm, statement, **values):
    """The constraint, or the kind of wall, that stops a statement; None where nothing does."""
    try:
        realm.execute(text(statement), values)
        realm.commit()
    except DBAPIError as error:
        realm.rollback()
        if error.orig.sqlstate == "42501":
            return "policy" if "row-level" in str(error.orig) else "privilege"
        return error.orig.diag.constraint_name
    return None


@pytest.mark.parametrize("decider", ["itself", "an agent"])
def test_a_dealer_cannot_agree_with_itself_by_sql(acting, held, desk, agent, decider):
    values = {"case": held[1].id, "dealer": held[0].id, "now": NOON, "until": NEXT_THURSDAY}
    by = desk.user_id if decider == "itself" else agent.user_id

    at_once = refused(acting(desk), ASKED, **values, state="agreed", asker=desk.user_id, decider=by)
    as_another = refused(
        acting(desk), ASKED, **values, state="asked", asker=agent.user_id, decider=None
    )
    afterwards = refused(acting(desk), "UPDATE sla_pauses SET state = 'agreed'")

    assert at_once in ("policy", "pause_is_agreed_by_the_brand")
    assert (as_another, afterwards) == ("policy", "privilege")


def test_not_even_the_owner_lets_a_dealer_decide(session, held, desk, agent):
    values = {"case": held[1].id, "dealer": held[0].id, "now": NOON, "until": NEXT_THURSDAY}

    why = refused(
        session, ASKED, **values, state="agreed", asker=agent.user_id, decider=desk.user_id
    )

    assert why == "pause_is_agreed_by_the_brand"


def test_no_statement_brings_an_eleventh_day(acting, held, agent):
    values = {"case": held[1].id, "dealer": held[0].id, "now": NOON, "state": "agreed"}
    by = {"asker": agent.user_id, "decider": agent.user_id}

    long = refused(acting(agent), ASKED, **values, **by, until=NEXT_THURSDAY + 7 * DAY)
    days = [NOON + n * DAY for n in (0, 1, 2, 5, 6, 7, 8, 9, 12, 13)]
    short = [
        refused(acting(agent), ASKED, **(values | {"now": at}), **by, until=at + DAY / 24)
        for at in [*days, NOON + 14 * DAY]
    ]

    assert long == "pauses_take_ten_days_at_most"
    assert short == [None] * 10 + ["pauses_take_ten_days_at_most"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("ends_at = ends_at + interval '1 day'", "privilege"),
        ("starts_at = starts_at - interval '1 day'", "privilege"),
        ("state = 'asked', decided_at = NULL, decided_by_id = NULL", "pause_is_decided_once"),
        ("decided_at = decided_at + interval '1 day'", "stays_as_written"),
        ("state = 'refused'", "pause_is_decided_once"),
    ],
)
def test_what_was_agreed_stays_as_it_was(acting, held, agent, change, why):
    pause = ask(acting, agent, held[1])

    assert refused(acting(agent), f"UPDATE sla_pauses SET {change} WHERE id = {pause.id}") == why


def test_nobody_backdates_a_pause(session, held, agent):
    later = (
        "INSERT INTO sla_pauses (case_id, attempt, stage, reason, starts_at, ends_at, state,"
        " asked_by_id, asked_at, decided_by_id, decided_at, version) VALUES (:case, 1, 'visit',"
        " 'customer_later_day', :start, :until, 'agreed', :by, :now, :by, :now, 1)"
    )

    why = refused(
        session, later, case=held[1].id, start=NOON - DAY, until=NOON + DAY, now=NOON,
        by=agent.user_id,
    )  # fmt: skip

    assert why == "ck_sla_pauses_never_backdated"


def test_the_case_of_a_pause_is_seen_by_whoever_holds_it_then(acting, held, agent, world):
    ask(acting, agent, held[1])
    stranger = world.actor(Role.DEALER_DESK, world.dealer())

    assert acting(stranger).scalars(select(SlaPause.id)).all() == []
    assert acting(stranger).get(Case, held[1].id) is None
