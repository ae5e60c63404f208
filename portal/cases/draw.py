"""Draws the table of steps for the docs: `python -m portal.cases.draw` writes docs/lifecycle.md."""

from pathlib import Path
from typing import Final

from models.cases import ENDED, CaseStatus
from portal.cases.lifecycle import RULES, Rule, Step

TARGET: Final = Path(__file__).parents[2] / "docs" / "lifecycle.md"
HEAD: Final = """\
# The steps of a case

Drawn from the one table of steps, `portal/cases/lifecycle.py`, by `python -m portal.cases.draw`.
A house test fails while this file is older than the table.
"""
WAYS: Final = """\
What leads away from where a case stands is left out of the picture where it is the same
everywhere: `end_withdrawn` and `merge`. The table below has every step.
"""
# Drawn from everywhere, they would hide the rest.
EVERYWHERE: Final = frozenset({Step.END_WITHDRAWN, Step.MERGE, Step.UNMERGE})


def drawing() -> str:
    """The whole page: a picture that Mermaid draws, and the table behind it."""
    return "\n".join([HEAD, *_picture(), "", WAYS, *_table(), "", *_endings(), ""])


def _picture() -> list[str]:
    arrows = [
        f"    {start.value} --> {end.value}: {step.value}"
        for step, rule in RULES.items()
        if step not in EVERYWHERE
        for start in _in_order(rule)
        for end in (rule.ends or start, rule.else_ends)
        if end is not None
    ]
    return ["```mermaid", "stateDiagram-v2", "    [*] --> triage: first heard", *arrows, "```"]


def _table() -> list[str]:
    head = ["| step | from | to | permission | event |", "| --- | --- | --- | --- | --- |"]
    rows = [
        f"| `{step.value}` | {_starts(rule)} | {_ends(rule)}"
        f" | `{rule.permission.value}` | `{rule.event.value}` |"
        for step, rule in RULES.items()
    ]
    return head + rows


def _endings() -> list[str]:
    ended = ", ".join(f"`{status.value}`" for status in CaseStatus if status in ENDED)
    return [f"Ended: {ended}. No step leads to `closed_elsewhere`: only an import brings it in."]


def _in_order(rule: Rule) -> list[CaseStatus]:
    return [status for status in CaseStatus if status in rule.starts]


def _starts(rule: Rule) -> str:
    return ", ".join(status.value for status in _in_order(rule))


def _ends(rule: Rule) -> str:
    found = [status.value for status in (rule.ends, rule.else_ends) if status is not None]
    return " or ".join(found) or "as before"


if __name__ == "__main__":
    TARGET.write_text(drawing(), encoding="utf-8")
