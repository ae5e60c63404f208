"""Who may do what on each table, gathered from the migrations: `python -m tests.support.walls`."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from alembic.config import Config
from alembic.script import ScriptDirectory

ROOT = Path(__file__).parents[2]
VERSIONS = ROOT / "migrations" / "versions"


def migrations() -> list[ModuleType]:
    """All of them, the oldest first."""
    line = ScriptDirectory.from_config(Config(toml_file=ROOT / "pyproject.toml"))
    return [script.module for script in line.walk_revisions()][::-1]


def walls() -> dict[str, dict[str, tuple[str, ...]]]:
    """Of each table, for each realm: verbs, rows it sees, rows it may write where they differ."""
    gathered: dict[str, dict[str, tuple[str, ...]]] = {}
    for migration in migrations():
        for table, realms in getattr(migration, "WALLS", {}).items():
            gathered[table] = gathered.get(table, {}) | dict(realms)
        for table, realm, verbs in getattr(migration, "WIDER", ()):
            before, *rows = gathered[table][realm]
            gathered[table][realm] = (f"{before} {verbs}", *rows)
    return gathered


def limits() -> dict[str, list[str]]:
    """Of each table, what is refused to a realm besides, even in rows of its own."""
    said: dict[str, list[str]] = {}
    for migration in migrations():
        for table, realms, column in getattr(migration, "OWN_NAME", ()):
            said.setdefault(table, []).append(f"{realms} only INSERT their own {column}")
        for table, _name, verb, realms, check in getattr(migration, "LIMITS", ()):
            said.setdefault(table, []).append(f"{realms} only {verb} {check}")
    return said


def _lines(asked: list[str]) -> Iterator[str]:
    besides = limits()
    for table, realms in sorted(walls().items()):
        if asked and table not in asked:
            continue
        yield table
        for realm, (verbs, rows, *written) in realms.items():
            yield f"  {realm}: {verbs}"
            yield f"    where {rows}"
            yield from (f"    writes where {' '.join(rows.split())}" for rows in written)
        yield from (f"  besides: {line}" for line in besides.get(table, ()))


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in _lines(sys.argv[1:]))
