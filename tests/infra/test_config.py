"""The environment is read once, and what cannot work is refused with its remedy."""

import stat
from pathlib import Path

import pytest

from portal.infra.config import Config, ConfigError

GOOD_SECRET = "k3Zt9vQmX2pL7wRb4nYc8sJd5fHg1aTe6uVo0iBq"


def test_nothing_set_means_development_on_port_8000(tmp_path):
    config = Config.from_environment({"HUIFANG_DATA": str(tmp_path)})

    assert config.port == 8000
    assert config.base_url == "http://127.0.0.1:8000"
    assert config.is_embedded
    assert not config.is_production


def test_the_secret_of_development_is_kept_for_the_next_start(tmp_path):
    first = Config.from_environment({"HUIFANG_DATA": str(tmp_path)})

    second = Config.from_environment({"HUIFANG_DATA": str(tmp_path)})

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "secrets" / "secret-key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "secret",
    ["", "short", "a" * 64, "please-change-me-please-change-me-now", "development-" + GOOD_SECRET],
)
def test_production_refuses_a_secret_that_can_be_guessed(tmp_path, secret):
    environ = {"HUIFANG_ENV": "production", "SECRET_KEY": secret, "HUIFANG_DATA": str(tmp_path)}

    with pytest.raises(ConfigError, match="token_urlsafe"):
        Config.from_environment(environ)


def test_production_takes_a_good_secret(tmp_path):
    environ = {
        "HUIFANG_ENV": "production",
        "SECRET_KEY": GOOD_SECRET,
        "HUIFANG_DATA": str(tmp_path),
    }

    config = Config.from_environment(environ)

    assert config.secret_key == GOOD_SECRET
    assert not (tmp_path / "secrets").exists()


@pytest.mark.parametrize(
    "name, value",
    [
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("HUIFANG_ENV", "staging"),
        ("BASE_URL", "portal.example.com"),
        ("HUIFANG_PROXIES", "nginx"),
        ("DATABASE_URL", "sqlite:///here.db"),
        ("DATABASE_OWNER_URL", "postgresql://owner@db/huifang"),
    ],
)
def test_a_value_that_cannot_work_is_named(tmp_path, name, value):
    with pytest.raises(ConfigError, match=name):
        Config.from_environment({"HUIFANG_DATA": str(tmp_path), name: value})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_usual_spellings_of_a_database_url_are_taken(tmp_path, scheme):
    environ = {"HUIFANG_DATA": str(tmp_path), "DATABASE_URL": f"{scheme}://me:pw@db/huifang"}

    config = Config.from_environment(environ)

    assert config.database_url == "postgresql+psycopg://me:pw@db/huifang"


def test_web_and_worker_are_not_given_the_owners_password(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner:pw@db/huifang")
    config = Config.from_environment(
        {
            "HUIFANG_DATA": str(tmp_path),
            "DATABASE_URL": "postgresql://app:pw@db/huifang",
            "DATABASE_OWNER_URL": "postgresql://owner:pw@db/huifang",
        }
    )

    environment = config.for_children()

    assert "DATABASE_OWNER_URL" not in environment
    assert environment["DATABASE_URL"] == "postgresql+psycopg://app:pw@db/huifang"
    assert Config.from_environment(environment).secret_key == config.secret_key


def test_a_relative_data_folder_is_that_of_the_start(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    config = Config.from_environment({"HUIFANG_DATA": "here"})

    assert config.data == Path(tmp_path / "here")
