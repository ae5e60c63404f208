"""Serves a picture to whoever sees its case: decoded and re-encoded, never as it was sent."""

from typing import Final

from flask import Blueprint, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.http import quote_etag

from models import FileState, StoredFile
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.errors import NotFoundError
from portal.files.keys import large_key, small_key
from portal.files.pictures import MIME
from portal.infra import db
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.storage import storage

bp = Blueprint("files", __name__)

_LOCKED_UP: Final = "default-src 'none'; sandbox"
# Not for ever: who loses the case soon loses its pictures as well.
_KEPT: Final = "private, max-age=600"

_FRAME: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="320" height="320">'
    '<rect width="96" height="96" fill="#eceef2"/>'
    '<g fill="none" stroke="#5d6675" stroke-width="3" stroke-linecap="round">{}</g></svg>'
)
_PLACEHOLDERS: Final = {
    FileState.WAITING: _FRAME.format('<circle cx="48" cy="48" r="18"/><path d="M48 38v10l7 5"/>'),
    FileState.REFUSED: _FRAME.format('<path d="M36 36l24 24M60 36L36 60"/>'),
}


@bp.get("/files/<int:file_id>")
@requires(Permission.CASE_READ)
def show(file_id: int) -> ResponseReturnValue:
    """The picture, at most 1600 pixels long."""
    return picture(file_id, small=False)


@bp.get("/files/<int:file_id>/small")
@requires(Permission.CASE_READ)
def show_small(file_id: int) -> ResponseReturnValue:
    """The picture, at most 320 pixels long."""
    return picture(file_id, small=True)


def picture(file_id: int, *, small: bool) -> ResponseReturnValue:
    """A picture that this page's actor may see; until it is decoded a drawing in its place."""
    file = get_one(db.session(), actor(), StoredFile, file_id, now=now())
    if file.state is not FileState.READY:
        answer = make_response(_PLACEHOLDERS[file.state])
        answer.headers["Content-Type"] = "image/svg+xml"
        answer.headers["Content-Security-Policy"] = _LOCKED_UP
        return answer
    key = small_key(file.key) if small else large_key(file.key)
    try:
        content = storage().get(key)
    except FileNotFoundError as error:
        raise NotFoundError from error
    answer = make_response(content)
    answer.headers.update(
        {
            "Content-Type": MIME,
            "Content-Security-Policy": _LOCKED_UP,
            "Cache-Control": _KEPT,
            # It is a picture of our own making: shown, and named if somebody saves it.
            "Content-Disposition": f'inline; filename="photo-{file.id}.jpg"',
            "ETag": quote_etag(key),
        }
    )
    return answer.make_conditional(request)
