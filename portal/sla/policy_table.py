"""The table of stage times as an administrator edits it: read, checked, compared, made (T2, T3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from models import Dealer, Product
from models.cases import Severity
from models.sla import ClockOwner, SlaPolicy, SlaPolicyRow, Stage
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import ChangedMeanwhileError, InvalidError, NotFoundError, RefusedError
from portal.history.changes import record_change
from portal.sla.policy import ALWAYS, OFFICE, OWNERS, SERVICE

CALENDARS: Final = (SERVICE, OFFICE, ALWAYS)
# A year round the clock; what is longer is no deadline.
_MOST: Final = 365 * 24 * 60
_MOST_ROWS: Final = 300


class Scope(NamedTuple):
    """Whom a row is for; nothing at all is the base row."""

    key_account: bool = False
    dealer_id: int | None = None
    product_id: int | None = None
    district: str = ""


class Cell(NamedTuple):
    """Which time a row is about."""

    stage: Stage
    severity: Severity
    scope: Scope = Scope()


class Time(NamedTuple):
    """The time on a calendar; another one at night where `night` says so."""

    minutes: int
    calendar_code: str
    night: int | None = None


Table = Mapping[Cell, Time]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is another in one version than in another; None where it is not there."""

    cell: Cell
    before: Time | None
    after: Time | None


def newest_policy(session: Session) -> SlaPolicy:
    """The version under which cases begin now."""
    newest = select(SlaPolicy).order_by(SlaPolicy.version.desc(), SlaPolicy.id.desc())
    return session.scalars(newest.limit(1)).one()


def get_policy(session: Session, version: int) -> SlaPolicy:
    """One version; they are nobody's secret."""
    found = session.scalars(select(SlaPolicy).where(SlaPolicy.version == version)).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def read_table(session: Session, policy_id: int) -> dict[Cell, Time]:
    """All rows of a version, base rows first."""
    rows = session.scalars(
        select(SlaPolicyRow).where(SlaPolicyRow.policy_id == policy_id).order_by(SlaPolicyRow.id)
    ).all()
    return {_cell(row): Time(row.minutes, row.calendar_code, row.night_minutes) for row in rows}


def compare_tables(before: Table, after: Table) -> list[Difference]:
    """What is different, in the order of the tables."""
    cells = dict.fromkeys([*after, *before])
    return [
        Difference(cell, before.get(cell), after.get(cell))
        for cell in cells
        if before.get(cell) != after.get(cell)
    ]


def make_policy(
    session: Session, actor: Actor, table: Table, note: str, *, version: int | None, now: datetime
) -> SlaPolicy:
    """A new version, for cases that begin from now on; those that are open keep theirs (T3)."""
    actor.require(Permission.SETTINGS_EDIT)
    # Two who save at once: the second sees the first one's version.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("sla_policies"))))
    newest, changed = check_change(session, table, version)
    if not note:
        raise InvalidError("policy_note_missing", field="note")
    made = SlaPolicy(version=newest.version + 1, made_at=now, made_by_id=actor.user_id, note=note)
    session.add(made)
    session.flush()
    session.execute(insert(SlaPolicyRow), [_row(made.id, *pair) for pair in table.items()])
    detail = {"rows": str(len(changed)), "reason": note}
    record_change(session, actor, f"policy:{made.version}", None, detail, now=now)
    return made


def check_change(
    session: Session, table: Table, version: int | None
) -> tuple[SlaPolicy, list[Difference]]:
    """Whether a table can follow the version that was seen; that one, and what is different."""
    newest = newest_policy(session)
    if version is not None and newest.version != version:
        raise ChangedMeanwhileError("policy_changed_meanwhile")
    return newest, check_table(session, table, read_table(session, newest.id))


def check_table(session: Session, table: Table, before: Table) -> list[Difference]:
    """Whether a table can be a version; what is different from the one before."""
    wanted = {Cell(stage, severity) for stage in Stage for severity in Severity}
    if wanted - table.keys():
        raise InvalidError("policy_base_row_missing")
    if len(table) > _MOST_ROWS:
        raise InvalidError("policy_too_long")
    for cell, time in table.items():
        check_row(cell, time)
    _check_named(session, table)
    changed = compare_tables(before, table)
    if not changed:
        raise RefusedError("policy_is_so_already")
    return changed


def check_row(cell: Cell, time: Time, field: str | None = None) -> None:
    """Whether a row can be one of a table; `field` is where its time was typed."""
    if not 0 < time.minutes <= _MOST or not 0 < (time.night or 1) <= _MOST:
        raise InvalidError(
            "policy_time_out_of_range", field=field, stage=cell.stage, severity=cell.severity
        )
    if time.calendar_code not in CALENDARS:
        raise InvalidError("unknown_choice", field=field)
    check_scope(cell.stage, cell.scope, field)


def check_scope(stage: Stage, scope: Scope, field: str | None = None) -> None:
    """Whether a stage can have another time for these."""
    # The brand's clocks begin before there is a dealer: docs/decisions/narrower-policies.md.
    if scope.dealer_id is not None and OWNERS[stage] is not ClockOwner.DEALER:
        raise InvalidError("policy_dealers_stage", field=field, stage=stage)


def _check_named(session: Session, table: Iterable[Cell]) -> None:
    for model, ids in (
        (Dealer, {cell.scope.dealer_id for cell in table} - {None}),
        (Product, {cell.scope.product_id for cell in table} - {None}),
    ):
        known = session.scalars(select(model.id).where(model.id.in_(ids))).all() if ids else []
        if ids - set(known):
            raise InvalidError("unknown_choice")


def _cell(row: SlaPolicyRow) -> Cell:
    scope = Scope(bool(row.key_account), row.dealer_id, row.product_id, row.district or "")
    return Cell(row.stage, row.severity, scope)


def _row(policy_id: int, cell: Cell, time: Time) -> dict[str, Any]:
    return {
        "policy_id": policy_id,
        "stage": cell.stage,
        "severity": cell.severity,
        "calendar_code": time.calendar_code,
        "minutes": time.minutes,
        "night_minutes": time.night,
        "key_account": cell.scope.key_account or None,
        "dealer_id": cell.scope.dealer_id,
        "product_id": cell.scope.product_id,
        "district": cell.scope.district or None,
    }


def join_tables(base: Table, typed: Table, newest: Table) -> Table:
    """What was typed over one version, put on the one that somebody else has made meanwhile."""
    joined = dict(newest)
    for one in compare_tables(base, typed):
        if one.after is None:
            joined.pop(one.cell, None)
        else:
            joined[one.cell] = one.after
    return joined
