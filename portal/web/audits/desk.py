"""QA's desk: what I have begun, ended cases with what stands out, what was scored lately."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, Final

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField
from wtforms.validators import Optional

from models import AuditState, CaseStatus, Dealer
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.audits.findings import owners
from portal.audits.read import AuditLine, audits_done, own_open_audits
from portal.audits.start import AUDITED
from portal.audits.to_read import Line, Wanted, cases_to_read
from portal.i18n import formats
from portal.i18n.words import word
from portal.infra import db
from portal.web.audits.reasons import Reason, reasons_of
from portal.web.forms import AddressForm, PortalForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.odd_input import number_asked
from portal.web.paging import PAGE_SIZE, Page, decode, from_key, page_of

bp = Blueprint("qa_desk", __name__)

LATELY: Final = 10
MOST_OPEN: Final = 50
MOST_CHOICES: Final = 300
VIEWS: Final[Mapping[str, Any]] = {"unread": _l("Not read yet"), "all": _l("All that ended")}


class ReadFilterForm(AddressForm):
    """What narrows the list of ended cases."""

    view = HiddenField()
    ending = SelectField(_l("Ending"), validators=[Optional()])
    agent = SelectField(_l("Agent"), validators=[Optional()])
    dealer = SelectField(_l("Dealer"), validators=[Optional()])
    since = DateField(_l("Ended from"), validators=[Optional()])


@dataclass(frozen=True, slots=True)
class Row:
    """An ended case as the list shows it."""

    line: Line
    reasons: list[Reason]
    url: str
    audit_url: str | None
    done: bool


@bp.get("/qa")
@requires(Permission.AUDIT_MAKE)
def show() -> ResponseReturnValue:
    session, me = db.session(), actor()
    args = _args()
    form = _filter_form(args)
    wanted = _wanted(args, form)
    page = _page(wanted)
    return render_template(
        "audits/desk.html",
        tabs=[
            {
                "url": url_for("qa_desk.show", **{**args, "view": view}),
                "label": str(label),
                "current": view == args.get("view", "unread"),
            }
            for view, label in VIEWS.items()
        ],
        rows=[_row(line) for line in page.items],
        previous_url=_beside(args, page.previous),
        next_url=_beside(args, page.next),
        filter_form=form,
        filters_set=wanted.count - wanted.unread,
        start_form=PortalForm(),
        mine=[_lane(line) for line in own_open_audits(session, me, limit=MOST_OPEN)],
        lately=[_lane(line) for line in audits_done(session, me, own=True, limit=LATELY)],
    )


@bp.get("/qa/done")
@requires(Permission.AUDIT_READ)
def done() -> ResponseReturnValue:
    """Everything that was scored, for auditors and supervisors."""
    cursor = decode(request.args.get("at"), datetime, int)
    lines = audits_done(db.session(), actor(), **from_key(cursor), limit=PAGE_SIZE + 1)
    page = page_of(lines, lambda line: (line.done_at, line.id), cursor=cursor, size=PAGE_SIZE)
    return render_template(
        "audits/done.html",
        title=_("Audits"),
        lines=page.items,
        empty_words=(_("Nothing has been scored yet."), _("Audits stand here once they are done.")),
        previous_url=url_for("qa_desk.done", at=page.previous) if page.previous else None,
        next_url=url_for("qa_desk.done", at=page.next) if page.next else None,
    )


def _args() -> dict[str, Any]:
    names = ("view", "ending", "agent", "dealer", "since")
    return {name: request.args[name] for name in names if request.args.get(name)}


def _filter_form(args: dict[str, Any]) -> ReadFilterForm:
    form = ReadFilterForm(request.args)
    form.view.data = args.get("view", "unread")
    form.ending.choices = [("", _("all")), *((one.value, word(one)) for one in AUDITED)]
    form.agent.choices = [
        ("", _("all")),
        *((str(row_id), name) for row_id, name in owners(db.session())),
    ]
    dealers = db.session().execute(
        visible(actor(), Dealer)
        .with_only_columns(Dealer.id, Dealer.name)
        .order_by(Dealer.name_sort, Dealer.id)
        .limit(MOST_CHOICES)
    )
    form.dealer.choices = [("", _("all")), *((str(row_id), name) for row_id, name in dealers)]
    return form


def _wanted(args: dict[str, Any], form: ReadFilterForm) -> Wanted:
    """What somebody typed into the address and is no choice narrows nothing."""
    form.validate()
    ending = args.get("ending")
    since = None if form.since.errors else form.since.data
    return Wanted(
        endings=(CaseStatus(ending),) if ending in list(AUDITED) else (),
        agent_id=number_asked(args.get("agent")),
        dealer_id=number_asked(args.get("dealer")),
        since=datetime.combine(since, time(), formats.zone()).astimezone(UTC) if since else None,
        unread=args.get("view", "unread") != "all",
    )


def _page(wanted: Wanted) -> Page[Line]:
    cursor = decode(request.args.get("at"), datetime, int)
    lines = cases_to_read(db.session(), actor(), wanted, **from_key(cursor), limit=PAGE_SIZE + 1)
    return page_of(lines, lambda line: (line.ended_at, line.id), cursor=cursor, size=PAGE_SIZE)


def _beside(args: dict[str, Any], word_: str | None) -> str | None:
    return url_for("qa_desk.show", **args, at=word_) if word_ else None


def _row(line: Line) -> Row:
    own = url_for("audit.show", audit_id=line.my_audit_id) if line.my_audit_id else None
    return Row(
        line=line,
        reasons=reasons_of(line),
        url=url_for("case.show", number=line.number),
        audit_url=own,
        done=line.mine is AuditState.DONE,
    )


def _lane(line: AuditLine) -> dict[str, Any]:
    return {
        "url": url_for("audit.show", audit_id=line.id),
        "label": line.number,
        "sub": line.summary,
        "note": formats.percent(line.score / 100)
        if line.score is not None
        else formats.near(line.started_at, now=now()),
    }
