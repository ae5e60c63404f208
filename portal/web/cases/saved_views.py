"""Save a list under a name of one's own, and give it up again."""

from typing import Final
from urllib.parse import parse_qsl

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, Optional

from portal.access.permissions import Permission
from portal.cases.queue import View
from portal.cases.saved_views import LONGEST_NAME, delete_view, save_view
from portal.infra import db
from portal.web.cases.queue_args import query_of, read_address
from portal.web.forms import PortalForm
from portal.web.guard import actor, requires
from portal.web.once import take_once
from portal.web.take import take

bp = Blueprint("saved_views", __name__)
LISTS: Final = ("cases.show", "hotline_desk.show")


class ListForm(PortalForm):
    """Knows the page that it was sent from."""

    shown_on = HiddenField(validators=[AnyOf(LISTS)], default=LISTS[0])


class SaveViewForm(ListForm):
    """What the list is to be called; the list itself is what the address said."""

    name = StringField(
        _l("What to call it"),
        validators=[InputRequired(_l("Give the view a name.")), Length(max=LONGEST_NAME)],
    )
    query = HiddenField(validators=[Optional(), Length(max=2000)])


@bp.post("/cases/views")
@requires(Permission.QUEUE_READ)
def save_submit() -> ResponseReturnValue:
    form = SaveViewForm()

    def act() -> str:
        typed = MultiDict(parse_qsl(form.query.data or ""))
        query = query_of(read_address(typed, tuple(View)).asked)
        view = save_view(db.session(), actor(), form.name.data or "", query)
        flash(_("“%(name)s” stands with your views.", name=view.name), "ok")
        return f"{url_for(form.shown_on.data or LISTS[0])}?{query}"

    return take(form, act, lambda: _page(form))


@bp.post("/cases/views/<int:view_id>/delete")
@requires(Permission.QUEUE_READ)
def delete_submit(view_id: int) -> ResponseReturnValue:
    form = ListForm()

    def act() -> str:
        delete_view(db.session(), actor(), view_id)
        flash(_("The view is gone."), "ok")
        return url_for(form.shown_on.data if form.shown_on.data in LISTS else LISTS[0])

    return take_once(form, act)


def _page(form: SaveViewForm) -> str:
    back_url = url_for(form.shown_on.data if form.shown_on.data in LISTS else LISTS[0])
    return render_template("cases/save_view.html", form=form, back_url=back_url)
