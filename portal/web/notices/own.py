"""`/notices`: a person's own news, the latest first. A GET changes nothing, also not the bell."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from models import Case, Locale, Notice, NoticeKind
from portal.cases.lifecycle import Step
from portal.cases.steps import steps_open_to
from portal.infra import db
from portal.notices.read import lines_of, own_notices, read_all, read_notice
from portal.web.cases.page import to_case
from portal.web.forms import PortalForm
from portal.web.guard import actor, signed_in
from portal.web.nav import may_open
from portal.web.now import now
from portal.web.paging import PAGE_SIZE, decode, page_of

bp = Blueprint("notices", __name__, url_prefix="/notices")


@bp.get("")
@signed_in
def show() -> ResponseReturnValue:
    cursor = decode(request.args.get("page"), int)
    edge = None if cursor is None else int(str(cursor.key[0]))
    backwards = cursor is not None and cursor.backwards
    rows = own_notices(
        db.session(),
        actor(),
        before=None if backwards else edge,
        after=edge if backwards else None,
        limit=PAGE_SIZE + 1,
    )
    page = page_of(rows, lambda row: (row.id,), cursor=cursor)
    lines = lines_of(db.session(), actor(), page.items, Locale(str(get_locale())))
    return render_template(
        "notices/own.html",
        lines=lines,
        leading={one.notice.id for one in lines if one.number or _elsewhere(one.notice)},
        unread=any(line.notice.read_at is None for line in lines),
        send=PortalForm(formdata=None),
        previous_url=_turned(page.previous),
        next_url=_turned(page.next),
    )


@bp.post("/read")
@signed_in
def read_submit() -> ResponseReturnValue:
    read_all(db.session(), actor(), now=now())
    db.session().commit()
    flash(_("All is read."), "ok")
    return redirect(url_for("notices.show"))


@bp.post("/<int:notice_id>/read")
@signed_in
def open_submit(notice_id: int) -> ResponseReturnValue:
    """Read it, and go where something can be done about it: its case, where they may see it."""
    session = db.session()
    notice = read_notice(session, actor(), notice_id, now=now())
    (line,) = lines_of(session, actor(), [notice], Locale(str(get_locale())))
    case = session.get(Case, notice.case_id) if line.number else None
    session.commit()
    return redirect(_whither(notice, case))


def _whither(notice: Notice, case: Case | None) -> str:
    """Twice a dealer's time has passed: another dealer is one page away (T6)."""
    if case is None:
        return _elsewhere(notice) or url_for("notices.show")
    late = notice.kind is NoticeKind.CLOCK_DOUBLED and notice.detail.get("dealer_id")
    if late and late == case.dealer_id and Step.TAKE_AWAY in steps_open_to(actor(), case):
        return url_for("take_away.show", number=case.number)
    return to_case(case)


# Where something can be done about news of no case: the first of these that its reader may open.
PLACES: Final[Mapping[NoticeKind, tuple[str, ...]]] = {
    NoticeKind.CLOSURE_ASKED: ("closures.desk",),
    NoticeKind.CLOSURE_DECIDED: ("closures.show",),
    NoticeKind.CLOSURE_CALLED_OFF: ("closures.desk", "closures.show"),
    NoticeKind.CALENDAR_CHANGED: ("hotline_desk.show", "dealer_desk.show"),
    NoticeKind.HANDED_OVER: ("hotline_desk.show",),
}


def _to_place(notice: Notice) -> str | None:
    places = PLACES.get(notice.kind, ())
    return next((url_for(place) for place in places if may_open(place, actor())), None)


def _to_person(notice: Notice) -> str | None:
    """News of somebody's standing leads to the page on which its reader can do something."""
    person = notice.detail.get("installer_id")
    if person is None:
        return None
    for endpoint in ("standing.show", "own_standing.show"):
        if may_open(endpoint, actor()):
            return url_for(endpoint, installer_id=person)
    return None


def _elsewhere(notice: Notice) -> str | None:
    return _to_person(notice) or _to_place(notice)


def _turned(word: str | None) -> str | None:
    return None if word is None else url_for("notices.show", page=word)
