"""`huifang restore`: an installation from a backup."""

from pathlib import Path

import click

from portal.cli.installation import installation, owner_url, say
from portal.infra.backups import read_backup
from portal.infra.storage import open_storage


@click.command("restore")
@click.argument("source", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def command(source: Path) -> None:
    """Load the backup SOURCE into this installation, which must be empty.

    A backup of an older version is brought to this version's schema.
    """
    with installation() as config:
        say("Loading the backup ...")
        manifest = read_backup(
            config,
            owner_url(config),
            open_storage(config),
            source,
            tell=lambda step: say(f"  {step}"),
        )
    click.echo(f"Restored the backup of {manifest.made_at}. Check it with: huifang doctor")
