"""Pictures leave the portal only to who sees their case, and cannot do anything there."""

import pytest

from models import CaseStatus, FileState, Role
from portal.files.keys import large_key, small_key
from portal.infra.storage import folder_storage
from tests.files.photos import picture


@pytest.fixture
def storage(app, tmp_path):
    app.extensions["storage"] = folder_storage(tmp_path / "served")
    yield app.extensions["storage"]
    del app.extensions["storage"]


def test_a_decoded_picture_is_served_locked_up(world, storage, as_user):
    case = world.case()
    photo = world.photo(case)
    storage.put(large_key(photo.key), picture((1600, 900)))
    storage.put(small_key(photo.key), picture((320, 180)))
    browser = as_user(world.user(Role.AGENT))

    large, small = browser.get(f"/files/{photo.id}"), browser.get(f"/files/{photo.id}/small")

    assert large.data == picture((1600, 900))
    assert small.data == picture((320, 180))
    assert large.headers["Content-Type"] == "image/jpeg"
    assert large.headers["X-Content-Type-Options"] == "nosniff"
    assert large.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert large.headers["Cache-Control"].startswith("private")


@pytest.mark.parametrize("state", [FileState.WAITING, FileState.REFUSED])
def test_what_is_not_decoded_shows_a_placeholder(state, world, storage, as_user):
    refusal = "picture_broken" if state is FileState.REFUSED else ""
    photo = world.photo(world.case(), state=state, refusal=refusal)

    answer = as_user(world.user(Role.AGENT)).get(f"/files/{photo.id}")

    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_another_dealers_picture_does_not_exist(world, storage, as_user):
    photo = world.photo(world.case(CaseStatus.ACCEPTED, world.dealer()))

    answer = as_user(world.user(Role.DEALER_DESK)).get(f"/files/{photo.id}/small")

    assert answer.status_code == 404


def test_a_picture_that_is_not_for_the_dealer_does_not_exist_for_it(world, storage, as_user):
    dealer = world.dealer()
    photo = world.photo(world.case(CaseStatus.ACCEPTED, dealer), for_dealer=False)

    answer = as_user(world.user(Role.DEALER_DESK, dealer)).get(f"/files/{photo.id}")

    assert answer.status_code == 404


def test_a_file_whose_bytes_are_gone_is_not_found(world, storage, as_user):
    photo = world.photo(world.case())

    assert as_user(world.user(Role.AGENT)).get(f"/files/{photo.id}").status_code == 404
