"""Two people decide about one case, or about two that become one, at the same instant."""

from models import CaseEnding, CaseStatus, DispatchPerson, Offer, OfferState, Role
from portal.cases.close import close_case
from portal.cases.offer import offer_case
from portal.cases.reopen import reopen_case
from tests.attacks.test_races import LATER, arena, booking, count, merging, one_of_two

__all__ = ["arena"]  # a fixture

S = CaseStatus


def test_a_case_is_closed_or_reopened_and_never_half_of_each(arena):
    world, race = arena
    case = world.case(S.RESOLVED, world.dealer())
    world.callback(case, world.user(Role.AGENT))
    world.session.commit()

    def closing(session, actor):
        close_case(session, actor, case.id, version=case.version, now=LATER)

    def reopening(session, actor):
        reopen_case(session, actor, case.id, "It leaks", version=case.version, now=LATER)

    outcomes = race((world.actor(Role.AGENT), closing), (world.actor(Role.SUPERVISOR), reopening))

    assert one_of_two(outcomes), outcomes
    world.session.refresh(case)
    open_endings = count(world, CaseEnding, case_id=case.id, open=True)
    assert (case.status, open_endings) in {(S.CLOSED, 1), (S.TRIAGE, 0)}


def test_a_case_is_offered_to_one_dealer(arena):
    world, race = arena
    case = world.case(S.TRIAGE)

    def offering(dealer):
        return lambda session, actor: offer_case(
            session, actor, case.id, dealer.id, version=case.version, now=LATER
        )

    outcomes = race(
        (world.actor(Role.AGENT), offering(world.dealer())),
        (world.actor(Role.AGENT), offering(world.dealer())),
    )

    assert one_of_two(outcomes), outcomes
    assert count(world, Offer, case_id=case.id, state=OfferState.OPEN) == 1


def test_a_case_that_is_merged_away_is_not_booked(arena):
    world, race = arena
    dealer, customer = world.dealer(), world.customer()
    person = world.installer("Ding", dealer=dealer)
    case = world.case(S.CONTACTED, dealer, customer=customer)
    target = world.case(S.TRIAGE, customer=customer)

    outcomes = race(
        (world.actor(Role.AGENT), merging(case, target)),
        (world.actor(Role.DEALER_DESK, dealer), booking(case, person)),
    )

    assert one_of_two(outcomes), outcomes
    world.session.refresh(case)
    booked = count(world, DispatchPerson, case_id=case.id, active=True)
    assert (case.status, booked) in {(S.MERGED, 0), (S.SCHEDULED, 1)}


def test_a_booking_on_the_case_that_another_goes_into_ends_well(arena):
    world, race = arena
    dealer, customer = world.dealer(), world.customer()
    blamed = world.installer("Ding", dealer=dealer)
    case = world.case(S.TRIAGE, customer=customer, accused=blamed)
    target = world.case(S.CONTACTED, dealer, customer=customer)

    outcomes = race(
        (world.actor(Role.AGENT), merging(case, target)),
        (world.actor(Role.DEALER_DESK, dealer), booking(target, blamed)),
    )

    # Whoever is accused is not on the way, and whoever is on the way is not accused.
    assert one_of_two(outcomes), outcomes
