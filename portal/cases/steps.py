"""Take a step of the table: the only way in which a case's status changes."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models import Case, CaseStatus
from portal.access.actors import Actor
from portal.cases.lifecycle import BACK, RULES, Rule, Step, rule_for, steps_from
from portal.history.record import BRAND, Audience, record
from portal.sla.clocks import note_next_deadline


def check_step(actor: Actor, case: Case, step: Step) -> None:
    """Raise ForbiddenError or RefusedError where this actor cannot take the step now."""
    _rule_of(actor, case, step)


def _rule_of(actor: Actor, case: Case, step: Step) -> Rule:
    """The right first: who may never do it is not told to come back at another moment."""
    actor.require(RULES[step].permission)
    return rule_for(step, case.status)


def take_step(
    session: Session,
    actor: Actor,
    case: Case,
    step: Step,
    *,
    now: datetime,
    audience: Audience = BRAND,
    body: str | None = None,
    back_to: CaseStatus | None = None,
    **detail: Any,
) -> int:
    """Check the step, change the status, raise the version, write the event; return its id.

    The event is written before the status: whoever gives a case away still sees it then. A step
    forward answers the customer who asked again; a step back leaves the case raised (I3).
    `back_to` is the status of a step that leads back to where the case was, or to one of its two
    ends.
    """
    rule = _rule_of(actor, case, step)
    ends = back_to if back_to and _leads_to(rule, back_to) else rule.ends or case.status
    event = record(
        session,
        actor,
        case,
        rule.event,
        now=now,
        audience=audience,
        body=body,
        before=case.status.value,
        after=ends.value,
        **detail,
    )
    case.status = ends
    case.version += 1
    if step not in BACK:
        case.raised_at = None
    note_next_deadline(session, case)
    return event


def steps_open_to(actor: Actor, case: Case) -> list[Step]:
    """What this actor can do with the case now, by the table alone."""
    return steps_from(case.status, actor.grants)


def _leads_to(rule: Rule, status: CaseStatus) -> bool:
    return rule.ends is None or status in (rule.ends, rule.else_ends)
