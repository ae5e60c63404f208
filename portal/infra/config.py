"""Read the environment once, and refuse what cannot work before anything is started."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from portal.infra.postgres.folders import kept_secret

_SHORTEST_SECRET = 32
_KNOWN_SECRETS = ("change", "secret", "default", "example", "huifang", "development", "password")


class ConfigError(RuntimeError):
    """The environment does not make sense; the message names the variable and the remedy."""


class Environment(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the portal is told from outside."""

    environment: Environment
    data: Path
    port: int
    base_url: str
    secret_key: str
    database_url: str | None
    owner_url: str | None
    files_url: str | None
    proxies: int = 0

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """The configuration of this process, or a ConfigError that says what to set."""
        given = os.environ if environ is None else environ
        environment = _environment(given.get("HUIFANG_ENV", ""))
        data = Path(given.get("HUIFANG_DATA") or "var").absolute()
        port = _port(given.get("PORT") or "8000")
        return cls(
            environment=environment,
            data=data,
            port=port,
            base_url=_base_url(given.get("BASE_URL") or f"http://127.0.0.1:{port}"),
            secret_key=_secret_key(given.get("SECRET_KEY", ""), environment, data),
            database_url=_database_url(given, "DATABASE_URL"),
            owner_url=_database_url(given, "DATABASE_OWNER_URL"),
            files_url=given.get("HUIFANG_FILES") or None,
            proxies=_proxies(given.get("HUIFANG_PROXIES") or "0"),
        )

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def is_embedded(self) -> bool:
        """Whether the portal keeps its own database server in the data folder."""
        return self.database_url is None

    def on(self, *, app: str, owner: str | None) -> Self:
        """The same configuration with a database to use."""
        return replace(self, database_url=app, owner_url=owner)

    def at(self, port: int) -> Self:
        """The same configuration on another port; a base URL that was given stays."""
        own = f"http://127.0.0.1:{self.port}"
        moved = f"http://127.0.0.1:{port}" if self.base_url == own else self.base_url
        return replace(self, port=port, base_url=moved)

    def for_flask(self) -> dict[str, object]:
        """What the web portal is put together with."""
        return {
            "SECRET_KEY": self.secret_key,
            "DATABASE_URL": self.database_url,
            "BASE_URL": self.base_url,
            "FILES": self.files_url or str(self.data / "files"),
            "DEVELOPMENT": not self.is_production,
            "SESSION_COOKIE_SECURE": self.base_url.startswith("https://"),
            "PROXIES": self.proxies,
        }

    def for_children(self) -> dict[str, str]:
        """The environment of web and worker: all of this, but not the owner's password."""
        values = {
            "HUIFANG_ENV": self.environment.value,
            "HUIFANG_DATA": str(self.data),
            "PORT": str(self.port),
            "BASE_URL": self.base_url,
            "SECRET_KEY": self.secret_key,
            "DATABASE_URL": self.database_url or "",
            "HUIFANG_FILES": self.files_url or "",
            "HUIFANG_PROXIES": str(self.proxies),
        }
        inherited = {k: v for k, v in os.environ.items() if k != "DATABASE_OWNER_URL"}
        return inherited | values


def _environment(value: str) -> Environment:
    try:
        return Environment(value or Environment.DEVELOPMENT)
    except ValueError:
        raise ConfigError(
            f"HUIFANG_ENV is {value!r}; it must be `development` or `production`."
        ) from None


def _port(value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise ConfigError(f"PORT is {value!r}; it must be a number from 1 to 65535.")
    return int(value)


def _proxies(value: str) -> int:
    if not value.isdecimal() or int(value) > 9:
        raise ConfigError(
            f"HUIFANG_PROXIES is {value!r}; it must be the number of proxies in front, such as 1."
        )
    return int(value)


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ConfigError(f"BASE_URL is {value!r}; it must look like https://portal.example.com")
    return value.rstrip("/")


def _secret_key(value: str, environment: Environment, data: Path) -> str:
    if environment is Environment.DEVELOPMENT:
        return value or kept_secret(data, "secret-key")
    if not value:
        raise ConfigError(f"In production SECRET_KEY must be set. {_MAKE_ONE}")
    if len(value) < _SHORTEST_SECRET or len(set(value)) < _SHORTEST_SECRET // 4:
        raise ConfigError(
            f"SECRET_KEY is too easy to guess: production wants {_SHORTEST_SECRET} or more random "
            f"characters. {_MAKE_ONE}"
        )
    if any(known in value.casefold() for known in _KNOWN_SECRETS):
        raise ConfigError(f"SECRET_KEY looks like a placeholder. {_MAKE_ONE}")
    return value


_MAKE_ONE = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


def _database_url(given: Mapping[str, str], name: str) -> str | None:
    """A URL as SQLAlchemy wants it; the short spellings that hosting companies give are taken."""
    value = given.get(name, "")
    if not value:
        if name == "DATABASE_URL" and given.get("DATABASE_OWNER_URL"):
            raise ConfigError(
                "DATABASE_OWNER_URL is set and DATABASE_URL is not: the first is who migrates, "
                "the second whom the portal logs in as. Set both, or neither for the embedded one."
            )
        return None
    scheme, separator, rest = value.partition("://")
    if not separator or scheme not in {"postgres", "postgresql", "postgresql+psycopg"}:
        raise ConfigError(f"{name} must begin with postgresql:// - nothing else is supported.")
    return f"postgresql+psycopg://{rest}"
