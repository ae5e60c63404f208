"""Bring the clocks of contact and visit in line with the claims that stand, set by set (C1–C3).

A clock is met by the first claim that stands, at its time, and by nothing else; where none does
it runs as if it had never stopped, and its breach stands at its original due time. One statement
says so for one case or for thousands.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import ARRAY, BigInteger, DateTime, bindparam, text
from sqlalchemy.orm import Session

from models import ClockState, SlaClock, Stage
from portal.access.beyond import beyond_sight

_DERIVE: Final = text("""
WITH held AS (
  SELECT k.id, k.state AS state_before, k.rung AS before, k.stopped_at AS stopped_before,
    CASE k.stage
      WHEN 'first_contact' THEN (
        SELECT min(f.contacted_at) FROM contact_claims f
         WHERE f.case_id = k.case_id AND f.dealer_id = k.dealer_id AND f.attempt = k.attempt
           AND f.claimed_at >= o.answered_at AND contact_stands(f))
      ELSE (
        SELECT min(v.checked_in_at) FROM visits v
         WHERE v.case_id = k.case_id AND v.dealer_id = k.dealer_id
           AND v.checked_in_at >= o.answered_at AND visit_stands(v))
    END AS claimed,
    (SELECT r.made_at FROM resolutions r WHERE r.case_id = k.case_id AND r.ended_at IS NULL)
      AS resolved
  FROM sla_clocks k
  JOIN cases c ON c.id = k.case_id AND c.attempt = k.attempt AND c.dealer_id = k.dealer_id
  JOIN offers o ON o.case_id = c.id AND o.dealer_id = c.dealer_id AND o.state = 'accepted'
   AND o.released_at IS NULL
 WHERE k.case_id = ANY(:cases) AND k.stage IN ('first_contact', 'visit')
   AND k.state IN ('running', 'met')
   AND k.id = (SELECT max(l.id) FROM sla_clocks l WHERE l.case_id = k.case_id
     AND l.stage = k.stage AND l.attempt = k.attempt AND l.dealer_id = k.dealer_id)
), truth AS (
  SELECT h.*, greatest(coalesce(h.claimed, h.resolved), k.started_at) AS met_at
    FROM held h JOIN sla_clocks k ON k.id = h.id
   WHERE coalesce(h.claimed, h.resolved) IS NOT NULL
  UNION ALL
  SELECT h.*, NULL FROM held h WHERE coalesce(h.claimed, h.resolved) IS NULL
), moved AS (
  UPDATE sla_clocks k
     SET state = CASE WHEN t.met_at IS NULL THEN 'running' ELSE 'met' END,
         stopped_at = t.met_at,
         breached_at = CASE WHEN k.due_at < t.met_at OR (t.met_at IS NULL AND k.due_at <= :now)
           THEN k.due_at END,
         rung = CASE WHEN t.met_at IS NULL THEN 0 ELSE k.rung END
    FROM truth t
   WHERE k.id = t.id AND k.stopped_at IS DISTINCT FROM t.met_at
  RETURNING k.id, k.case_id, k.stage, k.state, k.due_at, k.stopped_at, t.before
), late AS (
  INSERT INTO clock_news (clock_id, due_at, rung, before)
  SELECT id, due_at, 2, before FROM moved WHERE due_at < stopped_at AND before < 2
      ON CONFLICT (clock_id, rung, due_at) DO NOTHING
)
SELECT id, case_id, stage, state FROM moved ORDER BY id
""").bindparams(
    bindparam("now", type_=DateTime(timezone=True)),
    bindparam("cases", type_=ARRAY(BigInteger)),
)


class Moved(NamedTuple):
    """A clock that stands otherwise than it did."""

    clock_id: int
    case_id: int
    stage: Stage
    state: ClockState


def derive_clocks(session: Session, case_ids: Collection[int], *, now: datetime) -> list[Moved]:
    """The clocks of these cases as the claims on them say; those that moved.

    Whoever calls it holds the cases. Twice is once.
    """
    session.flush()
    with beyond_sight(session, always=True):
        rows = session.execute(_DERIVE, {"cases": sorted(case_ids), "now": now}).all()
    moved = [Moved(row.id, row.case_id, Stage(row.stage), ClockState(row.state)) for row in rows]
    ids = {one.clock_id for one in moved}
    for clock in session.identity_map.values():
        if isinstance(clock, SlaClock) and clock.id in ids:
            session.expire(clock)
    return moved
