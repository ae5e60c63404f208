"""Stylesheet, icons and scripts under an address that names their content, kept for ever.

There is no build step: the files are read when the portal starts. All share one digest, so that a
script finds the modules beside it; a changed file changes every address.
"""

import gzip
import mimetypes
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

import flask_bootstrap
from flask import Blueprint, Flask, Response, current_app, has_request_context, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from portal.web.guard import public
from portal.web.icons import ICONS, sprite
from portal.web.stylesheet import one_stylesheet

bp = Blueprint("assets", __name__)

VENDOR = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5"
SERVED = ("js", "icons", "images")
_ICON = Markup('<svg class="bi" aria-hidden="true"><use href="{}#{}"></use></svg>')
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent, plain and packed."""

    content: bytes
    packed: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All of them, the digest in their address, and the addresses that were asked for so far."""

    digest: str
    files: dict[str, Asset]
    addresses: dict[tuple[str, str], str] = field(default_factory=dict)


def read_assets(folder: Path) -> Assets:
    """Read everything there is under the static folder."""
    files = {
        "app.css": _asset(
            "app.css",
            one_stylesheet(VENDOR / "css" / "bootstrap.min.css", folder / "css").encode(),
        ),
        "icons.svg": _asset("icons.svg", sprite(VENDOR / "icons" / "bootstrap-icons.svg").encode()),
    }
    for part in SERVED:
        for path in sorted((folder / part).rglob("*.*")):
            name = path.relative_to(folder).as_posix()
            files[name] = _asset(name, path.read_bytes())
    digest = sha256()
    for name in sorted(files):
        digest.update(name.encode() + files[name].content)
    return Assets(digest.hexdigest()[:12], files)


def init_app(app: Flask) -> None:
    """Read the assets once; in development again for each address, so that edits show."""
    app.extensions["assets"] = read_assets(Path(app.static_folder or "static"))


def asset_url(name: str) -> str:
    """The address of a stylesheet, script or picture. A name that does not exist is an error."""
    assets = _assets()
    # A page has a hundred icons: their one address is made once for each mount of the portal.
    asked = (request.script_root if has_request_context() else "", name)
    found = assets.addresses.get(asked)
    if found is None:
        if name not in assets.files:
            raise KeyError(f"there is no asset {name}")
        found = url_for("assets.show", digest=assets.digest, name=name)
        assets.addresses[asked] = found
    return found


def icon(name: str) -> Markup:
    """One icon from the sprite; the word stands beside it. A page has a hundred of them."""
    if name not in ICONS:
        raise KeyError(f"add the icon {name} to portal/web/icons.py")
    return _drawn(asset_url("icons.svg"), name)


@cache
def _drawn(sprite_url: str, name: str) -> Markup:
    return _ICON.format(sprite_url, name)


@bp.get("/assets/<string:digest>/<path:name>")
@public("stylesheets and scripts")
def show(digest: str, name: str) -> Response:
    assets = _assets()
    asset = assets.files.get(name)
    if asset is None:
        raise NotFound
    packed = request.accept_encodings["gzip"] > 0
    answer = Response(asset.packed if packed else asset.content, content_type=asset.kind)
    if packed:
        answer.content_encoding = "gzip"
    answer.vary.add("Accept-Encoding")
    # A page from before an upgrade may still ask for the old address; it gets the new file once.
    answer.headers["Cache-Control"] = FOR_EVER if digest == assets.digest else "no-cache"
    return answer


def _assets() -> Assets:
    app = current_app
    if app.debug and request and request.endpoint != "assets.show":
        init_app(app)
    assets: Assets = app.extensions["assets"]
    return assets


def _asset(name: str, content: bytes) -> Asset:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind.endswith("javascript"):
        kind += "; charset=utf-8"
    return Asset(content, gzip.compress(content, 6, mtime=0), kind)
