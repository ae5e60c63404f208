"""Opens every page of the portal in a real Chromium, at a desk and on phones.

Nothing may stick out, speak on the console, weigh more than it should, or shut anybody out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from models import Credential, User
from portal.demo.load import load_demo
from portal.infra import db
from tests.browser.conftest import TEMPLATE, LivePortal
from tests.browser.furnish import furnish
from tests.browser.pages import NO_PAGES, NOBODY, PAGES, PHONE, Place
from tests.support.signed_in import sign_in

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Without what we do not read: a path to every element, and the stylesheets once more.
ASKED = {
    "runOnly": RULES,
    "resultTypes": ["violations"],
    "selectors": False,
    "preload": False,
}
HEAVIEST = 100_000
DESK, PHONES, SMALLEST = (1440, 900), (375, 812), (320, 640)


@dataclass
class House:
    """The portal in the middle of a working day, and one window for all who open its pages."""

    portal: LivePortal
    place: Place
    tab: Tab
    sits_there: str = NOBODY
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tab.on("pageerror", lambda error: self.said.append(str(error)))
        self.tab.on("console", lambda word: word.type == "error" and self.said.append(word.text))

    def tab_of(self, mail: str) -> Tab:
        """The window with this person before it: with their cookies and nobody else's."""
        if mail != self.sits_there:
            self.tab.goto("about:blank")
            self.tab.context.clear_cookies()
            if mail != NOBODY:
                self.tab.context.add_cookies(self._cookies_of(mail))
            self.sits_there = mail
        return self.tab

    def _cookies_of(self, mail: str) -> list[dict[str, str]]:
        with Session(self.place.owner) as session:
            wanted = select(Credential.user_id).where(Credential.email == f"{mail}@demo.example")
            user = session.scalars(select(User).where(User.id.in_(wanted))).one()
            client = sign_in(self.portal.app, session, user)
        return [
            {"name": cookie.key, "value": cookie.value, "url": self.portal.address}
            for name in (self.portal.app.config["SESSION_COOKIE_NAME"], "locale")
            if (cookie := client.get_cookie(name))
        ]

    def url(self, endpoint: str) -> str:
        values = PAGES[endpoint].values(self.place)
        self.place.session.rollback()
        with self.portal.app.test_request_context():
            found: str = self.portal.app.url_for(endpoint, **values)
        return found


@pytest.fixture(scope="module")
def house(server, chromium: Browser, tmp_path_factory) -> Iterator[House]:
    name = f"pages_{uuid4().hex[:12]}"
    server.clone(TEMPLATE, name)
    files: Path = tmp_path_factory.mktemp("files")
    owner = create_engine(server.owner_url(name))
    portal = LivePortal(server.app_url(name), files, chromium)
    try:
        now = portal.at("2026-05-20T11:00")
        with portal.session() as session:
            load_demo(session, portal.storage, db.act_as, now=now)
            portal.do_jobs()
            place = Place(session, owner, now)
            furnish(place)
            window = chromium.new_context(base_url=portal.address, timezone_id="Asia/Shanghai")
            portal.contexts.append(window)
            yield House(portal, place, window.new_page())
    finally:
        portal.close()
        owner.dispose()
        server.drop(name)


def test_every_page_is_known_to_this_test(shared_app):
    pages = {rule.endpoint for rule in shared_app.url_map.iter_rules() if "GET" in rule.methods}

    assert pages - NO_PAGES == set(PAGES)


@pytest.mark.parametrize("endpoint", sorted(PAGES, key=lambda one: (PAGES[one].mail, one)))
def test_a_page_fits_every_screen_and_everybody(house, endpoint):
    tab = house.tab_of(PAGES[endpoint].mail)
    tab.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    house.said.clear()

    answer = tab.goto(house.url(endpoint), wait_until="load")

    assert answer.status == 200
    assert len(answer.body()) <= HEAVIEST
    assert tab.title().strip()
    assert tab.locator("h1").count() == 1
    assert "/sign-in" not in tab.url or PAGES[endpoint].mail == NOBODY
    for width, height in (DESK, PHONES, SMALLEST) if endpoint in PHONE else (DESK, PHONES):
        tab.set_viewport_size({"width": width, "height": height})
        assert sticks_out(tab) == [], f"at {width} px"
    assert shuts_out(tab) == []
    assert house.said == []


def sticks_out(tab: Tab) -> list[str]:
    """What is wider than the screen, though nothing scrolls it."""
    found: list[str] = tab.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            return [...document.querySelectorAll("body *")]
                .filter((one) => one.getBoundingClientRect().right > width + 1)
                .slice(0, 3).map((one) => one.outerHTML.slice(0, 120));
        }"""
    )
    return found


def shuts_out(tab: Tab) -> list[tuple[str, str]]:
    """What axe finds, at the size at which the page stands."""
    found = Axe().run(tab, options=ASKED)
    return [(rule["id"], rule["nodes"][0]["html"][:200]) for rule in found.response["violations"]]
