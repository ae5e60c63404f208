"""The supervisor's desk: what waits for their word, what came up to them, what ran out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from models import Case, CaseStatus, RequestKind, SupervisorRequest
from portal.access.permissions import Permission
from portal.cases.claims_of import read_both_sides
from portal.cases.decide_dispute import decide_dispute
from portal.cases.give_word import give_word
from portal.cases.met_by import accused_of
from portal.cases.pauses_asked import gone_unanswered
from portal.cases.rows_of_case import read_dossier
from portal.cases.supervisor_lanes import (
    Waiting,
    breached_clocks,
    broken_promises,
    cases_come_up,
    waiting_long,
    waiting_requests,
)
from portal.cases.unreachable import count_evidence, refuse_unreachable, release_unreachable
from portal.errors import NotFoundError
from portal.i18n import formats
from portal.i18n.words import word
from portal.infra import db
from portal.installers.standing_lane import standing_lane
from portal.reports.scores.days import counted_day
from portal.reports.scores.list_dealers import lowest
from portal.roster.read import on_duty
from portal.settings.known import CUSTOMER_DAY_SUPERVISOR, PART_DAYS
from portal.settings.read import setting
from portal.web.cases.claims_card import Sides, sides_of
from portal.web.cases.page import to_case
from portal.web.cases.unreachable import evidence_in_words
from portal.web.deadline import Deadline
from portal.web.forms import PortalForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.scores.figure_words import score_words
from portal.web.take import take

bp = Blueprint("supervisor_desk", __name__)
URL = "/supervisor"

# What stands open to a supervisor at once; elsewhere the case's own page says what is possible.
NEXT: Final[Mapping[CaseStatus, tuple[str, Any]]] = {
    CaseStatus.TRIAGE: ("offer.show", _l("Offer to a dealer")),
    CaseStatus.RESOLVED: ("call_back.show", _l("Ring the customer")),
}


class AnswerForm(PortalForm):
    """A supervisor's word; whoever asked reads it."""

    answer = TextAreaField(
        _l("In a word"), validators=[InputRequired(_l("Say why")), Length(max=2000)]
    )


@bp.get(URL)
@requires(Permission.SUPERVISE)
def show() -> ResponseReturnValue:
    return _page()


@bp.post(f"{URL}/requests/<int:request_id>")
@requires(Permission.SUPERVISE)
def decide_submit(request_id: int) -> ResponseReturnValue:
    """Allow or refuse what somebody else has asked."""
    form = AnswerForm(prefix=_prefix(request_id))
    return take(form, lambda: _decide(request_id, form), lambda: _page(request_id, form))


def _prefix(request_id: int) -> str:
    return f"request{request_id}"


def _decide(request_id: int, form: AnswerForm) -> str:
    session, who, answer = db.session(), actor(), form.answer.data or ""
    asked = session.get(SupervisorRequest, request_id)
    if asked is None:
        raise NotFoundError("supervisor_request")
    granted = request.form.get("decision") == "yes"
    if asked.kind is RequestKind.DISPUTED_CLAIM:
        decide_dispute(
            session, who, asked.case_id, asked.id, stands=granted, reason=answer, now=now()
        )
    elif asked.kind is RequestKind.OFFER_WITHOUT_CONTACT:
        give_word(session, who, asked.case_id, asked.id, granted=granted, answer=answer, now=now())
    elif granted:
        release_unreachable(session, who, asked.id, answer, now=now())
    else:
        refuse_unreachable(session, who, asked.id, answer, now=now())
    flash(_("Your word is on record."), "ok")
    return url_for("supervisor_desk.show")


def _page(sent_id: int | None = None, sent: AnswerForm | None = None) -> str:
    session, who, at = db.session(), actor(), now()
    waiting = waiting_requests(session, who)
    shown = [_shown(one, sent if one.request.id == sent_id else None) for one in waiting]
    return render_template(
        "desks/supervisor.html",
        limits={
            "day": setting(db.session(), CUSTOMER_DAY_SUPERVISOR),
            "days": setting(db.session(), PART_DAYS),
        },
        waiting=shown,
        unanswered=_unanswered(),
        duties=on_duty(session, who, now=at),
        standing=_standing(),
        scores=_scores(),
        # It was decided meanwhile: the refusal has no form of its own any more.
        lost=sent if sent is not None and sent_id not in _ids(waiting) else None,
        come_up=[
            _row(case, _why_up(case), _deadline(case)) for case in cases_come_up(session, who)
        ],
        breached=[
            _row(
                one.case,
                f"{word(one.clock.stage)} · {one.dealer or word(one.clock.owner)}",
                Deadline(one.clock.due_at),
            )
            for one in breached_clocks(session, who, now=at)
        ]
        + [
            _row(case, _("Promise to the customer · Brand"), Deadline(promise.due_at))
            for promise, case in broken_promises(session, who)
        ],
        long=[
            _row(case, _why_long(case, what, at), _deadline(case))
            for case, what in waiting_long(session, who)
        ],
    )


def _unanswered() -> list[tuple[str, str, int]]:
    """What dealers have asked and the hotline has left without an answer (T8)."""
    pauses, closures = gone_unanswered(db.session(), actor())
    found = (
        (url_for("pauses_asked.show"), _("Pauses asked for"), pauses),
        (url_for("closures.desk"), _("Dealers who want to close"), closures),
    )
    return [one for one in found if one[2]]


def _standing() -> dict[str, Any]:
    """Holds with their clock, what is asked about standing, and who is suspended (S1)."""
    lane = standing_lane(db.session(), actor())
    return {
        "holds": [(one, Deadline(one.hold.due_at, one.hold.warn_at)) for one in lane.holds],
        "pleas": [(one, Deadline(one.plea.due_at)) for one in lane.pleas],
        "suspended": lane.suspended,
    }


def _scores() -> list[dict[str, Any]]:
    """Who stands last by score: where a supervisor looks first."""
    session, who = db.session(), actor()
    counted = counted_day(session, who)
    if counted is None:
        return []
    return [
        {
            "name": line.name,
            "url": url_for("scores.show", dealer_id=line.dealer_id),
            "score": score_words(line.score),
            "rank": line.rank,
            "of": counted.ranked,
        }
        for line in lowest(session, who, counted)
    ]


def _shown(one: Waiting, sent: AnswerForm | None) -> dict[str, Any]:
    tried = []
    if one.request.kind is RequestKind.UNREACHABLE:
        tried = evidence_in_words(count_evidence(db.session(), one.case, now=now()))
    form = sent or AnswerForm(formdata=None, prefix=_prefix(one.request.id))
    claimed = one.request.kind is RequestKind.DISPUTED_CLAIM
    return {
        "waiting": one,
        "sides": _sides(one.case) if claimed else [],
        "yes": _("The claim stands") if claimed else _("Allow it"),
        "no": _("The denial stands") if claimed else _("Refuse it"),
        "tried": tried,
        "clock": Deadline(one.request.due_at),
        "form": None if one.own else form,
    }


def _sides(case: Case) -> list[Sides]:
    """What a supervisor weighs: the claims that the customer denies, with both sides' words."""
    session, who = db.session(), actor()
    rows = read_both_sides(session, read_dossier(session, who, case, now=now()))
    disputed = [row for row in rows if row.dispute is not None and row.dispute.outcome is None]
    return sides_of(case, disputed, accused_of(session, case.id), {}, who)


@dataclass(frozen=True, slots=True)
class Row:
    """A case on the desk: why it is there, and where one goes on with it."""

    case: Case
    url: str
    why: str
    clock: Deadline | None
    action: str
    action_url: str


def _row(case: Case, why: str, clock: Deadline | None) -> Row:
    url = to_case(case)
    endpoint, label = NEXT.get(case.status, ("case.show", _l("Open the case")))
    return Row(case, url, why, clock, str(label), url_for(endpoint, number=case.number))


def _why_up(case: Case) -> str:
    """The count that brought it up, before the counts that did not (O2, T6, K3)."""
    told = []
    if case.declines > 1:
        told.append(ngettext("%(num)s decline", "%(num)s declines", case.declines))
    if case.attempt > 2:  # the second reopening makes the third attempt
        told.append(_("attempt %(number)s", number=case.attempt))
    if case.chases or not told:
        told.append(ngettext("%(num)s chase", "%(num)s chases", case.chases))
    return " · ".join(told)


def _why_long(case: Case, part: str, at: datetime) -> str:
    """For how many days the customer waits, and for which part."""
    days = (formats.local_day(at) - formats.local_day(case.first_heard_at)).days
    waited: str = ngettext("%(num)s day", "%(num)s days", days)
    return str(_("%(days)s · part: %(part)s", days=waited, part=part)) if part else waited


def _deadline(case: Case) -> Deadline | None:
    return Deadline(case.next_due_at) if case.next_stage else None


def _ids(waiting: list[Waiting]) -> set[int]:
    return {one.request.id for one in waiting}
