"""Forgets the photos of drafts that came to nothing."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import StoredFile
from portal.files.keys import keys_of

KEPT: Final = timedelta(days=30)
BATCH: Final = 500


def sweep_drafts(session: Session, *, now: datetime) -> list[str]:
    """Delete the rows of drafts' photos older than 30 days; return the keys of their bytes.

    The caller commits, then deletes the bytes: a row must never point at nothing.
    """
    old = session.execute(
        select(StoredFile.id, StoredFile.key)
        .where(StoredFile.case_id.is_(None), StoredFile.added_at < now - KEPT)
        .order_by(StoredFile.added_at, StoredFile.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    if old:
        session.execute(delete(StoredFile).where(StoredFile.id.in_([row.id for row in old])))
    return [key for row in old for key in keys_of(row.key)]
