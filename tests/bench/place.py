"""Where the measuring happens: a database full of cases, and the server that answers from it."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from portal.cli.run import _gunicorn
from portal.infra import clock, schema
from portal.infra.config import Config, Environment
from portal.infra.postgres import EmbeddedPostgres
from portal.infra.processes import start_child
from tests.bench.generate import generate
from tests.support.portal_process import free_port

ROOT: Final = Path(__file__).parents[2]
WORKERS: Final = 2
PATIENCE: Final = 60.0
# A world made by other code would not be the one that the code at hand expects.
_MADE_BY: Final = ("migrations/versions/*.py", "tests/bench/*.py", "portal/search/tokens.py")
_PARTS: Final = ("generate", "generated_cases", "parties", "sheets", "story", "words", "tokens")

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Place:
    """A running database with its world, and how the portal is to be configured for it."""

    folder: Path
    config: Config

    @property
    def plain_owner_url(self) -> str:
        assert self.config.owner_url is not None
        return self.config.owner_url.replace("+psycopg", "")


@contextmanager
def open_place(folder: Path, cases: int, *, fresh: bool, tell: Tell) -> Iterator[Place]:
    """Start the database of that folder, filled first where it has not the world wanted."""
    folder.mkdir(parents=True, exist_ok=True)
    data, made = folder / "data", folder / "made.json"
    wanted = {"cases": cases, "by": _made_by(), "on": clock.now().date().isoformat()}
    if fresh or not made.exists() or json.loads(made.read_text()) != wanted:
        made.unlink(missing_ok=True)
        shutil.rmtree(data, ignore_errors=True)
    data.mkdir(exist_ok=True)
    data.chmod(0o711)  # As root the server runs under another account.
    with EmbeddedPostgres(data) as server:
        if not made.exists():
            tell(f"making {cases} cases; they are kept for the next run of today")
            schema.upgrade(server.urls.owner, server.urls.app)
            generate(server.urls.owner, cases, now=clock.now(), tell=tell)
            made.write_text(json.dumps(wanted))
        yield Place(folder, configured(data, server.urls.app, server.urls.owner))


@contextmanager
def serving(place: Place, recordings: Path) -> Iterator[None]:
    """The very server of `huifang run`, with the twin beside the portal in each worker."""
    command = _gunicorn(f"127.0.0.1:{place.config.port}", WORKERS)
    command[-1] = "tests.bench.serve:application"
    env = place.config.for_children() | {"BENCH_RECORDINGS": str(recordings)}
    with (place.folder / "server.log").open("wb") as log:
        server = start_child(command, dies_by=signal.SIGTERM, env=env, cwd=ROOT, output=log)
    try:
        _wait_until_it_answers(server, place)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _wait_until_it_answers(server: subprocess.Popen[bytes], place: Place) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(f"http://127.0.0.1:{place.config.port}/healthz", timeout=5):
                return
        except (URLError, OSError):
            if server.poll() is not None or time.monotonic() > deadline:
                said = (place.folder / "server.log").read_text()
                raise RuntimeError(f"the server does not answer:\n{said}") from None
            time.sleep(0.1)


def configured(data: Path, app_url: str, owner_url: str) -> Config:
    """As in production: templates are not looked at again, no page is for developers."""
    port = free_port()
    return Config(
        environment=Environment.PRODUCTION,
        data=data,
        port=port,
        base_url=f"http://127.0.0.1:{port}",
        secret_key=secrets.token_urlsafe(48),
        database_url=app_url,
        owner_url=owner_url,
        files_url=None,
    )


def _made_by() -> str:
    files = sorted(file for pattern in _MADE_BY for file in ROOT.glob(pattern))
    parts = [file for file in files if "versions" in str(file) or file.stem in _PARTS]
    return sha256(b"".join(file.read_bytes() for file in parts)).hexdigest()
