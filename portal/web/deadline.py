"""A deadline as a page shows it: until when, from when it is near, and whether it runs."""

from datetime import datetime, timedelta
from typing import NamedTuple

NEAR = timedelta(minutes=30)
STILL = {"paused": "pause", "met": "neutral", "waiting": "neutral", "missed": "breach"}


class Deadline(NamedTuple):
    """What the macro `sla` takes.

    States: running, locked (still runs, in its own colour), paused, met, missed, waiting.
    `note` replaces the words where counting down says nothing ("after first contact").
    """

    due_at: datetime | None
    soon_at: datetime | None = None
    state: str = "running"
    note: str = ""


def tone(deadline: Deadline, *, now: datetime) -> str:
    """In time is quiet, near has a ground, over has weight."""
    if deadline.state in STILL:
        return STILL[deadline.state]
    if deadline.due_at is None:
        return "neutral"
    if now >= deadline.due_at:
        return "breach"
    if deadline.state == "locked":
        return "lock"
    soon_at = deadline.soon_at or deadline.due_at - NEAR
    return "soon" if now >= soon_at else "ok"
