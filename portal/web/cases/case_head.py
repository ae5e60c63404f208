"""The head of a case: where it stands as a line of steps, until when, and who has the ball."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from models import (
    ENDED,
    NEVER,
    Callback,
    Case,
    CaseStatus,
    ContactClaim,
    Offer,
    Resolution,
    Stage,
)
from portal.cases.rows_of_case import Dossier
from portal.i18n import formats
from portal.i18n.words import word
from portal.infra import db
from portal.settings.known import CUSTOMER_DAY_DIRECTOR
from portal.settings.read import setting
from portal.web.cases.page import customer_name
from portal.web.deadline import Deadline

S = CaseStatus
# The way of a case; what a status has reached is everything up to its place.
WAY: Final[tuple[tuple[CaseStatus | None, Any], ...]] = (
    (S.TRIAGE, _l("Triage")),
    (S.OFFERED, _l("Offered")),
    (S.ACCEPTED, _l("Accepted")),
    (S.CONTACTED, _l("First contact")),
    (S.SCHEDULED, _l("Scheduled")),
    (S.VISITED, _l("Visited")),
    (S.RESOLVED, _l("Resolved")),
    (None, _l("Callback")),
    (S.CLOSED, _l("Closed")),
)
_PLACES: Final = {status: place for place, (status, _label) in enumerate(WAY) if status}
# Which step the clock that runs next leads to.
_LEADS_TO: Final = {
    Stage.TRIAGE: S.TRIAGE,
    Stage.ACCEPT: S.ACCEPTED,
    Stage.FIRST_CONTACT: S.CONTACTED,
    Stage.VISIT: S.VISITED,
    Stage.RESOLVE: S.RESOLVED,
}


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step as the macro `steps` takes it."""

    label: str
    state: str
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The head's finished values."""

    facts: list[str]
    steps: list[StepShown]
    deadline: Deadline | None
    deadline_label: str
    ball: str
    waits: str
    waits_label: str


def head_of(case: Case, dossier: Dossier, agent: str, product: str, *, now: datetime) -> Head:
    """What the head of this case says at this moment."""
    running = case.status not in ENDED and case.next_due_at < NEVER
    stage = word(Stage(case.next_stage)) if case.next_stage else ""
    return Head(
        facts=_facts(case, product, now),
        steps=_steps(case, dossier, now),
        deadline=Deadline(case.next_due_at) if running else None,
        deadline_label=_("Next deadline · %(stage)s", stage=stage.lower()) if stage else "",
        ball=_ball(case, agent),
        waits=_waits(case, now),
        waits_label=_("Customer waited") if case.ended_at else _("Customer waits"),
    )


def _facts(case: Case, product: str, now: datetime) -> list[str]:
    today = formats.local_day(now)
    heard = _(
        "First heard %(moment)s · %(channel)s",
        moment=formats.moment(case.first_heard_at, today=today),
        channel=word(case.channel),
    )
    asked = ngettext("%(num)s chase", "%(num)s chases", case.chases) if case.chases else ""
    attempt = _("Attempt %(number)s", number=case.attempt) if case.attempt > 1 else ""
    dealer = case.dealer.name if case.dealer else ""
    return [customer_name(case), dealer, product, heard, asked, attempt]


def _ball(case: Case, agent: str) -> str:
    if case.status in ENDED:
        return str(_("nobody: it has ended"))
    if case.at_supervisor and case.status is S.TRIAGE:
        return str(_("the supervisor"))
    if case.status in (S.TRIAGE, S.RESOLVED) or case.dealer is None:
        return str(_("%(agent)s, hotline", agent=agent) if agent else _("the hotline"))
    return case.dealer.name


def _waits(case: Case, now: datetime) -> str:
    """The customer's clock runs in calendar days and nothing pauses it (T5)."""
    until = formats.local_day(case.ended_at or now)
    day = max((until - formats.local_day(case.first_heard_at)).days, 0) + 1
    if case.status is S.CLOSED_ELSEWHERE:
        return str(ngettext("%(num)s day", "%(num)s days", day))
    days = setting(db.session(), CUSTOMER_DAY_DIRECTOR)
    return str(_("Day %(day)s of %(days)s", day=day, days=days))


def _steps(case: Case, dossier: Dossier, now: datetime) -> list[StepShown]:
    if case.status is S.CLOSED_ELSEWHERE:
        return []
    times = _times(case, dossier)
    reached = _reached(case, times)
    labels = [str(label) for _status, label in WAY]
    if case.status in ENDED and case.status is not S.CLOSED:
        labels[-1] = word(case.status)
    due = _due_place(case)
    shown = []
    for place, label in enumerate(labels):
        done = place in reached
        current = not done and place == _next(reached, case)
        state = "done" if done else "now" if current else "todo"
        note = formats.near(case.next_due_at, now=now) if place == due and not done else ""
        note = _("due %(time)s", time=note) if note else ""
        shown.append(StepShown(label, state, times.get(place) if done else None, note))
    return shown


def _reached(case: Case, times: dict[int, datetime]) -> set[int]:
    """A step that was never taken (settled remotely, ended early) is not shown as done."""
    if case.status in ENDED:
        return {0, *times} | {len(WAY) - 1}
    place = _PLACES[case.status]
    if case.status is S.TRIAGE:
        return set()
    if case.status is S.RESOLVED:
        return {0, place} | {known for known in times if known <= place}
    return set(range(place + 1))


def _next(reached: set[int], case: Case) -> int | None:
    if case.status in ENDED:
        return None
    return max(reached, default=-1) + 1


def _due_place(case: Case) -> int | None:
    if case.status in ENDED or case.next_due_at >= NEVER or not case.next_stage:
        return None
    if case.next_stage == Stage.CALLBACK:
        return _PLACES[S.CLOSED] - 1
    leads_to = _LEADS_TO.get(Stage(case.next_stage))
    return _PLACES[leads_to] if leads_to else None


def _times(case: Case, dossier: Dossier) -> dict[int, datetime]:
    """When each step of this attempt was taken, as far as the reader may see it."""

    def of_attempt(model: Any) -> list[Any]:
        return [row for row in dossier.of(model) if row.attempt == case.attempt]

    offers = of_attempt(Offer)
    claims = [claim for claim in of_attempt(ContactClaim) if claim.counts]
    dispatches = dossier.dispatches_of(case.attempt)
    visits = dossier.visits_of(case.attempt)
    resolutions = of_attempt(Resolution)
    callbacks = dossier.of(Callback)
    found: dict[int, datetime | None] = {
        0: case.opened_at,
        1: offers[-1].made_at if offers else None,
        2: offers[-1].answered_at if offers and offers[-1].state == "accepted" else None,
        3: claims[-1].contacted_at if claims else None,
        4: dispatches[-1].made_at if dispatches else None,
        5: visits[-1].checked_in_at if visits else None,
        6: resolutions[-1].made_at if resolutions else None,
        7: callbacks[-1].made_at if callbacks and case.status in ENDED else None,
        8: case.ended_at,
    }
    return {place: at for place, at in found.items() if at is not None}
