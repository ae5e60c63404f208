"""`huifang import complaints`: bring in outside complaints, with a dry run first."""

import codecs
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click
from sqlalchemy.orm import Session

from models import Import
from portal.access.actors import WORKER_ACTOR
from portal.cli.installation import installation, migrated, say
from portal.i18n.refusals import sentence_for
from portal.imports.duplicates import list_likely_dealers
from portal.imports.parties import Parties, known_parties
from portal.imports.profile import Profile, load_profile, shipped_profiles
from portal.imports.read import RawRow, read_rows, sha256_of
from portal.imports.run import Problem, begin_import, end_import, import_rows
from portal.infra import clock, db
from portal.infra.identity import WORKER

BATCH = 250
SHOWN = 20


@click.group("import")
def command() -> None:
    """Bring in what was kept elsewhere."""


@command.command("complaints")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--profile",
    "profile_name",
    default="nyc_mediated",
    show_default=True,
    metavar="NAME",
    help=f"What the columns mean: {', '.join(shipped_profiles())}, or the path of a TOML file.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@click.option(
    "--encoding",
    callback=lambda _context, _option, name: _known_encoding(name),
    help="Where the guess is wrong: utf-8, gb18030, big5, …",
)
def complaints(file: Path, profile_name: str, dry_run: bool, encoding: str | None) -> None:
    """Bring the complaints of a CSV FILE in as cases.

    Every bad row is named with its line and its reason, and stops no other. A second run of the
    same file adds nothing; a run that was interrupted goes on where it stopped.
    """
    profile = load_profile(profile_name)
    if file.stat().st_size == 0:
        raise click.UsageError(f"{file} is empty.")
    with installation() as config:
        engine = db.make_engine(migrated(config), pool_size=1)
        with db.make_sessions(engine)() as session:
            session.info = {"identity": WORKER, "now": None}
            run_import(session, file, profile, dry_run=dry_run, encoding=encoding)
        engine.dispose()


def _known_encoding(name: str | None) -> str | None:
    try:
        return codecs.lookup(name).name if name else None
    except LookupError:
        raise click.BadParameter(f"there is no encoding “{name}”.") from None


def run_import(
    session: Session,
    file: Path,
    profile: Profile,
    *,
    dry_run: bool = False,
    encoding: str | None = None,
) -> Counter[str]:
    """Run the whole import, committing batch by batch; a dry run does the same and undoes it."""
    run = begin_import(
        session,
        WORKER_ACTOR,
        profile,
        file_name=file.name,
        sha256=sha256_of(file),
        now=clock.now(),
    )
    parties = known_parties(session, profile)
    problems: list[Problem] = []
    for batch in _batches(read_rows(file, profile, encoding=encoding)):
        problems += _take(session, run, profile, batch, parties)
        if not dry_run:
            session.commit()
        say(f"{run.rows:>9,} rows read, {run.added:,} added, {run.refused:,} refused")
    pairs = list_likely_dealers(session, now=clock.now())
    end_import(session, run, now=clock.now())
    totals = Counter(rows=run.rows, added=run.added, known=run.known, refused=run.refused)
    totals["odd"] = sum(not problem.refused for problem in problems)
    totals["pairs"] = pairs
    if dry_run:
        session.rollback()
    else:
        session.commit()
    _tell(totals, problems, dry_run=dry_run)
    return totals


def _take(
    session: Session, run: Import, profile: Profile, batch: list[RawRow], parties: Parties
) -> list[Problem]:
    return import_rows(session, WORKER_ACTOR, run, profile, batch, parties, now=clock.now())


def _batches(rows: Iterator[RawRow]) -> Iterator[list[RawRow]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _tell(totals: Counter[str], problems: list[Problem], *, dry_run: bool) -> None:
    for refused, title in ((True, "refused"), (False, "taken, and odd")):
        some = [problem for problem in problems if problem.refused is refused]
        for problem in some[:SHOWN]:
            reason = sentence_for(problem.code, problem.values, status=422)
            click.echo(f"line {problem.line}: {title}: {reason}")
        if len(some) > SHOWN:
            click.echo(f"… and {len(some) - SHOWN:,} more {title}; see the import's page")
    would = "would be " if dry_run else ""
    click.echo(
        f"{totals['rows']:,} rows: {totals['added']:,} {would}added, {totals['known']:,} known"
        f" already, {totals['refused']:,} refused, {totals['odd']:,} odd;"
        f" {totals['pairs']:,} new pairs of businesses that look like one."
    )
