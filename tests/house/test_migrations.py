"""The migrations make what the models say, and undo it; every table stands behind its wall."""

import ast
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, create_engine, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from migrations.walls import verbs_of
from models import Model
from tests.support.walls import VERSIONS, walls

ROOT = Path(__file__).parent.parent.parent
# Their own business: they are Alembic's and Procrastinate's.
OTHERS = ("alembic_version", "procrastinate_")


def as_said() -> set[tuple[str, str, str]]:
    """Table, realm and verb, as the table of walls has them."""
    return {
        (table, f"hf_{realm}", verb)
        for table, realms in walls().items()
        for realm, wall in realms.items()
        for verb, _columns in verbs_of(wall[0])
        if realm != "worker"
    }


def alembic() -> Config:
    return Config(toml_file=ROOT / "pyproject.toml")


def test_there_is_one_head():
    assert len(ScriptDirectory.from_config(alembic()).get_heads()) == 1


@pytest.mark.parametrize("path", sorted(VERSIONS.glob("*.py")), ids=lambda path: path.name)
def test_a_migration_needs_nothing_of_todays_portal(path):
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [])
        + [alias.name for alias in node.names]
    }

    assert not imported & {"models", "portal", "flask"}


@pytest.mark.processes
def test_the_schema_goes_up_and_down_and_up_again_and_is_that_of_the_models(server):
    server.create("up_down_up")
    engine = create_engine(server.owner_url("up_down_up"))
    config = alembic()

    with engine.begin() as owner:
        config.attributes["connection"] = owner
        command.upgrade(config, "head")
        command.downgrade(config, "base")
        left = [name for name in inspect(owner).get_table_names() if name != "alembic_version"]
        command.upgrade(config, "head")
        command.check(config)
    engine.dispose()
    server.drop("up_down_up")

    assert not left


def test_every_check_of_the_models_is_in_the_database_word_for_word(engine):
    with engine.connect() as owner:
        there = owner.execute(
            text(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
                " FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
            )
        ).all()
        owner.execute(text("CREATE SCHEMA as_modelled"))
        owner.execute(text("SET search_path TO as_modelled, public"))
        for table in Model.metadata.tables.values():
            owner.execute(text(_without_foreign_keys(table)))
        wanted = owner.execute(
            text(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
                " FROM pg_constraint"
                " WHERE contype = 'c' AND connamespace = 'as_modelled'::regnamespace"
            )
        ).all()
        owner.rollback()

    assert _plain(there) == _plain(wanted)


def test_every_index_of_the_models_is_in_the_database_and_no_other(engine):
    with engine.connect() as owner:
        seen = inspect(owner)
        there = {
            (table, index["name"])
            for table in Model.metadata.tables
            for index in seen.get_indexes(table)
            if not index.get("duplicates_constraint")
        }

    wanted = {
        (table.name, index.name)
        for table in Model.metadata.tables.values()
        for index in table.indexes
    }
    assert there == wanted


def test_every_table_has_row_level_security_and_a_line_in_the_table_of_walls(engine):
    with engine.connect() as owner:
        tables = dict(
            owner.execute(
                text(
                    "SELECT relname, relrowsecurity FROM pg_class WHERE relkind = 'r'"
                    " AND relnamespace = 'public'::regnamespace"
                )
            ).all()
        )
    ours = {name: on for name, on in tables.items() if not name.startswith(OTHERS)}

    assert [name for name, on in ours.items() if not on] == []
    assert ours.keys() == walls().keys()


def test_every_realm_may_do_what_the_table_of_walls_says_and_nothing_else(engine):
    with engine.connect() as owner:
        granted = owner.execute(
            text(
                "SELECT table_name, grantee, privilege_type"
                " FROM information_schema.table_privileges"
                " WHERE table_schema = 'public' AND grantee LIKE 'hf\\_%' AND grantee NOT IN"
                " ('hf_owner', 'hf_worker') UNION"
                " SELECT table_name, grantee, privilege_type"
                " FROM information_schema.column_privileges"
                " WHERE table_schema = 'public' AND grantee LIKE 'hf\\_%' AND grantee NOT IN"
                " ('hf_owner', 'hf_worker')"
            )
        ).all()
    there = {tuple(row) for row in granted if not row[0].startswith(OTHERS)}

    assert there == as_said()


def test_each_verb_of_each_realm_has_its_policy(engine):
    with engine.connect() as owner:
        policies = owner.execute(
            text(
                "SELECT tablename, unnest(roles)::text, cmd FROM pg_policies"
                " WHERE permissive = 'PERMISSIVE'"
            )
        ).all()
    there = {tuple(row) for row in policies if not row[0].startswith(OTHERS)}

    assert {row for row in there if row[1] != "hf_worker"} == as_said()
    assert {row[0] for row in there if row[1] == "hf_worker"} == walls().keys()


def _without_foreign_keys(table) -> str:
    """The table with its columns and checks; keys to others would want them to be there first."""
    made = str(
        CreateTable(table, include_foreign_key_constraints=[]).compile(dialect=postgresql.dialect())
    )
    assert "CHECK" in made or not any(
        isinstance(constraint, CheckConstraint) for constraint in table.constraints
    )
    return made


def _plain(rows) -> set[tuple[str, str, str]]:
    return {
        (table.rpartition(".")[2], name, definition)
        for table, name, definition in rows
        if not table.rpartition(".")[2].startswith(OTHERS)
    }
