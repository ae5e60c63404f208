"""Make a database cluster: all of it or nothing, whatever happens meanwhile."""

import shutil
import subprocess
from pathlib import Path

from portal.infra.postgres import binaries
from portal.infra.postgres.account import Account
from portal.infra.postgres.errors import PostgresError
from portal.infra.postgres.folders import Folders

KEEPER = "hf_keeper"


def ensure_cluster(folders: Folders, account: Account) -> None:
    """Make the cluster if there is none; an unfinished one is thrown away and begun again."""
    if (folders.cluster / "PG_VERSION").exists():
        return
    shutil.rmtree(folders.unfinished_cluster, ignore_errors=True)
    folders.unfinished_cluster.mkdir(mode=0o700)
    account.own(folders.unfinished_cluster)
    password_file = folders.root / "initdb-password"
    password_file.unlink(missing_ok=True)
    password_file.touch(mode=0o600)
    try:
        password_file.write_text(folders.password(KEEPER))
        account.own(password_file)
        _initdb(folders.unfinished_cluster, password_file, account)
    finally:
        password_file.unlink()
    folders.unfinished_cluster.rename(folders.cluster)


def _initdb(cluster: Path, password_file: Path, account: Account) -> None:
    # The built-in locale sorts the same on every machine and after every upgrade of the system.
    done = subprocess.run(  # noqa: S603 - our own fixed command line
        [
            binaries.program("initdb"),
            f"--pgdata={cluster}",
            f"--username={KEEPER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        cwd="/",
        user=account.uid,
        group=account.gid,
        extra_groups=[] if account.uid is not None else None,
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()
        raise PostgresError(f"The embedded database could not be made in {cluster}:\n{said}")
