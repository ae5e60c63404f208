"""What every answer of the portal has in common: headers, errors, cached files, closed doors."""

import re

import pytest
from flask import Flask

from portal.app import create_app
from portal.errors import ChangedMeanwhileError, ForbiddenError, NotFoundError, RefusedError
from portal.web.guard import public
from tests.support.page import checked

BARE = {"SECRET_KEY": "for-tests-only", "TESTING": True}


@pytest.fixture
def own_app() -> Flask:
    """An app of one's own, whose routes a test may add to."""
    return create_app(BARE)


@pytest.mark.parametrize(
    "error, status",
    [
        (NotFoundError("case"), 404),
        (ForbiddenError("not_allowed"), 403),
        (RefusedError("wrong_status"), 409),
        (ChangedMeanwhileError("changed_meanwhile"), 409),
        (RefusedError("a code nobody has written a sentence for"), 409),
    ],
)
def test_a_refusal_is_a_page_that_says_why(own_app, error, status):
    @own_app.get("/refused")
    @public("a test")
    def refused():
        raise error

    answer = own_app.test_client().get("/refused")

    assert answer.status_code == status
    assert "What to do" in checked(answer).text


def test_a_program_gets_a_refusal_as_json(own_app):
    @own_app.get("/refused")
    @public("a test")
    def refused():
        raise RefusedError("changed_meanwhile", field="dealer_id")

    answer = own_app.test_client().get("/refused", headers={"Accept": "application/json"})

    assert answer.status_code == 409
    assert answer.json["error"] == "changed_meanwhile"
    assert answer.json["field"] == "dealer_id"
    assert answer.json["message"].startswith("Somebody changed this first")


def test_a_page_that_does_not_exist_says_so_in_the_readers_language(own_app):
    answer = own_app.test_client().get("/nowhere", headers={"Accept-Language": "zh-TW"})

    assert answer.status_code == 404
    page = checked(answer)
    assert page.lang == "zh-Hant"
    assert "案件編號" in page.text


def test_a_wrong_method_names_the_right_ones(own_app):
    answer = own_app.test_client().get("/locale")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_a_form_without_its_token_changes_nothing(own_app):
    answer = own_app.test_client().post("/locale", data={"locale": "zh_Hant"})

    assert answer.status_code == 400
    assert "locale" not in answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize(
    "came_from, back",
    [
        ("http://localhost/cases/HF26-000001-5/offer?dealer=Hedong", True),
        ("https://elsewhere.example/cases/HF26-000001-5/offer?dealer=Hedong", False),
        ("http://localhost//elsewhere.example", False),
        ("http://localhost/refused", False),
        ("", False),
    ],
)
def test_a_refusal_leads_back_to_the_page_of_ours_before_it(own_app, came_from, back):
    @own_app.get("/refused")
    @public("a test")
    def refused():
        raise RefusedError("wrong_status")

    answer = own_app.test_client().get("/refused", headers={"Referer": came_from})

    page = checked(answer)
    assert ("/cases/HF26-000001-5/offer?dealer=Hedong" in page.links) is back
    assert not any("elsewhere" in link for link in page.links)
    assert ("Back to where you were" in page.text) is back


def test_a_form_that_fails_leads_back_to_its_page(own_app):
    @own_app.post("/form")
    @public("a test")
    def sent():
        raise RefusedError("wrong_status")

    own_app.config["WTF_CSRF_ENABLED"] = False
    answer = own_app.test_client().post("/form", headers={"Referer": "http://localhost/form"})

    assert "/form" in checked(answer).links


def test_a_view_without_a_statement_of_access_cannot_be_called(own_app):
    @own_app.get("/forgotten")
    def forgotten():
        return "open to the world"

    own_app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = own_app.test_client().get("/forgotten")

    assert answer.status_code == 500
    assert "open to the world" not in answer.text


def test_a_failure_shows_a_page_and_not_its_insides(own_app):
    @own_app.get("/broken")
    @public("a test")
    def broken():
        raise RuntimeError("secret detail")

    own_app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = own_app.test_client().get("/broken")

    assert answer.status_code == 500
    assert "secret detail" not in checked(answer).html


def test_somebody_unknown_is_sent_to_sign_in_and_back(own_app):
    answer = own_app.test_client().get("/?view=mine")

    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=%2F%3Fview%3Dmine"


def test_pages_allow_no_script_or_style_but_our_files(own_app):
    answer = own_app.test_client().get("/nowhere")

    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_stylesheet_is_one_file_that_is_kept_for_ever(own_app):
    client = own_app.test_client()
    page = client.get("/nowhere").text
    address = re.search(r'href="(/assets/\w+/app\.css)"', page).group(1)

    answer = client.get(address)

    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "@import" not in answer.text


def test_an_address_from_before_an_upgrade_gets_the_new_file_once(own_app):
    answer = own_app.test_client().get("/assets/000000000000/js/main.js")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_files_travel_packed_where_the_browser_can_unpack(own_app):
    client = own_app.test_client()

    packed = client.get("/assets/0/app.css", headers={"Accept-Encoding": "gzip"})

    assert packed.content_encoding == "gzip"
    assert len(packed.data) < 60_000


def test_the_style_guide_is_not_there_in_production(own_app):
    assert own_app.test_client().get("/styleguide").status_code == 404
