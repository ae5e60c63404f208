"""Photos that a customer shows on their own link: seen by all parties, and not without end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import func
from sqlalchemy.orm import Session

from models import FileKind, StoredFile
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.cases.link_case import case_of_link
from portal.errors import RefusedError
from portal.files.photos import Readers, Upload, add_photos
from portal.infra.storage import Storage

MOST_BY_LINK: Final = 40
SHOWN: Final = 40


def show_photos(
    session: Session,
    actor: Actor,
    storage: Storage,
    uploads: Sequence[Upload],
    *,
    kind: FileKind,
    now: datetime,
) -> list[StoredFile]:
    """Take them in, on an open case, up to a number that no honest customer needs."""
    case = case_of_link(session, actor)
    if not case.is_open:
        raise RefusedError("already_ended", number=case.number, status=case.status)
    there = session.scalar(
        visible(actor, StoredFile)
        .where(StoredFile.added_by.like("link:%"))
        .with_only_columns(func.count())
    )
    if (there or 0) + len(uploads) > MOST_BY_LINK:
        raise RefusedError("photos_enough", field="photos", most=MOST_BY_LINK)
    everybody = Readers(dealer=True, installer=True, customer=True)
    return add_photos(
        session, actor, storage, uploads,
        case_id=case.id, kind=kind, now=now, readers=everybody,
    )  # fmt: skip


def photos_of_link(session: Session, actor: Actor) -> list[StoredFile]:
    """The photos that the customer may see, the newest first."""
    actor.require(Permission.LINK_USE)
    return list(
        session.scalars(visible(actor, StoredFile).order_by(StoredFile.id.desc()).limit(SHOWN))
    )
