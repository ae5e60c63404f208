"""The doctor's expectations are those of the migrations as they stand."""

import pytest

from portal.infra import schema
from portal.infra.fingerprint import load_expected
from tests.support.expected_schema import fingerprint_of


@pytest.mark.processes
def test_the_doctor_expects_what_the_migrations_make(server):
    server.create("expected_schema")
    owner = server.owner_url("expected_schema")
    schema.upgrade(owner, server.app_url("expected_schema"))
    major, found = fingerprint_of(owner)
    server.drop("expected_schema")

    assert load_expected() == (schema.head(), major, found), (
        "A migration changed the schema: python -m tests.support.expected_schema"
    )
