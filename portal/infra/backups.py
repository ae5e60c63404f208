"""A backup: one .tar with the database, the files and what a restore must know beforehand."""

import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql

from portal.infra import schema
from portal.infra.config import Config
from portal.infra.postgres import dumps
from portal.infra.postgres.roles import APP
from portal.infra.storage import Storage

_FORMAT = 1
_MANIFEST = "manifest.json"
_DATABASE = "database.dump"
_FILES = "files/"


class BackupError(RuntimeError):
    """The backup cannot be written or read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in a backup, readable before anything of it is loaded."""

    format: int
    made_at: str
    revision: str
    realm_roles: list[str]
    # Recognises the secret without telling it.
    secret: str


def write_backup(
    config: Config,
    owner_url: str,
    storage: Storage,
    target: Path,
    *,
    now: datetime,
    tell: Callable[[str], None],
) -> int:
    """Write everything to `target`, which appears only when it is whole. The number of files."""
    revision = schema.current(owner_url)
    if revision is None:
        raise BackupError("There is nothing to back up: the database is empty.")
    manifest = Manifest(
        _FORMAT, now.isoformat(), revision, _realm_roles(owner_url), _trace_of(config.secret_key)
    )
    unfinished = target.with_name(target.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    try:
        with tarfile.open(unfinished, "w") as tar:
            _add(tar, _MANIFEST, json.dumps(asdict(manifest), indent=2).encode())
            with tempfile.TemporaryDirectory(dir=target.parent) as folder:
                dumped = Path(folder) / _DATABASE
                dumps.dump(owner_url, dumped, tell=tell)
                tar.add(dumped, _DATABASE)
            count = _add_files(tar, storage, tell)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def read_backup(
    config: Config,
    owner_url: str,
    storage: Storage,
    source: Path,
    *,
    tell: Callable[[str], None],
) -> Manifest:
    """Load a backup into an empty installation and bring it to this version's schema."""
    try:
        with tarfile.open(source, "r:") as tar:
            manifest = _manifest(tar)
            _refuse_unless_loadable(owner_url, manifest)
            _load_database(tar, owner_url, manifest, tell)
            _load_files(tar, storage, tell)
    except tarfile.TarError as error:
        raise BackupError(f"{source} is not a backup, or is damaged: {error}") from None
    schema.upgrade(owner_url, config.database_url)
    if manifest.secret != _trace_of(config.secret_key):
        tell(
            "The backup was made under another SECRET_KEY. Everybody has to sign in again, and "
            "what is encrypted with the key stays closed until you set the old one."
        )
    return manifest


def _manifest(tar: tarfile.TarFile) -> Manifest:
    try:
        entry = tar.extractfile(_MANIFEST)
        assert entry is not None  # noqa: S101 - a file of ours, not a folder
        manifest = Manifest(**json.load(entry))
    except (KeyError, TypeError, ValueError):
        raise BackupError("This is not a backup of Huifang.") from None
    if manifest.format != _FORMAT:
        raise BackupError("The backup comes from a newer version of Huifang: install that one.")
    return manifest


def _refuse_unless_loadable(owner_url: str, manifest: Manifest) -> None:
    if not schema.knows(manifest.revision):
        raise BackupError(
            f"The backup has the schema {manifest.revision}, which this version does not know: "
            "install the version it was made with, or a newer one."
        )
    if schema.current(owner_url) is not None:
        raise BackupError(
            "This installation is not empty, and a restore never overwrites. Restore into a new "
            "data folder (HUIFANG_DATA=./restored huifang restore ...), or into a database that "
            "was just made, and point Huifang there."
        )


def _load_database(
    tar: tarfile.TarFile, owner_url: str, manifest: Manifest, tell: Callable[[str], None]
) -> None:
    _make_roles(owner_url, manifest.realm_roles)
    with tempfile.TemporaryDirectory() as folder:
        tar.extract(_DATABASE, folder, filter="data")
        dumps.load(owner_url, Path(folder) / _DATABASE, tell=tell)


def _load_files(tar: tarfile.TarFile, storage: Storage, tell: Callable[[str], None]) -> None:
    for number, entry in enumerate(_file_entries(tar), start=1):
        content = tar.extractfile(entry)
        assert content is not None  # noqa: S101 - _file_entries() gives files only
        storage.put(entry.name.removeprefix(_FILES), content.read())
        if number % 100 == 0:
            tell(f"{number} files")


def _file_entries(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    return (entry for entry in tar if entry.isfile() and entry.name.startswith(_FILES))


def _add_files(tar: tarfile.TarFile, storage: Storage, tell: Callable[[str], None]) -> int:
    count = 0
    for key in storage.keys():  # noqa: SIM118 - a storage is not a dict
        try:
            content = storage.get(key)
        except FileNotFoundError:  # Swept since it was listed.
            continue
        _add(tar, _FILES + key, content)
        count += 1
        if count % 100 == 0:
            tell(f"{count} files")
    return count


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mode = 0o600
    tar.addfile(entry, io.BytesIO(content))


def _realm_roles(owner_url: str) -> list[str]:
    """The roles the application may take: a dump of one database does not carry them."""
    with psycopg.connect(dumps.plain_url(owner_url)) as connection:
        found = connection.execute(
            "SELECT r.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid "
            "JOIN pg_roles a ON a.oid = m.member WHERE a.rolname = %s ORDER BY 1",
            [APP],
        ).fetchall()
    return [str(row[0]) for row in found]


def _make_roles(owner_url: str, names: list[str]) -> None:
    schema.ensure_app_role(owner_url)
    with psycopg.connect(dumps.plain_url(owner_url)) as connection:
        for name in names:
            known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
            role = sql.Identifier(name)
            if known.fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(role))
            connection.execute(
                sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(
                    role, sql.Identifier(APP)
                )
            )


def _trace_of(secret: str) -> str:
    return hashlib.scrypt(secret.encode(), salt=b"huifang-backup", n=2**14, r=8, p=1).hex()[:16]
