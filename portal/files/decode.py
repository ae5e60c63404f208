"""Decodes a photo that waits: two clean renditions, or a refusal that says why."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import FileState, StoredFile
from portal.files.keys import large_key, raw_key, small_key
from portal.files.pictures import MIME, Picture, PictureError, read_picture
from portal.infra.storage import Storage
from portal.sla.zone import portal_zone

LOST = "picture_lost"


def decode_photo(session: Session, storage: Storage, file_id: int) -> str | None:
    """Write the renditions and say which raw bytes nobody needs any more.

    Safe to run twice: what is decoded stays. The caller commits, then deletes the bytes, so that
    a job that dies in between still finds them.
    """
    file = session.scalar(select(StoredFile).where(StoredFile.id == file_id).with_for_update())
    if file is None:
        return None
    if file.state is FileState.WAITING:
        _decode(session, storage, file)
        session.flush()
    return raw_key(file.key)


def _decode(session: Session, storage: Storage, file: StoredFile) -> None:
    try:
        picture = read_picture(storage.get(raw_key(file.key)), zone=portal_zone(session))
    except FileNotFoundError:
        file.state, file.refusal = FileState.REFUSED, LOST
    except PictureError as error:
        file.state, file.refusal = FileState.REFUSED, error.fault.value
    else:
        storage.put(large_key(file.key), picture.large)
        storage.put(small_key(file.key), picture.small)
        _describe(file, picture)


def _describe(file: StoredFile, picture: Picture) -> None:
    file.state = FileState.READY
    file.mime = MIME
    file.width, file.height = picture.width, picture.height
    file.taken_at = picture.taken_at
    if picture.place is not None:
        file.latitude, file.longitude = picture.place.latitude, picture.place.longitude
