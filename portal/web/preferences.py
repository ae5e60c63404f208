"""What a reader sets for this browser from any page: the language and the theme."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.errors import InvalidError
from portal.i18n.locale import LOCALES
from portal.web import language, theme
from portal.web.guard import public

bp = Blueprint("preferences", __name__)

YEAR = 365 * 24 * 3600


@bp.post("/locale")
@public("a reader must be able to read the sign-in page")
def locale_submit() -> ResponseReturnValue:
    return _choose(language.COOKIE, request.form.get("locale", ""), LOCALES)


@bp.post("/theme")
@public("the sign-in page has a theme too")
def theme_submit() -> ResponseReturnValue:
    return _choose(theme.COOKIE, request.form.get("theme", ""), theme.THEMES)


def _choose(cookie: str, wish: str, allowed: tuple[str, ...]) -> Response:
    if wish not in allowed:
        raise InvalidError("unknown_choice")
    return remember(redirect(safe_path(request.form.get("next"))), cookie, wish)


def remember(answer: Response, cookie: str, wish: str) -> Response:
    """Let this browser keep the choice for a year."""
    answer.set_cookie(
        cookie,
        wish,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return answer


def safe_path(wanted: str | None) -> str:
    """A path of this portal, whatever somebody has put into the form; the front page otherwise."""
    parts = urlsplit((wanted or "").replace("\\", "/"))
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    if not inside or parts.path.startswith("//"):
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")
