"""Rows as comma-separated lines that a spreadsheet opens in any language and never executes."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from flask_babel import gettext as _

from models import NEVER, EventKind, Stage
from portal.cases.queue import Line
from portal.i18n import formats
from portal.i18n.words import word

# Excel reads UTF-8 only behind this mark.
BOM: Final = "\ufeff"
# A cell that begins so is run as a formula; a quote before it makes it text.
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_rows(lines: Iterable[Line]) -> Iterator[str]:
    """The file piece by piece, heads first."""
    yield BOM + csv_line(_heads())
    for line in lines:
        yield csv_line(_cells(line))


def safe(cell: str) -> str:
    """The cell as text, whatever it begins with."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def _heads() -> list[str]:
    return [
        _("Case"),
        _("Severity"),
        _("Status"),
        _("Customer"),
        _("Phone"),
        _("Product"),
        _("Trouble"),
        _("Dealer"),
        _("First heard"),
        _("Next deadline"),
        _("Due"),
        _("Last step"),
        _("Last step at"),
        _("Chases"),
        _("Ended"),
    ]


def _cells(line: Line) -> list[str]:
    due = line.next_due_at if line.next_due_at < NEVER else None
    return [
        line.number,
        word(line.severity),
        word(line.status),
        line.customer,
        _("…%(digits)s", digits=line.last4) if line.last4 else "",
        line.product or "",
        line.summary,
        line.dealer or "",
        _at(line.first_heard_at),
        word(Stage(line.next_stage)) if line.next_stage else "",
        _at(due),
        word(EventKind(line.last_step)) if line.last_step in list(EventKind) else "",
        _at(line.last_step_at),
        str(line.chases),
        _at(line.ended_at),
    ]


def _at(at: datetime | None) -> str:
    return f"{formats.local(at):%Y-%m-%d %H:%M}" if at else ""


def csv_line(cells: Iterable[str]) -> str:
    """One line of the file, every cell as text."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow([safe(cell) for cell in cells])
    return written.getvalue()
