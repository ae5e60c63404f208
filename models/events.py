"""What happened on a case: append-only, chained by hashes, personal text apart (decision 8)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import BYTEA, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class EventKind(StrEnum):
    OPENED = "opened"
    RELAYED = "relayed"
    IMPORTED = "imported"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    OFFER_WITHDRAWN = "offer_withdrawn"
    OFFER_EXPIRED = "offer_expired"
    NOT_OURS_JUDGED = "not_ours_judged"
    SUPERVISOR_ASKED = "supervisor_asked"
    SUPERVISOR_ANSWERED = "supervisor_answered"
    HANDED_BACK = "handed_back"
    TAKEN_AWAY = "taken_away"
    CONTACT_CLAIMED = "contact_claimed"
    CONTACT_NOT_COUNTED = "contact_not_counted"
    ACCUSED_CONTACT = "accused_contact"
    VISIT_CLAIMED = "visit_claimed"
    BOOKED = "booked"
    REBOOKED = "rebooked"
    BOOKING_CANCELLED = "booking_cancelled"
    CHECKED_IN = "checked_in"
    LEFT_SITE = "left_site"
    FOUND = "found"
    CUSTOMER_CONFIRMED = "customer_confirmed"
    NO_SHOW_OURS = "no_show_ours"
    NO_SHOW_CUSTOMER = "no_show_customer"
    PART_ORDERED = "part_ordered"
    PART_PROMISED = "part_promised"
    PART_ARRIVED = "part_arrived"
    RESOLVED = "resolved"
    CALLED_BACK = "called_back"
    CLOSED = "closed"
    REOPENED = "reopened"
    UNREACHABLE_ASKED = "unreachable_asked"
    UNREACHABLE_REFUSED = "unreachable_refused"
    ENDED_UNREACHABLE = "ended_unreachable"
    WITHDRAWAL_RECORDED = "withdrawal_recorded"
    WITHDRAWAL_OBJECTED = "withdrawal_objected"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    MERGED_HERE = "merged_here"
    UNMERGED = "unmerged"
    FOLLOWED = "followed"
    FOLLOWS = "follows"
    RECHECK_SET = "recheck_set"
    RECHECKED = "rechecked"
    CHASED = "chased"
    COMMENTED = "commented"
    PRAISED = "praised"
    PROMISED = "promised"
    PROMISE_KEPT = "promise_kept"
    PROMISE_BROKEN = "promise_broken"
    PHOTO_ADDED = "photo_added"
    SEVERITY_CHANGED = "severity_changed"
    DETAILS_CHANGED = "details_changed"
    AGENT_CHANGED = "agent_changed"
    ACCUSED_NAMED = "accused_named"
    ACCUSED_CLEARED = "accused_cleared"
    ENTITLEMENT_JUDGED = "entitlement_judged"
    PHONE_REVEALED = "phone_revealed"
    LINK_ISSUED = "link_issued"
    LINK_REVOKED = "link_revoked"
    TASK_SET = "task_set"
    TASK_DONE = "task_done"
    AUDITED = "audited"
    ABUSE_WARNED = "abuse_warned"
    THREATENED = "threatened"
    TEXT_ERASED = "text_erased"
    PAUSE_ASKED = "pause_asked"
    PAUSE_AGREED = "pause_agreed"
    PAUSE_REFUSED = "pause_refused"
    PAUSE_ENDED = "pause_ended"
    SAID_CONTACTED = "said_contacted"
    SAID_NOT_CONTACTED = "said_not_contacted"
    SAID_SETTLED = "said_settled"
    SAID_NOT_SETTLED = "said_not_settled"
    CLOCK_BREACHED = "clock_breached"
    CLOCK_ESCALATED = "clock_escalated"
    CUSTOMER_DAY_REACHED = "customer_day_reached"
    REQUEST_MOVED_UP = "request_moved_up"
    PART_LATE = "part_late"
    BRAND_CALLED = "brand_called"
    CLOCKS_RECOMPUTED = "clocks_recomputed"
    PASSED_ON = "passed_on"
    MESSAGE_SENT_AGAIN = "message_sent_again"
    SAID_VISITED = "said_visited"
    SAID_NOT_VISITED = "said_not_visited"
    CLAIM_VERIFIED = "claim_verified"
    CLAIM_DISPUTED = "claim_disputed"
    DISPUTE_ANSWERED = "dispute_answered"
    DISPUTE_DECIDED = "dispute_decided"
    STALLED = "stalled"
    DEALER_SAID = "dealer_said"
    CUSTOMER_MERGED = "customer_merged"
    CUSTOMER_UNMERGED = "customer_unmerged"


class CaseEvent(Model):
    """One line of a case's history. `seq`, `prev` and `hash` are filled by a trigger.

    The brand reads every event. `for_dealer` and `for_installer` open it to those parties; where
    `dealer_id` is given only to that one, so that no dealer reads another's words.
    """

    __tablename__ = "case_events"
    __table_args__ = (
        UniqueConstraint("case_id", "seq"),
        Index("ix_case_events_at_id", "at", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    seq: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(comment="user:7, worker, link:12, import:3")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[EventKind]
    for_dealer: Mapped[bool]
    for_installer: Mapped[bool]
    for_customer: Mapped[bool]
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"))
    installer_id: Mapped[int | None] = mapped_column(ForeignKey("installers.id"))
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)
    text_digest: Mapped[bytes | None] = mapped_column(BYTEA, comment="sha256(salt || body)")
    prev: Mapped[bytes] = mapped_column(BYTEA)
    hash: Mapped[bytes] = mapped_column(BYTEA)


class EventText(Model):
    """Personal words of an event. Erasing them (row deleted) leaves the chain valid."""

    __tablename__ = "event_texts"

    event_id: Mapped[int] = mapped_column(ForeignKey("case_events.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    salt: Mapped[bytes] = mapped_column(BYTEA)
    body: Mapped[str]


class RequestKind(StrEnum):
    """What wants a supervisor's word (domain T8)."""

    OFFER_WITHOUT_CONTACT = "offer_without_contact"
    UNREACHABLE = "unreachable"
    DISPUTED_CLAIM = "disputed_claim"


class SupervisorRequest(WithId, Model):
    """Asked by one, decided by another: never on one's own request (domain T8)."""

    __tablename__ = "supervisor_requests"
    __table_args__ = (
        CheckConstraint("decided_by_id <> asked_by_id", name="not_on_ones_own_request"),
        Index(
            "uq_supervisor_requests_open",
            "case_id",
            "kind",
            unique=True,
            postgresql_where="decided_at IS NULL",
        ),
        Index(
            "ix_supervisor_requests_waiting",
            "asked_at",
            "id",
            postgresql_where="decided_at IS NULL",
        ),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[RequestKind]
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    reason: Mapped[str]
    due_at: Mapped[datetime]
    moved_up_at: Mapped[datetime | None] = mapped_column(comment="nobody had decided (T8)")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    granted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(default="")
