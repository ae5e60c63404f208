"""Puts the portal together."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, abort, current_app, request
from flask_bootstrap import Bootstrap5
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.access.declared import Public, declare, declared_access
from portal.infra import db
from portal.web import (
    assets,
    attributes,
    errors,
    filters,
    frame,
    in_force,
    language,
    odd_input,
    security,
    signin,
)
from portal.web.blueprints import PAGES
from portal.web.styleguide import bp as styleguide
from portal.web.templates import PortalTemplates

ROOT = Path(__file__).parent.parent

DEFAULTS: dict[str, Any] = {
    "BOOTSTRAP_SERVE_LOCAL": True,
    "MAX_CONTENT_LENGTH": 40 * 1024 * 1024,  # several photos, already resized on the phone
    "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
    "MAX_FORM_PARTS": 2000,
    "TIME_ZONE": "Asia/Shanghai",
    "CURRENCY": "CNY",
    "DEVELOPMENT": False,
    "PROXIES": 0,
    # Here and not where they are used: Flask has a value of its own for each.
    "SESSION_COOKIE_NAME": "huifang",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
}


def create_app(config: Mapping[str, Any]) -> Flask:
    """The web portal. Nothing is read from the environment here; the caller has done so."""
    app = Flask(
        __name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    app.jinja_environment = PortalTemplates
    app.config.from_mapping(DEFAULTS)
    app.config.from_mapping(config)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    if proxies := app.config["PROXIES"]:
        # Without it all tries to sign in would count for one address, the proxy's.
        behind = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)
        app.wsgi_app = behind  # type: ignore[method-assign]  # as Flask has it wrapped
    app.before_request(_refuse_undeclared_views)
    db.init_app(app)
    attributes.init_app()
    Bootstrap5(app)
    for part in (odd_input, security, language, signin, in_force, assets, filters, frame, errors):
        part.init_app(app)
    _register_pages(app)
    return app


def _register_pages(app: Flask) -> None:
    for page in PAGES:
        app.register_blueprint(page)
    if app.config["DEVELOPMENT"]:
        app.register_blueprint(styleguide)
    for served in ("static", "bootstrap.static"):
        # Flask-Bootstrap's is a bound method, which cannot carry a statement itself.
        view: Any = partial(app.view_functions[served])
        app.view_functions[served] = declare(view, Public("stylesheets and scripts"))


def _refuse_undeclared_views() -> None:
    """Fail closed: a view nobody wrote a statement for cannot be called."""
    if request.endpoint and declared_access(current_app.view_functions[request.endpoint]) is None:
        abort(500, f"{request.endpoint} declares no access")
