"""Keys for one purpose each, derived from the portal's one secret: none betrays another."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def derived_key(secret_key: str, purpose: str) -> bytes:
    """32 bytes that only whoever knows the secret can make, and the same ones each time."""
    return HKDF(SHA256(), length=32, salt=None, info=f"huifang/{purpose}".encode()).derive(
        secret_key.encode()
    )
