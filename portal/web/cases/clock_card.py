"""The card of a case's clocks: how long each has left, and what of its time stood still (T4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from models import ClockOwner, ClockState, SlaClock
from portal.cases.rows_of_case import Dossier
from portal.cases.timeline import Names
from portal.i18n import formats
from portal.i18n.words import word
from portal.sla.pauses import Times
from portal.web.deadline import Deadline
from portal.web.filters import moment


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock as the macro `clocks` takes it."""

    label: str
    clock: Deadline
    note: str


def clocks(
    dossier: Dossier, names: Names, times: Mapping[int, Times], *, now: datetime
) -> list[Clock]:
    """The running clocks, the next first; then those that were met or stopped."""
    rows = dossier.of(SlaClock)
    running = [row for row in rows if row.state is ClockState.RUNNING]
    over = [row for row in rows if row.state is not ClockState.RUNNING]
    running.sort(key=lambda row: (row.due_at, row.id))
    over.sort(key=lambda row: (row.stopped_at or row.due_at, row.id), reverse=True)
    return [_clock(row, names, times.get(row.id), now) for row in (*running, *over)]


def _clock(row: SlaClock, names: Names, times: Times | None, now: datetime) -> Clock:
    whose = _owner(row, names)
    again = _("Attempt %(number)s", number=row.attempt) if row.attempt > 1 else ""
    note = " · ".join(part for part in (whose, again, _gross_and_net(times)) if part)
    # A pause moves no time that had run out before it began: what is over stays over.
    left = row.state is ClockState.RUNNING and row.due_at > now
    if left and times and (at := times.paused_at(now)):
        until = _("stands still until %(when)s", when=moment(at))
        return Clock(word(row.stage), Deadline(None, state="paused", note=until), note)
    if row.state is ClockState.RUNNING:
        return Clock(word(row.stage), Deadline(row.due_at), note)
    late = row.breached_at is not None
    words = _("late") if late else word(row.state).lower()
    at = row.stopped_at or row.due_at
    shown = f"{words} · {moment(at)}"
    met = "met" if row.state is ClockState.MET else "waiting"
    return Clock(word(row.stage), Deadline(None, state="missed" if late else met, note=shown), note)


def _gross_and_net(times: Times | None) -> str:
    """Both times of a clock that stood still: what the customer waited, what counts (T4)."""
    if times is None:
        return ""
    gross, net = formats.duration(times.gross), formats.duration(times.net)
    return str(_("%(gross)s gross, %(net)s net", gross=gross, net=net))


def _owner(row: SlaClock, names: Names) -> str:
    if row.owner is ClockOwner.DEALER:
        return names.dealers.get(row.dealer_id or 0) or word(row.owner)
    if row.owner is ClockOwner.BRAND:
        return str(_("Ours, from first heard; never restarts"))
    return word(row.owner)
