"""Plain SQL with which somebody would end a case by hand, for the attacks on endings."""

from dataclasses import dataclass

PRIVILEGE = "privilege"


def call(
    resolution: str,
    *,
    by: str = "%(agent)s",
    side: str = "brand",
    outcome: str = "settled",
    at: str = "r.made_at + interval '2 hours'",
    case: str = "r.case_id",
    resolved_by: str = "r.resolved_by_id",
) -> str:
    """A callback put in by hand."""
    return (
        "INSERT INTO callbacks (case_id, resolution_id, resolved_by_id, resolved_at, made_by_id,"
        f" maker_side, made_at, outcome, solved, treated, pressed, note) SELECT {case}, r.id,"
        f" {resolved_by}, r.made_at, {by}, '{side}', {at}, '{outcome}', true, 5, false, ''"
        f" FROM resolutions r WHERE r.id = {resolution}"
    )


def ending(
    case: str,
    *,
    kind: str = "closed",
    resolution: str = "NULL",
    at: str = "'%(noon)s'::timestamptz + interval '1 day'",
    settle: str = "true",
    **ground: str,
) -> str:
    """An ending put in by hand, and the case told that it has ended so."""
    names = "".join(f", {name}_id" for name in ground)
    values = "".join(f", {value}" for value in ground.values())
    return (
        f"INSERT INTO case_endings (case_id, kind, resolution_id, must_settle, ended_at{names})"
        f" VALUES ({case}, '{kind}', {resolution}, {settle}, {at}{values});"
        + point(case, f"(SELECT max(id) FROM case_endings WHERE case_id = {case})", kind)
    )


def point(case: str, ending_id: str, status: str = "closed") -> str:
    return (
        f"UPDATE cases SET status = '{status}', ended_at = '%(noon)s', ending_id = {ending_id}"
        f" WHERE id = {case}"
    )


def approval(
    case: str,
    *,
    by: str = "%(supervisor)s",
    asked: str = "%(asker)s",
    days: int = 9,
    reason: str = "Everything was tried.",
) -> str:
    return (
        "INSERT INTO unreachable_approvals (case_id, resolution_id, asked_by_id, approved_by_id,"
        f" reason, made_at) VALUES (%({case})s, %({case}_res)s, {asked}, {by}, '{reason}',"
        f" '%(noon)s'::timestamptz + interval '{days} days')"
    )


def merge(case: str, into: str) -> str:
    return (
        "INSERT INTO merges (case_id, into_case_id, made_by_id, made_at, status_before,"
        f" first_heard_before) VALUES (%({case})s, %({into})s, %(agent)s, '%(noon)s', 'accepted',"
        " '%(noon)s')"
    )


@dataclass(frozen=True)
class Attack:
    """Statements, the names of what stops the owner, and what stops the others first."""

    sql: str
    stopped_by: str
    hotline: str = ""
    dealer: str = PRIVILEGE
    as_user: str = "agent"
