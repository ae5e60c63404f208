"""Hash passwords, verify them in the same time whoever is asked for, and refuse weak ones."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.errors import InvalidError

SHORTEST: Final = 10
LONGEST: Final = 200  # argon2 takes any length; nobody shall make us hash megabytes
_FEWEST_CHARACTERS: Final = 5
_PART_OF_A_NAME: Final = 4  # shorter ones ("li", "wang") stand in good passwords by chance

# The commonest of ten and more characters, as they are met in China and elsewhere.
_COMMONEST_LISTED: Final = """
    0123456789 01234567890 0987654321 1111111111 1122334455 1231231231 123123123a 1234512345
    1234554321 123456789a 123456789q 1234567890 12345678900 12345678910 1234567890a 123456abc.
    123456qwerty 147258369a 1472583690 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc a123456789 a1234567890
    aa123456789 abc1234567 abc123456789 abcd123456 abcd1234567 abcdefghij admin12345 admin123456
    administrator asdfghjkl123 asdfghjkl1 changeme123 football123 iloveyou123 iloveyou520
    letmein123 p@ssw0rd123 passw0rd123 password01 password12 password123 password1234 password12345
    q123456789 qazwsxedcr qazwsxedcrfv qq123456789 qwer123456 qwerasdfzxcv qwerty1234 qwerty12345
    qwerty123456 qwertyuiop qwertyuiop123 sunshine123 welcome123 welcome1234 woaini1314
    woaini1314520 woaini520 woaini5201314 wang123456 zhang123456 zxcvbnm123 zxcvbnm1234
    huifang123 huifang1234 huifang123456 huifang2026
"""
_COMMONEST: Final = frozenset(_COMMONEST_LISTED.split())


STRONG: Final = PasswordHasher()  # argon2id over 64 MiB, three times
_in_use = [STRONG]


@contextmanager
def hashing_with(hasher: PasswordHasher) -> Iterator[None]:
    """Hash with other parameters than production's: for tests that sign hundreds in."""
    _in_use.append(hasher)
    try:
        yield
    finally:
        _in_use.remove(hasher)


def _hasher() -> PasswordHasher:
    return _in_use[-1]


@cache
def _nobodys(hasher: PasswordHasher) -> str:
    """The hash that a password is held against where there is none: it costs the same."""
    return hasher.hash("nobody signs in with this")


def hash_password(password: str) -> str:
    return _hasher().hash(_normal(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; without a hash False, after the same work."""
    try:
        known = password_hash or _nobodys(_hasher())
        fits = _hasher().verify(known, _normal(password[:LONGEST]))
    except (VerificationError, InvalidHashError):
        return False
    return fits and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether it was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(password_hash)


def check_strength(password: str, *, email: str, name: str) -> None:
    """Raise InvalidError, on the field `password`, where it is too easy to guess."""
    plain = _normal(password)
    if len(plain) < SHORTEST:
        raise InvalidError("password_too_short", field="password", shortest=SHORTEST)
    if len(plain) > LONGEST:
        raise InvalidError("password_too_long", field="password", longest=LONGEST)
    folded = plain.casefold()
    if len(set(folded)) < _FEWEST_CHARACTERS or folded in _COMMONEST or _is_a_row(folded):
        raise InvalidError("password_too_common", field="password")
    if any(part in folded for part in _names(email, name)):
        raise InvalidError("password_is_a_name", field="password")


def _names(email: str, name: str) -> list[str]:
    local = email.casefold().partition("@")[0]
    whole = "".join(name.casefold().split())
    parts = {local, whole, *name.casefold().split(), *local.replace(".", " ").split()}
    shortest = 2 if not whole.isascii() else _PART_OF_A_NAME
    return [
        part for part in parts if len(part) >= (_PART_OF_A_NAME if part.isascii() else shortest)
    ]


def _is_a_row(folded: str) -> bool:
    """abcdefghij, 9876543210: each character follows the one before it."""
    steps = {ord(after) - ord(before) for before, after in zip(folded, folded[1:], strict=False)}
    return steps in ({1}, {-1})


def _normal(password: str) -> str:
    """One spelling of one text, whichever keyboard typed it."""
    return unicodedata.normalize("NFKC", password)
