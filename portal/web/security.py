"""The headers every answer carries."""

from flask import Flask, Response, current_app, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf import CSRFProtect

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        # data: is for Bootstrap's own marks, blob: for a photo before it is sent
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
}
YEAR = 365 * 24 * 3600

# Files that are the same for everybody must be cached whatever the cookie says.
SHARED = frozenset({"assets.show", "static", "bootstrap.static"})

csrf = CSRFProtect()


class PageSessions(SecureCookieSessionInterface):
    """The signed cookie, left out where an answer does not depend on who asks."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if request.endpoint not in SHARED:
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    """CSRF for every form, cookies that scripts cannot read, headers on every answer."""
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)  # as long as the session: a call may last
    # Pages behind a secret address send no Referer; the token and SameSite do the work.
    app.config.setdefault("WTF_CSRF_SSL_STRICT", False)
    app.session_interface = PageSessions()
    csrf.init_app(app)
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    """A view that needs a stricter or another value sets it first."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure or current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
    # A page shows one person's work: no shared cache and no "back" after signing out.
    response.headers.setdefault("Cache-Control", "no-store")
    return response
