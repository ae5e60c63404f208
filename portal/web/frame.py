"""What the frame around every page shows: the menu, the search, who is signed in."""

from typing import Any

from flask import Flask, g, request

from portal.infra import db
from portal.notices.read import MOST_COUNTED, unread_count
from portal.web import nav
from portal.web.signin import current_actor


def init_app(app: Flask) -> None:
    """Let the layouts ask for the frame; a page in the plain frame never does."""
    app.jinja_env.globals["frame"] = frame


def frame() -> dict[str, Any]:
    """The finished values of the header, for this reader."""
    actor = current_actor()
    return {
        "actor": actor,
        "menu": nav.menu(actor),
        "search_url": nav.link_to(nav.SEARCH, actor),
        "new_call_url": nav.link_to(nav.NEW_CALL, actor),
        "notices_url": nav.link_to(nav.NOTICES, actor),
        "unread": _unread(),
        "account_url": nav.link_to(nav.ACCOUNT, actor),
        "sign_out_url": nav.link_to(nav.SIGN_OUT, actor),
        "here": request.full_path if request.query_string else request.path,
        "asked": request.args.get("q", "") if request.endpoint == nav.SEARCH else "",
    }


def _unread() -> str:
    """The number at the bell; nothing where all is read or where the database was not asked."""
    actor = g.get("actor")
    if actor is None or actor.user_id is None:
        return ""
    unread = unread_count(db.session(), actor)
    return f"{MOST_COUNTED}+" if unread > MOST_COUNTED else str(unread or "")
