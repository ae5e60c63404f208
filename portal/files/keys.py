"""Under which keys the bytes of a picture lie: as it was sent, and its two renditions."""


def raw_key(key: str) -> str:
    """As it was sent; gone once it is decoded or refused."""
    return f"{key}-raw"


def large_key(key: str) -> str:
    return f"{key}-large.jpg"


def small_key(key: str) -> str:
    return f"{key}-small.jpg"


def keys_of(key: str) -> tuple[str, str, str]:
    """All that may lie in the storage for one file."""
    return raw_key(key), large_key(key), small_key(key)
