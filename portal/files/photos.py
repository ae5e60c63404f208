"""Takes photos in: past the gate, into the storage, onto the case, and to the job that decodes.

A photo that belongs to a draft has no case yet: whoever opens or relays a case takes it along.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import uuid4

import filetype
from sqlalchemy.orm import Session

from models import Case, CaseStatus, EventKind, FileKind, StoredFile
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case
from portal.errors import ForbiddenError, InvalidError, RefusedError
from portal.files.keys import raw_key
from portal.files.pictures import PictureError, check_picture
from portal.history.record import Audience, record
from portal.infra.jobs import defer
from portal.infra.storage import Storage

MOST_AT_ONCE: Final = 20
_LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class Readers:
    """Which parties besides the brand see a photo."""

    dealer: bool = True
    installer: bool = True
    customer: bool = False


PARTIES: Final = Readers()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent."""

    name: str
    content: bytes


def add_photo(
    session: Session,
    actor: Actor,
    storage: Storage,
    upload_bytes: bytes,
    name: str,
    *,
    case_id: int | None,
    kind: FileKind,
    now: datetime,
    visit_id: int | None = None,
    readers: Readers = PARTIES,
) -> StoredFile:
    """Take one photo in; see `add_photos`."""
    [stored] = add_photos(
        session,
        actor,
        storage,
        [Upload(name, upload_bytes)],
        case_id=case_id,
        kind=kind,
        now=now,
        visit_id=visit_id,
        readers=readers,
    )
    return stored


def add_photos(
    session: Session,
    actor: Actor,
    storage: Storage,
    uploads: Sequence[Upload],
    *,
    case_id: int | None,
    kind: FileKind,
    now: datetime,
    visit_id: int | None = None,
    readers: Readers = PARTIES,
) -> list[StoredFile]:
    """Take photos in, all or none, with one line in the history of their case.

    They wait, unseen, until the job has decoded them.
    """
    _check_right(actor, draft=case_id is None)
    _check_uploads(uploads)
    case = None if case_id is None else _case_for_photos(session, actor, case_id)
    stored = [
        _row(actor, upload, case_id=case_id, visit_id=visit_id, kind=kind, readers=readers, now=now)
        for upload in uploads
    ]
    session.add_all(stored)
    session.flush()
    for row, upload in zip(stored, uploads, strict=True):
        storage.put(raw_key(row.key), upload.content)
        defer(session, "decode_photo", file_id=row.id)
    if case is not None:
        _note(session, actor, case, stored, readers, now)
    return stored


def _check_right(actor: Actor, *, draft: bool) -> None:
    # Whoever relays a complaint may show what it is about before there is a case.
    if actor.may(Permission.PHOTO_ADD) or (draft and actor.may(Permission.CASE_RELAY)):
        return
    raise ForbiddenError("not_allowed", permission=Permission.PHOTO_ADD.value)


def _check_uploads(uploads: Sequence[Upload]) -> None:
    if not uploads:
        raise InvalidError("photos_none", field="photos")
    if len(uploads) > MOST_AT_ONCE:
        raise InvalidError("photos_too_many", field="photos", most=MOST_AT_ONCE)
    for upload in uploads:
        try:
            check_picture(upload.content)
        except PictureError as error:
            raise InvalidError(
                error.fault.value, field="photos", name=_plain(upload.name)
            ) from error


def _case_for_photos(session: Session, actor: Actor, case_id: int) -> Case:
    case = get_case(session, actor, case_id)
    if case.status is CaseStatus.CLOSED_ELSEWHERE:
        raise RefusedError("photo_on_imported_case")
    return case


def _row(
    actor: Actor,
    upload: Upload,
    *,
    case_id: int | None,
    visit_id: int | None,
    kind: FileKind,
    readers: Readers,
    now: datetime,
) -> StoredFile:
    guessed = filetype.guess(upload.content)
    return StoredFile(
        key=f"{now:%Y/%m}/{uuid4().hex}",
        case_id=case_id,
        visit_id=visit_id,
        kind=kind,
        name=_plain(upload.name),
        mime=guessed.mime if guessed else "image/heic",
        size=len(upload.content),
        sha256=sha256(upload.content).hexdigest(),
        for_dealer=readers.dealer,
        for_installer=readers.installer,
        for_customer=readers.customer,
        added_by=actor.label,
        added_by_id=actor.user_id,
        added_at=now,
    )


def _plain(name: str) -> str:
    """The last part of a name, without what no name has."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(sign for sign in last if sign.isprintable()).strip()
    return printable[-_LONGEST_NAME:] or "photo"


def _note(
    session: Session,
    actor: Actor,
    case: Case,
    stored: Sequence[StoredFile],
    readers: Readers,
    now: datetime,
) -> None:
    record(
        session,
        actor,
        case,
        EventKind.PHOTO_ADDED,
        now=now,
        audience=Audience(
            dealer=readers.dealer, installer=readers.installer, customer=readers.customer
        ),
        files=[row.id for row in stored],
        photo_kind=stored[0].kind.value,
    )
