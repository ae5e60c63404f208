"""`huifang run`: the whole portal, from an empty folder to a page that answers."""

import errno
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import click

from portal.cli.installation import app_url, owner_url, say
from portal.cli.seed import seed
from portal.infra import clock, schema
from portal.infra.config import Config, ConfigError
from portal.infra.logging import configure_logging
from portal.infra.postgres import EmbeddedPostgres
from portal.infra.runlock import hold
from portal.infra.supervisor import Child, Supervisor

_DEMO = "portal.cli.demo"
_ROOT = Path(__file__).parents[2]
# A predecessor that was killed may still be letting its port go.
_PORT_PATIENCE = 1.5
# There a server's heartbeat never waits for a disk.
_MEMORY = "/dev/shm"  # noqa: S108 - files of gunicorn's own, made safely


@click.command("run")
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of PORT.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Processes that serve pages, of 8 threads each.",
)
@click.option("--worker/--no-worker", default=True, help="Whether to run the job worker here.")
@click.option("--web/--no-web", default=True, help="Whether to serve pages here.")
@click.option(
    "--demo/--no-demo",
    default=True,
    help="Whether to fill an empty database with the demo (never in production).",
)
def command(
    *, port: int | None, host: str, workers: int, worker: bool, web: bool, demo: bool
) -> None:
    """Run the portal: database, migrations, pages and jobs, until Ctrl-C.

    Without DATABASE_URL it keeps a PostgreSQL of its own in the data folder.
    """
    config = Config.from_environment()
    if port is not None:
        config = config.at(port)
    configure_logging(config.environment)
    with ExitStack() as stack:
        database = _claim(config, stack, host=host, web=web)
        if database is not None:
            say("Starting the database ...")
            urls = stack.enter_context(database).urls
            config = config.on(app=urls.app, owner=urls.owner)
        _prepare(config, demo=demo)
        children = _children(config, host=host, workers=workers, web=web, worker=worker)
        Supervisor(children, database=database).run(
            is_ready=lambda: not web or _answers(host, config.port, with_worker=worker),
            when_ready=lambda: _announce(config, web=web),
        )
    say("Huifang has stopped.")


def _claim(config: Config, stack: ExitStack, *, host: str, web: bool) -> EmbeddedPostgres | None:
    """Refuse before anything is started if the folder or the port is somebody else's."""
    config.data.mkdir(parents=True, exist_ok=True)
    if config.is_embedded:
        stack.enter_context(hold(config.data, config.base_url))
    if web:
        _require_free_port(host, config.port)
    return EmbeddedPostgres(config.data) if config.is_embedded else None


def _require_free_port(host: str, port: int) -> None:
    deadline = time.monotonic() + _PORT_PATIENCE
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise ConfigError(
                        f"Cannot listen on {host}:{port}: {error.strerror}."
                    ) from None
                if time.monotonic() > deadline:
                    raise ConfigError(
                        f"Port {port} is in use by another program. Choose another one: "
                        f"PORT={port + 1} make run"
                    ) from None
            else:
                return
        time.sleep(0.2)


def _prepare(config: Config, *, demo: bool) -> None:
    if config.owner_url is None:
        # A further machine of a larger installation: whoever deploys has migrated already.
        return
    owner = owner_url(config)
    before = schema.current(owner)
    if before != schema.head():
        say("Migrating the database ...")
    schema.upgrade(owner, app_url(config))
    seed(app_url(config), now=clock.now())
    if demo and not config.is_production and find_spec(_DEMO) and schema.is_without_users(owner):
        say("Filling the empty database with the demo ...")
        subprocess.run(
            [sys.executable, "-m", "portal.cli.main", "demo"],
            env=config.for_children() | {"DATABASE_OWNER_URL": owner},
            cwd=_ROOT,
            check=True,
        )


def _children(config: Config, *, host: str, workers: int, web: bool, worker: bool) -> list[Child]:
    env = config.for_children()
    children = []
    if web:
        children.append(Child("web", _gunicorn(f"{host}:{config.port}", workers), env, _ROOT))
    if worker:
        children.append(Child("worker", [sys.executable, "-m", "portal.worker"], env, _ROOT))
    return children


def _gunicorn(bind: str, workers: int) -> list[str]:
    options = {
        "bind": bind,
        "workers": str(workers),
        "worker-class": "gthread",
        "threads": "8",
        "keep-alive": "15",
        "timeout": "60",
        "graceful-timeout": "20",
        "max-requests": "20000",
        "max-requests-jitter": "2000",
        "log-level": "warning",
    }
    if os.path.isdir(_MEMORY):
        options["worker-tmp-dir"] = _MEMORY
    # Loaded once, before the processes that serve part: they start in no time and share the code.
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--preload"]
    return [
        *command,
        *(f"--{name}={value}" for name, value in options.items()),
        "portal.wsgi:application",
    ]


def _answers(host: str, port: int, *, with_worker: bool) -> bool:
    own = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 - asked of ourselves
    try:
        with urlopen(f"http://{own}:{port}/healthz", timeout=5) as answer:
            health = json.load(answer)
    except (URLError, OSError, ValueError):
        return False
    return bool(health["status"] == "ok" or (not with_worker and health["database"] == "ok"))


def _announce(config: Config, *, web: bool) -> None:
    if not web:
        click.echo("Huifang's worker is running.")
        return
    click.echo(f"Huifang is ready at {config.base_url}")
    if not config.is_production and config.owner_url is not None and find_spec(_DEMO):
        for line in import_module(_DEMO).sign_in_lines(config.owner_url):
            click.echo(line)
    click.echo("Press Ctrl-C to stop.")
    sys.stdout.flush()
