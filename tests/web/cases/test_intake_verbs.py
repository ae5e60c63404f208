import pytest
from sqlalchemy import select

from models import Case, CaseEvent, CaseStatus, EventKind, EventText, Promise, Role
from tests.support.page import checked


@pytest.fixture
def agent(world, as_user):
    return as_user(world.user(Role.AGENT))


def test_a_chase_is_recorded_from_its_page(session, world, agent):
    case = world.case()

    answer = agent.submit(f"/cases/{case.number}/chase", what="Still nobody came.")

    assert answer.location == f"/cases/{case.number}"
    session.expire_all()
    assert session.get(Case, case.id).chases == 1
    assert session.scalars(select(EventText.body)).one() == "Still nobody came."


def test_one_press_on_the_call_page_records_a_chase_with_the_words(session, world, agent):
    customer = world.customer(phone="19900001186")
    case = world.case(customer=customer)
    data = agent.open("/hotline/cases/new?phone=19900001186").form("call").filled()
    data["what"] = "Still nobody came."

    first = agent.client.post(f"/cases/{case.number}/chase", data=data)
    agent.client.post(f"/cases/{case.number}/chase", data=data)

    assert first.location == f"/cases/{case.number}"
    events = session.scalars(select(CaseEvent).filter_by(kind=EventKind.CHASED)).all()
    assert len(events) == 1
    assert session.get(EventText, events[0].id).body == "Still nobody came."


def test_an_ended_case_is_not_chased_and_says_what_to_do(world, agent):
    case = world.case(CaseStatus.CLOSED)

    answer = agent.submit(f"/cases/{case.number}/chase", what="Again!")

    assert answer.status_code == 409
    page = checked(answer)
    assert "reopen it" in page.text
    assert page.form().controls["what"].values[0].strip() == "Again!"


def test_a_promise_is_made_put_off_and_kept(session, world, agent):
    case = world.case()
    url = f"/cases/{case.number}/promise"

    agent.submit(url, promise="We ring back", promise_by="2199-05-20T16:30")
    promise = session.scalars(select(Promise)).one()
    agent.submit(
        f"{url}/{promise.id}/reschedule", promise_by="2199-05-21T10:00", note="She asked for it"
    )
    agent.submit(f"{url}/{promise.id}/keep", note="Rang her")

    session.expire_all()
    assert promise.outcome == "kept"
    assert promise.due_at.isoformat() == "2199-05-21T02:00:00+00:00"


def test_where_no_call_is_on_record_the_call_that_kept_it_has_to_be_told(session, world, agent):
    case = world.case()
    url = f"/cases/{case.number}/promise"
    agent.submit(url, promise="We ring back", promise_by="2199-05-20T16:30")
    promise = session.scalars(select(Promise)).one()

    page = agent.open(f"{url}/{promise.id}/keep")

    assert "(optional)" not in page.text


def test_a_promise_is_broken_with_a_reason(session, world, agent):
    case = world.case()
    url = f"/cases/{case.number}/promise"
    agent.submit(url, promise="We ring back", promise_by="2199-05-20T16:30")
    promise = session.scalars(select(Promise)).one()

    refused = agent.submit(f"{url}/{promise.id}/break", note="")
    agent.submit(f"{url}/{promise.id}/break", note="The part is late")

    assert refused.status_code == 422
    session.expire_all()
    assert promise.outcome == "broken"


def test_a_promise_in_the_past_keeps_what_was_typed(world, agent):
    case = world.case()

    answer = agent.submit(
        f"/cases/{case.number}/promise", promise="We ring back", promise_by="2020-01-01T10:00"
    )

    assert answer.status_code == 422
    assert checked(answer).form().controls["promise"].values[0].strip() == "We ring back"


def test_a_promise_of_another_case_is_not_found_here(session, world, agent):
    case, other = world.case(), world.case()
    agent.submit(f"/cases/{case.number}/promise", promise="We ring", promise_by="2199-05-20T16:30")
    promise = session.scalars(select(Promise)).one()

    assert agent.get(f"/cases/{other.number}/promise/{promise.id}/keep").status_code == 404


def test_warnings_have_words_to_say_and_a_threat_is_recorded(session, world, agent):
    case = world.case()
    url = f"/cases/{case.number}/abuse"

    says = []
    for _ in range(3):
        says.append(agent.open(url).text)
        agent.submit(url, kind="abuse", words="He swears.")
    agent.submit(url, kind="threat", words="I know where you live.")

    assert "for the second time" in says[1]
    assert "I end this call now" in says[2]
    kinds = session.scalars(select(CaseEvent.kind).order_by(CaseEvent.id)).all()
    assert kinds == [EventKind.ABUSE_WARNED] * 3 + [EventKind.THREATENED]


@pytest.mark.parametrize("verb", ["chase", "promise", "abuse"])
@pytest.mark.parametrize("role", [Role.QA, Role.SALES, Role.DEALER_DESK])
def test_other_roles_may_not(world, as_user, role, verb):
    case = world.case()

    assert as_user(world.user(role)).get(f"/cases/{case.number}/{verb}").status_code == 403
