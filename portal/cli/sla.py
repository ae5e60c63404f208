"""`huifang sla`: try the portal's business time on facts that others know to be true."""

import sys
from pathlib import Path

import click

from portal.sla.facts import NoFactsError, check_facts, read_facts


@click.group("sla")
def command() -> None:
    """Business time: when something is due, and how long it took."""


@command.command()
@click.argument(
    "file", metavar="FILE.json", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def check(file: Path) -> None:
    """Compare business time with the facts of a file.

    Prints each fact that the portal sees otherwise, with the convention it follows, and then
    "N passed, N failed". Ends with 1 if a fact failed, with 2 if the file holds no facts.
    It needs no installation and changes nothing.

    \b
    The file is {"cases": [FACT, ...]}, or just the list. A FACT has:
      id        a name for it
      calendar  tz             a zone as "Asia/Shanghai"; UTC without
                weekly         {"mon": [["09:00", "12:00"], ...], ...}; days left out are
                               closed, an end not after its start is on the next day
                holidays       ["2026-10-01", ...]
                day_overrides  {"2026-10-10": [["09:00", "17:00"]], ...}; [] is closed
                breaks         {"2026-10-12": [["12:00", "13:00"]], ...}
      op        what is asked, with what it needs, and the answer expected:
                due               start, minutes, pauses   expected_due (null: never)
                elapsed           start, stop, pauses      expected_seconds
                is_working        at                       expected (true or false)
                add_working_days  start, days              expected_due

    \b
    Times ending in Z or an offset are those; others are the wall's in the calendar's zone.
    Pauses are [[begin, end], ...]; an end of null has not come yet.

    \b
    For instance:
      [{"id": "lunch", "op": "due", "start": "2026-11-23T11:30:00", "minutes": 60,
        "calendar": {"tz": "Asia/Shanghai",
                     "weekly": {"mon": [["09:00", "12:00"], ["13:00", "18:00"]]}},
        "expected_due": "2026-11-23T13:30:00"}]
    """
    try:
        count = len(read_facts(file))
    except NoFactsError as error:
        raise click.BadParameter(str(error), param_hint="FILE.json") from error
    differences = check_facts(file)
    for difference in differences:
        click.echo(str(difference))
        for convention in difference.conventions:
            click.echo(f"    meant here: {convention}")
    click.echo(f"{count - len(differences)} passed, {len(differences)} failed")
    if differences:
        sys.exit(1)
