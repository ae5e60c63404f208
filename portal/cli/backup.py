"""`huifang backup`: the whole installation in one file."""

from pathlib import Path

import click

from portal.cli.installation import installation, owner_url, say
from portal.infra import clock
from portal.infra.backups import write_backup
from portal.infra.storage import open_storage


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path, dir_okay=False), required=False)
def command(target: Path | None) -> None:
    """Write database and files to TARGET, a .tar (default: huifang-<date>.tar here).

    People may go on working meanwhile. SECRET_KEY is not in it: keep that one elsewhere.
    """
    now = clock.now()
    chosen = target or Path(f"huifang-{now:%Y%m%d-%H%M%S}.tar")
    if chosen.exists():
        raise click.UsageError(f"{chosen} exists already; a backup never overwrites.")
    with installation() as config:
        say("Dumping the database ...")
        files = write_backup(
            config,
            owner_url(config),
            open_storage(config),
            chosen.absolute(),
            now=now,
            tell=lambda step: say(f"  {step}"),
        )
    size = chosen.stat().st_size / 1_000_000
    click.echo(f"Backup written to {chosen}: {size:.1f} MB, {files} files.")
