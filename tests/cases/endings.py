"""What the tests of endings have in common: an account, a call, a case that is resolved."""

from datetime import timedelta

from models import Bearer, CaseStatus, CustomersWord, Outcome, Role
from portal.access.actors import Actor
from portal.cases.callbacks import Call
from portal.cases.resolve import Account
from tests.support.world import NOON

LATER = NOON + timedelta(hours=2)


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
