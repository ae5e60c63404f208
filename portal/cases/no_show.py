"""Nobody was there: ours is an event and a chase, the customer's wants a photo (domain D2)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Case, Dispatch, DispatchState, FileKind, StoredFile
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.scope import get_case, visible
from portal.cases.chase import note_chase
from portal.cases.lifecycle import Step
from portal.cases.met_by import back_from_visit
from portal.cases.planning import end_dispatch, visit_audience
from portal.cases.steps import check_step, take_step
from portal.cases.under_way import own_part, planned_dispatch
from portal.errors import RefusedError


def report_no_show_ours(
    session: Session,
    actor: Actor,
    case_id: int,
    said: str,
    *,
    version: int | None = None,
    now: datetime,
) -> Dispatch:
    """We did not come. The customer has to ask again, so it counts as a chase."""
    case = get_case(session, actor, case_id, version=version, lock=True)
    check_step(actor, case, Step.NO_SHOW_OURS)
    dispatch = planned_dispatch(session, actor, case)
    _check_begun(dispatch, now)
    end_dispatch(session, dispatch, DispatchState.NO_SHOW_OURS, now=now, reason=said)
    take_step(
        session,
        actor,
        case,
        Step.NO_SHOW_OURS,
        now=now,
        audience=visit_audience(case),
        back_to=back_from_visit(session, case),
        body=said.strip() or None,
        **_detail(dispatch),
    )
    # A dealer counts no chases; the portal counts this one against it.
    with beyond_sight(session):
        note_chase(session, actor, case, said="", now=now)
    return dispatch


def report_no_show_customer(
    session: Session,
    actor: Actor,
    case_id: int,
    door_photo_ids: Sequence[int],
    said: str = "",
    *,
    version: int | None = None,
    now: datetime,
) -> Dispatch:
    """The customer was not there: with a photo of the door it is nobody's fault."""
    case = get_case(session, actor, case_id, version=version, lock=True)
    check_step(actor, case, Step.NO_SHOW_CUSTOMER)
    dispatch = planned_dispatch(session, actor, case)
    if actor.realm == "installer":
        own_part(session, actor, dispatch.id)
    _check_begun(dispatch, now)
    _check_door(session, actor, case, dispatch, door_photo_ids)
    end_dispatch(session, dispatch, DispatchState.NO_SHOW_CUSTOMER, now=now, reason=said)
    take_step(
        session,
        actor,
        case,
        Step.NO_SHOW_CUSTOMER,
        now=now,
        audience=visit_audience(case),
        back_to=back_from_visit(session, case),
        body=said.strip() or None,
        files=list(door_photo_ids),
        **_detail(dispatch),
    )
    return dispatch


def _check_begun(dispatch: Dispatch, now: datetime) -> None:
    if now < dispatch.window_start:
        raise RefusedError("window_not_begun", at=dispatch.window_start)


def _check_door(
    session: Session, actor: Actor, case: Case, dispatch: Dispatch, ids: Sequence[int]
) -> None:
    """Of this case and of this time: an old photo proves nothing."""
    fitting = session.scalar(
        select(func.count()).select_from(
            visible(actor, StoredFile)
            .where(
                StoredFile.id.in_(ids),
                StoredFile.case_id == case.id,
                StoredFile.kind == FileKind.DOOR,
                StoredFile.added_at >= dispatch.window_start,
            )
            .with_only_columns(StoredFile.id)
            .subquery()
        )
    )
    if not ids or fitting != len(set(ids)):
        raise RefusedError("door_photo_missing", field="photos")


def _detail(dispatch: Dispatch) -> dict[str, Any]:
    return {
        "dispatch_id": dispatch.id,
        "window_start": dispatch.window_start.isoformat(),
        "window_end": dispatch.window_end.isoformat(),
    }
