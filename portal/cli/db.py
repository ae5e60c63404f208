"""`huifang db`: how to reach the database with other programs."""

import click

from portal.cli.installation import app_url, installation, owner_url


@click.group("db")
def command() -> None:
    """The database this installation uses."""


@command.command()
@click.option("--owner", is_flag=True, help="As the owner, who may change the schema.")
def url(*, owner: bool) -> None:
    """Print a URL for psql and other programs.

    It holds a password. The embedded database answers while `huifang run` is running.

    \b
    For instance:  psql "$(huifang db url --owner)"
    """
    with installation() as config:
        chosen = owner_url(config) if owner else app_url(config)
        click.echo(chosen.replace("postgresql+psycopg://", "postgresql://"))
