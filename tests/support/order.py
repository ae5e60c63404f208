"""Which tests stay together on one process of pytest-xdist, and which files begin first.

A file stays whole: what it builds once is built once, and what its tests do one after the other
they do one after the other. (`--dist loadgroup` would part them: pytest 9.2 and pytest-xdist 3.8
ignore its marks, pytest-dev/pytest-xdist#1386.)
"""

from pathlib import Path
from typing import Final

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

ROOT: Final = Path(__file__).parents[2]
# The longest of all, the longest first: begun at the end they would be waited for.
FIRST: Final = (
    "tests/browser/test_every_page.py",
    "tests/browser/test_story_one.py",
    "tests/cli/test_run.py",
    "tests/realdata/test_imports.py",
    "tests/attacks/test_odd_input.py",
    "tests/house/test_every_route_is_guarded.py",
    "tests/browser/test_scripts.py",
    "tests/cli/test_users.py",
    "tests/cli/test_doctor.py",
    "tests/cli/test_backup.py",
    "tests/sla/test_calendar_properties.py",
    "tests/infra/test_postgres.py",
    "tests/worker/test_worker.py",
    "tests/bench/test_bench.py",
)
_PLACES: Final = {file: place for place, file in enumerate(FIRST)}


class ByFile(LoadScopeScheduling):
    """Hands out whole files, in the order in which they were collected."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0]


def put_long_ones_first(items: list[pytest.Item]) -> None:
    """Sort the files; within them nothing moves."""
    items.sort(key=lambda item: _PLACES.get(item.nodeid.partition("::")[0], len(FIRST)))
