"""What is printed carries numbers; one that dies is recalled from all of it, with a date (P3)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from models import (
    CheckResult,
    ContactState,
    Edition,
    Notice,
    NoticeKind,
    PrintedKind,
    Recall,
    Role,
)
from portal.access.actors import WORKER_ACTOR
from portal.contacts.check import check_contact_point
from portal.contacts.editions import (
    Printed,
    add_edition,
    list_editions,
    numbers_of,
    open_recalls,
    withdraw_edition,
)
from portal.contacts.recalls import finish_recall, remind_of_recalls
from portal.contacts.retire import retire_contact_point
from portal.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from tests.support.queries import counted
from tests.support.world import NOON

# Opened before any realm's session, so that it is closed after them.
pytestmark = pytest.mark.usefixtures("session")
DAY = timedelta(days=1)
DONE = "All 200 cards of the hall were pulped; Lin Wen was there."


@pytest.fixture
def dealer(world):
    return world.dealer("Riverside", live=False)


@pytest.fixture
def admin(world):
    return world.actor(Role.ADMIN)


@pytest.fixture
def printed(acting, session, admin):
    """An edition with these numbers on it."""

    def make(dealer, *numbers, title="Warranty card", actor=None):
        who = actor or admin
        with acting(who) as realm:
            card = Printed(PrintedKind.WARRANTY_CARD, title, "2019-03", copies=500, numbers=numbers)
            row_id = add_edition(realm, who, dealer.id if dealer else None, card, now=NOON).id
            realm.commit()
        return session.get(Edition, row_id)

    return make


@pytest.fixture
def dies(acting, world):
    """The hotline rings a number and finds it vacant."""

    def ring(point, at=NOON):
        agent = world.actor(Role.AGENT)
        with acting(agent, at) as realm:
            check_contact_point(realm, agent, point.id, CheckResult.VACANT, now=at)
            realm.commit()

    return ring


def recalls(session):
    session.expire_all()
    return session.scalars(select(Recall).order_by(Recall.id)).all()


def test_a_number_that_dies_is_recalled_from_everything_that_carries_it_in_any_spelling(
    session, world, dealer, printed, dies
):
    point, other = world.contact_point(dealer), world.contact_point(None)
    card = printed(dealer, f"(0571) {point.normal[5:]}", other.spelled)
    printed(dealer, other.spelled, title="Leaflet")

    dies(point)

    [recall] = recalls(session)
    assert (recall.edition_id, recall.dealer_id) == (card.id, dealer.id)
    assert recall.due_at == NOON + 14 * DAY  # ten working days


def test_what_is_printed_with_a_dead_number_is_recalled_at_once(session, world, dealer, printed):
    point = world.contact_point(dealer, ContactState.DEAD)

    printed(dealer, point.spelled)

    assert len(recalls(session)) == 1


def test_a_number_that_the_brand_retires_is_found_on_every_dealers_cards(
    acting, session, world, dealer, admin, printed
):
    ours, other = world.contact_point(None), world.dealer("Hillside")
    cards = [printed(None, ours.spelled), printed(dealer, ours.spelled),
             printed(other, ours.spelled)]  # fmt: skip

    with acting(admin) as realm:
        retire_contact_point(realm, admin, ours.id, now=NOON)
        realm.commit()

    assert [one.edition_id for one in recalls(session)] == [card.id for card in cards]
    assert [one.dealer_id for one in recalls(session)] == [None, dealer.id, other.id]


def test_a_number_that_somebody_else_answers_is_not_recalled(session, world, dealer, printed, dies):
    point, same = world.contact_point(dealer), world.contact_point(world.dealer())
    same.normal = point.normal
    session.commit()
    printed(dealer, point.spelled)

    dies(point)

    assert recalls(session) == []


def test_a_recall_is_done_with_words_that_can_be_checked_and_once(
    acting, session, world, dealer, printed, dies
):
    point, desk = world.contact_point(dealer), world.actor(Role.DEALER_DESK, dealer)
    card = printed(dealer, point.spelled)
    dies(point)
    [recall] = recalls(session)
    recall_id = recall.id

    with acting(desk) as realm:
        [(waiting, edition)] = open_recalls(realm, desk)
        assert (waiting.id, edition.id) == (recall_id, card.id)
        with pytest.raises(InvalidError, match="evidence_is_wanted_in_words"):
            finish_recall(realm, desk, recall_id, "done", now=NOON)
        with pytest.raises(RefusedError, match="recall_comes_first"):
            withdraw_edition(realm, desk, card.id, now=NOON)
        finish_recall(realm, desk, recall_id, DONE, now=NOON)
        with pytest.raises(RefusedError, match="recall_is_done"):
            finish_recall(realm, desk, recall_id, DONE, now=NOON)
        withdraw_edition(realm, desk, card.id, now=NOON)
        realm.commit()

    [done] = recalls(session)
    assert (done.done_by_id, done.evidence) == (desk.user_id, DONE)


def test_what_is_late_is_told_once_on_each_rung(acting, session, world, dealer, printed, dies):
    manager, boss = world.user(Role.DEALER_MANAGER, dealer), world.user(Role.SUPERVISOR)
    point = world.contact_point(dealer)
    printed(dealer, point.spelled)
    dies(point)
    [recall] = recalls(session)
    due_at = recall.due_at

    for at in (due_at, due_at, due_at + 7 * DAY):
        with acting(WORKER_ACTOR, at) as realm:
            remind_of_recalls(realm, now=at)
            realm.commit()

    told = [
        one.user_id
        for one in session.scalars(select(Notice).where(Notice.kind == NoticeKind.RECALL_DUE))
    ]
    assert (told.count(manager.id), told.count(boss.id)) == (2, 1)


def test_the_report_names_dead_numbers_still_in_print(acting, world, dealer, admin, printed, dies):
    alive, dead = world.contact_point(dealer), world.contact_point(dealer)
    printed(dealer, alive.spelled, title="Leaflet")
    card = printed(dealer, dead.spelled, alive.spelled)
    dies(dead)

    with acting(admin) as realm:
        lost = list_editions(realm, admin, lost_only=True)
        both = list_editions(realm, admin)
        stands = [state for _number, state in numbers_of(realm, admin, card.id)]

    assert [(one.edition.id, one.numbers, one.lost, one.recalls) for one in lost] == [
        (card.id, 2, 1, 1)
    ]
    assert len(both) == 2
    assert stands == [ContactState.DEAD, ContactState.LIVE]


def test_the_report_asks_as_often_for_thirty_as_for_one(acting, world, dealer, admin, printed):
    def asked():
        with acting(admin) as realm, counted(realm) as statements:
            list_editions(realm, admin)
        return len([one for one in statements if "FROM editions" in one])

    point = world.contact_point(dealer)
    printed(dealer, point.spelled)
    one = asked()
    for _number in range(30):
        printed(dealer, point.spelled)

    assert asked() == one == 1


# -- Attacks ------------------------------------------------------------------


def test_another_dealers_materials_and_recalls_are_not_there(
    acting, session, world, dealer, printed, dies
):
    point = world.contact_point(dealer)
    card = printed(dealer, point.spelled)
    dies(point)
    [recall] = recalls(session)
    recall_id, card_id, dealer_id = recall.id, card.id, dealer.id
    stranger = world.actor(Role.DEALER_MANAGER, world.dealer("Elsewhere"))

    with acting(stranger) as realm:
        assert list_editions(realm, stranger) == []
        assert open_recalls(realm, stranger) == []
        with pytest.raises(NotFoundError):
            finish_recall(realm, stranger, recall_id, DONE, now=NOON)
        with pytest.raises(NotFoundError):
            numbers_of(realm, stranger, card_id)
        with pytest.raises(ForbiddenError):
            add_edition(
                realm, stranger, dealer_id, Printed(PrintedKind.SIGN, "Sign", numbers=["1"]),
                now=NOON,
            )  # fmt: skip
        for table in ("editions", "edition_numbers", "recalls"):
            assert realm.scalar(select(func.count()).select_from(text(table))) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE recalls SET due_at = now()",
        "DELETE FROM recalls",
        "DELETE FROM edition_numbers",
        "UPDATE edition_numbers SET normal = '1'",
    ],
)
def test_a_dealer_cannot_make_a_recall_go_away(acting, world, dealer, printed, dies, statement):
    point, desk = world.contact_point(dealer), world.actor(Role.DEALER_DESK, dealer)
    printed(dealer, point.spelled)
    dies(point)

    with acting(desk) as realm, pytest.raises(DBAPIError, match="permission denied"):
        realm.execute(text(statement))


def test_an_installer_a_link_holder_and_a_seller_see_nothing_printed(acting, world, dealer):
    case = world.case()
    readers = [
        world.actor(Role.INSTALLER, installer=world.installer("Ding", dealer=dealer)),
        world.link_actor(case),
        world.actor(Role.SALES),
    ]

    for who in readers:
        for table in ("editions", "edition_numbers", "recalls"):
            with acting(who) as realm, pytest.raises(DBAPIError, match="permission denied"):
                realm.execute(text(f"SELECT * FROM {table}"))
