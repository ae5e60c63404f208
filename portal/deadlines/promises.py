"""Promises to customers come up before their time, and are kept or broken by what happened (I6)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Case, NoticeKind, Promise, User
from portal.cases.promise import settle_by_what_happened
from portal.cases.promise_evidence import WRITTEN_WITHIN
from portal.notices.recipients import HotlineTeam, Person, Recipient
from portal.notices.tell import News, tell_many
from portal.settings.known import PROMISE_MINUTES
from portal.settings.read import setting

BATCH: Final = 100


def warn_of_promises(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """Some time before, whoever owns it; the team where nobody does, or they have left.

    What is due already by the time the worker comes is not announced any more: the team hears of
    it at once, the owner with it.
    """
    found = _locked(
        session,
        Promise.warned_at.is_(None),
        now + timedelta(minutes=setting(session, PROMISE_MINUTES)),
        batch,
    )
    owners = _at_work(session, {promise.owner_id for _case, promise in found})
    news = []
    for case, promise in found:
        promise.warned_at = now
        if promise.due_at > now:
            whose = _owner(promise, owners) or [HotlineTeam()]
            news.append(_news(NoticeKind.PROMISE_DUE, whose, case, promise, "warn"))
    tell_many(session, news, now=now)
    return len(found)


def tell_team_of_promises(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """At its time it is everybody's: somebody of us rings now.

    What is past saving by the time the worker comes is told as broken, and only as that.
    """
    found = _locked(session, Promise.due_told_at.is_(None), now, batch)
    owners = _at_work(session, {promise.owner_id for _case, promise in found})
    news = []
    for case, promise in found:
        promise.due_told_at = now
        if promise.due_at > now - WRITTEN_WITHIN:
            whose = [HotlineTeam(), *_owner(promise, owners)]
            news.append(_news(NoticeKind.PROMISE_DUE, whose, case, promise, "due"))
    tell_many(session, news, now=now)
    return len(found)


def settle_promises(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """Kept where the customer was spoken to in time; else broken, which is the brand's breach.

    A call of the last minute may be written down a little after it.
    """
    found = _locked(session, Promise.broken_at.is_(None), now - WRITTEN_WITHIN, batch)
    owners = _at_work(session, {promise.owner_id for _case, promise in found})
    news = []
    for case, promise in found:
        if not settle_by_what_happened(session, case, promise, now=now):
            to = [HotlineTeam(), *_owner(promise, owners)]
            if case.agent_id:
                to.insert(0, Person(case.agent_id))
            news.append(_news(NoticeKind.PROMISE_BROKEN, to, case, promise, "broken"))
    tell_many(session, news, now=now)
    return len(found)


def _locked(
    session: Session, which: Any, until: datetime, batch: int
) -> Sequence[tuple[Case, Promise]]:
    """Open promises of open cases; the case is locked, as by every rule about it."""
    rows = session.execute(
        select(Case, Promise)
        .join(Promise, Promise.case_id == Case.id)
        .where(Promise.outcome.is_(None), Promise.due_at <= until, which, Case.is_open)
        .order_by(Case.id, Promise.id)
        .limit(batch)
        .with_for_update(of=Case, key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return [(case, promise) for case, promise in rows]


def _owner(promise: Promise, at_work: set[int]) -> list[Recipient]:
    """Whoever has given it, while they are here."""
    owner = promise.owner_id
    return [Person(owner)] if owner is not None and owner in at_work else []


def _at_work(session: Session, ids: set[int | None]) -> set[int]:
    wanted = select(User.id).where(User.id.in_(ids - {None}), User.ended_at.is_(None))
    return set(session.scalars(wanted))


def _news(
    kind: NoticeKind, to: Sequence[Recipient], case: Case, promise: Promise, which: str
) -> News:
    # With its time in the key: one that was put off is due anew.
    key = f"promise:{promise.id}:{which}:{promise.due_at:%Y%m%dT%H%M}"
    detail = {"promise_id": promise.id, "due_at": promise.due_at.isoformat()}
    return News(kind, to, key, case.id, urgent=kind is NoticeKind.PROMISE_DUE, detail=detail)
