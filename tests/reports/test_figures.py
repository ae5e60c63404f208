"""What counts for a dealer and against it, figure by figure (domain B3)."""

from datetime import timedelta

from sqlalchemy import text

from models import (
    CaseAccused,
    CaseStatus,
    ClaimDispute,
    ClaimState,
    ContactClaim,
    CustomerWord,
    DeclineReason,
    DisputeOutcome,
    Figure,
    NotCounted,
    OfferState,
    Outcome,
    Role,
    Stage,
    WordVia,
)
from models.offers import Offer
from portal.cases.details import clear_accused
from portal.cases.uphold_not_ours import uphold_not_ours
from tests.reports.conftest import DAY, HOUR, ONE_DAY
from tests.support.world import NOON

NIGHT = NOON + timedelta(hours=20)  # after the first day's end, before DAY begins


class TestClocksInTime:
    def test_a_clock_met_is_for_the_dealer_and_one_that_ran_out_against_it(
        self, world, dealings, nights
    ):
        dealer = world.dealer()
        case = world.case(CaseStatus.VISITED, dealer, visit_at=NOON)
        dealings.clock(case, dealer, Stage.ACCEPT, due=NOON, met=NOON)
        dealings.clock(case, dealer, Stage.FIRST_CONTACT, due=NOON)
        dealings.clock(case, dealer, Stage.VISIT, due=NOON, met=NOON + HOUR)

        nights.count()

        assert nights.figure(dealer, Figure.CLOCKS) == (1, 3)

    def test_what_is_not_due_yet_or_was_taken_away_before_does_not_count(
        self, world, dealings, nights
    ):
        dealer = world.dealer()
        case = world.case(CaseStatus.ACCEPTED, dealer)
        dealings.clock(case, dealer, Stage.VISIT, due=NOON + 30 * ONE_DAY)
        dealings.clock(case, dealer, Stage.FIRST_CONTACT, due=NOON, dropped=NOON - HOUR / 2)

        nights.count()

        assert nights.figure(dealer, Figure.CLOCKS) is None

    def test_what_was_taken_away_after_it_was_due_counts_against_the_dealer(
        self, world, dealings, nights
    ):
        dealer = world.dealer()
        case = world.case(CaseStatus.ACCEPTED, dealer)
        dealings.clock(case, dealer, Stage.FIRST_CONTACT, due=NOON, dropped=NOON + HOUR)

        nights.count()

        assert nights.figure(dealer, Figure.CLOCKS) == (0, 1)

    def test_an_offer_rightly_declined_as_not_theirs_costs_nothing(
        self, world, dealings, nights, acting, session
    ):
        dealer, boss = world.dealer(), world.actor(Role.SUPERVISOR)
        case = world.case()
        offer = world.add(
            Offer(
                case_id=case.id, dealer_id=dealer.id, attempt=1, made_by_id=boss.user_id,
                made_at=NOON, state=OfferState.DECLINED, answered_at=NOON + 2 * HOUR,
                reason_code=DeclineReason.NOT_OURS,
            )
        )  # fmt: skip
        dealings.clock(
            case, dealer, Stage.ACCEPT, started=NOON, due=NOON + HOUR, dropped=NOON + 2 * HOUR
        )
        nights.count()
        assert nights.figure(dealer, Figure.CLOCKS) == (0, 1)

        later = NOON + 3 * ONE_DAY
        realm = acting(boss, later)
        uphold_not_ours(
            realm, boss, case.id, offer.id, upheld=True, reason="", version=None, now=later
        )
        realm.commit()
        nights.count(DAY + 2 * ONE_DAY)

        assert nights.figure(dealer, Figure.CLOCKS, DAY + 2 * ONE_DAY) is None
        assert nights.figure(dealer, Figure.CLOCKS) == (0, 1)
        assert not nights.differences()

    def test_only_the_window_counts(self, world, dealings, nights):
        dealer = world.dealer()
        case = world.case(CaseStatus.ACCEPTED, dealer)
        for days in (1, 88, 91, 200):
            dealings.clock(case, dealer, Stage.ACCEPT, due=(at := NOON - days * ONE_DAY), met=at)

        nights.count()

        assert nights.figure(dealer, Figure.CLOCKS) == (2, 2)


class TestClaimsThatStood:
    def test_a_denial_that_was_upheld_counts_from_its_decision_on(
        self, world, dealings, nights, session
    ):
        dealer = world.dealer()
        case = world.case(CaseStatus.VISITED, dealer, visit_at=NOON)
        nights.count()
        dispute(world, case, dealer, opened=NOON + HOUR, upheld=NOON + 3 * ONE_DAY)
        nights.count(DAY + 2 * ONE_DAY)

        assert nights.figure(dealer, Figure.CLAIMS) == (2, 2)
        assert nights.figure(dealer, Figure.CLAIMS, DAY + 2 * ONE_DAY) == (1, 2)
        assert not nights.differences()

    def test_what_could_not_count_from_the_first_is_not_looked_at(self, world, dealings, nights):
        dealer = world.dealer()
        case = world.case(CaseStatus.ACCEPTED, dealer)
        dealings.claim(case, dealer, not_counted=NotCounted.NOT_REACHED)

        nights.count()

        assert nights.figure(dealer, Figure.CLAIMS) is None


def dispute(world, case, dealer, *, opened, upheld):
    """The customer denies the contact; nobody contests it, and it stands."""
    claim = world.session.query(ContactClaim).filter_by(case_id=case.id).one()
    of = {"case_id": case.id, "dealer_id": dealer.id, "claim_id": claim.id}
    agent = world.user(Role.AGENT)
    word = CustomerWord(
        **of, confirmed=False, via=WordVia.BRAND_CALL, noted_by_id=agent.id, at=opened
    )
    world.session.add(word)
    world.session.flush()
    claim.state = ClaimState.DISPUTED
    world.session.add(
        ClaimDispute(
            **of, word_id=word.id, opened_at=opened, answer_by=upheld,
            outcome=DisputeOutcome.UPHELD, decided_at=upheld,
        )
    )  # fmt: skip
    world.session.flush()


class TestFixedAtFirstVisit:
    def test_one_visit_and_the_customers_word(self, world, dealings, nights):
        dealer = world.dealer()
        world.visit_at = NOON
        once = world.case(CaseStatus.RESOLVED, dealer, visit_at=NOON)
        dealings.rung(once, Outcome.SETTLED)
        failed = world.case(CaseStatus.RESOLVED, dealer, visit_at=NOON)
        dealings.rung(failed, Outcome.NO_ANSWER)

        nights.count()

        assert nights.figure(dealer, Figure.FIRST_VISIT) == (1, 1)

    def test_a_second_visit_is_not_the_first(self, world, dealings, nights):
        dealer = world.dealer()
        case = world.case(CaseStatus.RESOLVED, dealer, visit_at=NOON)
        dealings.visit(case, dealer, NOON + HOUR / 4)
        dealings.rung(case, Outcome.SETTLED)

        nights.count()

        assert nights.figure(dealer, Figure.FIRST_VISIT) == (0, 1)

    def test_what_is_reopened_later_was_not_fixed_and_the_day_before_stays_as_it_was(
        self, world, dealings, nights, session
    ):
        dealer = world.dealer()
        case = world.case(CaseStatus.RESOLVED, dealer, visit_at=NOON)
        dealings.rung(case, Outcome.SETTLED)
        nights.count()

        resolution = dealings.resolution(case)
        resolution.ended_by, resolution.ended_at = "reopened", NOON + 3 * ONE_DAY
        session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        session.flush()
        nights.count(DAY + 2 * ONE_DAY)

        assert nights.figure(dealer, Figure.FIRST_VISIT) == (1, 1)
        assert nights.figure(dealer, Figure.FIRST_VISIT, DAY + 2 * ONE_DAY) == (0, 1)
        assert not nights.differences()


class TestCallbacksSettled:
    def test_only_calls_that_reached_the_customer_count(self, world, dealings, nights):
        dealer = world.dealer()
        for outcome in (
            Outcome.SETTLED,
            Outcome.SETTLED_WITH_RESERVATION,
            Outcome.NO_ANSWER,
            Outcome.CALL_LATER,
        ):
            dealings.rung(dealings.resolved(dealer), outcome)

        nights.count()

        assert nights.figure(dealer, Figure.CALLBACKS) == (2, 2)


class TestNotComeBack:
    def closed(self, world, dealer, **given):
        customer = world.customer()
        purchase = world.purchase(customer)
        symptom = world.symptom()
        about = {"customer": customer, "purchase_id": purchase.id, "symptom_id": symptom.id}
        return world.case(CaseStatus.CLOSED, dealer, **about, **given), about

    def test_the_same_trouble_with_the_same_purchase_is_the_first_dealers_failure(
        self, world, nights
    ):
        first, other = world.dealer(), world.dealer()
        _case, about = self.closed(world, first)
        self.closed(world, first)
        nights.count()
        assert nights.figure(first, Figure.REPEATS) == (2, 2)

        world.case(CaseStatus.OFFERED, other, opened_at=NOON + 40 * ONE_DAY, **about)
        then = DAY + 60 * ONE_DAY
        nights.count(then)

        assert nights.figure(first, Figure.REPEATS, then) == (1, 2)
        assert nights.figure(other, Figure.REPEATS, then) is None
        assert not nights.differences()

    def test_it_counts_for_ninety_days_from_when_it_came(self, world, nights):
        dealer = world.dealer()
        _case, about = self.closed(world, dealer)
        world.case(opened_at=NOON + 80 * ONE_DAY, **about)
        then = DAY + 150 * ONE_DAY

        nights.count(then)

        assert nights.figure(dealer, Figure.REPEATS, then) == (0, 1)

    def test_another_trouble_or_a_later_one_is_no_repeat(self, world, nights):
        dealer = world.dealer()
        _case, about = self.closed(world, dealer)
        world.case(opened_at=NOON + 95 * ONE_DAY, **about)
        world.case(opened_at=NOON + ONE_DAY, **{**about, "symptom_id": world.symptom().id})
        then = DAY + 30 * ONE_DAY

        nights.count(then)

        assert nights.figure(dealer, Figure.REPEATS, then) == (1, 1)


class TestNobodyUnnamed:
    def complaint(self, world, dealer, *, installation=True, **given):
        customer = world.customer()
        purchase = world.purchase(customer, selling_dealer_id=dealer.id)
        symptom = world.symptom(installation=installation)
        return world.case(
            customer=customer, purchase_id=purchase.id, symptom_id=symptom.id, **given
        )

    def test_a_complaint_of_the_work_that_names_nobody_falls_on_the_dealer(self, world, nights):
        dealer = world.dealer()
        self.complaint(world, dealer)
        self.complaint(world, dealer, installation=False)
        self.complaint(world, dealer, accused=world.installer(dealer=dealer))

        nights.count()

        assert nights.figure(dealer, Figure.UNNAMED) == (2, 3)

    def test_who_is_cleared_later_was_named_until_then(self, world, nights, acting, session):
        dealer, agent = world.dealer(), world.actor(Role.AGENT)
        person = world.installer(dealer=dealer)
        case = self.complaint(world, dealer, accused=person)
        nights.count()

        later = NOON + 3 * ONE_DAY
        realm = acting(agent, later)
        clear_accused(realm, agent, case.id, person.id, "Not this one.", version=None, now=later)
        realm.commit()
        nights.count(DAY + 2 * ONE_DAY)

        assert session.query(CaseAccused).filter_by(case_id=case.id).count() == 0
        assert nights.figure(dealer, Figure.UNNAMED) == (1, 1)
        assert nights.figure(dealer, Figure.UNNAMED, DAY + 2 * ONE_DAY) == (0, 1)
        assert not nights.differences()
