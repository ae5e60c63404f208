"""`huifang scores`: count dealers' scores by hand, or count a day anew and say what differs."""

import sys
from datetime import date, datetime

import click
from sqlalchemy.orm import Session

from portal.access.actors import WORKER_ACTOR
from portal.cli.installation import installation, migrated
from portal.errors import NotFoundError
from portal.i18n.words import WORDS
from portal.infra import clock, db
from portal.infra.identity import WORKER
from portal.reports.scores.compare import Difference, compare_day
from portal.reports.scores.count import count_scores


@click.group("scores")
def command() -> None:
    """Dealers' scores: a worker counts them once a day, soon after midnight."""


@command.command("count")
def count() -> None:
    """Count what is due now, as the worker does each night.

    What has been counted already stays as it is, and so does what another worker is at.
    """
    pieces = 0
    with installation() as config:
        engine = db.make_engine(migrated(config), pool_size=1)
        while True:
            with db.aside(db.make_sessions(engine)) as session:
                done = count_scores(session, now=clock.now())
            if not done:
                break
            pieces += done
        engine.dispose()
    click.echo("Counted." if pieces else "Today's scores stand already.")


@command.command("recompute")
@click.argument("day", type=click.DateTime(formats=["%Y-%m-%d"]), metavar="YYYY-MM-DD")
def recompute(day: datetime) -> None:
    """Count the figures of a DAY anew from its cases, and say what differs from what was kept.

    It changes nothing: what was shown on a day stays on record, and the next night counts by what
    is known then. Ends with 1 where something differs, with 2 where that day was never counted.
    """
    with installation() as config:
        engine = db.make_engine(migrated(config), pool_size=1)
        with db.make_sessions(engine)() as session:
            session.info = {"identity": WORKER, "now": None}
            differences = _compared(session, day.date())
        engine.dispose()
    for one in differences:
        click.echo(_line(one))
    if differences:
        click.echo(f"{len(differences)} differ.")
        sys.exit(1)
    click.echo("Every figure is the same.")


def _compared(session: Session, day: date) -> list[Difference]:
    try:
        return compare_day(session, WORKER_ACTOR, day)
    except NotFoundError as error:
        raise click.BadParameter(f"{day} was not counted.", param_hint="YYYY-MM-DD") from error


def _line(one: Difference) -> str:
    what = WORDS[type(one.figure)][one.figure]._args[0] if one.figure else "Score"
    return f"{one.dealer} ({one.dealer_id}): {what}: kept {one.kept}, now {one.now}"
