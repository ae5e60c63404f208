"""Begin and end a run of one file, and take its rows batch by batch.

The door commits after each batch: a run that is killed goes on where it stopped, since a row
that is there already is known by its key and is not added again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Import, ImportProblem, ImportRow
from portal.access.actors import Actor
from portal.errors import InvalidError
from portal.imports.add import add_complaints
from portal.imports.parties import Parties
from portal.imports.profile import Profile
from portal.imports.read import RawRow
from portal.imports.understand import OutsideComplaint, understand


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, or merely odd, about a row, for whoever runs the import."""

    line: int
    refused: bool
    code: str
    values: dict[str, Any] = field(default_factory=dict)


def begin_import(
    session: Session, actor: Actor, profile: Profile, *, file_name: str, sha256: str, now: datetime
) -> Import:
    """The record of this run."""
    run = Import(
        profile=profile.name,
        file_name=file_name,
        sha256=sha256,
        started_at=now,
        by_id=actor.user_id,
        rows=0,
        added=0,
        known=0,
        refused=0,
    )
    session.add(run)
    session.flush()
    return run


def import_rows(
    session: Session,
    actor: Actor,
    run: Import,
    profile: Profile,
    rows: Sequence[RawRow],
    parties: Parties,
    *,
    now: datetime,
) -> list[Problem]:
    """Take a batch: each row becomes a case, is known already, or is refused with its reason."""
    known = set(
        session.scalars(
            select(ImportRow.row_key).where(
                ImportRow.profile == profile.name, ImportRow.row_key.in_([r.key for r in rows])
            )
        )
    )
    problems: list[Problem] = []
    understood: list[OutsideComplaint] = []
    for row in rows:
        run.rows += 1
        if row.key in known:
            run.known += 1
            continue
        known.add(row.key)
        try:
            understood.append(understand(row, profile))
        except InvalidError as error:
            run.refused += 1
            problem = Problem(row.line, True, error.code, dict(error.values))
            problems.append(_note(session, run, problem))
    cases = add_complaints(session, actor, run, profile, understood, parties, now=now)
    run.added += len(cases)
    for case, complaint in zip(cases, understood, strict=True):
        problems += [
            _note(session, run, Problem(complaint.line, False, code, _values(complaint)), case.id)
            for code in complaint.odd
        ]
    session.flush()
    return problems


def _values(complaint: OutsideComplaint) -> dict[str, Any]:
    return {
        "started": complaint.started_on.isoformat(),
        "closed": complaint.closed_on.isoformat() if complaint.closed_on else None,
    }


def _note(session: Session, run: Import, problem: Problem, case_id: int | None = None) -> Problem:
    session.add(
        ImportProblem(
            import_id=run.id,
            line=problem.line,
            refused=problem.refused,
            code=problem.code,
            values=problem.values,
            case_id=case_id,
        )
    )
    return problem


def end_import(session: Session, run: Import, *, now: datetime) -> None:
    run.ended_at = now
    session.flush()
