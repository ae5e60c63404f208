"""Two people decide at the same instant: one is first, the other is told, nothing is half done."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import sessionmaker

from models import (
    Callback,
    CaseAccused,
    CaseEnding,
    CaseEvent,
    CaseStatus,
    DeclineReason,
    DispatchPerson,
    EventKind,
    Offer,
    OfferState,
    Outcome,
    Purpose,
    Role,
)
from portal.app import create_app
from portal.cases.accept import accept_offer
from portal.cases.book import book_visit
from portal.cases.call_back import call_back
from portal.cases.callbacks import Call
from portal.cases.decline import decline_offer
from portal.cases.details import name_accused
from portal.cases.hand_back import hand_back_case
from portal.cases.merge import merge_case
from portal.cases.planning import Plan
from portal.cases.withdraw_offer import withdraw_offer
from portal.errors import PortalError
from portal.infra import db
from tests.support.page import Page
from tests.support.signed_in import sign_in
from tests.support.world import NOON, World

S = CaseStatus
LATER = NOON + timedelta(hours=3)
DAY = timedelta(days=1)
AGAIN = {"40P01", "40001"}


@pytest.fixture
def arena(clone):
    """A world that is really committed, and a way to let two act in it at once."""
    owner = create_engine(clone.owner_url)
    engine = db.make_engine(clone.app_url)
    with sessionmaker(owner, expire_on_commit=False)() as session:
        session.info = {"identity": None, "now": None}
        yield World(session), _racer(sessionmaker(engine, expire_on_commit=False))
    owner.dispose()
    engine.dispose()


def _racer(sessions) -> Callable[..., list[str]]:
    def act(actor, what, together, outcomes):
        together.wait()
        outcome = "deadlock"
        while outcome == "deadlock" and len(outcomes) < 2:
            outcome = _outcome(sessions, actor, what)
        outcomes.append(outcome)

    def race(*sides):
        together, outcomes = Barrier(len(sides)), []
        threads = [Thread(target=act, args=(*side, together, outcomes)) for side in sides]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(outcomes)

    return race


def _outcome(sessions, actor, what) -> str:
    with sessions() as session:
        session.info = {"identity": actor.identity, "now": LATER}
        try:
            what(session, actor)
            session.commit()
        except PortalError as refusal:
            return f"refused: {refusal.code}"
        except OperationalError as error:
            # The door tries once more.
            return "deadlock" if getattr(error.orig, "sqlstate", "") in AGAIN else str(error)
        except Exception as error:
            return repr(error)
    return "done"


def one_of_two(outcomes):
    return outcomes[0] == "done" and outcomes[1].startswith("refused")


def count(world, model, **by):
    world.session.rollback()
    return world.session.scalar(select(func.count()).select_from(model).filter_by(**by))


def accepting(case):
    return lambda session, actor: accept_offer(
        session, actor, case.id, version=case.version, now=LATER
    )


def declining(case):
    return lambda session, actor: decline_offer(
        session, actor, case.id, DeclineReason.NOT_OURS, "Nobody", version=case.version, now=LATER
    )


def withdrawing(case):
    return lambda session, actor: withdraw_offer(
        session, actor, case.id, "A mistake", version=case.version, now=LATER
    )


@pytest.mark.parametrize("other", [accepting, declining, withdrawing])
def test_an_offer_is_answered_once(arena, other):
    world, race = arena
    dealer = world.dealer()
    case = world.case(S.OFFERED, dealer)
    one = world.actor(Role.DEALER_MANAGER, dealer)
    two = world.actor(Role.AGENT) if other is withdrawing else world.actor(Role.DEALER_DESK, dealer)

    outcomes = race((one, accepting(case)), (two, other(case)))

    assert one_of_two(outcomes), outcomes
    assert count(world, Offer, case_id=case.id, state=OfferState.OPEN) == 0


def test_two_callbacks_at_once_are_one(arena):
    world, race = arena
    case = world.case(S.RESOLVED, world.dealer())
    call = Call(
        outcome=Outcome.NOT_SETTLED, note="It leaks", solved=False, treated=3, pressed=False
    )

    def calling(session, actor):
        call_back(session, actor, case.id, call, version=case.version, now=LATER)

    outcomes = race((world.actor(Role.AGENT), calling), (world.actor(Role.AGENT), calling))

    assert one_of_two(outcomes), outcomes
    assert count(world, Callback, case_id=case.id) == 1


def booking(case, person):
    slot = (NOON + DAY, NOON + DAY + timedelta(hours=1))
    window = (NOON + DAY, NOON + DAY + timedelta(hours=3))
    return lambda session, actor: book_visit(
        session,
        actor,
        case.id,
        Plan(Purpose.REPAIR, window, [(person.id, slot)]),
        version=None,
        now=LATER,
    )


def test_nobody_is_booked_in_the_instant_in_which_the_customer_names_them(arena):
    world, race = arena
    dealer = world.dealer()
    person = world.installer("Ding", dealer=dealer)

    for _round in range(3):
        case = world.case(S.CONTACTED, dealer)

        def naming(session, actor, case=case):
            name_accused(session, actor, case.id, person.id, "He did it", version=None, now=LATER)

        outcomes = race(
            (world.actor(Role.AGENT), naming),
            (world.actor(Role.DEALER_DESK, dealer), booking(case, person)),
        )

        assert one_of_two(outcomes), outcomes
        both = count(world, CaseAccused, case_id=case.id) + count(
            world, DispatchPerson, case_id=case.id, active=True
        )
        assert both == 1
        world.session.query(DispatchPerson).update({"active": False})
        world.session.commit()


def test_a_case_handed_back_is_not_booked(arena):
    world, race = arena
    dealer = world.dealer()
    person = world.installer("Ding", dealer=dealer)
    case = world.case(S.CONTACTED, dealer)

    def handing(session, actor):
        hand_back_case(session, actor, case.id, "Too far", version=None, now=LATER)

    outcomes = race(
        (world.actor(Role.DEALER_MANAGER, dealer), handing),
        (world.actor(Role.DEALER_DESK, dealer), booking(case, person)),
    )

    # A visit that was booked first is cancelled by the hand-back.
    assert "done" in outcomes, outcomes
    assert count(world, DispatchPerson, case_id=case.id, active=True) in (0, 1)
    world.session.refresh(case)
    assert (case.status is S.TRIAGE) == (
        count(world, DispatchPerson, case_id=case.id, active=True) == 0
    )


def merging(source, target):
    return lambda session, actor: merge_case(
        session, actor, source.id, target.id, version=source.version, now=LATER
    )


def test_two_cases_are_not_merged_into_each_other(arena):
    world, race = arena
    customer = world.customer()
    one, two = (world.case(S.TRIAGE, customer=customer) for _ in range(2))

    outcomes = race(
        (world.actor(Role.AGENT), merging(one, two)), (world.actor(Role.AGENT), merging(two, one))
    )

    assert one_of_two(outcomes), outcomes
    assert count(world, CaseEnding) == 1


def test_a_double_click_has_one_effect_and_one_answer(clone, arena, tmp_path):
    world, _race = arena
    case = world.case(S.TRIAGE)
    user = world.user(Role.AGENT)
    app = create_app(
        {
            "SECRET_KEY": "for-tests-only",
            "DATABASE_URL": clone.app_url,
            "BASE_URL": "http://localhost",
            "FILES": str(tmp_path),
        }
    )
    client = sign_in(app, world.session, user)
    url = f"/cases/{case.number}/chase"
    form = Page(client.get(url).text).form()
    data = form.filled()
    data.setlist("what", ["Nobody came"])
    together, answers = Barrier(2), []

    def click():
        own = app.test_client()
        for cookie in client._cookies.values():
            own.set_cookie(cookie.key, cookie.value)
        together.wait()
        answers.append(own.post(url, data=data))

    clicks = [Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    app.extensions["sessions"].kw["bind"].dispose()

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].location == answers[1].location
    assert count(world, CaseEvent, case_id=case.id, kind=EventKind.CHASED) == 1
