"""Pictures and other evidence; the bytes lie in the storage under `key`."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class FileKind(StrEnum):
    EVIDENCE = "evidence"
    BEFORE = "before"
    AFTER = "after"
    DOOR = "door"
    SIGNATURE = "signature"
    DOCUMENT = "document"


class FileState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"


class StoredFile(WithId, Model):
    """A picture as it was sent (`waiting`), and once decoded and re-encoded (`ready`)."""

    __tablename__ = "files"
    __table_args__ = (
        CheckConstraint("size > 0", name="not_empty"),
        CheckConstraint("(state = 'refused') = (refusal <> '')", name="refused_says_why"),
        Index("ix_files_case_id_id", "case_id", "id"),
    )

    key: Mapped[str] = mapped_column(unique=True)
    case_id: Mapped[int | None] = mapped_column(
        ForeignKey("cases.id"), comment="none while it belongs to a draft"
    )
    visit_id: Mapped[int | None] = mapped_column(
        ForeignKey("visits.id", use_alter=True), index=True
    )
    kind: Mapped[FileKind]
    state: Mapped[FileState] = mapped_column(default=FileState.WAITING)
    refusal: Mapped[str] = mapped_column(default="", comment="why it is no picture: a code")
    name: Mapped[str] = mapped_column(comment="as it was called where it came from")
    mime: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]
    taken_at: Mapped[datetime | None] = mapped_column(comment="from the picture; brand only")
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    for_dealer: Mapped[bool] = mapped_column(default=True)
    for_installer: Mapped[bool] = mapped_column(default=True)
    for_customer: Mapped[bool] = mapped_column(default=False)
    added_by: Mapped[str] = mapped_column(comment="user:7, link:12")
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    added_at: Mapped[datetime]
