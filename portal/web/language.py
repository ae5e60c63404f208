"""Which language this request is answered in."""

from babel import Locale
from flask import Flask, current_app, g, has_request_context, request

from portal.i18n.catalogues import PortalBabel
from portal.i18n.locale import LOCALES, locale_of, negotiate
from portal.web.signin import current_actor

COOKIE = "locale"
DEFAULT = "en"


def chosen_locale() -> str:
    """The choice made in this browser, else the person's own, else what the browser asks for."""
    if not has_request_context():
        return str(current_app.config.get("LOCALE", DEFAULT))
    if "locale" not in g:
        g.locale = _find_locale()
    chosen: str = g.locale
    return chosen


def _find_locale() -> str:
    actor = current_actor()
    wishes = (
        request.cookies.get(COOKIE),
        getattr(actor, "locale", None),
        negotiate(request.accept_languages.values()),
    )
    return next((str(wish) for wish in wishes if wish in LOCALES), DEFAULT)


def _reader() -> Locale:
    return locale_of(chosen_locale())


def init_app(app: Flask) -> None:
    """Give the portal its languages; English is the text in the code."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", DEFAULT)
    PortalBabel(app, locale_selector=_reader)
