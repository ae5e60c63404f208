"""A call as an agent takes it: typed, looked up while typing, reloaded, opened."""

from datetime import date

import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from models import Case, Role
from portal.accounts.logins import begin_login
from portal.app import create_app
from portal.infra import clock
from portal.search.keep import keep_likeness
from tests.browser.conftest import served
from tests.support.world import World

pytestmark = pytest.mark.browser
NUMBER = "199 0000 1186"


@pytest.fixture
def portal(clone, tmp_path):
    """A served portal on a database of its own: its address, world and app."""
    engine = create_engine(clone.owner_url)
    app = create_app(
        {
            "SECRET_KEY": "for-tests-only",
            "DATABASE_URL": clone.app_url,
            "FILES": str(tmp_path),
            "BASE_URL": "http://127.0.0.1",
        }
    )
    with served(app) as address, Session(engine, expire_on_commit=False) as session:
        session.info = {"identity": None, "now": None}
        yield address, World(session), app
    app.extensions["sessions"].kw["bind"].dispose()
    engine.dispose()


@pytest.fixture
def page(portal, chromium):
    """An agent's page, signed in."""
    address, world, app = portal
    _login, token = begin_login(
        world.session, world.user(Role.AGENT), address="127.0.0.1", agent="x", now=clock.now()
    )
    world.session.commit()
    client = app.test_client()
    with client.session_transaction() as signed:
        signed["_user_id"], signed["_fresh"] = token, True
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name).value
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies(
        [
            {"name": name, "value": cookie, "url": address},
            {"name": "locale", "value": "en", "url": address},
        ]
    )
    yield context.new_page()
    context.close()


def is_kept_with_water(answer):
    return "/drafts/" in answer.url and "water" in (answer.request.post_data or "")


def test_a_call_is_typed_looked_up_reloaded_and_opened(portal, page):
    address, world, _app = portal
    dealer = world.dealer("Hedong store")
    customer = world.customer("Ms Cao", "19900001186")
    world.address(customer)
    world.purchase(
        customer, serving_dealer_id=dealer.id, installed_on=date(2026, 1, 5), place="bathroom"
    )

    like = world.case(summary="Drips where it was drilled")
    keep_likeness(world.session, [(like.id, "Water drips through the drill holes in the ceiling")])
    world.session.commit()

    page.goto(f"{address}/hotline/cases/new")
    page.get_by_label("Phone", exact=True).press_sequentially(NUMBER)
    expect(page.get_by_role("link", name="Ms Cao")).to_be_visible()
    page.get_by_role("textbox", name="What happened").fill("The ceiling drips at the drill holes.")
    expect(page.get_by_role("link", name=like.number)).to_be_visible()
    with page.expect_response(is_kept_with_water):
        page.get_by_role("checkbox", name="Water").check()
    expect(page.get_by_text("turn off the water valve")).to_be_visible()
    expect(page.get_by_text("turn off the gas")).to_be_hidden()
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft saved")

    page.reload()
    expect(page.get_by_role("textbox", name="What happened")).to_have_value(
        "The ceiling drips at the drill holes."
    )
    expect(page.get_by_role("link", name="Ms Cao")).to_be_visible()
    expect(page.get_by_role("link", name=like.number)).to_be_visible()
    page.get_by_role("button", name="Open and offer to Hedong store").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("HF")
    expect(page.get_by_role("link", name=like.number)).to_be_visible()
    case = world.session.scalars(select(Case).where(Case.id != like.id)).one()
    assert (case.customer_id, case.dealer_id) == (customer.id, dealer.id)
