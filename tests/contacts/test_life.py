"""A contact point lives by proofs and dies by a call; its owner is asked to correct it (P1, P2)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models import (
    CaseStatus,
    CheckResult,
    ContactPoint,
    ContactState,
    Correction,
    CorrectionEnd,
    Doubt,
    Notice,
    NoticeKind,
    NumberReport,
    PointCode,
    Role,
)
from portal.access.actors import WORKER_ACTOR
from portal.contacts.check import check_contact_point
from portal.contacts.codes import digest_of, enter_code, send_code
from portal.contacts.corrections import ask_for_corrections, remind_of_corrections, sweep_stale
from portal.contacts.report_vacant import report_vacant, report_vacant_by_link
from portal.contacts.retire import retire_contact_point
from portal.contacts.watch import unreachable_dealers, watched_points
from portal.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from tests.support.queries import counted
from tests.support.world import NOON

# Opened before any realm's session, so that it is closed after them.
pytestmark = pytest.mark.usefixtures("session")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
S, R = ContactState, CheckResult


@pytest.fixture
def dealer(world):
    return world.dealer("Riverside", live=False)


@pytest.fixture
def point(world, dealer):
    return world.contact_point(dealer)


@pytest.fixture
def agent(world):
    return world.actor(Role.AGENT)


@pytest.fixture
def desk(world, dealer):
    return world.actor(Role.DEALER_DESK, dealer)


@pytest.fixture
def rung(acting, session, agent):
    """The hotline rings a number and hears something."""

    def ring(point, result, at=NOON, note=""):
        with acting(agent, at) as realm:
            check_contact_point(realm, agent, point.id, result, note, now=at)
            realm.commit()
        session.expire_all()
        return session.get(ContactPoint, point.id)

    return ring


def open_correction(session, point):
    session.expire_all()
    return session.scalars(
        select(Correction).where(Correction.point_id == point.id, Correction.closed_at.is_(None))
    ).first()


@pytest.mark.parametrize(
    ("result", "state", "doubt"),
    [
        (R.ANSWERED, S.LIVE, None),
        (R.VACANT, S.DEAD, Doubt.VACANT),
        (R.OUT_OF_SERVICE, S.SUSPECT, Doubt.OUT_OF_SERVICE),
        (R.SWITCHED_OFF, S.LIVE, None),
        (R.NO_ANSWER, S.LIVE, None),
    ],
)
def test_vacant_out_of_service_and_switched_off_are_told_apart(rung, point, result, state, doubt):
    heard = rung(point, result)

    assert (heard.state, heard.doubt) == (state, doubt)


def test_three_unanswered_calls_at_different_hours_make_it_suspect(rung, point):
    rung(point, R.NO_ANSWER)
    once = rung(point, R.NO_ANSWER, NOON + HOUR / 2).unanswered
    second = rung(point, R.SWITCHED_OFF, NOON + 2 * HOUR).state
    third = rung(point, R.NO_ANSWER, NOON + 5 * HOUR)

    assert (once, second) == (1, S.LIVE)
    assert (third.state, third.doubt, third.unanswered) == (S.SUSPECT, Doubt.UNANSWERED, 3)


def test_an_answered_call_proves_it_and_ends_what_was_held_against_it(session, rung, point):
    rung(point, R.OUT_OF_SERVICE)
    assert open_correction(session, point) is not None

    live = rung(point, R.ANSWERED, NOON + HOUR)

    assert (live.state, live.proved_at, live.doubt) == (S.LIVE, NOON + HOUR, None)
    closed = session.scalars(select(Correction)).one()
    assert (closed.outcome, closed.closed_at) == (CorrectionEnd.PROVED, NOON + HOUR)


def test_a_dead_number_asks_its_owner_to_correct_it_within_three_working_days(
    session, world, dealer, rung, point
):
    manager = world.user(Role.DEALER_MANAGER, dealer)

    rung(point, R.VACANT)

    asked = open_correction(session, point)
    assert asked.due_at == NOON + 5 * DAY  # Wednesday to Monday: the weekend does not count
    told = session.scalars(select(Notice).where(Notice.kind == NoticeKind.CORRECTION_ASKED)).all()
    assert manager.id in {notice.user_id for notice in told}


def test_the_ladder_reminds_breaches_and_goes_up_once_each(
    acting, session, world, dealer, rung, point
):
    manager, boss = world.user(Role.DEALER_MANAGER, dealer), world.user(Role.SUPERVISOR)
    rung(point, R.VACANT)
    asked = open_correction(session, point)

    for at in (asked.warn_at, asked.warn_at, asked.due_at, asked.supervisor_at):
        with acting(WORKER_ACTOR, at) as realm:
            remind_of_corrections(realm, now=at)
            realm.commit()

    late = open_correction(session, point)
    assert (late.rung, late.breached_at) == (3, late.due_at)
    told = session.scalars(select(Notice).where(Notice.kind == NoticeKind.CORRECTION_DUE)).all()
    assert [one.user_id for one in told].count(manager.id) == 3
    assert [one.user_id for one in told].count(boss.id) == 1


def test_anybody_reports_a_number_in_any_spelling_and_learns_nothing(
    acting, session, world, dealer, agent, point
):
    seller = world.actor(Role.SALES)
    spelled = f"+86 {point.normal[2:5]}-{point.normal[5:]}"

    for who in (seller, world.actor(Role.INSTALLER, installer=world.installer("Ding"))):
        with acting(who) as realm:
            report_vacant(realm, who, spelled, now=NOON)
            realm.commit()

    reports = session.scalars(select(NumberReport)).all()
    assert [(one.point_id, one.closed_at) for one in reports] == [(point.id, None)]
    assert session.get(ContactPoint, point.id).state is S.LIVE
    with acting(agent) as realm:
        [watched] = watched_points(realm, agent)
        assert (watched.point.id, watched.reports) == (point.id, 1)
    with acting(seller) as realm, pytest.raises(DBAPIError):
        realm.execute(text("SELECT * FROM number_reports"))


def test_a_retired_number_waits_for_no_call(acting, session, world, agent, point):
    admin = world.actor(Role.ADMIN)
    with acting(agent) as realm:
        report_vacant(realm, agent, point.spelled, now=NOON)
        realm.commit()

    with acting(admin) as realm:
        retire_contact_point(realm, admin, point.id, now=NOON + HOUR)
        realm.commit()

    with acting(agent) as realm:
        assert watched_points(realm, agent) == []
    session.expire_all()
    assert session.scalars(select(NumberReport.closed_at)).one() == NOON + HOUR


def test_a_number_on_nobodys_record_is_reported_all_the_same(acting, session, world):
    seller = world.actor(Role.SALES)

    with acting(seller) as realm:
        found = report_vacant(realm, seller, "400-800-1111", now=NOON)
        realm.commit()

    assert found == 0
    assert session.scalars(select(NumberReport.point_id)).all() == [None]


def test_the_customers_link_reports_and_a_call_closes_the_report(
    acting, session, world, dealer, rung, point
):
    case = world.case(CaseStatus.ACCEPTED, dealer)
    holder = world.link_actor(case)

    with acting(holder) as realm:
        report_vacant_by_link(realm, holder, point.spelled, now=NOON)
        realm.commit()
    dead = rung(point, R.VACANT, NOON + HOUR)

    report = session.scalars(select(NumberReport)).one()
    assert (report.link_id, report.closed_at) == (holder.link_id, NOON + HOUR)
    assert dead.state is S.DEAD


def test_what_cannot_be_read_as_a_number_is_refused_kindly(acting, world):
    seller = world.actor(Role.SALES)

    with pytest.raises(InvalidError, match="contact_point_unreadable"):
        report_vacant(acting(seller), seller, "nobody", now=NOON)


def test_only_the_hotline_rings_and_records(acting, desk, point):
    with pytest.raises(ForbiddenError):
        check_contact_point(acting(desk), desk, point.id, R.ANSWERED, now=NOON)


# -- Codes --------------------------------------------------------------------


@pytest.fixture
def mobile(world, session, dealer):
    point = world.contact_point(dealer, S.SUSPECT)
    point.spelled, point.normal = "138 0000 1234", "8613800001234"
    session.commit()
    return point


def sent(acting, session, desk, point, at=NOON):
    with acting(desk, at) as realm:
        code_id = send_code(realm, desk, point.id, now=at).id
        realm.commit()
    code = session.get(PointCode, code_id)
    code.digest = digest_of("123456")  # what the worker does when the message leaves
    session.commit()
    return code


def entered(acting, session, desk, point, digits, at=NOON + HOUR):
    with acting(desk, at) as realm:
        proved = enter_code(realm, desk, point.id, digits, now=at)
        realm.commit()
    session.expire_all()
    return proved is not None


def test_the_code_that_arrived_there_proves_it(acting, session, desk, mobile):
    sent(acting, session, desk, mobile)

    assert entered(acting, session, desk, mobile, "123456")

    live = session.get(ContactPoint, mobile.id)
    assert (live.state, live.proved_at) == (S.LIVE, NOON + HOUR)


def test_five_wrong_tries_are_enough_and_each_is_kept(acting, session, desk, mobile):
    code = sent(acting, session, desk, mobile)

    assert [entered(acting, session, desk, mobile, "000000") for _try in range(5)] == [False] * 5

    assert session.get(PointCode, code.id).tries == 5
    with pytest.raises(RefusedError, match="code_tried_too_often"):
        enter_code(acting(desk), desk, mobile.id, "123456", now=NOON + HOUR)


def test_a_code_is_good_once_and_for_a_day(acting, session, desk, mobile):
    sent(acting, session, desk, mobile)
    with pytest.raises(InvalidError, match="no_code_is_waiting"):
        enter_code(acting(desk), desk, mobile.id, "123456", now=NOON + DAY)


def test_a_code_that_has_not_left_yet_is_not_guessed_by_an_empty_one(acting, desk, mobile):
    with acting(desk) as realm:
        send_code(realm, desk, mobile.id, now=NOON)
        assert enter_code(realm, desk, mobile.id, "", now=NOON) is None


def test_a_landline_takes_no_code(acting, desk, point):
    with pytest.raises(RefusedError, match="point_takes_no_code"):
        send_code(acting(desk), desk, point.id, now=NOON)


def test_another_dealers_number_is_not_theirs_to_prove(acting, world, mobile):
    stranger = world.actor(Role.DEALER_MANAGER, world.dealer("Elsewhere"))

    with pytest.raises(NotFoundError):
        send_code(acting(stranger), stranger, mobile.id, now=NOON)


# -- Sweeps -------------------------------------------------------------------


def test_ninety_days_without_a_proof_make_it_stale_and_ask_its_owner(
    acting, session, world, dealer, point
):
    at = NOON + 90 * DAY
    with acting(WORKER_ACTOR, at) as realm:
        assert sweep_stale(realm, now=at - timedelta(seconds=1)) == 0
        assert (sweep_stale(realm, now=at), sweep_stale(realm, now=at)) == (1, 0)
        realm.commit()

    session.expire_all()
    stale = session.get(ContactPoint, point.id)
    assert (stale.state, stale.doubt) == (S.SUSPECT, Doubt.STALE)
    assert open_correction(session, point).reason is Doubt.STALE


def test_what_was_dead_before_anybody_asked_is_asked_for_once(acting, session, world, dealer):
    point = world.contact_point(dealer, S.DEAD)
    point.doubt = Doubt.VACANT
    session.commit()

    with acting(WORKER_ACTOR) as realm:
        found = [ask_for_corrections(realm, now=NOON) for _run in range(2)]
        realm.commit()

    assert found == [1, 0]


def test_a_number_that_the_brand_retires_is_looked_for_in_every_dealers_records(
    acting, session, world, dealer
):
    ours = world.contact_point(None)
    theirs = world.contact_point(dealer)
    theirs.normal, theirs.spelled = ours.normal, f"0{ours.normal[2:]}"
    session.commit()
    admin = world.actor(Role.ADMIN)

    with acting(admin) as realm:
        retire_contact_point(realm, admin, ours.id, now=NOON)
        realm.commit()

    session.expire_all()
    copy = session.get(ContactPoint, theirs.id)
    assert (copy.state, copy.doubt) == (S.SUSPECT, Doubt.STALE)
    assert open_correction(session, theirs) is not None


def test_a_dealer_that_nobody_can_reach_stands_on_top(acting, session, dealer, agent, rung, point):
    rung(point, R.VACANT)

    with acting(agent) as realm:
        [(found, points)] = unreachable_dealers(realm, agent)

    assert (found.id, [one.id for one in points]) == (dealer.id, [point.id])


def test_the_list_asks_as_often_for_thirty_as_for_one(acting, world, agent):
    def asked():
        with acting(agent) as realm, counted(realm) as statements:
            watched_points(realm, agent)
            unreachable_dealers(realm, agent)
        return len([one for one in statements if "contact_points" in one])

    world.contact_point(world.dealer(live=False), S.DEAD)
    one = asked()
    for _number in range(30):
        world.contact_point(world.dealer(live=False), S.DEAD)

    assert asked() == one == 3
