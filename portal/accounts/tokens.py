"""Tokens that only their holder knows: the browser or the link has one, the table its digest."""

from hashlib import sha256
from secrets import token_urlsafe


def new_token() -> str:
    """256 random bits as a word for a cookie or an address."""
    return token_urlsafe(32)


def digest(token: str) -> str:
    """What the table keeps. Plain SHA-256 will do: nobody guesses 256 random bits."""
    return sha256(token.encode()).hexdigest()
