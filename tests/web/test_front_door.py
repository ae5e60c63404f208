"""What an answer gives away, and what it believes: cookies, hosts, the arguments of an address."""

import pytest

from models import CaseStatus, Role
from portal.app import create_app
from portal.web.paging import Cursor, encode

BARE = {"SECRET_KEY": "for-tests-only", "TESTING": True}
HTTPS = {**BARE, "BASE_URL": "https://portal.example.com", "SESSION_COOKIE_SECURE": True}


def cookies_of(answer):
    return {line.split("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(app):
    cookies = cookies_of(app.test_client().get("/sign-in"))

    assert set(cookies) == {"huifang"}
    assert "HttpOnly" in cookies["huifang"]
    assert "SameSite=Lax" in cookies["huifang"]


def test_behind_https_cookies_are_secure_and_browsers_stay_with_it():
    app = create_app({**HTTPS, "WTF_CSRF_ENABLED": False})

    signing_in = app.test_client().get("/nowhere")
    choosing = app.test_client().post("/theme", data={"theme": "dark"})

    assert "max-age=31536000" in signing_in.headers["Strict-Transport-Security"]
    assert "Secure" in cookies_of(choosing)["theme"]


def test_without_https_no_browser_is_told_to_insist_on_it(app):
    assert "Strict-Transport-Security" not in app.test_client().get("/sign-in").headers


def test_a_link_for_the_customer_carries_the_portals_own_name(world, app, as_user, monkeypatch):
    monkeypatch.setitem(app.config, "BASE_URL", "https://portal.example.com")
    browser = as_user(world.user(Role.AGENT))
    url = f"/cases/{world.case(CaseStatus.TRIAGE).number}/links"

    browser.submit(url, form="verb", sent_by="sms")

    assert "https://portal.example.com/t/" in browser.get(url).text


@pytest.mark.parametrize("path", ["/admin/users", "/admin/products", "/admin/dealers",
                                  "/admin/installers", "/admin/changes"])  # fmt: skip
@pytest.mark.parametrize(
    "steering",
    ["_external=1&_scheme=javascript", "_anchor=x", "endpoint=home.show", "_method=POST"],
)
def test_no_argument_of_an_address_steers_the_links_of_its_page(world, as_user, path, steering):
    browser = as_user(world.user(Role.ADMIN))
    for _ in range(3):
        world.installer(dealer=world.dealer())
    word = encode(Cursor(("a", 1), backwards=True))

    answer = browser.get(f"{path}?{steering}&page={word}")

    assert answer.status_code in {200, 422}
    assert "javascript:" not in answer.text


def test_every_page_of_a_person_is_kept_by_no_cache(world, as_user):
    browser = as_user(world.user(Role.AGENT))
    case = world.case()

    for url in ("/", "/hotline", "/cases", f"/cases/{case.number}", "/account", "/search?q=x"):
        answer = browser.get(url)
        assert answer.headers["Cache-Control"] == "no-store", url
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"], url
        assert "unsafe" not in answer.headers["Content-Security-Policy"], url


@pytest.mark.parametrize(
    "url",
    [
        "/files/99999999999999999999",
        "/files/-1",
        "/jobs/9223372036854775808",
        "/admin/users/99999999999999999999",
        "/cases/HF26-000001-5%00",
        "/search?q=%00",
        "/search?q=a&why=words&after=" + encode(Cursor((10**30,))),
        "/cases?after=W2ZhbHNlLHRydWUsdHJ1ZV0",
        "/cases?dealer=99999999999999999999&agent=-1&product=%C2%B2",
        "/cases?since=0001-01-01&until=9999-12-31",
        "/imports?before=99999999999999999999",
        "/cases?after=" + "W1tb" * 900,
        "/search?q=" + "x" * 5000,
        "/search?q=%FF%FE",
        "/hotline/cases/new?phone=" + "9" * 3000,
        "/qa?since=9999-12-31",
    ],
)
@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.QA, Role.ADMIN, Role.INSTALLER])
def test_an_odd_address_is_no_failure(world, as_user, role, url):
    assert as_user(world.user(role)).get(url).status_code < 500
