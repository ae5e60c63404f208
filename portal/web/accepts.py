"""Whether the caller reads pages or JSON."""

from flask import request


def wants_json() -> bool:
    """A program: it calls the API, or asks for JSON and would not take a page."""
    accepted = request.accept_mimetypes
    return request.path.startswith("/api/") or (
        bool(accepted) and accepted.accept_json and not accepted.accept_html
    )
