"""`huifang doctor`: what is wrong with this installation, and how to mend it."""

import sys
from collections.abc import Iterator

import click

from portal.cli.chains import check_chains
from portal.cli.channel_checks import check_channels
from portal.cli.installation import installation
from portal.infra.checkup.database import check_as_app, check_as_owner
from portal.infra.checkup.findings import Finding, State, look
from portal.infra.checkup.machine import check_machine
from portal.infra.config import Config
from portal.infra.runlock import is_running

_COLOURS = {State.OK: "green", State.WARNING: "yellow", State.PROBLEM: "red"}


@click.command("doctor")
def command() -> None:
    """Say what is wrong with this installation and how to mend it.

    Looks at the environment, secrets, disk and files; at the database, its roles, and whether
    every constraint, trigger and policy is as the migrations left it; at the worker; at the
    ways by which messages leave; and at the chain of events. Ends with 1 if there is a problem.
    """
    problems = 0
    told = ""
    with installation() as config:
        for finding in _findings(config):
            _show(finding, told=told)
            told = finding.remedy
            problems += finding.state is State.PROBLEM
    if problems:
        click.secho(f"{problems} to mend.", fg="red", bold=True)
        sys.exit(1)
    click.secho("Everything is in order.", fg="green", bold=True)


def _findings(config: Config) -> Iterator[Finding]:
    yield from check_machine(config)
    if config.database_url is not None:
        yield from check_as_app(config.database_url)
    if config.owner_url is None:
        yield look(
            "owner",
            "DATABASE_OWNER_URL is not set: schema, worker and events were not looked at.",
            "Run this once more with DATABASE_OWNER_URL.",
        )
        return
    # Where another machine may run it, a worker is always expected.
    worker_expected = is_running(config.data) or config.is_production
    yield from check_as_owner(config.owner_url, worker_expected=worker_expected)
    yield from check_channels(config.owner_url, config.secret_key)
    yield from check_chains(config.owner_url)


def _show(finding: Finding, *, told: str) -> None:
    """Print a finding, with its remedy unless the one before had the same."""
    mark = click.style(f"{finding.state.value:8}", fg=_COLOURS[finding.state])
    click.echo(f"{mark}{finding.check:13}{finding.detail}")
    if finding.remedy and finding.remedy != told:
        click.echo(f"{'':21}-> {finding.remedy}")
