"""Which row of a table holds for a case: as the database chooses, over a table nobody has made.

docs/decisions/narrower-policies.md has the order; `portal.sla.targets` asks the database in it.
"""

from collections import defaultdict

from models.cases import Severity
from models.sla import Stage
from portal.sla.policy_table import Scope, Table, Time


class Rows:
    """A table, asked for one clock after another."""

    def __init__(self, table: Table) -> None:
        found: dict[tuple[Stage, Severity], list[tuple[Scope, Time]]] = defaultdict(list)
        for cell in sorted(table, key=lambda cell: tuple(not part for part in cell.scope)):
            found[cell.stage, cell.severity].append((cell.scope, table[cell]))
        self._rows = dict(found)

    def time_for(self, stage: Stage, severity: Severity, fits: Scope) -> Time:
        """The narrowest row that names nothing which the case is not; the base row is the last.

        `fits` is the narrowest scope that the case could have a row in.
        """
        return next(
            time
            for scope, time in self._rows[stage, severity]
            if all(not part or part == its for part, its in zip(scope, fits, strict=True))
        )
