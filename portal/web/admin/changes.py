"""`/admin/changes`: every change of a setting or of master data, the latest first."""

from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, tuple_
from wtforms import StringField
from wtforms.validators import Length, Optional

from models import SettingChange, User
from portal.access.permissions import Permission
from portal.infra import db
from portal.web.admin.change_words import subject_in_words, value_in_words
from portal.web.forms import AddressForm
from portal.web.guard import requires
from portal.web.paging import PAGE_SIZE, decode, page_of
from portal.web.whole_address import kept_args

bp = Blueprint("admin_changes", __name__, url_prefix="/admin/changes")


class FilterForm(AddressForm):
    what = StringField(
        _l("What was changed"),
        [Optional(), Length(max=80)],
        description="dealer:7, setting:, user:",
    )


@bp.get("")
@requires(Permission.CHANGES_READ)
def index() -> ResponseReturnValue:
    form = FilterForm(request.args)
    cursor = decode(request.args.get("page"), datetime, int)
    key = tuple_(SettingChange.at, SettingChange.id)
    chosen = select(SettingChange, User.name).outerjoin(User, User.id == SettingChange.by_id)
    what = form.what.data if form.validate() else ""
    if what:
        chosen = chosen.where(SettingChange.what.startswith(what, autoescape=True))
    if cursor and cursor.backwards:
        chosen = chosen.where(key > cursor.key).order_by(SettingChange.at, SettingChange.id)
    else:
        if cursor:
            chosen = chosen.where(key < cursor.key)
        chosen = chosen.order_by(SettingChange.at.desc(), SettingChange.id.desc())
    rows = db.session().execute(chosen.limit(PAGE_SIZE + 1)).all()
    page = page_of(rows, lambda row: (row[0].at, row[0].id), cursor=cursor)
    return render_template(
        "admin/changes.html",
        lines=[_line(change, name) for change, name in page.items],
        form=form,
        filters_set=1 if what else 0,
        previous_url=_turned(page.previous),
        next_url=_turned(page.next),
    )


def _line(change: SettingChange, name: str | None) -> dict[str, Any]:
    return {
        "at": change.at,
        "by": name,
        "what": change.what,
        "subject": subject_in_words(change.what),
        **_values(change),
    }


def _values(change: SettingChange) -> dict[str, str]:
    """What it was and what it is now; a part that was empty and is so still says nothing."""
    before, after = change.before, change.after
    if isinstance(before or {}, dict) and isinstance(after or {}, dict):
        said = {
            name
            for side in (before or {}, after or {})
            for name, part in side.items()
            if part not in (None, "")
        }
        before, after = _only(before, said), _only(after, said)
    return {
        "before": value_in_words(change.what, before),
        "after": value_in_words(change.what, after),
    }


def _only(side: dict[str, Any] | None, said: set[str]) -> dict[str, Any] | None:
    return side and {name: part for name, part in side.items() if name in said}


def _turned(word: str | None) -> str | None:
    if word is None:
        return None
    kept: dict[str, Any] = kept_args(request.args, "what")
    return url_for("admin_changes.index", **kept, page=word)
