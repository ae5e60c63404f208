"""How PostgreSQL answers what the pages ask: reads over whole tables and sorts of many rows."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Engine

from tests.bench.recording import Recording

# A scan over fewer rows than this is how a small table is read best.
MANY_ROWS: Final = 2000
SLOW_MS: Final = 5.0


class Finding(NamedTuple):
    """One thing to look at in one statement's plan."""

    what: str
    milliseconds: float
    statement: str


def findings(engine: Engine, recordings: Sequence[Recording]) -> list[Finding]:
    """What stands out in the plans of all reading statements, each statement once."""
    seen: set[str] = set()
    found: list[Finding] = []
    for recording in recordings:
        with engine.connect() as connection:
            for said in recording.said:
                if said.statement in ("commit", "rollback"):
                    connection.rollback()
                    continue
                if "set_config" in said.statement:
                    connection.exec_driver_sql(said.statement, said.parameters)
                elif said.statement.startswith(("SELECT", "WITH")) and said.statement not in seen:
                    seen.add(said.statement)
                    found += _explained(connection, said.statement, said.parameters)
            connection.rollback()
    return sorted(found, key=lambda finding: -finding.milliseconds)


def _explained(connection: Connection, statement: str, parameters: Any) -> Iterator[Finding]:
    explain = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
    plan = connection.exec_driver_sql(explain, parameters).scalar_one()[0]
    taken = plan["Execution Time"] + plan["Planning Time"]
    for node in _nodes(plan["Plan"]):
        what = _odd(node)
        if what:
            yield Finding(what, taken, statement)
    if taken > SLOW_MS:
        yield Finding(
            f"slow: plan {plan['Planning Time']:.1f} ms, run {plan['Execution Time']:.1f} ms",
            taken,
            statement,
        )


def _odd(node: dict[str, Any]) -> str | None:
    read = (node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"]
    if read < MANY_ROWS:
        return None
    if node["Node Type"] == "Seq Scan":
        return f"reads all {read:.0f} rows of {node['Relation Name']}"
    if node["Node Type"] == "Sort":
        return f"sorts {read:.0f} rows by {', '.join(node['Sort Key'])}"
    return f"{node['Node Type']} over {read:.0f} rows {node.get('Index Name', '')}".strip()


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for part in node.get("Plans", ()):
        yield from _nodes(part)
