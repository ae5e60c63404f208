"""A backup comes back whole, into an empty installation only."""

import tarfile
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from portal.infra import schema
from portal.infra.fingerprint import differences, load_expected
from portal.infra.postgres.dumps import plain_url
from portal.infra.storage import folder_storage
from tests.support.expected_schema import fingerprint_of
from tests.support.portal_process import huifang

pytestmark = pytest.mark.processes


@pytest.fixture
def empty(server):
    name = f"restored_{uuid4().hex[:12]}"
    server.create(name)
    yield {"DATABASE_URL": server.app_url(name), "DATABASE_OWNER_URL": server.owner_url(name)}
    server.drop(name)


def environ(clone) -> dict[str, str]:
    return {"DATABASE_URL": clone.app_url, "DATABASE_OWNER_URL": clone.owner_url}


def test_database_and_files_come_back(clone, empty, tmp_path):
    with psycopg.connect(plain_url(clone.owner_url)) as owner:
        owner.execute("INSERT INTO heart_beats VALUES ('probe', now())")
    folder_storage(tmp_path / "old" / "files").put("2026/photo", b"picture")
    target = tmp_path / "copy.tar"

    written = huifang(tmp_path / "old", "backup", str(target), **environ(clone))
    restored = huifang(tmp_path / "new", "restore", str(target), **empty)

    assert (written.returncode, restored.returncode) == (0, 0), written.stderr + restored.stderr
    with psycopg.connect(plain_url(empty["DATABASE_OWNER_URL"])) as owner:
        assert owner.execute("SELECT name FROM heart_beats").fetchall() == [("probe",)]
    with psycopg.connect(plain_url(empty["DATABASE_URL"])) as app:
        app.execute("SET ROLE hf_signin")
        assert app.execute("SELECT name FROM heart_beats").fetchall() == [("probe",)]
    assert folder_storage(tmp_path / "new" / "files").get("2026/photo") == b"picture"
    assert schema.current(empty["DATABASE_OWNER_URL"]) == schema.head()
    _revision, major, expected = load_expected()
    there, found = fingerprint_of(empty["DATABASE_OWNER_URL"])
    assert list(differences(expected, found, same_major=there == major)) == []


def test_a_restore_never_overwrites(clone, tmp_path):
    target = tmp_path / "copy.tar"
    huifang(tmp_path, "backup", str(target), **environ(clone))

    refused = huifang(tmp_path, "restore", str(target), **environ(clone))

    assert refused.returncode == 1
    assert "not empty" in refused.stderr


def test_a_backup_never_overwrites(clone, tmp_path):
    target = tmp_path / "copy.tar"
    target.write_text("precious")

    refused = huifang(tmp_path, "backup", str(target), **environ(clone))

    assert refused.returncode == 2
    assert target.read_text() == "precious"


@pytest.mark.parametrize("content", ["not a tar", "another tar"])
def test_what_is_no_backup_is_refused(empty, tmp_path, content):
    source = tmp_path / "copy.tar"
    source.write_text(content)
    if content == "another tar":
        with tarfile.open(source, "w") as tar:
            tar.add(Path(__file__), "readme")

    refused = huifang(tmp_path, "restore", str(source), **empty)

    assert refused.returncode == 1
    assert "not a backup" in refused.stderr
