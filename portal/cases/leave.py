"""Finish the job on site: the slots are free and the customer's door is shut again (D3, D4)."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import DispatchState, EventKind, Missing, Visit
from portal.access.actors import Actor
from portal.cases.on_site import own_visit, still_missing
from portal.cases.planning import end_dispatch, visit_audience
from portal.errors import RefusedError
from portal.history.record import record


class StillMissingError(RefusedError):
    """The job cannot be finished yet; `missing` says what is to be done first."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__("job_not_complete", missing=missing)
        self.missing = missing


def leave_visit(session: Session, actor: Actor, visit_id: int, *, now: datetime) -> Visit:
    """Photos, finding and the customer's word are there: the job is done."""
    site = own_visit(session, actor, visit_id)
    missing = still_missing(session, actor, site)
    if missing:
        raise StillMissingError(missing)
    site.visit.left_at = now
    site.visit.version += 1
    record(
        session,
        actor,
        site.case,
        EventKind.LEFT_SITE,
        now=now,
        audience=visit_audience(site.case),
        visit_id=site.visit.id,
        dispatch_id=site.dispatch.id,
        needs_return=site.visit.needs_return,
    )
    end_dispatch(session, site.dispatch, DispatchState.DONE, now=now)
    return site.visit
