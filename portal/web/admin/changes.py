"""`/admin/changes`: every change of a setting or of master data, the latest first."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, tuple_
from wtforms import StringField
from wtforms.validators import Length, Optional

from models import Dealer, Installer, SettingChange, Store, User
from portal.access.permissions import Permission
from portal.infra import db
from portal.web.admin.change_words import (
    Names,
    named_ids,
    setting_in_words,
    subject_in_words,
    value_in_words,
)
from portal.web.forms import AddressForm
from portal.web.guard import requires
from portal.web.paging import PAGE_SIZE, decode, page_of
from portal.web.whole_address import kept_args

bp = Blueprint("admin_changes", __name__, url_prefix="/admin/changes")


_MODELS: Final[Mapping[str, Any]] = {
    "dealer": Dealer,
    "installer": Installer,
    "user": User,
    "store": Store,
}


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
        lines=_lines(page.items),
        form=form,
        filters_set=1 if what else 0,
        previous_url=_turned(page.previous),
        next_url=_turned(page.next),
    )


def _lines(rows: Sequence[Any]) -> list[dict[str, Any]]:
    ids = {one for row in rows for one in named_ids(row[0].what, row[0].before, row[0].after)}
    names = _names(ids)
    return [_line(change, by, names) for change, by in rows]


def _names(ids: set[tuple[str, int]]) -> Names:
    """One look for each kind of thing that the page speaks of."""
    found: dict[tuple[str, int], str] = {}
    for kind, model in _MODELS.items():
        wanted = {number for of, number in ids if of == kind}
        if wanted:
            rows = db.session().execute(select(model.id, model.name).where(model.id.in_(wanted)))
            found |= {(kind, number): name for number, name in rows}
    return found


def _line(change: SettingChange, by: str | None, names: Names) -> dict[str, Any]:
    kind, _colon, number = change.what.partition(":")
    key = (kind, int(number) if number.isdecimal() else 0)
    return {
        "at": change.at,
        "by": by,
        "what": change.what,
        "named": setting_in_words(number) if kind == "setting" else names.get(key, ""),
        "subject": subject_in_words(change.what),
        **_values(change, names),
    }


def _values(change: SettingChange, names: Names) -> dict[str, str]:
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
        "before": value_in_words(change.what, before, names),
        "after": value_in_words(change.what, after, names),
    }


def _only(side: dict[str, Any] | None, said: set[str]) -> dict[str, Any] | None:
    return side and {name: part for name, part in side.items() if name in said}


def _turned(word: str | None) -> str | None:
    if word is None:
        return None
    kept: dict[str, Any] = kept_args(request.args, "what")
    return url_for("admin_changes.index", **kept, page=word)
