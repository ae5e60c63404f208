"""Finds the real input, which is not part of the project; says loudly what is not tried without."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETTING = "HUIFANG_REAL_DATA"


def _folder():
    if named := os.environ.get(SETTING):
        return Path(named)
    return ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def real_data():
    """The folder of the real input, or a skip with its reason."""
    folder = _folder()
    if not folder.is_dir():
        pytest.skip(f"NOT TRIED ON REAL INPUT: there is no {folder}; set {SETTING} to its folder")
    return folder


def pytest_collection_modifyitems(items):
    """Everything in here reads the real input."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.realdata)


def pytest_terminal_summary(terminalreporter):
    """Tell the reason even where skips are not listed."""
    reasons = {
        report.longrepr[2]
        for report in terminalreporter.stats.get("skipped", ())
        if "NOT TRIED ON REAL INPUT" in str(report.longrepr)
    }
    for reason in sorted(reasons):
        terminalreporter.write_line(reason, yellow=True, bold=True)
