"""`huifang search`: how well the search for similar cases finds what means the same."""

from pathlib import Path

import click

from portal.cli.installation import installation, migrated
from portal.infra import clock, db
from portal.infra.identity import WORKER
from portal.search.score import NoGroupsError, read_groups, score_groups


@click.group("search")
def command() -> None:
    """The search for similar cases."""


@command.command()
@click.argument(
    "file", metavar="FILE.json", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def score(file: Path) -> None:
    """Score the ranking on groups of texts that mean the same.

    Each text of the file is looked for among all others by the code and the index that the pages
    use, in tables that are gone at the end. Prints hit@1, hit@5 and hit@10: the share of texts
    that have one of their own group among the first 1, 5 and 10.

    \b
    The file is {"groups": [["text", "another that means the same", ...], ...]}.
    """
    try:
        groups = read_groups(file)
    except NoGroupsError as error:
        raise click.BadParameter(str(error), param_hint="FILE.json") from error
    with installation() as config:
        engine = db.make_engine(migrated(config), pool_size=1)
        with db.make_sessions(engine)() as session:
            session.info = {"identity": WORKER, "now": clock.now()}
            scores = score_groups(session, groups)
            session.rollback()
        engine.dispose()
    click.echo(f"{scores.asked} texts in {len(groups)} groups")
    for most, share in scores.hits.items():
        click.echo(f"hit@{most} {share:.3f}")
