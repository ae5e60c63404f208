"""Sending people to the customer, and the visit as it happened (domain D1–D4)."""

from datetime import datetime
from enum import StrEnum

from psycopg.types.range import Range
from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId
from models.claims import ClaimState


class Purpose(StrEnum):
    INSPECTION = "inspection"
    REPAIR = "repair"


class DispatchState(StrEnum):
    PLANNED = "planned"
    ON_SITE = "on_site"
    DONE = "done"
    MOVED = "moved"
    CANCELLED = "cancelled"
    NO_SHOW_OURS = "no_show_ours"
    NO_SHOW_CUSTOMER = "no_show_customer"


# The person sent has been at the customer's door.
WERE_THERE = frozenset({DispatchState.DONE, DispatchState.NO_SHOW_CUSTOMER})


class Dispatch(WithId, Model):
    """One appointment. A change makes a new row and leaves the old one `moved` (domain D2)."""

    __tablename__ = "dispatches"
    __table_args__ = (
        UniqueConstraint("id", "case_id", "dealer_id"),
        ForeignKeyConstraint(
            ["offer_id", "case_id", "dealer_id"],
            ["offers.id", "offers.case_id", "offers.dealer_id"],
            name="fk_dispatches_under_an_offer_held",
        ),
        ForeignKeyConstraint(
            ["entitlement_id", "case_id"],
            ["entitlements.id", "entitlements.case_id"],
            name="fk_dispatches_justified_by_entitlement",
        ),
        CheckConstraint("window_end > window_start", name="window_is_not_empty"),
        CheckConstraint(
            "(state IN ('planned', 'on_site')) = (ended_at IS NULL)", name="end_paired"
        ),
        Index("ix_dispatches_case_id_id", "case_id", "id"),
        Index("ix_dispatches_dealer_id_window_start", "dealer_id", "window_start"),
        Index(
            "uq_dispatches_one_active_for_a_case",
            "case_id",
            unique=True,
            postgresql_where="state IN ('planned', 'on_site')",
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    offer_id: Mapped[int]
    entitlement_id: Mapped[int] = mapped_column(comment="what justifies it (domain E2)")
    purpose: Mapped[Purpose]
    window_start: Mapped[datetime] = mapped_column(comment="the customer's window")
    window_end: Mapped[datetime]
    state: Mapped[DispatchState] = mapped_column(default=DispatchState.PLANNED)
    note: Mapped[str] = mapped_column(default="", comment="what to bring, what to look at")
    made_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")
    moved_to_id: Mapped[int | None] = mapped_column(ForeignKey("dispatches.id"))


class DispatchPerson(WithId, Model):
    """A person on a dispatch with their planned slot; slots never overlap, across dealers.

    The leaf of the policies' graph: it carries `dealer_id`, `installer_id` and `case_id`.
    """

    __tablename__ = "dispatch_people"
    __table_args__ = (
        UniqueConstraint("dispatch_id", "installer_id"),
        ForeignKeyConstraint(
            ["dispatch_id", "case_id", "dealer_id"],
            ["dispatches.id", "dispatches.case_id", "dispatches.dealer_id"],
            name="fk_dispatch_people_of_this_dispatch",
        ),
        CheckConstraint(
            "NOT isempty(slot) AND lower_inc(slot) AND NOT upper_inc(slot)"
            " AND upper(slot) - lower(slot) <= interval '24 hours'",
            name="slot_is_whole",
        ),
        # 17:00 on the day before a visit at midnight is 31 hours away (D4).
        CheckConstraint(
            "lower(slot) - visible_from <= interval '31 hours'",
            name="seen_from_the_day_before",
        ),
        ExcludeConstraint(
            (text("int8range(installer_id, installer_id, '[]')"), "&&"),
            ("slot", "&&"),
            name="ex_dispatch_people_no_two_slots_at_once",
            where=text("active"),
            using="gist",
        ),
        Index("ix_dispatch_people_installer_id_slot_start", "installer_id", "slot_start"),
        Index("ix_dispatch_people_case_id", "case_id"),
        Index("ix_dispatch_people_dealer_id", "dealer_id"),
    )

    dispatch_id: Mapped[int]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    dealer_id: Mapped[int]
    installer_id: Mapped[int] = mapped_column(ForeignKey("installers.id"))
    lead: Mapped[bool] = mapped_column(default=True)
    slot: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    slot_start: Mapped[datetime] = mapped_column(Computed("lower(slot)", persisted=True))
    active: Mapped[bool] = mapped_column(default=True, comment="planned or on site")
    visible_from: Mapped[datetime] = mapped_column(comment="17:00 on the day before (D4)")
    visible_until: Mapped[datetime | None] = mapped_column(comment="when the job was done")


class Cause(StrEnum):
    """What was found on site, by tapping; several may come together."""

    PART_FAILED = "part_failed"
    FITTED_WRONGLY = "fitted_wrongly"
    LOOSE_CONNECTION = "loose_connection"
    WORN = "worn"
    DAMP = "damp"
    DAMAGED_BY_US = "damaged_by_us"
    USE = "use"
    BUILDING = "building"
    NOTHING_FOUND = "nothing_found"
    OTHER = "other"


class Conflict(StrEnum):
    """What stands against sending somebody, the weightiest first."""

    ACCUSED = "accused"
    HELD = "held"
    SUSPENDED = "suspended"
    SUSPENDED_BY_DEALER = "suspended_by_dealer"
    NOT_OF_DEALER = "not_of_dealer"
    WATCHED_ALONE = "watched_alone"
    BUSY = "busy"


class Missing(StrEnum):
    """What still stands between a visit and its end, in the order of the work."""

    BEFORE = "before_photo"
    FINDING = "finding"
    AFTER = "after_photo"
    CONFIRMATION = "confirmation"


class Confirmation(StrEnum):
    SIGNATURE = "signature"
    CODE = "code"
    SIGNED_BY = "signed_by"
    REFUSED = "refused"


class Visit(WithId, Model):
    """A person's visit: check-in, finding, the customer's word (domain C2, D3)."""

    __tablename__ = "visits"
    __table_args__ = (
        UniqueConstraint("dispatch_id"),
        ForeignKeyConstraint(
            ["dispatch_id", "case_id", "dealer_id"],
            ["dispatches.id", "dispatches.case_id", "dispatches.dealer_id"],
            name="fk_visits_of_this_dispatch",
        ),
        CheckConstraint(
            "confirmation <> 'signed_by' OR (signer_name <> '' AND signer_relation <> '')",
            name="signed_by_says_who",
        ),
        CheckConstraint(
            "confirmation <> 'signature' OR signature_id IS NOT NULL", name="signature_is_there"
        ),
        CheckConstraint("(confirmation IS NULL) = (confirmed_at IS NULL)", name="confirmed_paired"),
        Index("ix_visits_case_id_id", "case_id", "id"),
        Index("ix_visits_checked_in_at", "checked_in_at", postgresql_using="brin"),
        Index("ix_visits_dealer_id", "dealer_id", "checked_in_at"),
    )

    dispatch_id: Mapped[int]
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    dealer_id: Mapped[int]
    installer_id: Mapped[int] = mapped_column(ForeignKey("installers.id"))
    checked_in_at: Mapped[datetime]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    finding: Mapped[str] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(default="", comment="codes of Cause, parted by spaces")
    done: Mapped[str] = mapped_column(default="", comment="what was done on site")
    needs_return: Mapped[bool] = mapped_column(default=False)
    found_at: Mapped[datetime | None]
    confirmation: Mapped[Confirmation | None]
    confirmed_at: Mapped[datetime | None]
    signer_name: Mapped[str] = mapped_column(default="")
    signer_relation: Mapped[str] = mapped_column(default="")
    signature_id: Mapped[int | None] = mapped_column(ForeignKey("files.id"))
    left_at: Mapped[datetime | None]
    state: Mapped[ClaimState] = mapped_column(
        default=ClaimState.CLAIMED, server_default="claimed", comment="the customer's word (C2)"
    )
    verify_first: Mapped[bool] = mapped_column(
        default=False, server_default="false", comment="counts once verified; the database says it"
    )
    version: Mapped[int] = mapped_column(default=1)
