"""A pause is asked, agreed, refused, ended; the due times are derived from it (domain T4)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from models import (
    CallerRole,
    CaseEvent,
    CaseStatus,
    ClockState,
    ContactClaim,
    ContactHow,
    CustomerLink,
    EventKind,
    NotCounted,
    Notice,
    NoticeKind,
    PauseReason,
    PauseState,
    Role,
    Severity,
    SlaClock,
    SlaPause,
    Stage,
)
from models.endings import SentBy
from portal.cases.agree_pause import agree_pause
from portal.cases.details import change_severity
from portal.cases.end_pause import end_pause
from portal.cases.links import issue_link
from portal.cases.refuse_pause import refuse_pause
from portal.errors import ForbiddenError, InvalidError, RefusedError
from portal.sla.clocks import start_clock, stop_clock
from tests.support.pausing import DAY, LATER, NEXT_THURSDAY, agent, ask, desk, held
from tests.support.world import NOON

__all__ = ["agent", "desk", "held"]  # fixtures


def due(session, case, stage):
    """When a stage's running clock is due."""
    session.expire_all()
    return session.scalar(
        select(SlaClock.due_at).where(
            SlaClock.case_id == case.id,
            SlaClock.stage == stage,
            SlaClock.state == ClockState.RUNNING,
        )
    )


def agree(acting, actor, pause, *, now=NOON):
    realm = acting(actor, now)
    agree_pause(realm, actor, pause.id, version=None, now=now)
    realm.commit()


def test_a_dealers_pause_moves_nothing_until_the_hotline_has_agreed(
    acting, session, held, desk, agent
):
    _dealer, case = held
    before = due(session, case, Stage.VISIT)

    pause = ask(acting, desk, case)

    assert pause.state is PauseState.ASKED
    assert due(session, case, Stage.VISIT) == before
    agree(acting, agent, pause, now=NOON + timedelta(hours=2))
    # 16 service hours: none passed by Wednesday noon, so all from Thursday 28 May 09:00 on.
    assert due(session, case, Stage.VISIT).isoformat() == "2026-05-29T10:00:00+00:00"


def test_the_case_says_who_asked_and_who_agreed_and_what_moved(acting, session, held, desk, agent):
    _dealer, case = held

    agree(acting, agent, ask(acting, desk, case))

    events = session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.seq)
    ).all()
    assert [(one.kind, one.user_id) for one in events[-2:]] == [
        (EventKind.PAUSE_ASKED, desk.user_id),
        (EventKind.PAUSE_AGREED, agent.user_id),
    ]
    assert set(events[-1].detail["due"]) == {"visit", "resolve"}


def test_what_the_brand_asks_is_agreed_with_it(acting, session, held, agent):
    pause = ask(acting, agent, held[1])

    assert (pause.state, pause.decided_by_id) == (PauseState.AGREED, agent.user_id)
    assert due(session, held[1], Stage.VISIT) > NEXT_THURSDAY


def test_a_pause_of_visit_moves_neither_accept_nor_first_contact(acting, session, world, agent):
    dealer = world.dealer()
    case = world.case(CaseStatus.ACCEPTED, dealer, first_heard_at=NOON)
    for stage in (Stage.ACCEPT, Stage.FIRST_CONTACT, Stage.RESOLVE):
        start_clock(session, case, stage, now=NOON, dealer_id=dealer.id)
    session.commit()
    before = {stage: due(session, case, stage) for stage in (Stage.ACCEPT, Stage.FIRST_CONTACT)}
    resolve = due(session, case, Stage.RESOLVE)

    ask(acting, agent, case)

    assert {stage: due(session, case, stage) for stage in before} == before
    assert due(session, case, Stage.RESOLVE) > resolve
    # The visit's own clock, once it begins, knows what was agreed before.
    start_clock(session, case, Stage.VISIT, now=NOON, dealer_id=dealer.id)
    assert due(session, case, Stage.VISIT) > NEXT_THURSDAY


def test_what_is_agreed_with_the_dealer_is_no_pause_of_the_brands(acting, session, held, agent):
    before = due(session, held[1], Stage.RESOLVE)

    ask(acting, agent, held[1], reason=PauseReason.AGREED_OTHERWISE)

    assert due(session, held[1], Stage.RESOLVE) == before
    assert due(session, held[1], Stage.VISIT) > NEXT_THURSDAY


def test_overlapping_pauses_count_once(acting, session, held, agent):
    ask(acting, agent, held[1])
    once = due(session, held[1], Stage.VISIT)

    ask(acting, agent, held[1], until=NEXT_THURSDAY - DAY)
    ask(acting, agent, held[1], until=NEXT_THURSDAY)

    assert due(session, held[1], Stage.VISIT) == once


def test_another_severity_keeps_the_pauses(acting, session, held, agent):
    _dealer, case = held
    ask(acting, agent, case)
    realm = acting(agent)

    change_severity(realm, agent, case.id, Severity.URGENT, "It drips", version=None, now=NOON)
    realm.commit()

    # Urgent is 24 hours round the clock, all of them after the pause.
    assert due(session, case, Stage.VISIT) == NEXT_THURSDAY + DAY


def test_another_dealer_keeps_the_pauses(acting, session, held, world, agent):
    _dealer, case = held
    ask(acting, agent, case)
    stop_clock(session, case, Stage.VISIT, now=NOON)
    session.execute(text("UPDATE sla_clocks SET state = 'dropped' WHERE stage = 'visit'"))

    start_clock(session, case, Stage.VISIT, now=NOON, dealer_id=world.dealer().id)

    assert due(session, case, Stage.VISIT) > NEXT_THURSDAY


def test_a_pause_ends_with_its_stage(acting, session, world, held, agent):
    dealer, case = held
    ask(acting, agent, case)
    visited_at = NOON + DAY

    world._visited(case, dealer)
    stop_clock(session, case, Stage.VISIT, now=visited_at)
    realm = acting(agent, visited_at)
    change_severity(realm, agent, case.id, Severity.URGENT, "!", version=None, now=visited_at)
    realm.commit()

    # 72 hours since first heard and one day of pause, not eight.
    assert due(session, case, Stage.RESOLVE) == NOON + 4 * DAY


def test_ended_early_the_time_runs_again_and_the_dealer_hears_since_when(
    acting, session, world, held, agent
):
    desk = world.user(Role.DEALER_DESK, held[0])
    pause = ask(acting, agent, held[1])
    realm = acting(agent, NOON + DAY)

    end_pause(realm, agent, pause.id, "They are back", version=None, now=NOON + DAY)
    realm.commit()

    last = session.scalars(
        select(Notice).where(Notice.user_id == desk.id).order_by(Notice.id.desc()).limit(1)
    ).one()
    assert last.kind is NoticeKind.PAUSE_ENDED
    assert last.detail["until"] == (NOON + DAY).isoformat()

    assert due(session, held[1], Stage.VISIT).isoformat() == "2026-05-23T04:00:00+00:00"


def test_a_refused_pause_is_none_and_the_dealer_reads_why(acting, session, held, desk, agent):
    before = due(session, held[1], Stage.VISIT)
    pause = ask(acting, desk, held[1])
    realm = acting(agent)

    refuse_pause(realm, agent, pause.id, "They never said so", version=None, now=NOON)
    realm.commit()

    assert due(session, held[1], Stage.VISIT) == before
    last = session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == held[1].id).order_by(CaseEvent.seq.desc())
    ).first()
    assert (last.kind, last.for_dealer) == (EventKind.PAUSE_REFUSED, True)
    assert last.dealer_id == held[0].id


def test_it_counts_from_when_it_was_asked_however_late_the_hotline_answers(
    acting, session, held, desk, agent
):
    late = NOON + 3 * DAY
    pause = ask(acting, desk, held[1])

    agree(acting, agent, pause, now=late)

    assert due(session, held[1], Stage.VISIT).isoformat() == "2026-05-29T10:00:00+00:00"


def test_ten_working_days_and_no_eleventh_in_all(acting, session, held, agent):
    _dealer, case = held
    # Wed 20 May to Tue 2 June are ten working days of the office.
    tenth = datetime.fromisoformat("2026-06-03T00:00:00+08:00")

    with pytest.raises(RefusedError, match="pause_too_long"):
        ask(acting, agent, case, until=tenth + DAY)
    ask(acting, agent, case, until=tenth)
    with pytest.raises(RefusedError, match="pause_too_long"):
        ask(acting, agent, case, until=tenth + 9 * DAY, now=NOON + 8 * DAY)


def test_a_weekend_takes_none_of_the_ten_days(acting, session, held, agent):
    friday_night = datetime.fromisoformat("2026-05-23T00:00:00+08:00")

    ask(acting, agent, held[1], until=friday_night + 2 * DAY, now=friday_night)

    taken = session.scalar(text("SELECT pause_days(:case)"), {"case": held[1].id})
    assert taken == 0


@pytest.mark.parametrize(
    ("stage", "reason", "until", "code"),
    [
        (Stage.TRIAGE, LATER, NEXT_THURSDAY, "stage_cannot_wait"),
        (Stage.ACCEPT, LATER, NEXT_THURSDAY, "stage_cannot_wait"),
        (Stage.RESOLVE, PauseReason.AGREED_OTHERWISE, NEXT_THURSDAY, "ours_waits_for_the_customer"),
        (Stage.VISIT, LATER, NOON, "pause_ends_before_it_begins"),
        (Stage.VISIT, PauseReason.CUSTOMER_UNREACHABLE, NEXT_THURSDAY, "pause_not_tried_enough"),
    ],
)
def test_what_is_no_pause_is_refused(acting, held, agent, stage, reason, until, code):
    with pytest.raises((RefusedError, InvalidError), match=code):
        ask(acting, agent, held[1], stage=stage, reason=reason, until=until)


def test_a_dealer_pauses_no_time_but_its_own(acting, held, desk):
    with pytest.raises(RefusedError, match="stage_cannot_wait"):
        ask(acting, desk, held[1], stage=Stage.RESOLVE)


def test_unreachable_takes_three_attempts_in_two_parts_of_the_day_and_a_message(
    acting, session, held, world, desk, agent
):
    dealer, case = held
    user = world.user(Role.DEALER_DESK, dealer)
    late = NOON + timedelta(hours=8)
    for at in (NOON - timedelta(hours=2), NOON + timedelta(hours=1), NOON + timedelta(hours=7)):
        session.add(missed_call(case, user, at))
    session.commit()

    with pytest.raises(RefusedError, match="pause_without_message"):
        ask(acting, desk, case, reason=PauseReason.CUSTOMER_UNREACHABLE, now=late)
    realm = acting(agent, late)
    issue_link(realm, agent, case.id, sent_by=SentBy.SMS, now=late)
    realm.commit()

    pause = ask(acting, desk, case, reason=PauseReason.CUSTOMER_UNREACHABLE, now=late)
    agree(acting, agent, pause, now=late)
    assert session.scalar(select(CustomerLink.id).where(CustomerLink.case_id == case.id))
    assert due(session, case, Stage.VISIT) > NEXT_THURSDAY


def missed_call(case, user, at):
    """The dealer rang and nobody answered."""
    return ContactClaim(
        case_id=case.id,
        dealer_id=case.dealer_id,
        attempt=case.attempt,
        claimed_by_id=user.id,
        caller_role=CallerRole.DEALER_DESK,
        how=ContactHow.PHONE,
        reached=False,
        contacted_at=at,
        claimed_at=at,
        note="Nobody answers",
        counts=False,
        not_counted=NotCounted.NOT_REACHED,
    )


def test_a_dealer_cannot_agree_with_itself_by_the_rule(acting, held, desk):
    pause = ask(acting, desk, held[1])

    with pytest.raises(ForbiddenError):
        agree_pause(acting(desk), desk, pause.id, version=None, now=NOON)


def test_a_dealer_cannot_agree_with_itself_by_the_page(as_user, world, session, held, acting, desk):
    pause = ask(acting, desk, held[1])
    browser = as_user(world.user(Role.DEALER_MANAGER, held[0]))

    answer = browser.client.post(
        f"/cases/{held[1].number}/pause/{pause.id}",
        data={f"pause{pause.id}-decision": "agree", f"pause{pause.id}-words": "Yes"},
    )

    assert answer.status_code in (400, 403)
    session.expire_all()
    assert session.get(SlaPause, pause.id).state is PauseState.ASKED
