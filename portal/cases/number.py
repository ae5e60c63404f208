"""Case numbers: how one is spelled, and how a spelling that is not quite right is read."""

import re
import unicodedata
from dataclasses import dataclass

PREFIX = "HF"
RUNNING_DIGITS = 6

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘ー_/·."), "-")
# With its dashes, or at least its HF, a number says itself where its parts end; leading zeros
# may then be missing.
_PARTED = re.compile(r"(?:HF-?)?(\d{2})-(\d{6,12})(?:-?(\d))?")
_SHORTENED = re.compile(r"HF-?(\d{2})-(\d{1,5})(?:-(\d))?")
_RUN_ON = re.compile(r"(HF-?)?(\d{2})(\d{6,12})(?:-(\d))?")


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A case number as it was read, and what was wrong with its check digit."""

    year: int
    running: int
    check_digit_given: bool
    check_digit_right: bool

    @property
    def number(self) -> str:
        """The number as it should have been written."""
        return format_number(self.year, self.running)


def check_digit(digits: str) -> int:
    """The check digit of ISO 7064 MOD 11,10; it finds any single wrong digit."""
    product = 10
    for digit in digits:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10


def format_number(year: int, running: int) -> str:
    """`HF26-004821-4` for the 4821st case of 2026."""
    if running < 1:
        raise ValueError(f"a running number starts at 1, not at {running}")
    short_year, padded = f"{year % 100:02d}", f"{running:0{RUNNING_DIGITS}d}"
    return f"{PREFIX}{short_year}-{padded}-{check_digit(short_year + padded)}"


def parse_number(text: str) -> ParsedNumber | None:
    """Read a case number however it was typed; None when it cannot be one."""
    typed = unicodedata.normalize("NFKC", text).translate(_DASHES).upper()
    typed = re.sub(r"-+", "-", re.sub(r"\s+", "", typed)).strip("-#")
    for pattern in (_PARTED, _SHORTENED):
        if found := pattern.fullmatch(typed):
            year, running, given = found.groups()
            return _with_last_digit_weighed(year, running, given)
    if found := _RUN_ON.fullmatch(typed):
        prefix, year, running, given = found.groups()
        # Eleven bare digits are somebody's phone.
        if prefix or len(running) <= RUNNING_DIGITS + 1:
            return _with_last_digit_weighed(year, running, given)
    return None


def _with_last_digit_weighed(year: str, running: str, given: str | None) -> ParsedNumber | None:
    """Decide whether the last of seven and more digits is the check digit.

    A running number is padded to six digits only, so a seventh behind a leading zero can be
    nothing else, nor can one that fits. One that does not fit is taken for a wrong check digit
    as well while the running number has six digits: printed numbers always carry theirs.
    """
    if given is None and len(running) > RUNNING_DIGITS:
        head, last = running[:-1], running[-1]
        if len(head) == RUNNING_DIGITS or int(last) == check_digit(year + head):
            running, given = head, last
    if int(running) == 0 or (len(running) > RUNNING_DIGITS and running.startswith("0")):
        return None
    padded = f"{int(running):0{RUNNING_DIGITS}d}"
    return ParsedNumber(
        year=2000 + int(year),
        running=int(running),
        check_digit_given=given is not None,
        check_digit_right=given is not None and int(given) == check_digit(year + padded),
    )
