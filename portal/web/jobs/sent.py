"""What a phone sends: photos, and a signature drawn on its screen."""

from base64 import b64decode
from binascii import Error
from typing import Any, Final

from portal.errors import InvalidError
from portal.files.photos import Upload

_PNG: Final = "data:image/png;base64,"
_LARGEST: Final = 1024 * 1024


def uploads_of(field: Any) -> list[Upload]:
    """The files that were really chosen."""
    return [
        Upload(file.filename, file.read())
        for file in field.data or []
        if getattr(file, "filename", "")
    ]


def signature_of(drawn: str) -> Upload:
    """The drawing as a file."""
    if not drawn.startswith(_PNG) or len(drawn) > _LARGEST:
        raise InvalidError("signature_missing", field="signature")
    try:
        content = b64decode(drawn.removeprefix(_PNG), validate=True)
    except Error as error:
        raise InvalidError("signature_missing", field="signature") from error
    return Upload("signature.png", content)
