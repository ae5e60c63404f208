"""`huifang bounces`: reads one mail that came back, as a mail server pipes it in.

The answer is an exit code that mail servers know: 0 means taken, whatever it was; 75 means later,
because the database is not there, and the mail server keeps the mail until then.
"""

import sys

import click
import psycopg
import sqlalchemy.exc

from portal.cli.installation import app_url, installation
from portal.infra import clock, db
from portal.infra.config import Config, ConfigError
from portal.infra.identity import WORKER
from portal.infra.postgres import PostgresError
from portal.notices.channels.bounces import MOST_READ, Bounce, read_bounce
from portal.notices.office import bounce_key
from portal.notices.outcome import note_bounce

LATER = 75  # EX_TEMPFAIL


@click.command("bounces")
@click.option("--to", default="", help="The address it came to, where the mail server says it.")
def command(to: str) -> None:
    """Read a returned mail from standard input and mark the message it belongs to.

    Only a report with a signed number of ours is believed; anything else is taken and forgotten.
    """
    raw = sys.stdin.buffer.read(MOST_READ)
    try:
        secret = Config.from_environment().secret_key
        bounce = read_bounce(raw, bounce_key(secret), to=to)
        click.echo("not ours" if bounce is None else _mark(bounce))
    except (
        ConfigError,
        PostgresError,
        psycopg.OperationalError,
        sqlalchemy.exc.OperationalError,
    ) as error:
        click.echo(f"later: {type(error).__name__}", err=True)
        sys.exit(LATER)


def _mark(bounce: Bounce) -> str:
    """What became of it, in a word for the mail server's log."""
    with installation() as config:
        engine = db.make_engine(app_url(config), pool_size=1)
        try:
            with db.aside(db.make_sessions(engine), WORKER) as session:
                marked = note_bounce(session, bounce, now=clock.now())
        finally:
            engine.dispose()
    return "marked" if marked is not None else "nothing to mark"
