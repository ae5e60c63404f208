"""Who is suggested for a case, and what speaks for and against them (domain O1)."""

from datetime import timedelta

import pytest

from models import (
    CaseStatus,
    ContactState,
    DealerState,
    DeclineReason,
    Offer,
    OfferState,
    Release,
    Role,
    ScoreRank,
    ScoreRun,
)
from portal.access.actors import Actor
from portal.cases.decline import decline_offer
from portal.cases.suggest import PastOffer, WhyThisDealer, suggest_dealers
from tests.support.world import NOON


def names(suggestions):
    return [one.dealer.name for one in suggestions]


def test_the_serving_dealer_comes_before_who_serves_the_district(acting, world):
    serving = world.dealer("Serving")
    world.dealer("Near", district="Xihu")
    purchase = world.purchase(world.customer(), serving_dealer_id=serving.id)
    agent = world.actor(Role.AGENT)

    found = suggest_dealers(acting(agent), agent, purchase_id=purchase.id, district="Xihu")

    assert names(found) == ["Serving", "Near"]
    assert [one.why for one in found] == [
        WhyThisDealer.SERVES_PURCHASE,
        WhyThisDealer.SERVES_DISTRICT,
    ]


def test_in_a_district_the_least_loaded_comes_first(acting, world):
    busy = world.dealer("Busy", district="Xihu")
    world.dealer("Idle", district="Xihu")
    world.case(CaseStatus.ACCEPTED, busy)
    agent = world.actor(Role.AGENT)

    found = suggest_dealers(acting(agent), agent, purchase_id=None, district="Xihu")

    assert names(found) == ["Idle", "Busy"]
    assert [one.open_cases for one in found] == [0, 1]


def test_the_own_team_is_suggested_only_where_there_is_nobody_else(acting, world):
    world.own_team()
    world.dealer("Near", district="Xihu")
    agent = world.actor(Role.AGENT)
    session = acting(agent)

    near = suggest_dealers(session, agent, purchase_id=None, district="Xihu")
    far = suggest_dealers(session, agent, purchase_id=None, district="Gongshu")

    assert names(near) == ["Near"]
    assert [one.why for one in far] == [WhyThisDealer.OWN_TEAM]


def test_a_dealer_that_is_leaving_is_not_suggested(acting, world):
    world.dealer("Leaving", district="Xihu", state=DealerState.LEAVING)
    agent = world.actor(Role.AGENT)

    assert suggest_dealers(acting(agent), agent, purchase_id=None, district="Xihu") == []


def test_a_suggestion_says_whether_the_dealer_can_be_reached(acting, world):
    silent = world.dealer("Silent", live=False, district="Xihu")
    world.contact_point(silent, ContactState.DEAD)
    doubtful = world.dealer("Doubtful", live=False, district="Xihu")
    world.contact_point(doubtful, ContactState.SUSPECT)
    world.dealer("Nameless", live=False, district="Xihu")
    agent = world.actor(Role.AGENT)

    found = suggest_dealers(acting(agent), agent, purchase_id=None, district="Xihu")

    assert {one.dealer.name: (one.contact, one.reachable) for one in found} == {
        "Silent": (ContactState.DEAD, False),
        "Doubtful": (ContactState.SUSPECT, True),
        "Nameless": (None, False),
    }


def test_who_declined_this_case_comes_last_and_our_own_team_is_offered(acting, world):
    world.own_team()
    dealer = world.dealer("Near", district="Xihu")
    case = world.case(CaseStatus.OFFERED, dealer)
    desk = world.actor(Role.DEALER_DESK, dealer)
    agent = world.actor(Role.AGENT)
    session = acting(desk)
    decline_offer(
        session, desk, case.id, DeclineReason.TOO_FAR, "Two hours away.", version=1, now=NOON
    )
    session.commit()

    found = suggest_dealers(
        acting(agent), agent, purchase_id=None, district="Xihu", case_id=case.id
    )

    assert [(one.dealer.name, one.before) for one in found] == [
        ("Own team", None),
        ("Near", PastOffer.DECLINED),
    ]


@pytest.mark.parametrize(
    ("given", "before"),
    [
        ({"state": OfferState.EXPIRED}, PastOffer.EXPIRED),
        (
            {"state": OfferState.ACCEPTED, "release": Release.HANDED_BACK, "released_at": NOON},
            PastOffer.HANDED_BACK,
        ),
        (
            {"state": OfferState.ACCEPTED, "release": Release.TAKEN_AWAY, "released_at": NOON},
            PastOffer.TAKEN_AWAY,
        ),
    ],
)
def test_what_became_of_the_case_there_is_said_as_it_was(acting, world, given, before):
    dealer = world.dealer("Near", district="Xihu")
    case = world.case(CaseStatus.TRIAGE)
    agent = world.user(Role.AGENT)
    world.add(
        Offer(
            case_id=case.id, dealer_id=dealer.id, attempt=case.attempt, made_by_id=agent.id,
            made_at=NOON, answered_at=NOON, **given,
        )
    )  # fmt: skip
    actor = Actor.of_user(agent)

    found = suggest_dealers(
        acting(actor), actor, purchase_id=None, district="Xihu", case_id=case.id
    )

    assert [(one.dealer.name, one.before) for one in found] == [("Near", before)]


def test_ten_points_of_score_weigh_as_one_open_case(acting, world):
    """Of whom there is too little to say stands in the middle (domain O1, B3)."""
    best = world.dealer("Best", district="Xihu")
    unknown = world.dealer("Unknown", district="Xihu")
    worst = world.dealer("Worst", district="Xihu")
    world.add(
        ScoreRun(
            day=NOON.date(), from_at=NOON - timedelta(days=90), until_at=NOON, least=1,
            least_cases=1, weights={}, median=8000, began_at=NOON, done_at=NOON,
        )
    )  # fmt: skip
    for dealer, score in ((best, 9500), (worst, 6000)):
        world.add(ScoreRank(dealer_id=dealer.id, day=NOON.date(), cases=20, score=score, rank=1))
    agent = world.actor(Role.AGENT)
    session = acting(agent)

    idle = suggest_dealers(session, agent, purchase_id=None, district="Xihu")
    session.commit()
    for _number in range(2):
        world.case(CaseStatus.ACCEPTED, best)
    world.case(CaseStatus.ACCEPTED, unknown)
    busy = suggest_dealers(session, agent, purchase_id=None, district="Xihu")
    session.commit()

    assert names(idle) == ["Best", "Unknown", "Worst"]
    assert [one.score for one in idle] == [9500, None, 6000]
    # 2 − 9.5, 1 − 8 and 0 − 6: the worst is still last, the best no longer ahead by much.
    assert names(busy) == ["Best", "Unknown", "Worst"]
    for _number in range(3):
        world.case(CaseStatus.ACCEPTED, best)
    assert names(suggest_dealers(session, agent, purchase_id=None, district="Xihu")) == [
        "Unknown",
        "Worst",
        "Best",
    ]
