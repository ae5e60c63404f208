"""One instant for a whole request, so that a page does not contradict itself."""

from datetime import datetime

from flask import g, has_app_context

from portal.infra import clock


def now() -> datetime:
    """The instant of this request."""
    if not has_app_context():
        return clock.now()
    if "now" not in g:
        g.now = clock.now()
    instant: datetime = g.now
    return instant
