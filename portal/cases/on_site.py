"""The visit a person is on, and what is still missing before they can leave (domain D3)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Case,
    Dispatch,
    DispatchPerson,
    Entitlement,
    EntitlementKind,
    FileKind,
    FileState,
    Installer,
    Missing,
    Purpose,
    Standing,
    StoredFile,
    Visit,
)
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.access.scope import get_case, get_one, visible
from portal.errors import ForbiddenError, RefusedError

MOST_PHOTOS: Final = 60


@dataclass(frozen=True, slots=True)
class OnSite:
    """A visit with what belongs to it."""

    visit: Visit
    dispatch: Dispatch
    case: Case


def own_visit(session: Session, actor: Actor, visit_id: int) -> OnSite:
    """The actor's own visit while it goes on, its case locked."""
    actor.require(Permission.VISIT_WORK)
    visit = get_one(session, actor, Visit, visit_id)
    if actor.installer_id is None or visit.installer_id != actor.installer_id:
        raise ForbiddenError("not_on_this_visit")
    case = get_case(session, actor, visit.case_id, lock=True)
    session.refresh(visit)
    if visit.left_at is not None:
        raise RefusedError("visit_is_over", at=visit.left_at)
    return OnSite(visit, get_one(session, actor, Dispatch, visit.dispatch_id), case)


def photos_of(session: Session, actor: Actor, case: Case, visit_id: int) -> list[StoredFile]:
    """The photos of a visit, as they were taken."""
    return list(
        session.scalars(
            visible(actor, StoredFile)
            .where(StoredFile.case_id == case.id, StoredFile.visit_id == visit_id)
            .order_by(StoredFile.id)
            .limit(MOST_PHOTOS)
        )
    )


def photos_compulsory(session: Session, case: Case, dispatch_id: int) -> bool:
    """For damage said to be by us, and where somebody sent is watched (D3, S1)."""
    kind = session.scalar(select(Entitlement.kind).where(Entitlement.id == case.entitlement_id))
    if kind is EntitlementKind.DAMAGE_BY_US:
        return True
    with beyond_sight(session):
        watched = session.scalar(
            select(Installer.id)
            .join(DispatchPerson, DispatchPerson.installer_id == Installer.id)
            .where(
                DispatchPerson.dispatch_id == dispatch_id, Installer.standing == Standing.WATCHED
            )
            .limit(1)
        )
    return watched is not None


def still_missing(session: Session, actor: Actor, site: OnSite) -> list[Missing]:
    """What has to be there before the job is finished."""
    photos = photos_of(session, actor, site.case, site.visit.id)
    kinds = {photo.kind for photo in photos if photo.state is not FileState.REFUSED}
    compulsory = photos_compulsory(session, site.case, site.dispatch.id)
    return [missing for missing in Missing if _lacks(missing, site, kinds, compulsory=compulsory)]


def _lacks(
    missing: Missing, site: OnSite, kinds: Collection[FileKind], *, compulsory: bool
) -> bool:
    visit = site.visit
    repaired = site.dispatch.purpose is Purpose.REPAIR and not visit.needs_return
    return {
        Missing.BEFORE: compulsory and FileKind.BEFORE not in kinds,
        Missing.FINDING: visit.found_at is None,
        Missing.AFTER: (repaired or compulsory) and FileKind.AFTER not in kinds,
        Missing.CONFIRMATION: visit.confirmation is None,
    }[missing]
