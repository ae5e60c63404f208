"""The visit that is planned or under way on a case, and one that a person is sent on."""

from sqlalchemy.orm import Session

from models import Case, Dispatch, DispatchPerson, DispatchState
from portal.access.actors import Actor
from portal.access.scope import get_one, visible
from portal.errors import ForbiddenError, NotFoundError, RefusedError

ACTIVE = (DispatchState.PLANNED, DispatchState.ON_SITE)


def active_dispatch(session: Session, actor: Actor, case: Case) -> Dispatch | None:
    """The one visit that is planned or going on; a constraint lets there be no second."""
    return session.scalar(
        visible(actor, Dispatch)
        .where(Dispatch.case_id == case.id, Dispatch.state.in_(ACTIVE))
        .execution_options(populate_existing=True)
    )


def planned_dispatch(session: Session, actor: Actor, case: Case) -> Dispatch:
    """The visit that is to come."""
    dispatch = active_dispatch(session, actor, case)
    if dispatch is None or dispatch.state is not DispatchState.PLANNED:
        raise RefusedError("no_visit_planned")
    return dispatch


def own_part(
    session: Session, actor: Actor, dispatch_id: int, *, lock: bool = False
) -> tuple[Dispatch, DispatchPerson]:
    """The visit and the actor's own part in it; a visit of other people is not theirs to work on.

    With `lock`, nobody else changes the visit meanwhile; the case is locked first, by its verb.
    """
    dispatch = get_one(session, actor, Dispatch, dispatch_id)
    if lock:
        session.refresh(dispatch)
    if actor.installer_id is None:
        raise ForbiddenError("not_on_this_visit")
    part = session.scalar(
        visible(actor, DispatchPerson).where(
            DispatchPerson.dispatch_id == dispatch_id,
            DispatchPerson.installer_id == actor.installer_id,
        )
    )
    if part is None:
        raise NotFoundError
    return dispatch, part
