"""Content is kept by key, in a folder that nobody else may open."""

import stat

import pytest

from portal.infra.config import Config, ConfigError
from portal.infra.storage import folder_storage, open_storage


def test_what_was_put_is_what_is_got(tmp_path):
    storage = folder_storage(tmp_path / "files")

    storage.put("2026/11/photo", b"\x89picture")

    assert storage.get("2026/11/photo") == b"\x89picture"
    assert list(storage.keys()) == ["2026/11/photo"]
    assert stat.S_IMODE((tmp_path / "files").stat().st_mode) == 0o700


def test_deleted_twice_is_gone_once(tmp_path):
    storage = folder_storage(tmp_path / "files")
    storage.put("photo", b"x")

    storage.delete("photo")
    storage.delete("photo")

    with pytest.raises(FileNotFoundError):
        storage.get("photo")


def test_a_key_cannot_leave_the_folder(tmp_path):
    storage = folder_storage(tmp_path / "files")

    with pytest.raises(Exception, match="(?i)path|segment"):
        storage.put("../outside", b"x")

    assert not (tmp_path / "outside").exists()


def test_another_kind_of_address_is_refused(tmp_path):
    config = Config.from_environment(
        {"HUIFANG_DATA": str(tmp_path), "HUIFANG_FILES": "ftp://files.example.com"}
    )

    with pytest.raises(ConfigError, match="s3://"):
        open_storage(config)
