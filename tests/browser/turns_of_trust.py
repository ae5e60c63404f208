"""The turns of story 1 in which the portal checks what it is told (issue: whom to trust)."""

from playwright.sync_api import Page
from sqlalchemy import select

from models import (
    Case,
    CaseStatus,
    ClaimDispute,
    ClockState,
    ContactClaim,
    ContactPoint,
    ContactState,
    Edition,
    Installer,
    Recall,
    SlaClock,
    Stage,
    Standing,
)
from portal.demo.paper import OLD_400, PRINTED
from portal.infra.phones import read_phone
from tests.browser.conftest import LivePortal, shoot
from tests.browser.hands import claim, enter, say, send, status, tick

# It comes when the page stands.
SIMILAR = "[data-part='similar']"


def vacant_numbers_are_reported(live: LivePortal) -> None:
    """The customer reads both numbers from the paper; the agent rings them: nobody is there."""
    live.at("2026-05-18T09:50")
    page = enter(live, "linwen")
    for number in (PRINTED, OLD_400):
        page.goto("/vacant-number")
        page.fill("[name=spelled]", number)
        shoot(page, "story-2-vacant")
        send(page)
    page.goto("/numbers")
    assert PRINTED in say(page)
    shoot(page, "story-2-numbers")
    page.goto(f"/numbers/{_point(live, PRINTED).id}")
    tick(page, "result", "vacant")
    shoot(page, "story-2-check")
    send(page)
    assert _point(live, PRINTED).state is ContactState.DEAD

    admin = enter(live, "admin")
    admin.goto(f"/admin/contacts/{_point(live, OLD_400).id}")
    admin.goto("/admin/contacts")
    admin.locator(
        f"form[action='/admin/contacts/{_point(live, OLD_400).id}/retire'] button"
    ).click()
    with admin.expect_navigation():
        admin.locator("dialog button").last.click()
    assert _point(live, OLD_400).state is ContactState.RETIRED
    admin.goto("/printed?lost=1")
    assert "保修卡" in say(admin), "the card that carries both is found at once"
    shoot(admin, "story-2-printed")


def papers_are_recalled(live: LivePortal) -> None:
    """The shop's manager says what became of the cards; nothing is done without that."""
    page = enter(live, "fang")
    with live.session() as session:
        card = session.scalars(select(Edition).where(Edition.title == "保修卡")).one()
    for _number in (PRINTED, OLD_400):
        page.goto(f"/printed/{card.id}")
        page.locator("form[action*='/recalls/'] textarea").first.fill(
            "店里剩下的 740 张已经碎掉，随货袋里换成新卡。"
        )
        page.locator("form[action*='/recalls/'] button[type=submit]").first.click()
        page.wait_for_load_state()
    shoot(page, "story-8-recalled")
    with live.session() as session:
        recalls = session.scalars(select(Recall)).all()
    assert len(recalls) == 2
    assert all(one.done_at and "740" in one.evidence for one in recalls)


def the_third_customer_holds_him(live: LivePortal, people) -> None:
    """Three customers within the window: he is held at once, and his visit needs somebody else."""
    with live.session() as session:
        person = session.get_one(Installer, people.installers["邱磊"].id)
        assert person.standing is Standing.HELD
    boss = enter(live, "zhouli")
    boss.goto("/supervisor")
    assert "邱磊" in say(boss), "the hold waits for a supervisor's word"
    boss.goto(f"/installers/{person.id}/standing")
    assert "邱磊" in say(boss)
    shoot(boss, "story-5-held")
    desk = enter(live, "shunhe")
    desk.goto("/visits/barred")
    assert "邱磊" in say(desk), "who was to go to another customer tomorrow"
    shoot(desk, "story-5-barred")


def never_happened_stands_beside_what_did(live: LivePortal, desk: Page, number: str) -> None:
    """The shop says "never", and asks for an expert's report; the agent sees what is on record."""
    for says, words in (
        ("never_happened", "这种情况以前从来没有过。"),
        ("wants_report", "要说是安装问题，请客户拿鉴定报告来。"),
    ):
        desk.goto(f"/cases/{number}/dealer-word")
        tick(desk, "says", says)
        desk.fill("[name=words]", words)
        send(desk)
    assert "similar" not in say(desk).lower(), "nobody shows a dealer other cases"

    agent = enter(live, "linwen")
    agent.goto(f"/cases/{number}")
    agent.wait_for_selector(f"{SIMILAR} li")
    told = agent.locator("body").inner_text()
    assert "从来没有" in told
    assert "鉴定" in agent.locator("main").inner_text(), "we look first (I7)"
    assert agent.locator(f"{SIMILAR} li").count() >= 3
    shoot(agent, "story-7-never")


def a_denied_contact_stops_no_clock(live: LivePortal, desk: Page, number: str) -> None:
    """The shop claims that it rang; the customer says that nobody did."""
    due = _first_contact(live, number).due_at
    live.at("2026-05-18T13:40")
    claim(desk, number, caller="顺和", note="已联系客户，客户表示可以等。")
    assert status(live, number) is CaseStatus.CONTACTED

    live.at("2026-05-18T14:10")
    agent = enter(live, "linwen")
    agent.goto(f"/cases/{number}/verify-claim")
    with live.session() as session:
        denied = session.scalars(
            select(ContactClaim.id).where(ContactClaim.counts).order_by(ContactClaim.id.desc())
        ).first()
    tick(agent, f"claim-{denied}", "no")
    agent.fill("[name=words]", "没有，店里没有人打来过，只有打孔的那位。")
    shoot(agent, "story-7-asked")
    send(agent)
    assert status(live, number) is CaseStatus.ACCEPTED
    clock = _first_contact(live, number)
    assert (clock.state, clock.due_at) == (ClockState.RUNNING, due), "as if it had never stopped"
    agent.goto(f"/cases/{number}")
    shoot(agent, "story-7-both-sides")

    with live.session() as session:
        dispute = session.scalars(select(ClaimDispute.id)).one()
    manager = enter(live, "fang")
    manager.goto(f"/cases/{number}/disputes/{dispute}/answer")
    tick(manager, "contested", "no")
    manager.fill("[name=words]", "问过柜台，是听师傅说的，没有自己打。")
    shoot(manager, "story-7-answer")
    send(manager)
    with live.session() as session:
        assert session.get_one(ClaimDispute, dispute).outcome == "upheld"


def _point(live: LivePortal, spelled: str) -> ContactPoint:
    with live.session() as session:
        return session.scalars(
            select(ContactPoint).where(ContactPoint.normal == read_phone(spelled).normal)
        ).one()


def _first_contact(live: LivePortal, number: str) -> SlaClock:
    with live.session() as session:
        return session.scalars(
            select(SlaClock)
            .join(Case, Case.id == SlaClock.case_id)
            .where(Case.number == number, SlaClock.stage == Stage.FIRST_CONTACT)
        ).one()
