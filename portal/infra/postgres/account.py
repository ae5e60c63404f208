"""Choose the system account PostgreSQL runs under: it refuses to run as root."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from portal.infra.postgres.errors import PostgresError

_UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A system account to drop to, or (uid None) the account that started us."""

    name: str
    uid: int | None = None
    gid: int | None = None

    def own(self, folder: Path) -> None:
        """Give a folder of the database to the account, if it is not ours already."""
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)

    def may_pass(self, folder: Path) -> bool:
        """Whether the account may walk through this folder."""
        if self.uid is None:
            return os.access(folder, os.X_OK)
        about = folder.stat()
        if about.st_uid == self.uid:
            return bool(about.st_mode & 0o100)
        if about.st_gid == self.gid:
            return bool(about.st_mode & 0o010)
        return bool(about.st_mode & 0o001)


def account_for(cluster: Path) -> Account:
    """The account that owns the cluster already, or an unprivileged one if we are root."""
    if os.geteuid() != 0:
        return Account(name=pwd.getpwuid(os.geteuid()).pw_name)
    if cluster.exists() and cluster.stat().st_uid != 0:
        return _named(pwd.getpwuid(cluster.stat().st_uid))
    for name in _UNPRIVILEGED:
        try:
            return _named(pwd.getpwnam(name))
        except KeyError:
            continue
    raise PostgresError(
        "PostgreSQL does not run as root, and there is no account `postgres` or `nobody` to run "
        "it under. Start Huifang as an ordinary user."
    )


def require_reachable(account: Account, folder: Path, what: str) -> None:
    """Refuse, naming the closed folder, when the account cannot come as far as `folder`."""
    for step in [*reversed(folder.resolve().parents), folder.resolve()]:
        if step.is_dir() and not account.may_pass(step):
            raise PostgresError(
                f"The database runs as the account `{account.name}`, because PostgreSQL refuses "
                f"to run as root, and `{account.name}` cannot reach {what} in {folder}: {step} is "
                f"closed to it. Start Huifang as an ordinary user, or put it into a folder that "
                f"others may pass (for instance /srv/huifang), or open this one: chmod o+x {step}"
            )


def _named(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
