"""Change settings, each change on record."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from models import Setting
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import InvalidError
from portal.history.changes import record_change
from portal.settings.known import (
    CALLBACK_FROM,
    CALLBACK_UNTIL,
    KNOWN,
    STANDING_HELD_AT,
    STANDING_WATCHED_AT,
)
from portal.settings.read import all_settings


def change_settings(
    session: Session, actor: Actor, values: Mapping[str, object], *, now: datetime
) -> list[str]:
    """Set these and return the keys that really changed."""
    actor.require(Permission.SETTINGS_EDIT)
    before = all_settings(session)
    after = before | {key: KNOWN[key].checked(value) for key, value in values.items()}
    if int(after[CALLBACK_FROM.key]) >= int(after[CALLBACK_UNTIL.key]):
        raise InvalidError("callback_hours_empty", field=CALLBACK_UNTIL.field)
    if int(after[STANDING_WATCHED_AT.key]) >= int(after[STANDING_HELD_AT.key]):
        raise InvalidError("watched_before_held", field=STANDING_HELD_AT.field)
    changed = [key for key in sorted(after) if after[key] != before[key]]
    for key in changed:
        session.merge(Setting(key=key, value=after[key], changed_at=now))
        record_change(session, actor, f"setting:{key}", before[key], after[key], now=now)
    session.flush()
    return changed
