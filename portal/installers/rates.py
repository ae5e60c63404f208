"""How many jobs somebody did in the window, and how their complaints compare with their peers'.

A job is a visit that was made, or an installation on record. The rate is of counted complaints to
jobs; peers are all other people with a job in the window.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp
from typing import Final

from sqlalchemy import Date, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger

from models import Installer
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.installers.standing import counted_complaints
from portal.settings.known import STANDING_DAYS
from portal.settings.read import setting
from portal.sla.zone import portal_zone

# Accusations of the peers are counted as they were named: the figure is for comparison alone.
_FIGURES: Final = text("""
WITH jobs AS (
  SELECT p.installer_id, count(DISTINCT p.dispatch_id) AS n
    FROM dispatch_people p JOIN dispatches d ON d.id = p.dispatch_id
   WHERE d.state = 'done' AND p.slot_start >= :since AND p.slot_start <= :until
   GROUP BY p.installer_id
  UNION ALL
  SELECT installer_id, count(*) FROM purchases
   WHERE installer_id IS NOT NULL AND installed_on BETWEEN :first AND :last
   GROUP BY installer_id
), complaints AS (
  SELECT a.installer_id, count(DISTINCT c.customer_id) AS n
    FROM case_accused a JOIN cases c ON c.id = a.case_id
   WHERE a.about IN ('work', 'conduct') AND c.status <> 'merged'
     AND c.first_heard_at BETWEEN :since AND :until
   GROUP BY a.installer_id
)
SELECT coalesce(sum(j.n) FILTER (WHERE j.installer_id = ANY(:rows)), 0),
       coalesce(sum(j.n) FILTER (WHERE NOT j.installer_id = ANY(:rows)), 0),
       coalesce((SELECT sum(n) FROM complaints k WHERE NOT k.installer_id = ANY(:rows)
                 AND EXISTS (SELECT FROM jobs o WHERE o.installer_id = k.installer_id)), 0),
       count(DISTINCT j.installer_id) FILTER (WHERE NOT j.installer_id = ANY(:rows))
  FROM jobs j
""").bindparams(
    bindparam("rows", type_=ARRAY(BigInteger)),
    bindparam("first", type_=Date),
    bindparam("last", type_=Date),
)


@dataclass(frozen=True, slots=True)
class Rates:
    """A person's window beside their peers'."""

    days: int
    jobs: int
    complaints: int
    peers: int
    peers_jobs: int
    peers_complaints: int

    @property
    def own(self) -> float | None:
        """Complaints in a hundred of their jobs."""
        return 100 * self.complaints / self.jobs if self.jobs else None

    @property
    def of_peers(self) -> float | None:
        """The same of everybody else."""
        return 100 * self.peers_complaints / self.peers_jobs if self.peers_jobs else None

    @property
    def expected(self) -> float | None:
        """So many complaints their jobs would bring at the peers' rate."""
        if self.of_peers is None or not self.jobs:
            return None
        return self.jobs * self.of_peers / 100

    @property
    def by_chance(self) -> float | None:
        """How likely so many or more would come to somebody who works as their peers do."""
        return None if self.expected is None else at_least(self.complaints, self.expected)


def rates_of(session: Session, actor: Actor, installer_id: int, *, now: datetime) -> Rates:
    """For the supervisor who decides on a hold (S1)."""
    actor.require(Permission.STANDING_DECIDE)
    person = get_one(session, actor, Installer, installer_id)
    rows = rows_of_person(session, person)
    days = setting(session, STANDING_DAYS)
    today = now.astimezone(portal_zone(session)).date()
    first: date = today - timedelta(days=days)
    jobs, peers_jobs, peers_complaints, peers = session.execute(
        _FIGURES,
        {
            "since": now - timedelta(days=days),
            "until": now,
            "first": first,
            "last": today,
            "rows": rows,
        },
    ).one()
    counted = counted_complaints(session, person.id, at=now)
    customers = len({one.customer_id for one in counted})
    return Rates(days, int(jobs), customers, int(peers), int(peers_jobs), int(peers_complaints))


def rows_of_person(session: Session, person: Installer) -> list[int]:
    """Every row of this one person."""
    found = session.execute(text("SELECT same_people(:person)"), {"person": person.id})
    return sorted(row[0] for row in found)


def at_least(number: int, expected: float) -> float:
    """The chance of so many or more where so many are expected (Poisson)."""
    below, term = 0.0, exp(-expected)
    for step in range(number):
        below += term
        term *= expected / (step + 1)
    return max(0.0, 1.0 - below)
