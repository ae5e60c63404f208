"""A case is left alone: nobody answers its offer, then nobody rings the customer (domain T6).

The portal's time is moved on and what the worker would chase then is chased, more often than it
need be. Each rung comes up on the desks of those whom it concerns, once, and on nobody else's.
"""

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from models import Case, CaseEvent, CaseStatus, EventKind, Notice, NoticeKind, User
from portal.demo.parties import Bought
from portal.demo.play import Play
from portal.demo.scene import Scene
from portal.infra import db
from tests.browser.conftest import shoot

pytestmark = pytest.mark.browser

SHOP = "河东顺和店"
# Who looks at which desk.
DESKS = {
    "linwen": "/hotline",
    "zhouli": "/supervisor",
    "shunhe": "/dealer",
    "fang": "/dealer",
}
OFTEN = 3
LADDER = (
    NoticeKind.CLOCK_WARNING,
    NoticeKind.CLOCK_BREACHED,
    NoticeKind.CLOCK_SUPERVISOR,
    NoticeKind.CLOCK_DOUBLED,
    NoticeKind.OFFER_EXPIRED,
)
CONCERNED = {"林雯", "周莉", "Howard Lim", "方志远", "河东顺和服务台"}
DAY = "Mon 18 May,"


def test_a_case_left_alone_comes_to_the_right_people_once(live):
    number, pages = offered_at_nine(live)

    hours = ("18T09:01", "18T10:30", "18T11:00")
    assert {hour: heard_at(live, pages, hour) for hour in hours} == {
        "18T09:01": {
            "shunhe": f"Case {number} is offered to you (Normal): answer by {DAY} 11:00",
            "fang": f"Case {number} is offered to you (Normal): answer by {DAY} 11:00",
        },
        "18T10:30": {"shunhe": f"Case {number}: Acceptance is due {DAY} 11:00"},
        "18T11:00": {
            "shunhe": f"The offer of case {number} has run out",
            "fang": f"The offer of case {number} has run out",
            "linwen": f"The offer of case {number} has run out",
        },
    }
    back_in_triage(live, pages, number)

    offered_again_and_accepted(live, pages, number)
    hours = ("18T14:59", "18T15:01", "18T16:01", "18T17:01")
    assert {hour: heard_at(live, pages, hour) for hour in hours} == {
        "18T14:59": {
            "shunhe": f"Case {number} is offered to you (Normal): answer by {DAY} 14:00",
            "fang": f"Case {number} is offered to you (Normal): answer by {DAY} 14:00",
        },
        "18T15:01": {"shunhe": f"Case {number}: First contact is due {DAY} 16:00"},
        "18T16:01": {
            "fang": f"Case {number}: First contact is overdue since {DAY} 16:00",
            "linwen": f"Case {number}: First contact is overdue since {DAY} 16:00",
        },
        "18T17:01": {"zhouli": f"Case {number}: First contact still not done, due {DAY} 16:00"},
    }

    live.at("2026-05-19T09:00")
    pages = signed_in(live)
    assert heard_at(live, pages, "19T11:01") == {
        "linwen": f"Case {number}: First contact has taken twice its time"
    }
    on_the_lanes(pages, number)
    offered_another_dealer(pages, number)
    told_once(live)
    the_same_on_a_phone(live, pages, number)


def offered_at_nine(live) -> tuple[str, dict[str, Page]]:
    when = live.at("2026-05-18T09:00")
    people = live.people(when)
    with live.session() as session:
        play = Play(Scene(session, when, db.act_as), people, live.storage)
        bought = Bought("杜女士", "199 0000 3315", "CP-300", SHOP, "高俊")
        case = play.opens("linwen", when, bought, "吊顶松动，掉下一块板。", symptom="loose")
        play.offers("linwen", when, case, SHOP)
        session.commit()
        number = case.number
    return number, signed_in(live)


def signed_in(live) -> dict[str, Page]:
    """Everybody at their desk, in the morning."""
    return {who: live.sign_in(who, locale="en") for who in DESKS}


def heard_at(live, pages: dict[str, Page], hour: str) -> dict[str, str]:
    """Who has news at this time, and what; whatever is new is read at once."""
    moment = live.at(f"2026-05-{hour}")
    for _time in range(OFTEN):
        live.sweep(moment)
    heard = {}
    for who, page in pages.items():
        page.goto(DESKS[who])
        assert page.url.endswith(DESKS[who]), "still signed in"
        if bell(page):
            assert bell(page) == "1", who
            page.locator(".hf-bell").click()
            page.wait_for_url("**/notices")
            heard[who] = page.locator("main .hf-rows strong").inner_text()
            shoot(page, f"alone-{hour.replace(':', '')}-{who}")
            page.locator("form[action='/notices/read'] button").click()
            page.wait_for_load_state()
    return heard


def bell(page: Page) -> str:
    found = page.locator(".hf-bell .hf-count")
    return found.inner_text() if found.count() else ""


def back_in_triage(live, pages: dict[str, Page], number: str) -> None:
    assert status(live, number) is CaseStatus.TRIAGE
    for who in ("shunhe", "fang"):
        pages[who].goto("/dealer")
        assert number not in pages[who].locator("main").inner_text(), "it is not theirs any more"
    pages["linwen"].goto("/hotline?view=triage")
    assert number in pages["linwen"].locator("main").inner_text()
    shoot(pages["linwen"], "alone-triage")


def offered_again_and_accepted(live, pages: dict[str, Page], number: str) -> None:
    page = pages["linwen"]
    page.goto(f"/cases/{number}/offer")
    page.get_by_role("radio", name=SHOP).check(force=True)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_load_state()
    desk = pages["shunhe"]
    desk.goto("/dealer")
    desk.locator(f"form[action='/cases/{number}/accept'] button").click()
    desk.wait_for_load_state()
    assert status(live, number) is CaseStatus.ACCEPTED


def status(live, number: str) -> CaseStatus:
    with live.session() as session:
        return session.scalars(select(Case.status).where(Case.number == number)).one()


def on_the_lanes(pages: dict[str, Page], number: str) -> None:
    """Until somebody does it, it stands before whoever can."""
    for who, page in pages.items():
        page.goto(DESKS[who])
        shoot(page, f"alone-desk-{who}")
    ran_out = pages["zhouli"].locator("section", has=pages["zhouli"].locator("#breached"))
    assert number in ran_out.inner_text()
    assert SHOP in ran_out.inner_text(), "and whose it is"
    for who in ("shunhe", "fang"):
        ticket = pages[who].locator(".hf-ticket", has_text=number)
        assert ticket.locator(".hf-sla").get_attribute("data-tone") == "breach"
    pages["linwen"].goto("/hotline?view=running_out")
    assert number in pages["linwen"].locator("main").inner_text()


def offered_another_dealer(pages: dict[str, Page], number: str) -> None:
    """From the agent's notice straight to the next dealer; the first one loses the case."""
    page = pages["linwen"]
    page.goto(f"/cases/{number}")
    shoot(page, "alone-case")
    page.goto(f"/cases/{number}/messages")
    shoot(page, "alone-messages")
    page.goto(f"/cases/{number}/pause")
    shoot(page, "alone-pause")
    page.goto("/notices")
    page.locator("main .hf-rows li").first.locator("button").click()
    page.wait_for_url("**/take-away")
    shoot(page, "alone-take-away")
    page.fill("[name=reason]", "没有人给客户打电话。")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/offer")
    shoot(page, "alone-offer")
    chosen = page.locator("[name=dealer_id]:checked").evaluate("(one) => one.labels[0].innerText")
    assert SHOP not in chosen, "another one is chosen already"
    pages["shunhe"].goto("/dealer")
    assert number not in pages["shunhe"].locator("main").inner_text()


def told_once(live) -> None:
    """However often it was swept: one notice to each for each piece of news, one breach each."""
    with live.session() as session:
        told = session.execute(
            select(User.name, Notice.kind, Notice.detail["clock_id"].as_string())
            .join(User, User.id == Notice.user_id)
            .where(Notice.kind.in_(LADDER))
        ).all()
        breaches = session.scalars(
            select(CaseEvent.detail["stage"].as_string())
            .where(CaseEvent.kind == EventKind.CLOCK_BREACHED)
            .order_by(CaseEvent.seq)
        ).all()
    assert len(told) == len(set(told))
    assert {name for name, *_news in told} == CONCERNED, "and no other agent"
    assert breaches == ["accept", "first_contact"]


def the_same_on_a_phone(live, pages: dict[str, Page], number: str) -> None:
    """Everybody's news on a small screen, in Simplified Chinese."""
    for who in ("shunhe", "fang", "zhouli", "linwen"):
        page = pages[who]
        page.context.add_cookies([{"name": "locale", "value": "zh_Hans", "url": live.address}])
        page.set_viewport_size({"width": 375, "height": 812})
        page.goto("/notices")
        lines = page.locator("main .hf-rows").inner_text()
        assert number in lines
        assert "首次联系" in lines
        shoot(page, f"alone-phone-{who}")
        page.goto(DESKS[who])
        shoot(page, f"alone-phone-desk-{who}")
    page = pages["linwen"]
    for part in ("", "/messages", "/pause"):
        page.goto(f"/cases/{number}{part}")
        shoot(page, f"alone-phone-case{part.replace('/', '-')}")
