"""Without an identity the application's login reads nothing, writes nothing and calls nothing."""

import psycopg
import pytest
from psycopg import errors

from models import Model

TABLES = sorted(Model.metadata.tables)


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg", "postgresql")


def test_every_table_is_closed_to_nobody(clone):
    with psycopg.connect(plain(clone.app_url), autocommit=True) as attack:
        for table in TABLES:
            for statement in (f"SELECT FROM {table}", f"DELETE FROM {table}"):
                with pytest.raises(errors.InsufficientPrivilege):
                    attack.execute(statement)


def test_the_login_owns_nothing_and_inherits_nothing(clone):
    with psycopg.connect(plain(clone.app_url), autocommit=True) as attack:
        owned = attack.execute(
            "SELECT count(*) FROM pg_class WHERE relowner = 'hf_app'::regrole"
        ).fetchone()
        inherited = attack.execute(
            "SELECT count(*) FROM pg_auth_members"
            " WHERE member = 'hf_app'::regrole AND inherit_option"
        ).fetchone()

    assert owned == (0,)
    assert inherited == (0,)


def test_a_realm_without_its_ids_sees_nobody_elses_rows(clone):
    """A programmer forgot to say which dealer: the settings are empty, and so is the answer."""
    with psycopg.connect(plain(clone.app_url)) as attack:
        for realm, table in (
            ("dealer", "cases"),
            ("installer", "cases"),
            ("link", "cases"),
            ("sales", "cases"),
            ("dealer", "offers"),
            ("installer", "dispatch_people"),
        ):
            attack.execute(f"SET LOCAL ROLE hf_{realm}")
            assert attack.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
            attack.rollback()
