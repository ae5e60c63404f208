"""Customers, dealers and installers that look like one: a person compares and decides (L2)."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from models import PartyKind
from portal.access.permissions import Permission
from portal.cases.likely_duplicates import (
    INSTALLER,
    Pair,
    get_pair,
    join_pair,
    made_one,
    pairs_to_decide,
    part_pair,
)
from portal.cases.merge_party import preview_party_merge, unmerge_party
from portal.i18n.refusals import sentence_for
from portal.infra import db
from portal.installers.identity import unlink_people
from portal.web.forms import PortalForm, choice
from portal.web.guard import actor, requires
from portal.web.imports.compared import KINDS, MOVED, compared
from portal.web.now import now
from portal.web.odd_input import number_asked
from portal.web.paging import PAGE_SIZE, Cursor, decode, encode
from portal.web.take import take

bp = Blueprint("duplicates", __name__)


class JoinForm(PortalForm):
    """Under which of the two everything stands from now on."""

    keep = RadioField(_l("Which is kept"), validators=[InputRequired(_l("Choose one of the two"))])


@bp.get("/duplicates")
@requires(Permission.DUPLICATES_DECIDE)
def index() -> ResponseReturnValue:
    return _page(PortalForm())


@bp.get("/duplicates/<int:pair_id>")
@requires(Permission.DUPLICATES_DECIDE)
def show(pair_id: int) -> ResponseReturnValue:
    pair = get_pair(db.session(), actor(), pair_id)
    return _compare(pair, _form(pair, formdata=None))


@bp.post("/duplicates/<int:pair_id>")
@requires(Permission.DUPLICATES_DECIDE)
def join_submit(pair_id: int) -> ResponseReturnValue:
    """The two are one."""
    pair = get_pair(db.session(), actor(), pair_id)
    form = _form(pair)

    def act() -> str:
        keep = number_asked(form.keep.data) or 0
        join_pair(db.session(), actor(), pair_id, keep, now=now())
        flash(_("They are one from now on. It can be undone below."), "ok")
        return url_for("duplicates.index")

    return take(form, act, lambda: _compare(pair, form))


@bp.post("/duplicates/<int:pair_id>/apart")
@requires(Permission.DUPLICATES_DECIDE)
def part_submit(pair_id: int) -> ResponseReturnValue:
    """The two are two."""
    form = PortalForm()

    def act() -> str:
        part_pair(db.session(), actor(), pair_id, now=now())
        flash(_("Noted: two different ones. They are not asked about again."), "ok")
        return url_for("duplicates.index")

    return take(form, act, lambda: _page(form))


@bp.post("/duplicates/merges/<int:merge_id>/undo")
@requires(Permission.DUPLICATES_DECIDE)
def undo_submit(merge_id: int) -> ResponseReturnValue:
    """Customers or dealers: what was moved goes back."""
    return _undo(lambda: unmerge_party(db.session(), actor(), merge_id, now=now()))


@bp.post("/duplicates/people/<int:installer_id>/undo")
@requires(Permission.DUPLICATES_DECIDE)
def unlink_submit(installer_id: int) -> ResponseReturnValue:
    """People: each is counted for their own again."""
    return _undo(lambda: unlink_people(db.session(), actor(), installer_id, now=now()))


def _undo(undo: Callable[[], object]) -> ResponseReturnValue:
    form = PortalForm()

    def act() -> str:
        undo()
        flash(_("They are two again, each with what was theirs."), "ok")
        return url_for("duplicates.index")

    return take(form, act, lambda: _page(form))


def _form(pair: Pair, **given: Any) -> JoinForm:
    form = JoinForm(**given)
    form.keep.choices = [
        choice(str(pair.one_id), _("First: %(name)s", name=pair.one)),
        choice(str(pair.other_id), _("Second: %(name)s", name=pair.other)),
    ]
    return form


def _compare(pair: Pair, form: JoinForm) -> str:
    session, me = db.session(), actor()
    moves = []
    if pair.kind != INSTALLER:
        for kept, gone in ((pair.one_id, pair.other_id), (pair.other_id, pair.one_id)):
            preview = preview_party_merge(session, me, PartyKind(pair.kind), kept, gone, now=now())
            counts = [(MOVED[name], number) for name, number in preview.counts.items() if number]
            name = {"name": preview.gone.name}
            why = sentence_for(preview.refused, name) if preview.refused else ""
            moves.append({"counts": counts, "why": why})
    return render_template(
        "imports/compare.html",
        form=form,
        pair=pair,
        kind=KINDS[pair.kind],
        sides=[compared(pair.kind, side, now=now()) for side in (pair.one_id, pair.other_id)],
        moves=moves,
        is_person=pair.kind == INSTALLER,
    )


def _page(form: PortalForm) -> str:
    cursor = decode(request.args.get("at"), int, int)
    score, row_id = cursor.key if cursor else (None, None)
    after = (score, row_id) if isinstance(score, int) and isinstance(row_id, int) else None
    rows = pairs_to_decide(db.session(), actor(), after=after, size=PAGE_SIZE)
    shown = rows[:PAGE_SIZE]
    more = len(rows) > PAGE_SIZE
    last = (shown[-1].score, shown[-1].id) if shown else (0, 0)
    return render_template(
        "imports/duplicates.html",
        form=form,
        pair_form=PortalForm(formdata=None),
        kinds=KINDS,
        pairs=shown,
        made=made_one(db.session(), actor(), now=now()) if after is None else [],
        installer=INSTALLER,
        next_url=url_for("duplicates.index", at=encode(Cursor(last))) if more else None,
        previous_url=url_for("duplicates.index") if after else None,
    )
