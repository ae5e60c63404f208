"""Two rows that are one person: counted and held together, told apart again (domain S3, L2).

Nobody is linked silently: who looks alike is put among the likely duplicates, and somebody
decides. A link moves no row, so that it is undone without a trace but the history's.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import Installer, InstallerContact, LikelyDuplicate, StandingChangeKind
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.errors import InvalidError, RefusedError
from portal.history.changes import record_change
from portal.installers.standing import (
    lock_people,
    note_change,
    open_hold,
    recount_standing,
    standing_now,
)

SAME_NAME = 70
MOST = 20


def link_people(
    session: Session, actor: Actor, installer_id: int, lead_id: int, *, now: datetime
) -> Installer:
    """Both are the person of `lead_id` from now on; complaints of either count together."""
    actor.require(Permission.DUPLICATES_DECIDE)
    person = get_one(session, actor, Installer, installer_id)
    lead = get_one(session, actor, Installer, lead_id)
    if person.id == lead.id:
        raise InvalidError("unknown_choice", field="lead_id")
    people = lock_people(session, [person.id, lead.id])
    if len(people) == 1:
        raise RefusedError("linked_already")
    leading = next(own for own, rows in people.items() if lead.id in rows)
    rows = [row for own in people.values() for row in own]
    with beyond_sight(session, always=True):
        before = standing_now(session, leading)
        session.execute(
            update(Installer)
            .where(Installer.id.in_([row for row in rows if row != leading]))
            .values(same_as_id=leading)
            .execution_options(synchronize_session="fetch")
        )
        recount_standing(session, [leading], now=now)
        note_change(
            session, actor, leading, StandingChangeKind.LINKED, before,
            standing_now(session, leading), now=now, other_id=person.id,
        )  # fmt: skip
    record_change(session, actor, f"installer:{person.id}", None, {"same_as": leading}, now=now)
    return lead


def unlink_people(session: Session, actor: Actor, installer_id: int, *, now: datetime) -> Installer:
    """They are two after all: each is counted for their own again. Not while they are held."""
    actor.require(Permission.DUPLICATES_DECIDE)
    person = get_one(session, actor, Installer, installer_id)
    lead = person.same_as_id
    if lead is None:
        raise RefusedError("not_linked")
    people = lock_people(session, [person.id])
    with beyond_sight(session, always=True):
        if open_hold(session, people[lead]) is not None:
            raise RefusedError("held_stays_one")
        before = standing_now(session, lead)
        session.execute(
            update(Installer)
            .where(Installer.id == person.id)
            .values(same_as_id=None)
            .execution_options(synchronize_session="fetch")
        )
        recount_standing(session, [lead, person.id], now=now)
        note_change(
            session, actor, lead, StandingChangeKind.UNLINKED, before,
            standing_now(session, lead), now=now, other_id=person.id,
        )  # fmt: skip
    record_change(session, actor, f"installer:{person.id}", {"same_as": lead}, None, now=now)
    return person


def note_who_looks_alike(session: Session, person: Installer, *, now: datetime) -> None:
    """Who has the same name at another number may be the same person: somebody decides (L2)."""
    known = session.get(InstallerContact, person.id)
    others = session.scalars(
        select(Installer.id)
        .where(Installer.name_folded == person.name_folded, Installer.id != person.id)
        .order_by(Installer.id)
        .limit(MOST)
    ).all()
    if known is None or not others:
        return
    session.execute(
        insert(LikelyDuplicate)
        .on_conflict_do_nothing()
        .values(
            [
                {
                    "kind": "installer",
                    "one_id": min(person.id, other),
                    "other_id": max(person.id, other),
                    "score": SAME_NAME,
                    "found_at": now,
                }
                for other in others
            ]
        )
    )
