"""`huifang migrate`: bring the database to this version's schema."""

import click

from portal.cli.installation import app_url, installation, owner_url, say
from portal.cli.seed import seed
from portal.infra import clock, schema


@click.command("migrate")
def command() -> None:
    """Bring the database to the schema of this version.

    Safe to repeat, and safe when two deploys do it at once: the second waits. The role of
    DATABASE_URL is made with its password if it is missing.
    """
    with installation() as config:
        owner = owner_url(config)
        before, after = schema.current(owner), schema.head()
        if before != after:
            say(f"Migrating from {before or 'an empty database'} to {after} ...")
        schema.upgrade(owner, app_url(config))
        seed(app_url(config), now=clock.now())
        click.echo(f"The database is at {after}.")
