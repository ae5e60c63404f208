"""Why an ended case is worth reading, as marks (domain Q1)."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from models import CaseStatus, Outcome
from portal.audits.to_read import POORLY, THIRD, Line


@dataclass(frozen=True, slots=True)
class Reason:
    """One mark beside a case."""

    label: str
    tone: str
    icon: str


def reasons_of(line: Line) -> list[Reason]:
    """What stands out, the gravest first; none where it went as it should."""
    found = [
        (line.pressed, _("Customer was pressed"), "breach", "person-exclamation"),
        (line.breached, _("Resolve breached"), "breach", "exclamation-octagon"),
        (line.disputed, _("Claim disputed"), "breach", "x-circle"),
        (line.status is CaseStatus.UNREACHABLE, _("Unreachable"), "soon", "telephone-x"),
        (line.status is CaseStatus.FINAL_POSITION, _("Final position"), "soon", "file-earmark-x"),
        (line.status is CaseStatus.WITHDRAWN, _("Withdrawn"), "soon", "arrow-return-left"),
        (
            line.treated is not None and line.treated <= POORLY,
            _("Treated: %(mark)s of 5", mark=line.treated),
            "soon",
            "emoji-frown",
        ),
        (
            line.outcome is Outcome.SETTLED_WITH_RESERVATION,
            _("Settled with a reservation"),
            "soon",
            "check-circle",
        ),
        (
            line.attempt > 1,
            _("Attempt %(number)s", number=line.attempt),
            "soon",
            "arrow-repeat",
        ),
        (
            line.chases >= THIRD,
            ngettext("%(num)s chase", "%(num)s chases", line.chases),
            "soon",
            "megaphone",
        ),
    ]
    return [Reason(label, tone, icon) for holds, label, tone, icon in found if holds]
