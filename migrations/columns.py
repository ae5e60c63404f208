"""How the migrations write a column that holds one of a few words, and let it hold more.

What a migration of the past has read from here stays as it is.
"""

import re

import sqlalchemy as sa
from alembic import op


def words(name: str, allowed: str) -> sa.Enum:
    """TEXT with a CHECK: never a native ENUM, which no index under a policy would serve."""
    return sa.Enum(
        *allowed.split(), name=name, native_enum=False, create_constraint=True, length=40
    )


def allow_words(table: str, column: str, check: str, more: str, *, after: str = "") -> None:
    """Let a column of `words` hold more of them: behind the last one, or behind `after`."""
    there = _words_of(table, check)
    place = there.index(after) + 1 if after else len(there)
    _hold(table, column, check, [*there[:place], *more.split(), *there[place:]])


def refuse_words(table: str, column: str, check: str, gone: str) -> None:
    """Take them away again."""
    left = [word for word in _words_of(table, check) if word not in gone.split()]
    _hold(table, column, check, left)


def _words_of(table: str, check: str) -> list[str]:
    """Those that the CHECK lets in now, in its order."""
    said = op.get_bind().execute(
        sa.text(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = CAST(:table AS regclass) AND conname = :name"
        ),
        {"table": table, "name": f"ck_{table}_{check}"},
    )
    return re.findall(r"'(\w+)'", said.scalar_one())


def _hold(table: str, column: str, check: str, allowed: list[str]) -> None:
    listed = ", ".join(f"'{word}'" for word in allowed)
    op.execute(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{check}")
    op.execute(
        f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{check} CHECK ({column} IN ({listed}))"
    )
