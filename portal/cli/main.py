"""The console command `huifang`: what an installation's owner does with it."""

import sys
from importlib import import_module

import click
import psycopg
import sqlalchemy.exc

from portal.errors import PortalError
from portal.infra.backups import BackupError
from portal.infra.config import ConfigError
from portal.infra.postgres import PostgresError
from portal.infra.runlock import AlreadyRunningError

# One module for each command, loaded when it is called; its command is called `command`.
COMMANDS = {
    "run": "portal.cli.run",
    "migrate": "portal.cli.migrate",
    "demo": "portal.cli.demo",
    "users": "portal.cli.users",
    "db": "portal.cli.db",
    "import": "portal.cli.imports",
    "backup": "portal.cli.backup",
    "restore": "portal.cli.restore",
    "doctor": "portal.cli.doctor",
    "sla": "portal.cli.sla",
    "scores": "portal.cli.scores",
    "bounces": "portal.cli.bounces",
    "search": "portal.cli.search",
}

_SAID_PLAINLY = (ConfigError, PostgresError, BackupError, AlreadyRunningError)


class Commands(click.Group):
    """Loads a command's module only when that command is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(COMMANDS[cmd_name]).command
        return found


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def huifang() -> None:
    """Huifang: the portal of a brand, its dealers and their installers for complaints.

    \b
    The environment configures it:
      PORT                 where the pages are served (8000)
      HUIFANG_DATA         the folder of the data (./var)
      HUIFANG_ENV          development (default) or production
      SECRET_KEY           signs sessions; required in production
      BASE_URL             how people reach the portal, for links in messages
      DATABASE_URL         a PostgreSQL of your own, as the portal logs in;
      DATABASE_OWNER_URL   ... and as its owner, who migrates and backs up
      HUIFANG_FILES        s3://bucket/folder, instead of the data folder
      HUIFANG_PROXIES      how many proxies stand in front (0); whose X-Forwarded-For counts
    """


def main() -> None:
    """Run the command line; what the owner can mend is said in plain words."""
    try:
        huifang(prog_name="huifang")
    except _SAID_PLAINLY as refusal:
        _give_up(str(refusal))
    except PortalError as refusal:
        # Only now: few commands need the words of the pages.
        sentence_for = import_module("portal.i18n.refusals").sentence_for
        _give_up(sentence_for(refusal.code, refusal.values, status=refusal.status))
    except (psycopg.OperationalError, sqlalchemy.exc.OperationalError) as error:
        cause = error.orig if isinstance(error, sqlalchemy.exc.DBAPIError) else error
        _give_up(f"The database does not answer: {str(cause).strip()}")
    except OSError as error:
        # A full disk, a folder that is not there: told with its name, as the machine tells it.
        _give_up(": ".join(str(part) for part in (error.filename, error.strerror or error) if part))


def _give_up(why: str) -> None:
    click.secho(f"huifang: {why}", fg="red", err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
