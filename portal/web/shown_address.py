"""An address as a page may show it: a robot's holds a key."""

from urllib.parse import urlsplit


def shown_address(address: str) -> str:
    """A robot's by its host and its end, which say which one it is; any other as it stands."""
    if not address.startswith(("https://", "http://")):
        return address
    return f"{urlsplit(address).netloc} … {address[-4:]}"
