"""The page of pauses: the dealer asks, the hotline decides, the case shows both times (T4)."""

from datetime import timedelta

import pytest

from models import CaseStatus, PauseState, Role, SlaPause, Stage
from portal.infra import clock
from portal.sla.clocks import start_clock


@pytest.fixture
def held(world, session):
    """A contacted case whose visit is due, timed by the clock on the wall as pages are."""
    dealer = world.dealer()
    case = world.case(CaseStatus.CONTACTED, dealer)
    start_clock(session, case, Stage.VISIT, now=clock.now() - timedelta(hours=1))
    session.commit()
    return dealer, case


def ask(browser, case, **answers):
    return browser.submit(
        f"/cases/{case.number}/pause",
        **{
            "form": "verb",
            "stage": "visit",
            "pause_reason": "customer_later_day",
            "until_on": str((clock.now() + timedelta(days=5)).date()),
            "words": "Not before the weekend",
        }
        | answers,
    )


def test_the_dealer_asks_and_the_hotline_agrees(as_user, world, session, held):
    dealer, case = held
    desk, hotline = as_user(world.user(Role.DEALER_DESK, dealer)), as_user(world.user(Role.AGENT))

    ask(desk, case)
    pause = session.query(SlaPause).one()
    page = hotline.open(f"/cases/{case.number}/pause")
    assert "Agree to the pause" in page.text
    assert "Agree to the pause" not in desk.open(f"/cases/{case.number}/pause").text
    hotline.submit(
        f"/cases/{case.number}/pause",
        form=f"pause-{pause.id}",
        button=f"pause{pause.id}-decision=agree",
    )

    session.expire_all()
    assert session.get(SlaPause, pause.id).state is PauseState.AGREED
    shown = desk.open(f"/cases/{case.number}").text
    assert "stands still until" in shown
    assert "gross, " in shown
    assert " net" in shown
    assert "Pause agreed: Visit" in shown


def test_a_pause_agreed_after_the_time_ran_out_hides_no_breach(as_user, world, session):
    dealer = world.dealer()
    case = world.case(CaseStatus.CONTACTED, dealer)
    start_clock(session, case, Stage.VISIT, now=clock.now() - timedelta(days=9))
    session.commit()
    desk, hotline = as_user(world.user(Role.DEALER_DESK, dealer)), as_user(world.user(Role.AGENT))

    ask(desk, case)
    pause = session.query(SlaPause).one()
    hotline.submit(
        f"/cases/{case.number}/pause",
        form=f"pause-{pause.id}",
        button=f"pause{pause.id}-decision=agree",
    )

    shown = desk.open(f"/cases/{case.number}").text
    assert "Pause agreed: Visit" in shown
    assert "stands still until" not in shown


def test_what_a_dealer_asks_stands_on_the_hotlines_desk_until_it_is_answered(
    as_user, world, session, held
):
    dealer, case = held
    hotline = as_user(world.user(Role.AGENT))
    before = hotline.open("/hotline").text
    empty = hotline.open("/hotline/pauses").text

    ask(as_user(world.user(Role.DEALER_DESK, dealer)), case)

    assert "Pauses asked for" not in before
    assert "No dealer waits for an answer" in empty
    assert "Pauses asked for" in hotline.open("/hotline").text
    assert case.number in hotline.open("/hotline/pauses").text


def test_a_pause_that_came_up_stands_on_the_supervisors_desk(as_user, world, session, held):
    dealer, case = held
    ask(as_user(world.user(Role.DEALER_DESK, dealer)), case)
    session.query(SlaPause).one().moved_up_at = clock.now()
    session.commit()
    boss = as_user(world.user(Role.SUPERVISOR))

    page = boss.open("/supervisor")

    assert "1 the hotline has not answered" in page.text
    assert "gone to the supervisor" in boss.open("/hotline/pauses").text


def test_too_long_a_pause_keeps_what_was_typed(as_user, world, session, held):
    browser = as_user(world.user(Role.AGENT))

    answer = ask(browser, held[1], until_on=str((clock.now() + timedelta(days=40)).date()))

    assert answer.status_code == 409
    assert "at most 10 working days" in answer.text
    assert "Not before the weekend" in answer.text


def test_without_a_stage_that_can_wait_there_is_no_form(as_user, world):
    case = world.case(CaseStatus.CLOSED)

    page = as_user(world.user(Role.AGENT)).open(f"/cases/{case.number}/pause")

    assert "No stage of this case can wait now." in page.text
