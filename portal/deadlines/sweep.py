"""Which clocks have reached a rung of their ladder: set-based, in batches, once each (domain T6).

The highest rung reached is taken at once: after an hour without a worker each clock has one piece
of news and not one for each minute. Telling them is the next step, so that this one holds nothing
but clocks, and only for an instant.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import DateTime, bindparam, text
from sqlalchemy.orm import Session

BATCH: Final = 2_000

# Clocks alone are locked: a rule locks its case first and its clocks then, and none waits for us.
_SWEEP: Final = text("""
WITH due AS (
  SELECT id, rung AS before FROM sla_clocks
   WHERE sweep_at <= :now
   ORDER BY sweep_at, id
   LIMIT :batch
   FOR NO KEY UPDATE SKIP LOCKED
), reached AS (
  UPDATE sla_clocks c
     SET rung = CASE
           WHEN c.due_at > :now THEN 1
           WHEN c.stage = 'accept' OR c.supervisor_at > :now THEN 2
           WHEN c.double_at > :now THEN 3
           ELSE 4
         END,
         breached_at = coalesce(c.breached_at, CASE WHEN c.due_at <= :now THEN c.due_at END)
    FROM due
   WHERE c.id = due.id
  RETURNING c.id, c.due_at, c.rung, due.before
)
INSERT INTO clock_news (clock_id, due_at, rung, before)
SELECT id, due_at, rung, before FROM reached
    ON CONFLICT (clock_id, rung, due_at) DO NOTHING
""").bindparams(bindparam("now", type_=DateTime(timezone=True)))


def sweep(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """Take up to a batch of clocks to the rung they have reached; how many there were.

    The breach is on the clock from now on, at its due time, once. Others may sweep at the same
    moment: nobody takes what another has in hand.
    """
    swept: Any = session.execute(_SWEEP, {"now": now, "batch": batch})
    return int(max(0, swept.rowcount))
