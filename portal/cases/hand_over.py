"""Hand a shift over: promises, tasks, cases that wait and drafts, in one step (I6)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Case, Draft, EventKind, NoticeKind, Promise, Task, User
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.scope import get_one, visible_cases
from portal.cases.mine import AT_THE_DESK, waits_for_its_agent, whose
from portal.errors import InvalidError, NotFoundError
from portal.history.record import record
from portal.notices.recipients import Person
from portal.notices.tell import tell


@dataclass(frozen=True, slots=True)
class Picked:
    """The ids of what passes."""

    promises: Collection[int] = ()
    cases: Collection[int] = ()
    drafts: Collection[int] = ()
    tasks: Collection[int] = ()

    @property
    def count(self) -> int:
        return len(self.promises) + len(self.cases) + len(self.drafts) + len(self.tasks)


def hand_over(
    session: Session,
    actor: Actor,
    to_id: int,
    picked: Picked,
    *,
    from_id: int | None = None,
    now: datetime,
) -> int:
    """All of it or nothing; what is not theirs to pass on is not found."""
    giver = whose(session, actor, from_id)
    taker = get_one(session, actor, User, to_id)
    if taker.id == giver.id or taker.ended_at is not None or taker.role not in AT_THE_DESK:
        raise InvalidError("handover_to_whom", field="to_id")
    if not picked.count:
        raise InvalidError("handover_of_nothing", field="to_id")
    promises, tasks, cases = _locked(session, actor, giver, picked)
    own = set(picked.cases)
    for promise in promises:
        promise.owner_id = taker.id
        promise.version += 1
    for task in tasks:
        task.owner_id = taker.id
    for case in cases:
        if case.id in own:
            case.agent_id = taker.id
        record(
            session, actor, case, EventKind.PASSED_ON,
            now=now, from_id=giver.id, to_id=taker.id, to=taker.name,
            promise_ids=[one.id for one in promises if one.case_id == case.id],
            task_ids=[one.id for one in tasks if one.case_id == case.id],
        )  # fmt: skip
    _move_drafts(session, giver, taker, picked.drafts)
    tell(
        session, NoticeKind.HANDED_OVER, [Person(taker.id)],
        now=now, key=f"handover:{giver.id}:{now.isoformat()}", by_id=giver.id, count=picked.count,
    )  # fmt: skip
    return picked.count


def _locked(
    session: Session, actor: Actor, giver: User, picked: Picked
) -> tuple[list[Promise], list[Task], list[Case]]:
    """The cases first, by their ids, as every rule locks them; then see whose all of it is."""
    promised = select(Promise.case_id).where(Promise.id.in_(picked.promises))
    to_do = select(Task.case_id).where(Task.id.in_(picked.tasks))
    ids = {*picked.cases, *session.scalars(promised), *session.scalars(to_do)}
    cases = session.scalars(
        visible_cases(actor)
        .where(Case.id.in_(ids))
        .order_by(Case.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    theirs = session.scalars(
        select(Case.id).where(
            Case.id.in_(picked.cases),
            Case.agent_id == giver.id,
            Case.is_open,
            waits_for_its_agent(),
        )
    ).all()
    promises = session.scalars(
        select(Promise)
        .where(
            Promise.id.in_(picked.promises),
            Promise.owner_id == giver.id,
            Promise.outcome.is_(None),
        )
        .order_by(Promise.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    tasks = session.scalars(
        select(Task)
        .where(Task.id.in_(picked.tasks), Task.owner_id == giver.id, Task.done_at.is_(None))
        .order_by(Task.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    found = (len(theirs), len(promises), len(tasks))
    if found != tuple(len(set(one)) for one in (picked.cases, picked.promises, picked.tasks)):
        raise NotFoundError
    return list(promises), list(tasks), list(cases)


def _move_drafts(session: Session, giver: User, taker: User, ids: Collection[int]) -> None:
    """Each with every field; one of the same form keeps its place beside it.

    Photos that came with it stay where they are: whoever sends the form brings them along.
    """
    if not ids:
        return
    with beyond_sight(session, always=True):
        drafts = session.scalars(
            select(Draft)
            .where(Draft.id.in_(ids), Draft.user_id == giver.id)
            .order_by(Draft.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).all()
        if len(drafts) != len(set(ids)):
            raise NotFoundError
        taken = set(session.scalars(select(Draft.form_id).where(Draft.user_id == taker.id)))
        for draft in drafts:
            if draft.form_id in taken:
                draft.form_id = f"{draft.form_id.partition('.')[0]}.{uuid4()}"
            draft.user_id = taker.id
        session.flush()
