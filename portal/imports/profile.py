"""A profile says which column of an outside file means what: a small TOML file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from portal.errors import InvalidError

SHIPPED: Final = Path(__file__).parent / "profiles"
# What a column can be. Anything else in a file is reachable by its own name in [compose].
FIELDS: Final = frozenset(
    {
        "business",
        "industry",
        "kind",
        "started",
        "closed",
        "result",
        "satisfaction",
        "granted",
        "district",
        "customer",
        "phone",
        "summary",
        "body",
    }
)


@dataclass(frozen=True, slots=True)
class Profile:
    """`columns`: our field → their column; `compose`: our text ← fields and columns in braces."""

    name: str
    title: str
    columns: Mapping[str, str]
    required: tuple[str, ...]
    key: tuple[str, ...]
    date_format: str
    zone: ZoneInfo
    always_ended: bool
    satisfaction: Mapping[str, str] = field(default_factory=dict)
    compose: Mapping[str, str] = field(default_factory=dict)


def shipped_profiles() -> list[str]:
    """The names of the profiles that come with the portal."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def load_profile(name: str) -> Profile:
    """A shipped profile by its name, or one's own by the path of its file.

    Raises InvalidError `profile_unknown` or `profile_unreadable`, which says what is wrong.
    """
    path = SHIPPED / f"{name}.toml" if name in shipped_profiles() else Path(name)
    if not path.is_file():
        raise InvalidError("profile_unknown", name=name, known=", ".join(shipped_profiles()))
    try:
        return _read(path.stem, tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise InvalidError("profile_unreadable", name=name, why=str(error)) from error


def _read(name: str, given: Mapping[str, Any]) -> Profile:
    columns = dict(given["columns"])
    unknown = columns.keys() - FIELDS
    if unknown:
        raise ValueError(f"[columns] knows no {', '.join(sorted(unknown))}")
    if "started" not in columns:
        raise ValueError("[columns] must say which column is `started`")
    words = {
        word: meaning
        for meaning, listed in given.get("satisfaction", {}).items()
        for word in listed
    }
    ending = given.get("ending", {})
    return Profile(
        name=name,
        title=given["title"],
        columns=columns,
        required=tuple(given.get("required", {}).get("columns", ("started",))),
        key=tuple(given.get("row", {}).get("key", ())),
        date_format=ending.get("date_format", "%Y-%m-%d"),
        zone=ZoneInfo(ending.get("time_zone", "Asia/Shanghai")),
        always_ended=bool(ending.get("always", False)),
        satisfaction=words,
        compose=dict(given.get("compose", {})),
    )
