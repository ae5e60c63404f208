"""`/admin/dealers`: the list of dealers, and adding one."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models import Dealer, DealerState
from portal.access.permissions import Permission
from portal.contacts.reach import best_states
from portal.dealers.edit import add_dealer
from portal.dealers.find import find_dealers
from portal.infra import db
from portal.web.dealers.forms import DealerForm, FindForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.paging import PAGE_SIZE, decode, from_key, page_of
from portal.web.take import take
from portal.web.whole_address import kept_args

bp = Blueprint("dealers", __name__, url_prefix="/admin/dealers")


@bp.get("")
@requires(Permission.DEALERS_READ)
def index() -> ResponseReturnValue:
    form = FindForm(request.args)
    asked = form.validate()
    cursor = decode(request.args.get("page"), str, int)
    state = form.state.data if asked else ""
    rows = find_dealers(
        db.session(),
        actor(),
        words=(form.q.data or "") if asked else "",
        states=[DealerState(state)] if state else (),
        **from_key(cursor),
        limit=PAGE_SIZE + 1,
    )
    page = page_of(rows, lambda dealer: (dealer.name_sort, dealer.id), cursor=cursor)
    return render_template(
        "dealers/index.html",
        dealers=page.items,
        contacts=best_states(db.session(), [dealer.id for dealer in page.items]),
        form=form,
        filters_set=sum(1 for value in (form.q.data, state) if value),
        may_edit=actor().may(Permission.DEALERS_EDIT),
        previous_url=_turned(page.previous),
        next_url=_turned(page.next),
    )


@bp.get("/new")
@requires(Permission.DEALERS_EDIT)
def add() -> ResponseReturnValue:
    return _page(DealerForm(formdata=None))


@bp.post("/new")
@requires(Permission.DEALERS_EDIT)
def add_submit() -> ResponseReturnValue:
    form = DealerForm()

    def keep() -> str:
        dealer: Dealer = add_dealer(db.session(), actor(), form.details(), now=now())
        flash(_("%(name)s is added. Add a contact point next.", name=dealer.name), "ok")
        return url_for("dealer.show", dealer_id=dealer.id)

    return take(form, keep, lambda: _page(form))


def _page(form: DealerForm) -> str:
    return render_template("dealers/new.html", form=form)


def _turned(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    kept: dict[str, Any] = kept_args(request.args, "q", "state")
    return url_for("dealers.index", **kept, page=cursor)
