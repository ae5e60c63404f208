"""Addresses in messages: made at sending, stable over attempts, in no table."""

import pytest
from sqlalchemy import select, text

from models import (
    CaseEvent,
    CaseStatus,
    CustomerLink,
    Delivery,
    DeliveryChannel,
    EventKind,
    LinkPurpose,
    Locale,
    Notice,
    NoticeKind,
    OfferLink,
    Role,
)
from portal.access.actors import WORKER_ACTOR
from portal.notices.own_links import OwnLinks, digest_of
from tests.support.world import NOON

LINKS = OwnLinks.of("for-tests-only", "https://portal.example")
S = CaseStatus


@pytest.fixture
def made(world):
    """A notice with a delivery, as `tell` leaves them."""

    def make(case, kind=NoticeKind.OFFER_MADE, **to):
        notice = world.add(
            Notice(
                kind=kind, case_id=case and case.id, key=f"test:{len(to)}:{case and case.id}",
                detail={},
                created_at=NOON, **to,
            )
        )  # fmt: skip
        delivery = world.add(
            Delivery(
                notice_id=notice.id,
                channel=DeliveryChannel.SMS,
                address="+8613900004417",
                locale=Locale.ZH_HANS,
                not_before=NOON,
                message_id=f"m-{notice.id}",
                created_at=NOON,
            )
        )
        return notice, delivery

    return make


def addresses(acting, pair, links=LINKS):
    realm = acting(WORKER_ACTOR)
    found = links.addresses(realm, *pair, now=NOON)
    realm.commit()
    realm.close()
    return found


def everything(session):
    """Every value of every table, as text."""
    tables = session.scalars(
        text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    ).all()
    return "".join(
        str(row)
        for table in tables
        for row in session.execute(text(f"SELECT t::text FROM {table} t"))
    )


def test_an_sms_link_shows_the_status_without_login(world, session, acting, app, made, monkeypatch):
    """★ SMS link to status without login (asks 2.10, 50)."""
    from portal.infra import clock
    from tests.support.page import Browser

    monkeypatch.setattr(clock, "now", lambda: NOON)
    case = world.case(S.SCHEDULED, world.dealer("Riverside"))
    pair = made(case, NoticeKind.CASE_RECEIVED, customer_case_id=case.id)

    address = addresses(acting, pair)["link"]
    page = Browser(app.test_client(), locale="en").open(
        address.removeprefix("https://portal.example")
    )

    assert "Somebody comes to you" in page.text
    assert "Riverside" in page.text


def test_no_table_holds_the_token_and_a_retry_brings_the_same(world, session, acting, made):
    case = world.case(S.TRIAGE)
    pair = made(case, NoticeKind.CASE_RECEIVED, customer_case_id=case.id)

    first, second = (addresses(acting, pair)["link"] for _try in range(2))

    token = first.rpartition("/")[2]
    session.expire_all()
    links = session.scalars(select(CustomerLink).where(CustomerLink.case_id == case.id)).all()
    assert first == second
    assert [link.token_digest for link in links] == [digest_of(token)]
    assert token not in everything(session)


def test_with_another_secret_the_address_is_another(world, acting, made):
    case = world.case(S.TRIAGE)
    pair = made(case, NoticeKind.CASE_RECEIVED, customer_case_id=case.id)
    other = OwnLinks.of("another-secret", "https://portal.example")

    assert addresses(acting, pair)["link"] != addresses(acting, pair, other)["link"]


def test_only_what_was_sent_counts_as_sent_and_once(world, session, acting, made):
    case = world.case(S.TRIAGE)
    pair = made(case, NoticeKind.CASE_RECEIVED, customer_case_id=case.id)
    addresses(acting, pair)
    session.expire_all()
    before = session.scalars(select(CustomerLink.sent_by)).all()

    for _twice in range(2):
        realm = acting(WORKER_ACTOR)
        LINKS.note_sent(realm, *pair, now=NOON)
        realm.commit()
        realm.close()

    session.expire_all()
    events = session.scalars(
        select(CaseEvent.kind).where(
            CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.LINK_ISSUED
        )
    ).all()
    assert before == [""]
    assert session.scalars(select(CustomerLink.sent_by)).all() == ["sms"]
    assert len(events) == 1


def test_the_dealers_desk_gets_a_link_to_its_offer_and_a_group_gets_none(
    world, session, acting, made
):
    dealer = world.dealer()
    case = world.case(S.OFFERED, dealer)
    desk = world.user(Role.DEALER_DESK, dealer)
    strangers_desk = world.user(Role.DEALER_DESK, world.dealer())

    to_desk = addresses(acting, made(case, user_id=desk.id))
    to_house = addresses(acting, made(case, dealer_id=dealer.id))
    to_stranger = addresses(acting, made(case, kind=NoticeKind.CHASED, user_id=strangers_desk.id))

    assert to_desk["accept_link"].startswith("https://portal.example/o/")
    assert to_desk["accept_link"] == to_desk["decline_link"]
    page = f"https://portal.example/cases/{case.number}"
    assert to_house["accept_link"] == to_stranger["accept_link"] == f"{page}/accept"
    assert to_desk["link"] == page
    session.expire_all()
    [link] = session.scalars(select(OfferLink)).all()
    assert (link.user_id, link.purpose) == (desk.id, LinkPurpose.ANSWER)


@pytest.mark.parametrize(
    ("role", "kind", "page"),
    [
        (Role.AGENT, NoticeKind.CLOSURE_ASKED, "/hotline/closures"),
        (Role.SUPERVISOR, NoticeKind.CLOSURE_CALLED_OFF, "/hotline/closures"),
        (Role.DEALER_DESK, NoticeKind.CLOSURE_DECIDED, "/dealer/closures"),
        (Role.AGENT, NoticeKind.HANDED_OVER, ""),
    ],
)
def test_news_of_no_case_leads_to_where_it_is_answered(world, acting, made, role, kind, page):
    reader = world.user(role, world.dealer() if role is Role.DEALER_DESK else None)

    found = addresses(acting, made(None, kind, user_id=reader.id))

    assert found["link"] == f"https://portal.example{page}"


def test_whoever_holds_the_case_gets_a_link_to_hand_it_back(world, session, acting, made):
    dealer = world.dealer()
    case = world.case(S.ACCEPTED, dealer)
    desk = world.user(Role.DEALER_DESK, dealer)

    found = addresses(acting, made(case, NoticeKind.CLOCK_WARNING, user_id=desk.id))

    assert found["hand_back_link"].startswith("https://portal.example/o/")
    assert found["accept_link"].endswith("/accept")
