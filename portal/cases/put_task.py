"""Leave something to do on a case, with an owner and a date (domain R1, K1, K8)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Case, EventKind, Task, TaskKind
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.cases.told import its_dealer
from portal.errors import InvalidError
from portal.history.record import Audience, record


def put_task(
    session: Session,
    actor: Actor,
    case: Case,
    kind: TaskKind,
    title: str,
    *,
    due_at: datetime,
    now: datetime,
    owner_id: int | None = None,
    dealer_id: int | None = None,
    event: EventKind = EventKind.TASK_SET,
) -> Task:
    """A task of a person, of a dealer, or of the hotline's team where neither is named.

    A dealer leaves tasks for the brand as well, which it does not see: the portal writes them.
    """
    title = title.strip()
    if not title and kind is not TaskKind.REVIEW:  # a review says it all by its kind
        raise InvalidError("task_needs_title", field="title")
    if due_at <= now:
        raise InvalidError("task_due_is_past", field="due_at")
    task = Task(
        case_id=case.id,
        kind=kind,
        title=title,
        owner_id=owner_id,
        dealer_id=dealer_id,
        team=owner_id is None and dealer_id is None,
        due_at=due_at,
        made_by_id=actor.user_id,
        made_at=now,
    )
    with beyond_sight(session):
        session.add(task)
        session.flush()
    record(
        session,
        actor,
        case,
        event,
        now=now,
        audience=_readers(actor, dealer_id),
        body=title or None,
        task_id=task.id,
        task=kind.value,
        due_at=due_at.isoformat(),
    )
    return task


def _readers(actor: Actor, dealer_id: int | None) -> Audience:
    """The dealer whose task it is, or who left it."""
    whose = dealer_id or actor.dealer_id
    return its_dealer(whose)
