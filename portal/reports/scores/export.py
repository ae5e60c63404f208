"""Take the list of scores out of the portal, and put on record who did (domain L3)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from models import Figure
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.history.changes import record_change
from portal.reports.scores.days import Counted
from portal.reports.scores.list_dealers import Kept, Line, Wanted, figures_of, list_scores

BATCH: Final = 500


def record_scores_export(
    session: Session, actor: Actor, asked_by: Mapping[str, Any], *, now: datetime
) -> None:
    """Write who takes which list and when into the log that administrators read."""
    actor.require(Permission.SCORES_READ)
    record_change(session, actor, "export:scores", None, dict(asked_by), now=now)


def score_lines(
    session: Session, actor: Actor, counted: Counted, wanted: Wanted
) -> Iterator[tuple[Line, Mapping[Figure, Kept]]]:
    """Every dealer that the filters leave, batch by batch by its key, with its figures."""
    key: tuple[int | str, int] | None = None
    while True:
        lines = list_scores(session, actor, counted, wanted, after=key, limit=BATCH)
        kept = figures_of(session, actor, counted, [line.dealer_id for line in lines])
        for line in lines:
            yield line, kept[line.dealer_id]
        if len(lines) < BATCH:
            return
        key = (lines[-1].key, lines[-1].dealer_id)
