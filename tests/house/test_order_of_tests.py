"""The suite is handed out by whole files, the longest first."""

import os

from tests.support.order import FIRST, ROOT

begun_in: list[str] = []


def process() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "the only one")


def test_the_files_that_begin_first_are_there():
    assert [file for file in FIRST if not (ROOT / file).is_file()] == []


def test_a_file_is_begun_in_one_process():
    begun_in.append(process())


def test_and_ended_in_the_same(request):
    chosen = {item.name for item in request.session.items}

    if test_a_file_is_begun_in_one_process.__name__ in chosen:
        assert begun_in == [process()]
