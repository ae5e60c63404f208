"""What the tests of endings have in common: an agent, an account, a call, a resolved case."""

from datetime import timedelta

from sqlalchemy import text

from models import Bearer, CaseStatus, CustomersWord, Outcome, Role
from portal.access.actors import Actor
from portal.cases.callbacks import Call
from portal.cases.resolve import Account
from tests.support.world import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = NOON + 2 * HOUR


def agent(world) -> Actor:
    return world.actor(Role.AGENT)


def last_events(session, case):
    rows = session.execute(
        text("SELECT kind FROM case_events WHERE case_id = :case ORDER BY seq"), {"case": case.id}
    )
    return [kind for (kind,) in rows]


def account(**given) -> Account:
    return Account(
        **{
            "what": "Panel fixed with a wider bracket.",
            "root_cause": "Holes too wide for the plugs.",
            "cost_bearer": Bearer.DEALER,
            "shares": {Bearer.DEALER: 100},
            "share_reason": "Drilled beside the mark.",
            "customers_word": CustomersWord.SATISFIED,
            **given,
        }
    )


def settled(**given) -> Call:
    return Call(
        **{"outcome": Outcome.SETTLED, "solved": True, "treated": 5, "pressed": False, **given}
    )


def not_settled(**given) -> Call:
    return Call(**{"outcome": Outcome.NOT_SETTLED, "note": "It drips again.", **given})


def resolved(world, dealer=None):
    """A resolved case and an agent who did not resolve it."""
    case = world.case(CaseStatus.RESOLVED, dealer or world.dealer())
    return case, Actor.of_user(world.user(Role.AGENT))
