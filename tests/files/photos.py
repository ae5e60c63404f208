"""Pictures for tests of what is done with them."""

import io

from PIL import Image


def picture(size=(640, 480), kind="JPEG", colour="red", mode="RGB", **options) -> bytes:
    """The bytes of a plain picture."""
    written = io.BytesIO()
    Image.new(mode, size, colour).save(written, kind, **options)
    return written.getvalue()
