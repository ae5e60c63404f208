"""What the customer is told by which step, once, and what the desk gets for its calendar."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import select

from models import (
    CaseStatus,
    ContactHow,
    Delivery,
    DeliveryChannel,
    Dispatch,
    DispatchState,
    Locale,
    Notice,
    NoticeKind,
    OutChannel,
    Purpose,
    Role,
    Setting,
    UserAddress,
    WordingGroup,
)
from portal.access.actors import WORKER_ACTOR
from portal.cases.accept import accept_offer
from portal.cases.book import book_visit
from portal.cases.call_back import call_back
from portal.cases.cancel_booking import cancel_booking
from portal.cases.claim_contact import Claim, claim_contact
from portal.cases.close import close_case
from portal.cases.hand_back import hand_back_case
from portal.cases.move_visit import move_visit
from portal.cases.open import Call, Caller, open_case
from portal.cases.planning import Plan
from portal.cases.withdraw import record_withdrawal
from portal.notices.office import Office
from portal.notices.own_links import OwnLinks
from portal.notices.take import take_delivery
from portal.notices.wording.fill import filled
from portal.notices.wording.texts import text_of
from portal.notices.wording.values import values_of
from tests.cases.endings import LATER, resolved, settled
from tests.support.world import NOON

S = CaseStatus
K = NoticeKind
NINE = NOON + timedelta(days=1, hours=-3)


@pytest.fixture
def dealer(world):
    return world.dealer("Riverside")


@pytest.fixture
def act(acting, session):
    """Call a rule as somebody, in their realm, to the end."""

    def go(rule, actor, *given, now=NOON, **named):
        realm = acting(actor, now)
        found = rule(realm, actor, *given, now=now, **named)
        realm.commit()
        realm.close()
        session.expire_all()
        return found

    return go


@pytest.fixture
def read_by_customer(session):
    def read(case):
        session.expire_all()
        return list(
            session.scalars(
                select(Notice.kind).where(Notice.customer_case_id == case.id).order_by(Notice.id)
            )
        )

    return read


def plan(person, start=NINE):
    window = (start, start + timedelta(hours=3))
    return Plan(Purpose.REPAIR, window, [(person.id, (start, start + timedelta(hours=1)))])


def test_a_call_is_acknowledged_at_once(world, act, read_by_customer):
    agent = world.actor(Role.AGENT)

    case = act(open_case, agent, Call("It leaks.", caller=Caller("Lin", "13900004417")))

    assert read_by_customer(case) == [K.CASE_RECEIVED]


def test_the_customer_hears_who_looks_after_it(world, act, dealer, read_by_customer):
    case = world.case(S.OFFERED, dealer)

    act(accept_offer, world.actor(Role.DEALER_DESK, dealer), case.id, version=None)

    assert read_by_customer(case) == [K.DEALER_ACCEPTED]


def test_what_the_dealer_says_of_itself_is_asked_of_the_customer(
    world, act, dealer, read_by_customer
):
    desk = world.user(Role.DEALER_DESK, dealer)
    case = world.case(S.ACCEPTED, dealer)
    actor = world.actor(Role.DEALER_DESK, dealer)
    claim = Claim(ContactHow.PHONE, True, NOON, "We come tomorrow.", caller_user_id=desk.id)
    silent = Claim(ContactHow.PHONE, False, NOON, "Nobody there.", caller_user_id=desk.id)

    act(claim_contact, actor, case.id, silent)
    act(claim_contact, actor, case.id, claim)

    assert read_by_customer(case) == [K.WERE_YOU_CONTACTED]


def test_an_appointment_its_change_and_its_end_are_told(world, act, dealer, read_by_customer):
    person = world.installer(dealer=dealer)
    case = world.case(S.CONTACTED, dealer)
    desk = world.actor(Role.DEALER_DESK, dealer)

    act(book_visit, desk, case.id, plan(person))
    act(move_visit, desk, case.id, plan(person, NINE + timedelta(days=1)), reason="At work.")
    act(cancel_booking, desk, case.id, "The part is late.")

    assert read_by_customer(case) == [
        K.APPOINTMENT_SET,
        K.APPOINTMENT_CHANGED,
        K.APPOINTMENT_CANCELLED,
    ]


def test_a_visit_that_goes_with_the_case_is_called_off_to_both(
    world, session, act, dealer, read_by_customer
):
    desk = world.actor(Role.DEALER_DESK, dealer)
    case = world.case(S.SCHEDULED, dealer)

    act(hand_back_case, desk, case.id, "No hands.", version=None)

    told = session.scalars(select(Notice.kind).where(Notice.user_id == desk.user_id)).all()
    assert read_by_customer(case) == [K.APPOINTMENT_CANCELLED]
    assert K.VISIT_CANCELLED in told


def test_a_withdrawal_is_told_to_who_may_object(world, act, read_by_customer):
    case = world.case(S.TRIAGE)

    act(record_withdrawal, world.actor(Role.AGENT), case.id, "Sold the house.", version=None)

    assert read_by_customer(case) == [K.WITHDRAWAL_RECORDED]


def test_the_desks_mails_replace_and_remove_one_entry_of_its_calendar(
    world, session, act, dealer, acting
):
    """The same UID, a higher SEQUENCE, then a CANCEL."""
    world.add(
        OutChannel(
            kind=DeliveryChannel.EMAIL, enabled=True, changed_at=NOON,
            config={"host": "127.0.0.1", "sender": "portal@portal.example"},
        )
    )  # fmt: skip
    user = world.user(Role.DEALER_DESK, dealer)
    if session.get(UserAddress, (user.id, DeliveryChannel.EMAIL)) is None:
        world.add(
            UserAddress(user_id=user.id, channel=DeliveryChannel.EMAIL, address="d@dealer.example")
        )
    person = world.installer(dealer=dealer)
    case = world.case(S.CONTACTED, dealer)
    desk = world.actor(Role.DEALER_MANAGER, dealer)
    office = Office(
        "for-tests-only", "https://portal.example", OwnLinks.of("x", "https://p.example")
    )

    def calendars():
        realm = acting(WORKER_ACTOR)
        found = []
        for delivery_id in session.scalars(
            select(Delivery.id)
            .join(Notice, Notice.id == Delivery.notice_id)
            .where(Notice.user_id == user.id, Delivery.attempts == 0)
            .order_by(Delivery.id)
        ).all():
            letter = take_delivery(realm, office, delivery_id, now=NOON)
            found += [Calendar.from_ical(one.content) for one in letter.outgoing.attachments]
        realm.commit()
        realm.close()
        session.expire_all()
        return found

    act(book_visit, desk, case.id, plan(person))
    [booked] = calendars()
    act(move_visit, desk, case.id, plan(person, NINE + timedelta(days=1)), reason="At work.")
    [moved] = calendars()
    act(cancel_booking, desk, case.id, "The part is late.")
    [cancelled] = calendars()

    events = [calendar.walk("VEVENT")[0] for calendar in (booked, moved, cancelled)]
    assert len({str(event["uid"]) for event in events}) == 1
    assert [event["sequence"] for event in events] == [0, 1, 2]
    assert [str(calendar["method"]) for calendar in (booked, moved, cancelled)] == [
        "REQUEST",
        "REQUEST",
        "CANCEL",
    ]
    assert events[1]["dtstart"].dt == NINE + timedelta(days=1)
    assert "location" not in events[0]


def test_told_twice_is_told_once(world, session, act, dealer):
    from portal.cases.customer_news import SET, tell_visit

    case = world.case(S.SCHEDULED, dealer)
    visit = session.scalars(
        select(Dispatch).where(Dispatch.case_id == case.id, Dispatch.state == DispatchState.PLANNED)
    ).one()

    def rule(realm, _actor, *, now):
        for _twice in range(2):
            tell_visit(realm, realm.get(Dispatch, visit.id), SET, now=now)

    act(rule, world.actor(Role.AGENT))

    kinds = session.scalars(select(Notice.kind).where(Notice.customer_case_id == case.id)).all()
    assert kinds == [K.APPOINTMENT_SET]


def test_the_end_says_how_many_days_a_word_reopens_it(world, session, act, read_by_customer):
    world.add(Setting(key="reopen_days", value=60, changed_at=NOON))
    case, actor = resolved(world)
    act(call_back, actor, case.id, settled(), version=None, now=LATER)

    act(close_case, actor, case.id, version=None, now=LATER)

    assert read_by_customer(case)[-1] is K.ENDED
    told = session.scalars(select(Notice).where(Notice.kind == K.ENDED)).one()
    text = text_of(session, K.ENDED, WordingGroup.SHORT, Locale.EN)
    values = values_of(session, told, Locale.EN, ZoneInfo("UTC"), {"link": "https://a.example"})
    assert "within 60 days" in filled(text, values).body
