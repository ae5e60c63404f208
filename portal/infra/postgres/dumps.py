"""Write a database to a file and read it back, with PostgreSQL's own programs."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from portal.infra.postgres import binaries
from portal.infra.postgres.errors import PostgresError


def dump(owner_url: str, target: Path, *, tell: Callable[[str], None]) -> None:
    """Dump the whole database as its owner, in one snapshot."""
    _run(
        owner_url,
        "pg_dump",
        ["--format=custom", "--compress=6", "--no-owner", "--verbose", f"--file={target}"],
        tell=tell,
    )


def load(owner_url: str, source: Path, *, tell: Callable[[str], None]) -> None:
    """Load a dump into an empty database: all of it, or nothing."""
    _run(
        owner_url,
        "pg_restore",
        ["--single-transaction", "--exit-on-error", "--no-owner", "--verbose", str(source)],
        tell=tell,
    )


def plain_url(url: str) -> str:
    """The URL as PostgreSQL's own programs and psycopg read it."""
    return url.replace("postgresql+psycopg://", "postgresql://")


def _run(owner_url: str, program: str, options: list[str], *, tell: Callable[[str], None]) -> None:
    """Run a program; its password goes through the environment, where `ps` does not show it."""
    parts = conninfo_to_dict(plain_url(owner_url))
    password = parts.pop("password", None)
    process = subprocess.Popen(  # noqa: S603 - our own fixed command lines
        [_program_for(owner_url, program), f"--dbname={make_conninfo('', **parts)}", *options],
        env=os.environ | {"PGPASSWORD": str(password or ""), "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    said: list[str] = []
    assert process.stderr is not None  # noqa: S101 - asked for above
    with process.stderr:
        for line in process.stderr:
            said = [*said[-19:], line.strip()]
            if (step := _step(line)) is not None:
                tell(step)
    if process.wait() != 0:
        errors = [line for line in said if "error:" in line.lower()]
        raise PostgresError(f"{program} failed:\n" + "\n".join(errors or said))


def _step(line: str) -> str | None:
    for begin in ("dumping contents of table ", "processing data for table "):
        _before, found, table = line.strip().partition(begin)
        if found:
            return table.replace('"', "").removeprefix("public.")
    return None


def _program_for(owner_url: str, program: str) -> str:
    """Ours, unless the server is newer: then the machine's own, which must be as new."""
    with psycopg.connect(plain_url(owner_url)) as connection:
        server = connection.info.server_version // 10000
    if server <= binaries.major():
        return binaries.program(program)
    found = shutil.which(program)
    if found is None:
        raise PostgresError(
            f"The server is PostgreSQL {server}, newer than our {program} "
            f"({binaries.major()}): install the client programs of PostgreSQL {server}."
        )
    return found
