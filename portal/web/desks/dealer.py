"""The dealer's desk: what waits for an answer, a call, a date, a visit, a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from models import NEVER, ContactClaim, ContactPoint, ContactState, Dealer, DispatchState, Doubt
from models.claims import ClaimState
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.cases.board import Board, Duty, Ticket, dealer_board
from portal.contacts.read import (
    contact_points,
    corrections_due,
    is_stale,
    lives_until,
    needs_attention,
)
from portal.i18n import formats
from portal.i18n.words import word
from portal.infra import db
from portal.installers.barred_visits import barred_visits
from portal.installers.read import people_of
from portal.reports.scores.days import counted_day
from portal.reports.scores.read_dealer import own_rank
from portal.web.cases.page import to_case
from portal.web.deadline import Deadline, tone
from portal.web.forms import CaseForm, PortalForm
from portal.web.guard import actor, requires
from portal.web.nav import may_open
from portal.web.now import now
from portal.web.scores.figure_words import score_words
from portal.web.shown_address import shown_address

bp = Blueprint("dealer_desk", __name__)

# From three quarters of its time on a deadline is near (domain T6).
NEAR_FROM: Final = 0.75


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title, the one thing to do in it, and what stands there when it is empty."""

    title: Any
    empty: Any
    endpoint: str = ""
    action: Any = ""


COLUMNS: Final = {
    Duty.ANSWER: Column(_l("New offers"), _l("No offer waits for an answer.")),
    Duty.CONTACT: Column(
        _l("To contact"),
        _l("Every customer has been contacted."),
        "claim_contact.show",
        _l("Call and record"),
    ),
    Duty.BOOK: Column(
        _l("To book"), _l("Nothing to book."), "book.show", _l("Choose people and time")
    ),
    Duty.VISIT: Column(_l("To visit"), _l("No visit is planned.")),
    Duty.REPORT: Column(
        _l("To report"), _l("Nothing left to report."), "resolve.show", _l("Record the result")
    ),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A ticket as the page shows it."""

    number: str
    title: str
    url: str
    who: str
    clock: Deadline | None
    severity: Any
    signs: Sequence[str]
    claim: ContactClaim | None
    disputed: bool
    visit: str
    people: str
    on_site: bool
    pressing: bool
    form: CaseForm | None
    action: Any | None


@dataclass(frozen=True, slots=True)
class Attention:
    """An own number that is dead, doubtful or stale."""

    point: ContactPoint
    strong: str
    text: str
    dead: bool
    due: Deadline | None = None


@bp.get("/dealer")
@requires(Permission.OFFER_ANSWER)
def show() -> ResponseReturnValue:
    session, who = db.session(), actor()
    dealer = get_one(session, who, Dealer, who.dealer_id or 0)
    board = dealer_board(session, who)
    points = contact_points(session, who, dealer.id)
    due = corrections_due(session, who)
    return render_template(
        "desks/dealer.html",
        dealer=dealer,
        summary=_summary(board),
        columns=[
            (duty, COLUMNS[duty], [_card(one, duty, who) for one in board.columns[duty]])
            for duty in Duty
        ],
        people=people_of(session, who, dealer.id, now=now()),
        standing=_standing(),
        points=[(one, _until(one)) for one in points],
        barred=_barred(session, who),
        attention=[
            _attention(one, due.get(one.id)) for one in points if needs_attention(one, now=now())
        ],
        confirm=PortalForm(formdata=None),
    )


def _barred(session: Session, who: Actor) -> str:
    """Their own visits that somebody else has to go to, said in one line (S1)."""
    count = len(barred_visits(session, who, now=now(), limit=20))
    return (
        ngettext(
            "%(num)s visit needs somebody else: who was to go may not be sent",
            "%(num)s visits need somebody else: who was to go may not be sent",
            count,
        )
        if count
        else ""
    )


def _standing() -> dict[str, Any] | None:
    """The dealer's own score and rank, as last night counted them."""
    counted = counted_day(db.session(), actor())
    ranked = own_rank(db.session(), actor(), counted) if counted else None
    if counted is None or ranked is None:
        return None
    return {
        "score": score_words(ranked.score) if ranked.score is not None else None,
        "rank": ranked.rank,
        "of": counted.ranked,
    }


def _summary(board: Board) -> str:
    today = formats.local_day(now())
    visits = sum(
        1
        for one in board.columns[Duty.VISIT]
        if one.dispatch and formats.local_day(one.dispatch.window_start) == today
    )
    parts = [
        ngettext("%(num)s case in hand", "%(num)s cases in hand", board.number),
        ngettext("%(num)s visit today", "%(num)s visits today", visits),
    ]
    if board.awaiting_callback:
        parts.append(
            ngettext(
                "%(num)s waits for our call to the customer",
                "%(num)s wait for our call to the customer",
                board.awaiting_callback,
            )
        )
    return " · ".join(parts)


def _card(one: Ticket, duty: Duty, who: Actor) -> Card:
    case, column = one.case, COLUMNS[duty]
    # Without a clock nothing is due: that is no deadline in the year 9000.
    clock = Deadline(one.due_at, _near_from(one)) if one.due_at < NEVER else None
    disputed = one.claim is not None and one.claim.state is ClaimState.DISPUTED
    return Card(
        number=case.number,
        title=case.summary,
        url=to_case(case),
        who=" · ".join(part for part in (case.customer.name, case.district) if part),
        clock=clock,
        severity=case.severity,
        signs=_signs(one),
        claim=one.claim,
        disputed=disputed,
        visit=_visit(one),
        people=formats.listing(person.name for person in one.people) if one.people else "",
        on_site=one.dispatch is not None and one.dispatch.state is DispatchState.ON_SITE,
        pressing=clock is not None and tone(clock, now=now()) in ("soon", "breach"),
        form=CaseForm(formdata=None, version=case.version) if duty is Duty.ANSWER else None,
        action=url_for(column.endpoint, number=case.number)
        if column.endpoint and may_open(column.endpoint, who)
        else None,
    )


def _near_from(one: Ticket) -> datetime | None:
    if one.clock is None:
        return None
    span: timedelta = one.clock.due_at - one.clock.started_at
    return one.clock.started_at + span * NEAR_FROM


def _signs(one: Ticket) -> list[str]:
    signs = []
    if one.case.danger:
        signs.append(_("Somebody is in danger"))
    if one.case.spreading:
        signs.append(_("Still getting worse"))
    return signs


def _visit(one: Ticket) -> str:
    if one.dispatch is None:
        return ""
    told: str = _(
        "%(day)s, %(start)s to %(end)s",
        day=formats.day(one.dispatch.window_start, today=formats.local_day(now())),
        start=formats.clock_time(one.dispatch.window_start),
        end=formats.clock_time(one.dispatch.window_end),
    )
    return told


def _until(point: ContactPoint) -> str:
    """What is said beside a contact point: until when it is live, else how it stands."""
    until = lives_until(point)
    if until is None:
        return word(point.state)
    day = formats.day(formats.local_day(until))
    stale = is_stale(point, now=now())
    return str(_("stale since %(day)s", day=day) if stale else _("live until %(day)s", day=day))


_WHY: Final[Mapping[Doubt, Any]] = {
    Doubt.VACANT: _l("Customers and the hotline cannot reach you there. Replace it."),
    Doubt.OUT_OF_SERVICE: _l("It is out of service. Have it switched on again, or replace it."),
    Doubt.FAILED: _l("Messages to it have failed. Confirm it with a code, or replace it."),
    Doubt.UNANSWERED: _l("Three calls were not answered. Answer the next one, or replace it."),
    Doubt.STALE: _l("Nothing has proved it for too long. Confirm it with a code, or replace it."),
}


def _attention(point: ContactPoint, due_at: datetime | None) -> Attention:
    """Why it stands there, and by when it is to be put right."""
    values = {"label": point.label, "number": shown_address(point.spelled)}
    due = Deadline(due_at) if due_at else None
    if point.state is ContactState.DEAD:
        strong = _("Your %(label)s %(number)s is dead", **values)
    elif point.doubt is Doubt.STALE or is_stale(point, now=now()):
        strong = _("Your %(label)s %(number)s is stale", **values)
    else:
        strong = _("Your %(label)s %(number)s is in doubt", **values)
    fallback = Doubt.VACANT if point.state is ContactState.DEAD else Doubt.STALE
    why = str(_WHY[point.doubt or fallback])
    return Attention(point, strong, why, point.state is ContactState.DEAD, due)
