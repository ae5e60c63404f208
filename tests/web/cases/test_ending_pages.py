"""The pages from the resolution to the ending, as their readers use them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models import (
    Callback,
    Case,
    CaseEvent,
    CaseStatus,
    EventKind,
    Outcome,
    PartOrder,
    Resolution,
    Role,
    Severity,
    Task,
    TaskKind,
    Withdrawal,
)
from portal.infra import clock
from portal.sla.clocks import start_first_clocks
from tests.support.page import checked
from tests.support.world import NOON

S = CaseStatus
LATER = NOON + timedelta(hours=2)


@pytest.fixture(autouse=True)
def in_the_afternoon(monkeypatch):
    """Customers are rung by day only: the portal's one clock stands at 14:00 there."""
    monkeypatch.setattr(clock, "now", lambda: LATER)


@pytest.fixture
def agent(world, as_user):
    return as_user(world.user(Role.AGENT))


@pytest.fixture
def resolved(world):
    return world.case(S.RESOLVED, world.dealer())


def address(case: Case, verb: str) -> str:
    return f"/cases/{case.number}/{verb}"


def fresh(session, case: Case) -> Case:
    session.expire_all()
    return case


ACCOUNT = {
    "what": "Panel fixed with a wider bracket.",
    "root_cause": "Holes too wide.",
    "customers_word": "satisfied",
    "share_dealer": "100",
    "share_reason": "Drilled beside the mark.",
}


def test_the_dealer_records_the_resolution_with_prevention(world, session, as_user):
    dealer = world.dealer()
    case = world.case(S.VISITED, dealer)
    browser = as_user(world.user(Role.DEALER_DESK, dealer))

    answer = browser.submit(
        address(case, "resolve"),
        **ACCOUNT,
        **{
            "prevention-0-title": "Show the crew the jig.",
            "prevention-0-side": "dealer",
            "prevention-0-due_on": "2026-06-01",
        },
    )

    assert answer.status_code == 302, checked(answer).text
    assert fresh(session, case).status is S.RESOLVED
    assert session.scalars(select(Task).where(Task.case_id == case.id)).one().dealer_id == dealer.id


def test_shares_that_do_not_sum_up_come_back_with_everything_typed(world, as_user):
    dealer = world.dealer()
    case = world.case(S.VISITED, dealer)
    browser = as_user(world.user(Role.DEALER_DESK, dealer))

    answer = browser.submit(address(case, "resolve"), **{**ACCOUNT, "share_dealer": "90"})

    assert answer.status_code == 422
    page = checked(answer)
    assert "The shares sum to 90" in page.text
    assert page.form("verb").filled()["what"].strip() == ACCOUNT["what"]


def test_a_prevention_without_a_day_is_refused(world, as_user):
    dealer = world.dealer()
    case = world.case(S.VISITED, dealer)
    browser = as_user(world.user(Role.DEALER_DESK, dealer))

    answer = browser.submit(
        address(case, "resolve"), **ACCOUNT, **{"prevention-0-title": "Show the crew the jig."}
    )

    assert answer.status_code == 422
    assert "say by when" in checked(answer).text


def test_one_form_records_the_call_and_closes_the_case(session, agent, resolved):
    answer = agent.submit(
        address(resolved, "call-back"), outcome="settled", solved="yes", treated="5", pressed="no"
    )

    assert answer.status_code == 302, checked(answer).text
    assert fresh(session, resolved).status is S.CLOSED


def test_a_reservation_is_a_task_and_the_case_may_stay_open(session, agent, resolved):
    agent.submit(
        address(resolved, "call-back"),
        outcome="settled_with_reservation",
        solved="yes",
        treated="4",
        pressed="no",
        close=False,
        **{"reservations-0-title": "Bring the cover.", "reservations-0-due_on": "2026-05-25"},
    )

    assert fresh(session, resolved).status is S.RESOLVED
    task = session.scalars(select(Task).where(Task.case_id == resolved.id)).one()
    assert (task.kind, task.title) == (TaskKind.RESERVATION, "Bring the cover.")

    agent.submit(address(resolved, "close"))

    assert fresh(session, resolved).status is S.CLOSED


def test_not_settled_goes_back_to_the_same_dealer_with_one_box(session, agent, resolved):
    agent.submit(
        address(resolved, "call-back"), outcome="not_settled", note="It drips.", same_dealer=True
    )

    assert (fresh(session, resolved).status, resolved.attempt) == (S.OFFERED, 2)


def test_a_call_without_its_questions_comes_back(session, agent, resolved):
    answer = agent.submit(address(resolved, "call-back"), outcome="settled", solved="yes")

    assert answer.status_code == 422
    assert "Ask the customer this question" in checked(answer).text
    assert session.scalars(select(Callback).where(Callback.case_id == resolved.id)).all() == []


def test_whoever_resolved_it_is_told_that_a_colleague_rings(world, session, as_user):
    user = world.user(Role.AGENT)
    case = world.case()
    world.resolution(case, by=user)
    case.status = S.RESOLVED
    session.commit()

    page = as_user(user).open(address(case, "call-back"))

    assert "a colleague rings the customer" in page.text
    assert not [form for form in page.forms if form.id == "verb"]


@pytest.mark.parametrize("role", [Role.QA, Role.DEALER_MANAGER, Role.ADMIN])
@pytest.mark.parametrize("verb", ["call-back", "close", "reopen", "withdraw", "merge", "links"])
def test_only_the_hotline_ends_cases(world, as_user, role, verb):
    dealer = world.dealer()
    case = world.case(S.RESOLVED, dealer)
    browser = as_user(world.user(role, dealer if role is Role.DEALER_MANAGER else None))

    assert browser.get(address(case, verb)).status_code == 403


def test_the_close_page_says_what_still_stands(agent, resolved):
    page = agent.open(address(resolved, "close"))

    assert "Our callback" in page.text
    assert not [form for form in page.forms if form.id == "verb"]


def test_a_closed_case_reopens_on_the_customers_word(world, session, agent):
    case = world.case(S.CLOSED, world.dealer())

    agent.submit(address(case, "reopen"), customers_word="It drips.")

    assert fresh(session, case).status is S.TRIAGE


def test_after_thirty_days_the_page_leads_to_a_new_call(world, as_user, monkeypatch):
    case = world.case(S.CLOSED, world.dealer())
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=31))

    page = as_user(world.user(Role.AGENT)).open(address(case, "reopen"))

    assert "more than 30 days ago" in page.text
    assert f"/hotline/cases/new?follows={case.number}" in page.links


def test_the_new_call_is_for_the_customer_and_both_cases_show_the_link(
    world, session, as_user, monkeypatch
):
    old = world.case(S.CLOSED, world.dealer())
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=31))
    browser = as_user(world.user(Role.AGENT))
    url = f"/hotline/cases/new?follows={old.number}"
    assert f"Follows {old.number}" in browser.open(url).text

    answer = browser.submit(
        url, form="call", phone="19900009911", what="It drips.", severity="normal"
    )

    new = session.scalars(select(Case).where(Case.follows_id == old.id)).one()
    assert answer.location == f"/cases/{new.number}"
    assert new.customer_id == old.customer_id
    page = browser.open(f"/cases/{new.number}")
    assert f"Follows {old.number}, which ended too long ago" in page.text
    assert f"/cases/{old.number}" in page.links
    assert f"/cases/{new.number}" in browser.open(f"/cases/{old.number}").links


def test_a_withdrawal_is_recorded_and_objected_to(world, session, agent):
    case = world.case(S.ACCEPTED)

    agent.submit(address(case, "withdraw"), reason="They sold the house.")
    row = session.scalars(select(Withdrawal).where(Withdrawal.case_id == case.id)).one()
    agent.submit(address(case, "withdraw"), form=f"{address(case, 'withdraw')}/object")

    session.expire_all()
    assert row.objected_at == LATER


def test_two_cases_of_a_customer_merge_and_part_again(world, session, agent):
    customer = world.customer()
    one, two = world.case(customer=customer), world.case(customer=customer)

    agent.submit(address(one, "merge"), into=str(two.id))
    assert fresh(session, one).status is S.MERGED
    agent.submit(address(one, "merge/undo"))

    assert fresh(session, one).status is S.TRIAGE


def test_a_part_is_ordered_promised_and_arrives(world, session, as_user):
    dealer = world.dealer()
    case = world.case(S.VISITED, dealer)
    browser = as_user(world.user(Role.DEALER_DESK, dealer))
    here = address(case, "parts")

    browser.submit(here, form="verb", what="Bracket 40 mm", payer="brand")
    part = session.scalars(select(PartOrder).where(PartOrder.case_id == case.id)).one()
    day = {f"part{part.id}-promised_on": "2026-05-28"}
    browser.submit(here, form=f"{here}/{part.id}/promise", **day)
    browser.submit(here, form=f"{here}/{part.id}/arrived")

    session.expire_all()
    assert (part.promised_on, part.arrived_at) == (date(2026, 5, 28), LATER)
    kinds = select(CaseEvent.kind).where(CaseEvent.case_id == case.id).order_by(CaseEvent.seq)
    assert [kind.value for kind in session.scalars(kinds)] == [
        "part_ordered",
        "part_promised",
        "part_arrived",
    ]


def test_a_task_is_set_and_done(session, agent, resolved):
    here = address(resolved, "tasks")

    agent.submit(here, form="verb", title="Send the invoice copy.", due_on="2026-05-22", owner="")
    task = session.scalars(select(Task).where(Task.case_id == resolved.id)).one()
    done = {f"task{task.id}-outcome": "Sent."}
    agent.submit(here, form=f"{here}/{task.id}/done", **done)

    session.expire_all()
    assert (task.done_at, task.outcome) == (LATER, "Sent.")


def test_a_recheck_is_set_and_its_call_reopens(world, session, agent):
    case = world.case(S.CLOSED, world.dealer())
    here = address(case, "tasks")

    agent.submit(
        here,
        form=f"{here}/recheck",
        **{"recheck-title": "After the frost.", "recheck-due_on": "2026-11-01"},
    )
    task = session.scalars(select(Task).where(Task.case_id == case.id)).one()
    agent.submit(address(case, f"recheck/{task.id}"), outcome="not_settled", note="It drips.")

    assert fresh(session, case).status is S.TRIAGE


def test_praise_and_comments_reach_whom_they_are_for(world, session, agent):
    case = world.case(S.ACCEPTED, world.dealer())

    agent.submit(address(case, "praise"), whom="installer", words="Clean and quick.")
    agent.submit(address(case, "comment"), words="Ring after six.", for_dealer="")
    agent.submit(address(case, "comment"), words="Please bring a ladder.", for_dealer="yes")

    events = session.scalars(select(CaseEvent).order_by(CaseEvent.seq)).all()
    seen = [(one.kind, one.for_dealer) for one in events if one.case_id == case.id]
    assert seen == [
        (EventKind.PRAISED, True),
        (EventKind.COMMENTED, False),
        (EventKind.COMMENTED, True),
    ]


def test_details_are_put_right(world, session, agent):
    dealer = world.dealer()
    case = world.case(S.ACCEPTED, dealer)
    start_first_clocks(session, case)
    person = world.installer(dealer=dealer)
    session.commit()
    here = address(case, "details")

    agent.submit(here, form="verb", summary="Kitchen ceiling leaks")
    agent.submit(
        here,
        form=f"{here}/severity",
        **{"sev-severity": "urgent", "sev-reason": "It spreads."},
    )
    agent.submit(
        here,
        form=f"{here}/accused",
        **{"accused-installer_id": str(person.id), "accused-reason": "Said so on the phone."},
    )

    assert fresh(session, case).summary == "Kitchen ceiling leaks"
    assert case.severity is Severity.URGENT
    assert person.name in agent.open(here).text
    clear = f"{here}/accused/{person.id}/clear"
    agent.submit(here, form=clear, **{f"clear{person.id}-reason": "It was his colleague."})
    kinds = select(CaseEvent.kind).where(CaseEvent.case_id == case.id).order_by(CaseEvent.seq)
    assert [kind.value for kind in session.scalars(kinds)] == [
        "details_changed",
        "severity_changed",
        "accused_named",
        "accused_cleared",
    ]


def test_another_product_is_judged_anew(world, session, agent):
    case = world.case(S.ACCEPTED, world.dealer())
    before, product = case.entitlement_id, world.product()

    agent.submit(address(case, "details"), form="verb", product_id=str(product.id))

    assert fresh(session, case).product_id == product.id
    assert case.entitlement_id != before


def test_an_unreachable_customer_goes_over_the_supervisors_desk(world, session, agent, as_user):
    case = world.case(S.RESOLVED, world.dealer())

    page = agent.open(address(case, "unreachable"))

    assert "0 of 3" in page.text
    assert not [form for form in page.forms if form.id == "verb"]


def test_a_resolution_shows_nobody_two_forms_of_the_same_id(world, session, agent, resolved):
    world.callback(resolved, world.user(Role.AGENT), Outcome.NO_ANSWER)
    session.commit()

    for verb in ("call-back", "close", "tasks", "parts", "links", "details", "unreachable"):
        agent.open(address(resolved, verb))

    assert session.scalars(select(Resolution).where(Resolution.case_id == resolved.id)).one()
