"""What people do on a page: press, tick, choose, fill, read."""

import io

from PIL import Image, ImageDraw
from playwright.sync_api import Page
from sqlalchemy import select

from models import Case, CaseStatus
from tests.browser.conftest import LivePortal

PHONE = {"width": 375, "height": 812}
# The installer, his shop's desk and the auditor have theirs set to English.
READS_ENGLISH = {"shunhe", "gaojun", "qa"}


def enter(live: LivePortal, who: str, **size: int) -> Page:
    """This person signs in, in the language they read."""
    return live.sign_in(who, locale="en" if who in READS_ENGLISH else "zh_Hans", **size)


def photo(colour: str) -> bytes:
    image = Image.new("RGB", (800, 600), colour)
    ImageDraw.Draw(image).ellipse((300, 220, 460, 380), fill="black")
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def send(page: Page, button: str | None = None) -> None:
    """Press the form's button and wait for the page it leads to."""
    found = page.locator("main button[type=submit]")
    (found.filter(has_text=button) if button else found).first.click()
    page.wait_for_load_state()


def tick(page: Page, name: str, value: str) -> None:
    """Radios and boxes are drawn as tiles: press what a person presses."""
    page.locator(f"[name='{name}'][value='{value}']").check(force=True)


def choose(page: Page, name: str, words: str) -> None:
    """The option that says so."""
    option = page.locator(f"[name='{name}'] option").filter(has_text=words).first
    page.select_option(f"[name='{name}']", option.get_attribute("value"))


def say(page: Page) -> str:
    return page.locator("main").inner_text()


def press(page: Page, action: str) -> None:
    page.locator(f"form[action*='{action}'] button[type=submit]").first.click()
    page.wait_for_load_state()


def claim(page: Page, number: str, *, caller, note: str) -> None:
    page.goto(f"/cases/{number}/claim-contact")
    choose(page, "caller", caller)
    tick(page, "how", "phone")
    page.locator("[name=reached]").first.check(force=True)
    page.fill("[name=note]", note)
    send(page)


def status(live, number) -> CaseStatus:
    with live.session() as session:
        return session.scalars(select(Case.status).where(Case.number == number)).one()
