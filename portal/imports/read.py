"""Read an outside file row by row, whatever its encoding, without holding it in memory."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from charset_normalizer import from_bytes

from portal.errors import InvalidError
from portal.imports.profile import Profile

_SAMPLE: Final = 256 * 1024
_LONGEST_FIELD: Final = 1024 * 1024
# What is longer is no number that somebody gave the row.
_LONGEST_KEY: Final = 200


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it stands in the file; `line` is where it begins, the header being line 1."""

    line: int
    values: Mapping[str, str]
    key: str
    torn: bool = False


def guess_encoding(path: Path) -> str:
    """BOM, then strict UTF-8, then a guess: GB18030 and Big5 files come without a label."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    if sample.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:  # not merely a character cut off by the sample's end
            best = from_bytes(sample).best()
            return best.encoding if best else "gb18030"
    return "utf-8"


def read_rows(path: Path, profile: Profile, *, encoding: str | None = None) -> Iterator[RawRow]:
    """Every row with its line and its key. Raises InvalidError where the columns do not fit."""
    csv.field_size_limit(_LONGEST_FIELD)
    with path.open(encoding=encoding or guess_encoding(path), newline="", errors="replace") as file:
        yield from _rows(file, profile)


def _rows(file: IO[str], profile: Profile) -> Iterator[RawRow]:
    reader = csv.reader(file)
    header = [name.strip() for name in next(reader, [])]
    missing = {*profile.columns.values(), *profile.key} - set(header)
    if missing:
        raise InvalidError(
            "columns_missing", columns=", ".join(sorted(missing)), found=", ".join(header)
        )
    seen: Counter[str] = Counter()
    line = reader.line_num + 1
    for cells in reader:
        starts, line = line, reader.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        values = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        key = _key(values, cells, profile, seen)
        yield RawRow(starts, values, key, torn=len(cells) != len(header))


def _key(values: Mapping[str, str], cells: list[str], profile: Profile, seen: Counter[str]) -> str:
    """The row's own number; without one, a digest of it and its place among identical rows."""
    own = "|".join(values.get(column, "") for column in profile.key)
    if own and len(own) <= _LONGEST_KEY and "\x00" not in own:
        return own
    digest = hashlib.sha256("\x1f".join(cells).encode()).hexdigest()[:32]
    seen[digest] += 1
    return f"{digest}-{seen[digest]}"


def sha256_of(path: Path) -> str:
    """What the file was, for the record of the run."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
