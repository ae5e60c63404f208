"""A reader chooses language and theme from any page."""

import pytest
from flask import Flask

from portal.app import create_app
from portal.web.preferences import safe_path
from tests.support.page import Browser


@pytest.fixture(scope="module")
def own_app() -> Flask:
    return create_app({"SECRET_KEY": "for-tests-only", "TESTING": True, "DEVELOPMENT": True})


@pytest.mark.parametrize("locale, lang", [("zh_Hans", "zh-Hans"), ("zh_Hant", "zh-Hant")])
def test_a_chosen_language_stays(own_app, locale, lang):
    browser = Browser(own_app.test_client())

    answer = browser.submit("/styleguide", form="/locale", button=f"locale={locale}")

    assert answer.location == "/styleguide"
    assert browser.open("/styleguide").lang == lang


def test_a_chosen_theme_stays(own_app):
    browser = Browser(own_app.test_client())

    browser.submit("/styleguide", form="/theme", button="theme=dark")

    assert 'data-bs-theme="dark"' in browser.open("/styleguide").html


@pytest.mark.parametrize(
    "wanted, found",
    [
        ("/hotline?view=mine", "/hotline?view=mine"),
        ("https://example.org/", "/"),
        ("//example.org/", "/"),
        ("/\\example.org", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_the_way_back_never_leads_out_of_the_portal(wanted, found):
    assert safe_path(wanted) == found
