"""The supervisor's desk: what waits for a word, and never on one's own request (T8)."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from models import CaseStatus, Outcome, RequestKind, Role, SentBy, SupervisorRequest
from portal.access.actors import Actor
from portal.cases.ask_supervisor import ask_to_offer_without_contact
from portal.cases.links import issue_link
from portal.cases.unreachable import ask_unreachable
from portal.infra import clock
from portal.sla.clocks import start_first_clocks
from tests.support.page import checked
from tests.support.world import NOON

S = CaseStatus
HOUR = timedelta(hours=1)
THEN = NOON + timedelta(days=5)


@pytest.fixture(autouse=True)
def five_days_later(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: THEN)


@pytest.fixture
def silent(world, session, acting):
    """A case whose customer was tried in every way, and the request of its agent."""
    case = world.case(S.RESOLVED, world.dealer())
    agent = world.user(Role.AGENT)
    for hours in (1, 7, 25):
        call = world.callback(case, agent, Outcome.CALL_LATER)
        session.expunge(call)
        session.execute(text("ALTER TABLE callbacks DISABLE TRIGGER append_only"))
        session.execute(
            text("UPDATE callbacks SET outcome = 'no_answer', made_at = :at WHERE id = :id"),
            {"at": NOON + hours * HOUR, "id": call.id},
        )
        session.execute(text("ALTER TABLE callbacks ENABLE ALWAYS TRIGGER append_only"))
    session.commit()
    realm = acting(actor := Actor.of_user(agent), THEN)
    issue_link(realm, actor, case.id, SentBy.SMS, now=NOON + HOUR)
    request = ask_unreachable(realm, actor, case.id, "Nobody there.", version=None, now=THEN)
    realm.commit()
    realm.close()
    return case, request


def url(request: SupervisorRequest) -> str:
    return f"/supervisor/requests/{request.id}"


def answer(request: SupervisorRequest, words: str = "Everything was tried.") -> dict[str, str]:
    return {f"request{request.id}-answer": words}


def test_a_supervisor_releases_an_unreachable_customer(world, session, as_user, silent):
    case, request = silent
    browser = as_user(world.user(Role.SUPERVISOR))

    assert "3 of 3" in browser.open("/supervisor").text
    browser.submit("/supervisor", form=url(request), button="decision=yes", **answer(request))

    session.expire_all()
    assert case.status is S.UNREACHABLE


def test_a_supervisor_refuses_with_a_word(world, session, as_user, silent):
    case, request = silent
    browser = as_user(world.user(Role.SUPERVISOR))

    browser.submit("/supervisor", form=url(request), button="decision=no", **answer(request))

    session.expire_all()
    assert case.status is S.RESOLVED
    assert session.get(SupervisorRequest, request.id).granted is False


def test_a_word_without_a_reason_comes_back(world, as_user, silent):
    _case, request = silent
    browser = as_user(world.user(Role.SUPERVISOR))

    sent = browser.submit(
        "/supervisor", form=url(request), button="decision=yes", **answer(request, "Ok")
    )

    assert sent.status_code == 422
    assert "at least ten characters" in checked(sent).text


def test_nobody_has_buttons_for_their_own_request(world, session, acting, as_user):
    user = world.user(Role.SUPERVISOR)
    case, dealer = world.case(), world.dealer(live=False)
    realm = acting(actor := Actor.of_user(user))
    request = ask_to_offer_without_contact(
        realm, actor, case.id, dealer.id, "They answer on WeChat.", version=None, now=NOON
    )
    realm.commit()
    realm.close()
    browser = as_user(user)

    page = browser.open("/supervisor")

    assert "another supervisor decides" in page.text
    assert url(request) not in [form.action for form in page.forms]


def test_another_supervisor_gives_the_word_on_an_offer(world, session, acting, as_user):
    case, dealer = world.case(), world.dealer(live=False)
    realm = acting(actor := world.actor(Role.AGENT))
    request = ask_to_offer_without_contact(
        realm, actor, case.id, dealer.id, "They answer on WeChat.", version=None, now=NOON
    )
    realm.commit()
    realm.close()
    browser = as_user(world.user(Role.SUPERVISOR))

    browser.submit("/supervisor", form=url(request), button="decision=yes", **answer(request))

    session.expire_all()
    decided = session.get(SupervisorRequest, request.id)
    assert (decided.kind, decided.granted) == (RequestKind.OFFER_WITHOUT_CONTACT, True)


def test_what_came_up_and_what_ran_out_stand_on_the_desk(world, session, as_user):
    up = world.case(at_supervisor=True)
    late = world.case()
    start_first_clocks(session, late)
    session.commit()

    page = as_user(world.user(Role.DIRECTOR)).open("/supervisor")

    assert up.number in page.text
    assert late.number in page.text


@pytest.mark.parametrize("role", [Role.AGENT, Role.QA, Role.ADMIN, Role.DEALER_MANAGER])
def test_nobody_else_has_this_desk(world, as_user, role):
    assert as_user(world.user(role)).get("/supervisor").status_code == 403
