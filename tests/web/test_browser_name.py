"""Where one is signed in is said in words that people know."""

import pytest

from portal.web.browser_name import browser_name

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    "agent, name",
    [
        (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/140.0 Safari/537.36", "Chrome on Linux"),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64) {WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {WEBKIT} Version/18.5 "
            "Mobile/15E148 Safari/604.1",
            "Safari on iOS",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 15; M2) {WEBKIT} Version/4.0 Chrome/130.0 Mobile "
            "Safari/537.36 MicroMessenger/8.0.60",
            "WeChat on Android",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 15.6; rv:142.0) Firefox/142.0",
            "Firefox on macOS",
        ),
        ("a telephone system 3", "a telephone system 3"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_called_by_its_name(shared_app, agent, name):
    with shared_app.test_request_context():
        assert browser_name(agent) == name
