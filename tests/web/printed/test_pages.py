"""The pages of numbers and of printed materials, and the public one behind a QR code (P2, P3)."""

import pytest
from sqlalchemy import select

from models import ContactState, Edition, EditionNumber, NumberReport, PrintedKind, Role
from tests.support.page import Browser
from tests.support.world import NOON


@pytest.fixture
def dealer(world):
    return world.dealer("Riverside", live=False)


@pytest.fixture
def edition(world, session, dealer):
    """A card of the dealer's with one number that lives and one that died."""
    live, dead = world.contact_point(dealer), world.contact_point(dealer, ContactState.DEAD)
    world.contact_point(world.dealer("Hillside"))
    card = world.add(
        Edition(
            dealer_id=dealer.id,
            kind=PrintedKind.WARRANTY_CARD,
            title="Warranty card",
            edition="2019-03",
            token="abcdefghijkl",
            made_by_id=world.user(Role.ADMIN).id,
            made_at=NOON,
        )
    )
    for point in (live, dead):
        world.add(
            EditionNumber(
                edition_id=card.id, point_id=point.id, spelled=point.spelled, normal=point.normal
            )
        )
    return card, live, dead


def test_anybody_reads_which_numbers_are_alive_today_and_nothing_else(app, world, edition):
    card, live, dead = edition

    page = Browser(app.test_client(), locale="en").open(f"/n/{card.token}")
    answer = app.test_client().get(f"/n/{card.token}")

    assert live.spelled in page.text
    assert dead.spelled not in answer.text
    assert "Hillside" not in answer.text
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in answer.headers


def test_a_token_that_nobody_printed_is_not_there(app):
    assert app.test_client().get("/n/somethingelse").status_code == 404


def test_an_edition_is_put_on_record_with_its_numbers(as_user, world, session, dealer):
    desk = as_user(world.user(Role.DEALER_DESK, dealer))

    answer = desk.submit(
        "/printed",
        form="new-edition",
        kind="leaflet",
        title="Autumn leaflet",
        numbers="0571 8888 0000\n400-800-1111",
    )

    made = session.scalars(select(Edition)).one()
    assert answer.location == f"/printed/{made.id}"
    assert made.dealer_id == dealer.id
    assert session.scalars(select(EditionNumber.normal).order_by(EditionNumber.id)).all() == [
        "8657188880000",
        "864008001111",
    ]


@pytest.mark.parametrize(("kind", "mime"), [("svg", "image/svg+xml"), ("png", "image/png")])
def test_the_qr_code_comes_as_a_picture_for_the_printer(as_user, world, edition, kind, mime):
    card, _live, _dead = edition

    answer = as_user(world.user(Role.ADMIN)).client.get(f"/printed/{card.id}/qr.{kind}")

    assert (answer.status_code, answer.mimetype) == (200, mime)
    assert len(answer.data) > 300


def test_one_click_reports_a_vacant_number(as_user, world, session, edition):
    _card, live, _dead = edition
    seller = as_user(world.user(Role.SALES))

    answer = seller.submit(f"/vacant-number?number={live.spelled}", spelled=live.spelled)

    assert answer.status_code == 302
    assert session.scalars(select(NumberReport.point_id)).all() == [live.id]


def test_the_hotline_records_what_it_heard(as_user, world, session, edition):
    _card, live, _dead = edition
    agent = as_user(world.user(Role.AGENT))

    answer = agent.submit(f"/numbers/{live.id}", result="vacant", note="")
    page = agent.open("/numbers")

    session.expire_all()
    assert answer.location == f"/numbers/{live.id}"
    assert live.state is ContactState.DEAD
    assert "Riverside" in page.text


def test_the_dealers_banner_says_why_and_by_when(as_user, world, session, dealer, edition):
    _card, live, _dead = edition
    as_user(world.user(Role.AGENT)).submit(f"/numbers/{live.id}", result="out_of_service", note="")

    desk = as_user(world.user(Role.DEALER_DESK, dealer))
    page = desk.open("/dealer")

    assert f"{live.spelled} is in doubt" in page.text
    assert "out of service" in page.text
    assert f"/dealer/own/contacts/{live.id}/prove" in desk.client.get("/dealer").text
