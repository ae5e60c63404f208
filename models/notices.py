"""News for people: notices, their deliveries, the ways out, wording and everybody's wishes."""

from datetime import datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import BYTEA, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models.accounts import Locale
from models.base import Model, WithId


class NoticeKind(StrEnum):
    """What there is news of; the last nine are said to the customer."""

    OFFER_MADE = "offer_made"
    OFFER_EXPIRED = "offer_expired"
    OFFER_WITHDRAWN = "offer_withdrawn"
    CASE_TAKEN_AWAY = "case_taken_away"
    CLOCK_WARNING = "clock_warning"
    CLOCK_BREACHED = "clock_breached"
    CLOCK_SUPERVISOR = "clock_supervisor"
    CLOCK_DOUBLED = "clock_doubled"
    CUSTOMER_DAY_12 = "customer_day_12"
    CUSTOMER_DAY_15 = "customer_day_15"
    PROMISE_DUE = "promise_due"
    PROMISE_BROKEN = "promise_broken"
    REQUEST_WAITING = "request_waiting"
    REQUEST_MOVED_UP = "request_moved_up"
    PART_LATE = "part_late"
    PAUSE_ASKED = "pause_asked"
    PAUSE_DECIDED = "pause_decided"
    PAUSE_ENDED = "pause_ended"
    CASE_RETURNED = "case_returned"
    REOPENED = "reopened"
    CHASED = "chased"
    MESSAGE_FAILED = "message_failed"
    CLOSURE_ASKED = "closure_asked"
    CLOSURE_DECIDED = "closure_decided"
    CLOSURE_CALLED_OFF = "closure_called_off"
    CALENDAR_CHANGED = "calendar_changed"
    HANDED_OVER = "handed_over"
    INSTALLER_WATCHED = "installer_watched"
    INSTALLER_HELD = "installer_held"
    VISIT_OF_HELD = "visit_of_held"
    HOLD_WAITING = "hold_waiting"
    HOLD_MOVED_UP = "hold_moved_up"
    INSTALLER_SUSPENDED = "installer_suspended"
    HOLD_LIFTED = "hold_lifted"
    INSTALLER_REINSTATED = "installer_reinstated"
    PLEA_MADE = "plea_made"
    PLEA_ANSWERED = "plea_answered"
    PLEA_MOVED_UP = "plea_moved_up"
    VISIT_BOOKED = "visit_booked"
    VISIT_MOVED = "visit_moved"
    VISIT_CANCELLED = "visit_cancelled"
    URGENT_AT_NIGHT = "urgent_at_night"
    ROBOT_TRIED = "robot_tried"
    CLAIM_DISPUTED = "claim_disputed"
    DISPUTE_DECIDED = "dispute_decided"
    VERIFY_FIRST = "verify_first"
    VERIFY_FIRST_ENDED = "verify_first_ended"
    CONTACT_CODE = "contact_code"
    CORRECTION_ASKED = "correction_asked"
    CORRECTION_DUE = "correction_due"
    RECALL_ASKED = "recall_asked"
    RECALL_DUE = "recall_due"
    CASE_RECEIVED = "case_received"
    DEALER_ACCEPTED = "dealer_accepted"
    APPOINTMENT_SET = "appointment_set"
    APPOINTMENT_CHANGED = "appointment_changed"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    WERE_YOU_CONTACTED = "were_you_contacted"
    RESOLVED = "resolved"
    ENDED = "ended"
    WITHDRAWAL_RECORDED = "withdrawal_recorded"


class NoticeTeam(StrEnum):
    """A group of the brand's people that has robots of its own."""

    HOTLINE = "hotline"


class DeliveryChannel(StrEnum):
    """A way out of the portal."""

    EMAIL = "email"
    SMS = "sms"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    WEBHOOK = "webhook"


class DeliveryState(StrEnum):
    WAITING = "waiting"
    HELD = "held"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"
    DROPPED = "dropped"


class WordingGroup(StrEnum):
    """A mail has a subject and room; a short message has neither."""

    MAIL = "mail"
    SHORT = "short"


class Notice(WithId, Model):
    """One piece of news for one recipient. The same news reaches the same one once: `key`.

    `detail` holds ids and parameters, never a person's words.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("recipient", "key"),
        CheckConstraint(
            "num_nonnulls(user_id, dealer_id, customer_case_id, team) = 1", name="one_recipient"
        ),
        CheckConstraint("customer_case_id = case_id", name="customer_of_the_case"),
        Index("ix_notices_user_id_id", "user_id", "id", postgresql_where="user_id IS NOT NULL"),
        Index(
            "ix_notices_unread",
            "user_id",
            "id",
            postgresql_where="user_id IS NOT NULL AND read_at IS NULL",
        ),
        Index("ix_notices_case_id_id", "case_id", "id"),
    )

    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    dealer_id: Mapped[int | None] = mapped_column(
        ForeignKey("dealers.id"), comment="the house itself: its robots and mail boxes"
    )
    customer_case_id: Mapped[int | None] = mapped_column(
        ForeignKey("cases.id"), comment="the customer of this case"
    )
    team: Mapped[NoticeTeam | None]
    recipient: Mapped[str] = mapped_column(
        Computed(
            "coalesce('user:' || user_id::text, 'dealer:' || dealer_id::text,"
            " 'customer:' || customer_case_id::text, 'team:' || team::text)",
            persisted=True,
        )
    )
    kind: Mapped[NoticeKind]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    key: Mapped[str] = mapped_column(comment="which news: the same one is told once")
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    urgent: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class Delivery(WithId, Model):
    """One notice on its way by one channel; `message_id` stays the same in every attempt."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(
            "uq_deliveries_first",
            "notice_id",
            "channel",
            "address",
            unique=True,
            postgresql_where="resent_from_id IS NULL",
        ),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("(state = 'sent') <= (sent_at IS NOT NULL)", name="sent_has_its_time"),
        Index(
            "ix_deliveries_unattended",
            "id",
            postgresql_where="state IN ('failed', 'bounced') AND attended_at IS NULL",
        ),
        Index("ix_deliveries_held", "not_before", "id", postgresql_where="state = 'held'"),
        Index("ix_deliveries_waiting", "not_before", "id", postgresql_where="state = 'waiting'"),
        Index("ix_deliveries_contact_point_id", "contact_point_id"),
    )

    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id"))
    channel: Mapped[DeliveryChannel]
    contact_point_id: Mapped[int | None] = mapped_column(ForeignKey("contact_points.id"))
    address: Mapped[str]
    locale: Mapped[Locale]
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(comment="quiet hours and back-off")
    digest: Mapped[bool] = mapped_column(default=False, comment="waits for the day's one mail")
    carrier_id: Mapped[int | None] = mapped_column(
        ForeignKey("deliveries.id"), index=True, comment="went along in this one's digest"
    )
    trial: Mapped[bool] = mapped_column(
        default=False,
        server_default="false",
        comment="somebody tries a robot: it says nothing of a case",
    )
    resent_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("deliveries.id"), unique=True, comment="sent once more in place of this one"
    )
    message_id: Mapped[str] = mapped_column(unique=True, comment="also the idempotency key")
    provider_ref: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="", comment="a code: why it did not arrive")
    error: Mapped[str] = mapped_column(default="", comment="what the other side said")
    created_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    attended_at: Mapped[datetime | None]
    attended_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class OutChannel(WithId, Model):
    """A configured way out, one of each kind; its secrets stand apart."""

    __tablename__ = "channels"

    kind: Mapped[DeliveryChannel] = mapped_column(unique=True)
    enabled: Mapped[bool] = mapped_column(default=False)
    config: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    last_sent_at: Mapped[datetime | None]
    last_failed_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")


class ChannelSecret(Model):
    """What must not be read back, encrypted; only the worker's realm reads it at all."""

    __tablename__ = "channel_secrets"

    channel_id: Mapped[int] = mapped_column(
        ForeignKey("channels.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(
        primary_key=True,
        default="",
        server_default="",
        comment="of which setting; what was kept as one bundle has none",
    )
    sealed: Mapped[bytes] = mapped_column(BYTEA)


class RobotSecret(Model):
    """What one dealer's robot wants its messages signed with, encrypted; written, never read."""

    __tablename__ = "robot_secrets"

    contact_point_id: Mapped[int] = mapped_column(ForeignKey("contact_points.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(BYTEA)
    set_at: Mapped[datetime | None]


class MessageTemplate(WithId, Model):
    """Wording that somebody changed; what nobody changed stands in the code."""

    __tablename__ = "message_templates"
    __table_args__ = (UniqueConstraint("kind", "wording", "locale"),)

    kind: Mapped[NoticeKind]
    wording: Mapped[WordingGroup]
    locale: Mapped[Locale]
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    edited_at: Mapped[datetime]
    edited_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))


class NoticePreference(Model):
    """Whether a person wants a channel, and whether once a day is enough."""

    __tablename__ = "notice_preferences"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    channel: Mapped[DeliveryChannel] = mapped_column(primary_key=True)
    enabled: Mapped[bool] = mapped_column(default=True)
    digest: Mapped[bool] = mapped_column(default=False)


class QuietHours(Model):
    """When a person is left alone by all but what is urgent; over midnight where from > until."""

    __tablename__ = "quiet_hours"
    __table_args__ = (CheckConstraint("quiet_from <> quiet_until", name="some_time"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    quiet_from: Mapped[time]
    quiet_until: Mapped[time]


class UserAddress(Model):
    """Where a person is reached by a channel. The mail follows the account's until changed."""

    __tablename__ = "user_addresses"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    channel: Mapped[DeliveryChannel] = mapped_column(primary_key=True)
    address: Mapped[str]
