"""`/admin/sla`: how long each stage may take; its versions, and a new one looked at first."""

from typing import Any, Final

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Dealer, DealerDistrict, Product, User
from models.sla import SlaPolicy
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.errors import ChangedMeanwhileError, InvalidError, PortalError
from portal.infra import db
from portal.sla.policy_table import (
    Cell,
    Scope,
    Time,
    check_scope,
    compare_tables,
    get_policy,
    join_tables,
    make_policy,
    newest_policy,
    read_table,
)
from portal.sla.preview_policy import preview_policy
from portal.web.admin.sla_form import (
    MOST_ROWS,
    TableForm,
    begun_form,
    sent_form,
    with_line,
)
from portal.web.admin.sla_words import blocks_of, changes_of, names_of, stage_about
from portal.web.forms import choice
from portal.web.guard import actor, requires
from portal.web.names import name_of
from portal.web.now import now
from portal.web.once import take_once, taken_before
from portal.web.paging import PAGE_SIZE, decode, page_of
from portal.web.refusals import put_on_form

bp = Blueprint("admin_sla", __name__, url_prefix="/admin/sla")
EDIT: Final = Permission.SETTINGS_EDIT
_MOST_CHOICES: Final = 1000


@bp.get("")
@requires(EDIT)
def show() -> ResponseReturnValue:
    newest = newest_policy(db.session())
    return _version_page(newest, newest)


@bp.get("/versions/<int:version>")
@requires(EDIT)
def version(version: int) -> ResponseReturnValue:
    session = db.session()
    return _version_page(get_policy(session, version), newest_policy(session))


@bp.get("/change")
@requires(EDIT)
def change() -> ResponseReturnValue:
    session = db.session()
    newest = newest_policy(session)
    table = read_table(session, newest.id)
    return _change_page(begun_form(table, _names(table), version=newest.version))


@bp.post("/change")
@requires(EDIT)
def change_submit() -> ResponseReturnValue:
    """First what it would mean; the second time, with the word of who has seen it, for good."""
    form = sent_form(request.form, lambda scopes: names_of(db.session(), scopes))
    if first := taken_before(form):
        return first
    _choose_from(form)
    asked = request.form.get("do")
    if asked == "back":
        return _change_page(form)
    try:
        if asked == "add" or form.adds:
            return _change_page(_with_line(form), opened=len(form.whoms))
        return _take(form, seen=request.form.get("seen") == "yes")
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return _change_page(form, error.status)


def _take(form: TableForm, *, seen: bool) -> ResponseReturnValue:
    fine = form.validate()
    table = form.table()
    if not fine or table is None:
        return _change_page(form, 422)
    try:
        if seen:
            return take_once(form, lambda: _make(form, table))
        return _preview_page(form, table)
    except ChangedMeanwhileError as error:
        db.session().rollback()
        return _joined_page(form, table, error)


def _make(form: TableForm, table: dict[Cell, Time]) -> str:
    made = make_policy(
        db.session(), actor(), table, form.note.data or "", version=form.version.data, now=now()
    )
    flash(_("Version %(version)s holds for cases that begin from now on.", version=made.version))
    return url_for("admin_sla.show")


def _preview_page(form: TableForm, table: dict[Cell, Time]) -> ResponseReturnValue:
    preview = preview_policy(db.session(), actor(), table, version=form.version.data, now=now())
    names = names_of(db.session(), {one.cell.scope for one in preview.changed})
    return render_template(
        "admin/sla_preview.html",
        preview=preview,
        changes=changes_of(preview.changed, names),
        note=form.note.data,
        version=newest_policy(db.session()).version + 1,
        keeping=[
            (
                _("version %(version)s", version=one),
                ngettext("%(num)s open case", "%(num)s open cases", cases),
            )
            for one, cases in preview.keeping
        ],
        answers=[
            (field.name, field._value() if hasattr(field, "_value") else field.data)
            for field in form
            if field.name != "csrf_token" and field.data not in (None, False, "None")
        ],
    )


def _joined_page(
    form: TableForm, table: dict[Cell, Time], error: PortalError
) -> ResponseReturnValue:
    """What was typed, on top of what somebody else has made meanwhile, which is said."""
    session = db.session()
    newest = newest_policy(session)
    seen = read_table(session, get_policy(session, form.version.data or 0).id)
    theirs = read_table(session, newest.id)
    joined = join_tables(seen, table, theirs)
    again = begun_form(joined, _names(joined), version=newest.version, note=form.note.data or "")
    _choose_from(again)
    put_on_form(again, error)
    differences = compare_tables(seen, theirs)
    names = names_of(session, {one.cell.scope for one in differences})
    return _change_page(
        again,
        error.status,
        meanwhile={**_about(session, newest), "changes": changes_of(differences, names)},
    )


def _with_line(form: TableForm) -> TableForm:
    """The same form with the line that its reader has begun."""
    form.validate()
    whom = form.new_whom()
    if whom.scope == Scope():
        raise InvalidError("policy_row_for_nobody", field="new_dealer")
    check_scope(whom.stage, whom.scope, "new_stage")
    if whom in form.whoms:
        raise InvalidError("policy_row_twice", field="new_stage")
    if len(form.whoms) >= MOST_ROWS:
        raise InvalidError("policy_too_long", field="new_stage")
    sent = with_line(request.form, len(form.whoms), whom)
    return sent_form(sent, lambda scopes: names_of(db.session(), scopes))


def _change_page(
    form: TableForm,
    status: int = 200,
    *,
    opened: int | None = None,
    meanwhile: dict[str, Any] | None = None,
) -> ResponseReturnValue:
    _choose_from(form)
    names = names_of(db.session(), {whom.scope for whom in form.whoms})
    stages: dict[Any, dict[str, Any]] = {}
    for line in form.lines():
        about = {**stage_about(line.whom.stage), "lines": []}
        stages.setdefault(line.whom.stage, about)["lines"].append(
            {
                "name": names.get(line.whom.scope, ""),
                "cells": line.cells,
                "gone": line.gone,
                "opened": line.name == f"r{opened}",
            }
        )
    page = render_template(
        "admin/sla_change.html",
        form=form,
        stages=list(stages.values()),
        districts=_districts(),
        adding=any(form[name].errors for name in form._fields if name.startswith("new_")),
        meanwhile=meanwhile,
    )
    return page, status


def _choose_from(form: TableForm) -> None:
    """Whom a row can be for: dealers and products by their names."""
    session = db.session()
    dealers = session.scalars(
        visible(actor(), Dealer).order_by(Dealer.name_sort, Dealer.id).limit(_MOST_CHOICES)
    )
    products = session.scalars(
        select(Product).where(Product.active).order_by(Product.code, Product.id)
        .limit(_MOST_CHOICES)
    )  # fmt: skip
    form.new_dealer.choices = [
        choice("", _("every dealer")),
        *(choice(dealer.id, dealer.name) for dealer in dealers),
    ]
    form.new_product.choices = [
        choice("", _("every product")),
        *(choice(product.id, name_of(product)) for product in products),
    ]


def _districts() -> list[str]:
    served = select(DealerDistrict.district).distinct().order_by(DealerDistrict.district)
    return list(db.session().scalars(served.limit(_MOST_CHOICES)))


def _version_page(policy: SlaPolicy, newest: SlaPolicy) -> ResponseReturnValue:
    session = db.session()
    table = read_table(session, policy.id)
    changes = []
    if policy.version > 1:
        before = read_table(session, get_policy(session, policy.version - 1).id)
        differences = compare_tables(before, table)
        names = names_of(session, {one.cell.scope for one in differences})
        changes = changes_of(differences, names)
    return render_template(
        "admin/sla.html",
        policy=_about(session, policy),
        newest=newest.version,
        blocks=blocks_of(table, _names(table)),
        changes=changes,
        **_history(session),
    )


def _history(session: Session) -> dict[str, Any]:
    """The versions, the newest first, with who made each and why."""
    cursor = decode(request.args.get("page"), int)
    chosen = select(SlaPolicy, User.name).outerjoin(User, User.id == SlaPolicy.made_by_id)
    if cursor and cursor.backwards:
        chosen = chosen.where(SlaPolicy.version > cursor.key[0]).order_by(SlaPolicy.version)
    else:
        if cursor:
            chosen = chosen.where(SlaPolicy.version < cursor.key[0])
        chosen = chosen.order_by(SlaPolicy.version.desc())
    rows = session.execute(chosen.limit(PAGE_SIZE + 1)).all()
    page = page_of(rows, lambda row: (row[0].version,), cursor=cursor)
    return {
        "history": [_spelled(policy, name) for policy, name in page.items],
        "previous_url": page.previous and url_for("admin_sla.show", page=page.previous),
        "next_url": page.next and url_for("admin_sla.show", page=page.next),
    }


def _about(session: Session, policy: SlaPolicy) -> dict[str, Any]:
    maker = session.get(User, policy.made_by_id) if policy.made_by_id else None
    return _spelled(policy, maker.name if maker else None)


def _spelled(policy: SlaPolicy, name: str | None) -> dict[str, Any]:
    return {"version": policy.version, "at": policy.made_at, "by": name, "note": policy.note}


def _names(table: Any) -> dict[Scope, str]:
    return names_of(db.session(), {cell.scope for cell in table})
