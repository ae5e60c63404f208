"""Keeps what was refused to somebody who tried to change something (domain E3).

Written by the door, in a transaction of its own: the refused one is rolled back.
"""

from collections.abc import Callable

from flask import current_app, g, request

from portal.access.actors import Actor
from portal.errors import ChangedMeanwhileError, ForbiddenError, PortalError, RefusedError
from portal.history.attempts import note_attempt
from portal.infra import db
from portal.web.now import now


def keep_attempt(who: Callable[[], Actor | None], error: PortalError) -> None:
    """A no of a rule or of the table of permissions; who came second or mistyped tried nothing."""
    if (
        request.method == "GET"
        or g.get("attempt_kept")
        or not isinstance(error, ForbiddenError | RefusedError)
        or isinstance(error, ChangedMeanwhileError)
        or (actor := who()) is None
    ):
        return
    g.attempt_kept = True
    # First, or the two would wait for each other.
    db.session().rollback()
    with db.aside(current_app.extensions["sessions"]) as own:
        note_attempt(
            own,
            actor.label,
            request.endpoint or "",
            error.code,
            number=str((request.view_args or {}).get("number", "")),
            now=now(),
        )
