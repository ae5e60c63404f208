"""`huifang search`: how well the search for similar cases finds what means the same."""

from pathlib import Path

import click
from sqlalchemy import NullPool, create_engine
from sqlalchemy.orm import Session

from portal.cli.installation import installation, owner_url
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
        # The owner: nobody else may make tables, not even such as are gone at the end.
        engine = create_engine(owner_url(config), poolclass=NullPool)
        with Session(engine) as session:
            scores = score_groups(session, groups)
            session.rollback()
    click.echo(f"{scores.asked} texts in {len(groups)} groups")
    for most, share in scores.hits.items():
        click.echo(f"hit@{most} {share:.3f}")
