"""Change settings, each change on record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from models import Figure, Setting
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import InvalidError
from portal.history.changes import record_change
from portal.infra.once import forget
from portal.settings.known import (
    CALLBACK_FROM,
    CALLBACK_UNTIL,
    CUSTOMER_DAY_DIRECTOR,
    CUSTOMER_DAY_SUPERVISOR,
    KNOWN,
    LADDER_SUPERVISOR,
    LADDER_TWICE,
    SCORE_WEIGHTS,
    STANDING_HELD_AT,
    STANDING_WATCHED_AT,
    Known,
)
from portal.settings.read import all_settings

# What comes before what, and the refusal of the other way round.
_IN_ORDER: Final[tuple[tuple[Known[int], Known[int], str], ...]] = (
    (CALLBACK_FROM, CALLBACK_UNTIL, "callback_hours_empty"),
    (STANDING_WATCHED_AT, STANDING_HELD_AT, "watched_before_held"),
    (LADDER_SUPERVISOR, LADDER_TWICE, "supervisor_before_twice"),
    (CUSTOMER_DAY_SUPERVISOR, CUSTOMER_DAY_DIRECTOR, "supervisor_before_director"),
)


def change_settings(
    session: Session, actor: Actor, values: Mapping[str, object], *, now: datetime
) -> list[str]:
    """Set these and return the keys that really changed."""
    actor.require(Permission.SETTINGS_EDIT)
    before = all_settings(session)
    after = before | {key: KNOWN[key].checked(value) for key, value in values.items()}
    for lower, upper, code in _IN_ORDER:
        if int(after[lower.key]) >= int(after[upper.key]):
            raise InvalidError(code, field=upper.field)
    if not any(int(after[weight.key]) for weight in SCORE_WEIGHTS.values()):
        raise InvalidError("score_of_nothing", field=SCORE_WEIGHTS[Figure.CLOCKS].field)
    changed = [key for key in sorted(after) if after[key] != before[key]]
    for key in changed:
        session.merge(Setting(key=key, value=after[key], changed_at=now))
        record_change(session, actor, f"setting:{key}", before[key], after[key], now=now)
    session.flush()
    forget(session)
    return changed
