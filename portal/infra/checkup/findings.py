"""What a check found: in order, worth a look, or a problem with the way to mend it."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    WARNING = "look"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check."""

    check: str
    state: State
    detail: str
    remedy: str = ""


def ok(check: str, detail: str) -> Finding:
    return Finding(check, State.OK, detail)


def look(check: str, detail: str, remedy: str) -> Finding:
    return Finding(check, State.WARNING, detail, remedy)


def problem(check: str, detail: str, remedy: str) -> Finding:
    return Finding(check, State.PROBLEM, detail, remedy)
