"""People who sign in, how they do, and what must survive a rollback: attempts and receipts."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class Side(StrEnum):
    """Whose people. A side is for life: a trigger refuses to change it (domain K1)."""

    BRAND = "brand"
    DEALER = "dealer"


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    DIRECTOR = "director"
    QA = "qa"
    SALES = "sales"
    BOARD_MEMBER = "board_member"
    ADMIN = "admin"
    DEALER_MANAGER = "dealer_manager"
    DEALER_DESK = "dealer_desk"
    INSTALLER = "installer"


class Locale(StrEnum):
    EN = "en"
    ZH_HANS = "zh_Hans"
    ZH_HANT = "zh_Hant"


_BRAND_ROLES = "'agent', 'supervisor', 'director', 'qa', 'sales', 'board_member', 'admin'"


class User(WithId, Model):
    """A person with an account. Mail and password stand apart, in `credentials`."""

    __tablename__ = "users"
    __table_args__ = (
        UniqueConstraint("id", "side"),
        CheckConstraint(f"(side = 'brand') = (role IN ({_BRAND_ROLES}))", name="role_of_side"),
        CheckConstraint(
            "(role IN ('dealer_manager', 'dealer_desk')) = (dealer_id IS NOT NULL)",
            name="dealer_of_dealer_staff",
        ),
        CheckConstraint(
            "role <> 'installer' OR installer_id IS NOT NULL", name="installer_is_a_person"
        ),
        CheckConstraint("side = 'dealer' OR installer_id IS NULL", name="brand_staff_install_not"),
    )

    side: Mapped[Side]
    role: Mapped[Role]
    name: Mapped[str]
    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"), index=True)
    installer_id: Mapped[int | None] = mapped_column(
        ForeignKey("installers.id"), index=True, comment="the same person, where they also install"
    )
    locale: Mapped[Locale] = mapped_column(default=Locale.ZH_HANS)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(comment="access ended; never deleted")


class Credential(Model):
    """What a person signs in with. Read by the sign-in realm alone."""

    __tablename__ = "credentials"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    email: Mapped[str] = mapped_column(unique=True, comment="lower case")
    password_hash: Mapped[str | None] = mapped_column(comment="argon2id; none until invited in")
    changed_at: Mapped[datetime]


class Login(WithId, Model):
    """One signed-in browser. The cookie holds the token, the table its digest."""

    __tablename__ = "logins"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str]
    agent: Mapped[str] = mapped_column(comment="the browser, as it calls itself")


class Invitation(WithId, Model):
    """A one-time link to set a password: for a new person, or a forgotten one."""

    __tablename__ = "invitations"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SigninAttempt(WithId, Model):
    """A failed try, counted for an address and for a name: the throttle's memory."""

    __tablename__ = "signin_attempts"
    __table_args__ = (Index("ix_signin_attempts_key_at", "key", "at"),)

    key: Mapped[str] = mapped_column(comment="digest of the mail or the network address")
    at: Mapped[datetime]


class FormReceipt(WithId, Model):
    """A form that was taken: a second click shows the first one's result (decision 7)."""

    __tablename__ = "form_receipts"
    __table_args__ = (UniqueConstraint("actor", "form_id"),)

    actor: Mapped[str]
    form_id: Mapped[str] = mapped_column(UUID(as_uuid=False))
    result: Mapped[str] = mapped_column(comment="where the first click led")
    at: Mapped[datetime]


class RefusedAttempt(WithId, Model):
    """Something a rule refused, kept although its transaction was rolled back (domain E3)."""

    __tablename__ = "refused_attempts"

    actor: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    verb: Mapped[str]
    code: Mapped[str]
    at: Mapped[datetime]


class HeartBeat(Model):
    """The worker says that it lives."""

    __tablename__ = "heart_beats"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
