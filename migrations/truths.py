"""How the migrations write functions and triggers: what must never be false of a row.

What a migration of the past has read from here stays as it is.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

# Runs with the owner's rights; a house test lists each with its reason.
DEFINER = "SECURITY DEFINER"
# Of a name: its arguments, what it returns, options, body.
Functions = Mapping[str, tuple[str, str, str, str]]
# Of a name: when it fires, on which table, which function.
Triggers = Mapping[str, tuple[str, str, str]]


def make_functions(functions: Functions) -> None:
    """Each has a fixed search_path: nobody slips a table of theirs under it."""
    for name, (arguments, returns, options, body) in functions.items():
        op.execute(
            f"CREATE FUNCTION {name}({arguments}) RETURNS {returns} LANGUAGE plpgsql {options}"
            f" SET search_path = pg_catalog, public AS $body${body}$body$"
        )


def keep_to_ourselves(functions: Functions) -> None:
    """Nobody calls them but their triggers and each other."""
    for name, (arguments, *_rest) in functions.items():
        op.execute(f"REVOKE ALL ON FUNCTION {name}({_types(arguments)}) FROM PUBLIC")


def drop_functions(functions: Functions) -> None:
    for name, (arguments, *_rest) in reversed(functions.items()):
        op.execute(f"DROP FUNCTION {name}({_types(arguments)})")


def _types(arguments: str) -> str:
    return ", ".join(part.split()[-1] for part in arguments.split(",") if part)


def make_triggers(triggers: Triggers) -> None:
    """They fire ALWAYS: no session switches them off by calling itself a replica."""
    for name, (timing, table, function) in triggers.items():
        op.execute(
            f"CREATE TRIGGER {name} {timing} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def make_triggers_at_commit(triggers: Triggers) -> None:
    """They ask how things stand in the end, whatever the order of the statements was."""
    for name, (timing, table, function) in triggers.items():
        op.execute(
            f"CREATE CONSTRAINT TRIGGER {name} {timing} ON {table}"
            f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {function}()"
        )


def keep_as_written(columns_of: Mapping[str, str]) -> None:
    """Of each table: the columns that, once they say something, go on saying it."""
    for table, columns in columns_of.items():
        named = ", ".join(f"'{column.strip()}'" for column in columns.split(","))
        op.execute(
            f"CREATE TRIGGER stays_as_written BEFORE UPDATE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION stays_as_written({named})"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER stays_as_written")


def drop_triggers(triggers: Triggers) -> None:
    for name, (_timing, table, _function) in triggers.items():
        op.execute(f"DROP TRIGGER {name} ON {table}")


def reword_function(name: str, said: Mapping[str, str]) -> None:
    """Let a function say something else in the place of what it says, and stay as it is besides."""
    bind = op.get_bind()
    text: str = bind.execute(
        sa.text("SELECT pg_get_functiondef(CAST(:name AS regproc))"), {"name": name}
    ).scalar_one()
    for old, new in said.items():
        if text.count(old) != 1:
            raise LookupError(f"{name} says {text.count(old)} times: {old}")
        text = text.replace(old, new)
    op.execute(text)
