"""Where the embedded server keeps its things inside the data folder."""

import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from portal.infra.postgres import binaries

# The kernel allows 107 bytes for a socket's path; PostgreSQL adds `/.s.PGSQL.5432`.
_LONGEST_SOCKET_FOLDER = 85


@dataclass(frozen=True)
class Folders:
    """The data folder, and what in it belongs to the embedded server."""

    data: Path

    @property
    def root(self) -> Path:
        return self.data / "postgres"

    @property
    def cluster(self) -> Path:
        """One folder for each major version: the next one is loaded from a dump."""
        return self.root / str(binaries.major())

    @property
    def unfinished_cluster(self) -> Path:
        return self.root / f"{binaries.major()}.unfinished"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def lock(self) -> Path:
        return self.data / "postgres.lock"

    @property
    def record(self) -> Path:
        return self.data / "postgres.json"

    @property
    def first_words(self) -> Path:
        """What the server says before its own log is open."""
        return self.data / "postgres-start.log"

    def socket(self) -> Path:
        """A folder for the socket: in the data folder if the path is short enough."""
        inside = self.root / "socket"
        if len(str(inside.resolve()).encode()) <= _LONGEST_SOCKET_FOLDER:
            inside.mkdir(exist_ok=True)
            return inside.resolve()
        return Path(tempfile.mkdtemp(prefix="huifang-"))

    def password(self, role: str) -> str:
        """The role's password, made at the first asking and kept where only we can read it."""
        return kept_secret(self.data, f"postgres-{role}")


def kept_secret(data: Path, name: str) -> str:
    """A random secret in a file of mode 0600 in the data folder, made when it is missing."""
    folder = data / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / name
    if not file.exists() or not file.read_text().strip():
        fresh = folder / f"{name}.new"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(32))
        fresh.replace(file)
    return file.read_text().strip()
