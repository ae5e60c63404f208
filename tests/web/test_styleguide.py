"""Every component can be drawn, in every language, within the rules for a page."""

import pytest
from flask import Flask

from portal.app import create_app
from tests.support.page import Browser


@pytest.fixture(scope="module")
def own_app() -> Flask:
    return create_app({"SECRET_KEY": "for-tests-only", "TESTING": True, "DEVELOPMENT": True})


@pytest.mark.parametrize("locale", ["en", "zh_Hans", "zh_Hant"])
@pytest.mark.parametrize("url", ["/styleguide", "/styleguide/phone"])
def test_the_style_guide_holds_to_the_rules_for_pages(own_app, url, locale):
    Browser(own_app.test_client(), locale=locale).open(url)


def test_the_browser_of_the_tests_refuses_a_field_that_is_not_there(own_app):
    browser = Browser(own_app.test_client())

    with pytest.raises(AssertionError, match="has no colour"):
        browser.submit("/styleguide", form="/theme", colour="red")
