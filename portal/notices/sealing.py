"""Secrets of the ways out, encrypted with a key that only the portal's processes can make."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken

from portal.infra.keys import derived_key

_PURPOSE: Final = "channel-secrets"


class UnreadableSecretError(RuntimeError):
    """It was sealed with another SECRET_KEY; it has to be entered once more."""


def seal(secret_key: str, secrets: Mapping[str, Any]) -> bytes:
    """What the table keeps."""
    return _box(secret_key).encrypt(json.dumps(dict(secrets)).encode())


def unseal(secret_key: str, sealed: bytes) -> dict[str, Any]:
    """What was sealed."""
    try:
        found: dict[str, Any] = json.loads(_box(secret_key).decrypt(sealed))
    except InvalidToken as error:
        raise UnreadableSecretError("sealed with another SECRET_KEY") from error
    return found


def _box(secret_key: str) -> Fernet:
    return Fernet(urlsafe_b64encode(derived_key(secret_key, _PURPOSE)))
