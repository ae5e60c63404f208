"""Writes portal/infra/expected_schema.json anew: `python -m tests.support.expected_schema`."""

import tempfile
from pathlib import Path

import psycopg

from portal.infra import schema
from portal.infra.fingerprint import Fingerprint, read_fingerprint, store_expected
from portal.infra.postgres.dumps import plain_url
from tests.support.database import start_test_server


def fingerprint_of(owner_url: str) -> tuple[int, Fingerprint]:
    """The server's major version and what guards the database."""
    with psycopg.connect(plain_url(owner_url)) as connection:
        return connection.info.server_version // 10000, read_fingerprint(connection)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = start_test_server(Path(folder))
        server.create("expected")
        owner = server.owner_url("expected")
        schema.upgrade(owner, server.app_url("expected"))
        store_expected(schema.head(), *fingerprint_of(owner))
        server.close()


if __name__ == "__main__":
    main()
