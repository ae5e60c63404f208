"""What the scripts add to pages that already work without them, in a real Chromium."""

import io
import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from portal.app import create_app
from tests.support.chromium import CHROMIUM

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="NO CHROMIUM HERE: scripts are not tested"),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    app = create_app({"SECRET_KEY": "for-tests-only", "TESTING": True, "DEVELOPMENT": True})
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert not faults, "scripts and the policy must agree"


def test_a_theme_is_taken_at_once_and_kept(page):
    page.goto("/styleguide")
    page.locator(".hf-header summary").last.click()

    with page.expect_response("**/theme"):
        page.get_by_role("button", name="Dark").click()
    now = page.locator("html").get_attribute("data-bs-theme")
    page.reload()

    assert now == "dark"
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_keys_move_through_the_rows_and_a_list_of_keys_opens(page):
    page.goto("/styleguide")
    page.wait_for_load_state("networkidle")

    page.keyboard.press("j")
    chosen = page.locator("tr[data-chosen] a").inner_text()
    page.keyboard.press("?")

    assert chosen == "HF26-004759-5"
    assert page.get_by_role("dialog", name="Keys").is_visible()


def test_a_step_that_is_hard_to_take_back_asks_first(page):
    page.goto("/styleguide")
    page.wait_for_load_state("networkidle")

    page.get_by_role("button", name="Take the case back").click()
    dialog = page.get_by_role("dialog", name="Take the case back from the dealer?")
    dialog.get_by_role("button", name="Cancel").click()

    assert page.url.endswith("/styleguide")
    assert dialog.count() == 0


def test_a_deadline_changes_its_tone_while_the_page_stays_open(page):
    page.clock.install()
    page.goto("/styleguide")
    page.wait_for_load_state("networkidle")
    due = page.locator(".hf-clocks .hf-sla").first

    page.clock.fast_forward("20:00")

    assert due.get_attribute("data-tone") == "breach"
    assert due.inner_text().endswith("over")


def test_photos_are_made_small_before_they_are_sent(page, tmp_path):
    picture = io.BytesIO()
    Image.effect_noise((3000, 2000), 80).convert("RGB").save(picture, "JPEG")
    page.goto("/styleguide/phone")
    page.wait_for_load_state("networkidle")

    page.locator("input[type=file]").set_input_files(
        {"name": "roof.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    )
    page.get_by_role("button", name="Remove").wait_for()
    size = page.locator("input[type=file]").evaluate("field => field.files[0].size")

    assert 0 < size < len(picture.getvalue()) / 2


def test_a_finger_signs(page):
    page.goto("/styleguide/phone")
    page.wait_for_load_state("networkidle")
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    pad.evaluate("pad => pad.scrollIntoView({block: 'center'})")
    box = pad.bounding_box()

    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    page.mouse.up()

    drawn = page.locator(".hf-signature input").input_value()
    assert drawn.startswith("data:image/png;base64,")


@pytest.mark.parametrize("scheme, width", [("light", 1440), ("dark", 1440), ("light", 320)])
@pytest.mark.parametrize("url", ["/styleguide", "/styleguide/phone"])
def test_every_component_can_be_used_by_everybody(chromium, address, url, scheme, width):
    context = chromium.new_context(
        base_url=address, viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_load_state("networkidle")
    page.evaluate("scrollTo(0, 0)")  # the summary of errors has taken the focus, far below

    found = Axe().run(page, options={"runOnly": RULES, "selectors": False}).response["violations"]
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    context.close()

    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    assert too_wide <= 0
