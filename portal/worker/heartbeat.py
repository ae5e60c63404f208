"""The worker's sign of life, in a table that the web portal may read."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.accounts import HeartBeat


def note_heartbeat(session: Session, *, now: datetime) -> None:
    """Write down that jobs are being done at this moment."""
    seen = insert(HeartBeat).values(name="worker", at=now)
    session.execute(
        seen.on_conflict_do_update(index_elements=[HeartBeat.name], set_={"at": seen.excluded.at})
    )
