"""The calendars and the policy of a new installation, and a case to time."""

from datetime import UTC, datetime

import pytest

from models.cases import Case, CaseStatus, Severity
from models.customers import Customer
from models.dealers import Dealer
from portal.sla.load_holidays import seed_holidays
from tests.sla.changing import accepted, admin, calendar_of, recompute

__all__ = ("accepted", "admin", "calendar_of", "recompute")

# A Friday noon in Shanghai, in the lunch of the service hours.
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture
def time_session(session):
    """The owner's session, the announced holidays loaded: this is about time, not walls."""
    seed_holidays(session, now=NOON)
    return session


@pytest.fixture
def make_dealer(time_session):
    """A dealer to hold cases."""

    def make():
        dealer = Dealer(name="Dealer", name_sort="dealer", name_folded="dealer", created_at=NOON)
        time_session.add(dealer)
        time_session.flush()
        return dealer

    return make


@pytest.fixture
def make_case(time_session):
    """A case, first heard at noon, with a dealer or in triage."""

    def make(*, severity=Severity.NORMAL, dealer=None, first_heard_at=NOON, attempt=1):
        customer = Customer(name="C", name_folded="c", name_tokens="", created_at=NOON)
        time_session.add(customer)
        time_session.flush()
        case = Case(
            number=f"T-{customer.id}",
            summary="A case to time",
            severity=severity,
            status=CaseStatus.OFFERED if dealer else CaseStatus.TRIAGE,
            dealer_id=dealer.id if dealer else None,
            customer_id=customer.id,
            first_heard_at=first_heard_at,
            opened_at=NOON,
            last_step_at=NOON,
            attempt=attempt,
        )
        time_session.add(case)
        time_session.flush()
        return case

    return make
