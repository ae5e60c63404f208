"""The storage that this portal keeps its files in, opened when a request first needs it."""

from flask import current_app

from portal.infra.storage import Storage, storage_at


def storage() -> Storage:
    """Where the bytes of files lie."""
    opened = current_app.extensions.get("storage")
    if opened is None:
        # Not at the start: a store's threads do not survive the server's fork.
        opened = current_app.extensions["storage"] = storage_at(current_app.config["FILES"])
    found: Storage = opened
    return found
