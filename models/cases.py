"""The case itself: one complaint, from first heard to its ending, and its words for searching."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Sequence,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import NEVER, Model, WithId
from models.customers import Customer
from models.dealers import Dealer


class CaseStatus(StrEnum):
    TRIAGE = "triage"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    CONTACTED = "contacted"
    SCHEDULED = "scheduled"
    VISITED = "visited"
    RESOLVED = "resolved"
    CLOSED = "closed"
    UNREACHABLE = "unreachable"
    FINAL_POSITION = "final_position"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    CLOSED_ELSEWHERE = "closed_elsewhere"


ENDED: Final = frozenset(
    {
        CaseStatus.CLOSED,
        CaseStatus.UNREACHABLE,
        CaseStatus.FINAL_POSITION,
        CaseStatus.WITHDRAWN,
        CaseStatus.MERGED,
        CaseStatus.CLOSED_ELSEWHERE,
    }
)
HELD: Final = frozenset(
    {CaseStatus.ACCEPTED, CaseStatus.CONTACTED, CaseStatus.SCHEDULED, CaseStatus.VISITED}
)


class Severity(StrEnum):
    URGENT = "urgent"
    NORMAL = "normal"
    MINOR = "minor"


class Channel(StrEnum):
    """How it came (domain I5)."""

    PHONE = "phone"
    SALESPERSON = "salesperson"
    DEALER = "dealer"
    WEB_FORM = "web_form"
    MAIL = "mail"
    WECHAT = "wechat"
    SHOP_PLATFORM = "shop_platform"
    LETTER = "letter"
    AUTHORITY_12315 = "authority_12315"
    AUTHORITY_12345 = "authority_12345"
    API = "api"
    IMPORT = "import"


_ENDED = "('closed', 'unreachable', 'final_position', 'withdrawn', 'merged', 'closed_elsewhere')"
_WITH_GROUND = "('closed', 'unreachable', 'final_position', 'withdrawn', 'merged')"

# Runs on over the years: a number once given never comes back.
case_running = Sequence("case_running", metadata=Model.metadata)


class Case(WithId, Model):
    """One complaint. Its status changes only through the table of steps.

    `dealer_id` is the dealer that it is offered to or held by, and stays after an ending.
    An ended status points at its `case_endings` row by a foreign key over generated columns,
    so that no UPDATE can end a case without its ground (domain K1, K2).
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(
            f"(status IN {_WITH_GROUND}) = (ending_id IS NOT NULL)", name="ended_needs_ending"
        ),
        CheckConstraint(f"(status IN {_ENDED}) = (ended_at IS NOT NULL)", name="ended_at_paired"),
        CheckConstraint(
            "(status = 'closed_elsewhere') = (import_row_id IS NOT NULL AND ended_at IS NOT NULL"
            " AND ending_id IS NULL)",
            name="closed_elsewhere_is_imported",
        ),
        CheckConstraint(
            "status NOT IN ('offered', 'accepted', 'contacted', 'scheduled', 'visited')"
            " OR dealer_id IS NOT NULL",
            name="dealer_while_offered_or_held",
        ),
        CheckConstraint("status <> 'triage' OR dealer_id IS NULL", name="no_dealer_in_triage"),
        CheckConstraint("attempt >= 1", name="attempt_counts_from_one"),
        ForeignKeyConstraint(
            ["ending_id", "id", "ending_kind", "ending_open"],
            ["case_endings.id", "case_endings.case_id", "case_endings.kind", "case_endings.open"],
            name="fk_cases_ended_by_open_ending",
            use_alter=True,
            deferrable=True,
            initially="IMMEDIATE",
        ),
        Index("ix_cases_queue", "is_open", "queue_at", "id"),
        Index("ix_cases_status_queue", "status", "queue_at", "id"),
        Index("ix_cases_agent_queue", "agent_id", "is_open", "queue_at", "id"),
        Index("ix_cases_dealer_queue", "dealer_id", "is_open", "queue_at", "id"),
        Index("ix_cases_recent", "first_heard_at", "id"),
        CheckConstraint("customer_day IN (0, 12, 15)", name="customer_day_is_known"),
        Index(
            "ix_cases_customer_day",
            "first_heard_at",
            "id",
            postgresql_where="is_open AND customer_day < 15",
        ),
        Index("ix_cases_ended", "ended_at", "id", postgresql_where="ended_at IS NOT NULL"),
        Index(
            "ix_cases_elsewhere",
            "ended_at",
            "id",
            postgresql_where="status = 'closed_elsewhere'",
        ),
        Index("ix_cases_ended_here", "ended_at", "id", postgresql_where="ending_id IS NOT NULL"),
        Index("ix_cases_customer_id_id", "customer_id", "id"),
        Index(
            "ix_cases_stalled",
            "queue_at",
            "id",
            postgresql_where="stalled_at IS NOT NULL AND is_open",
        ),
        Index(
            "ix_cases_touched",
            "touches",
            "id",
            postgresql_where="stalled_at IS NULL AND is_open",
        ),
        Index(
            "ix_cases_may_stall",
            "furthest_at",
            "id",
            postgresql_where="stalled_at IS NULL AND is_open",
        ),
        Index("ix_cases_product_symptom", "product_id", "symptom_id", "id"),
        Index(
            "ix_cases_supervisor_queue",
            "queue_at",
            "id",
            postgresql_where="at_supervisor AND is_open",
        ),
    )

    number: Mapped[str] = mapped_column(unique=True, comment="HF26-004821-4")
    status: Mapped[CaseStatus] = mapped_column(default=CaseStatus.TRIAGE)
    severity: Mapped[Severity] = mapped_column(default=Severity.NORMAL)
    channel: Mapped[Channel] = mapped_column(default=Channel.PHONE)
    summary: Mapped[str] = mapped_column(comment="one line, for lists")
    wish: Mapped[str] = mapped_column(default="", comment="what the customer wants (I1)")
    danger: Mapped[bool] = mapped_column(default=False, comment="anyone in danger")
    spreading: Mapped[bool] = mapped_column(default=False, comment="still getting worse")

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    purchase_id: Mapped[int | None] = mapped_column(ForeignKey("purchases.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("products.id"))
    symptom_id: Mapped[int | None] = mapped_column(ForeignKey("symptoms.id"), index=True)
    address_id: Mapped[int | None] = mapped_column(ForeignKey("customer_addresses.id"))
    district: Mapped[str] = mapped_column(default="")
    follows_id: Mapped[int | None] = mapped_column(
        ForeignKey("cases.id"), index=True, comment="ended too long ago to reopen (K3)"
    )
    entitlement_id: Mapped[int | None] = mapped_column(
        ForeignKey("entitlements.id", use_alter=True), comment="the one that stands now"
    )

    dealer_id: Mapped[int | None] = mapped_column(ForeignKey("dealers.id"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), comment="the brand's own")
    relayed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    at_supervisor: Mapped[bool] = mapped_column(default=False, comment="second decline, K3 (O2)")
    declines: Mapped[int] = mapped_column(default=0, comment="in this attempt")

    first_heard_at: Mapped[datetime] = mapped_column(comment="when the first person heard it (I5)")
    opened_at: Mapped[datetime]
    attempt: Mapped[int] = mapped_column(default=1)
    chases: Mapped[int] = mapped_column(default=0)
    last_chased_at: Mapped[datetime | None]
    last_step: Mapped[str] = mapped_column(default="", comment="kind of the last event shown")
    last_step_at: Mapped[datetime]
    next_stage: Mapped[str | None] = mapped_column(comment="stage of the clock that runs out next")
    next_due_at: Mapped[datetime] = mapped_column(default=NEVER)
    raised_at: Mapped[datetime | None] = mapped_column(
        comment="the customer asked again, and no step forward since (I3)"
    )
    queue_at: Mapped[datetime] = mapped_column(
        Computed("LEAST(next_due_at, raised_at)", persisted=True),
        comment="where it stands in the queue: its deadline, or when it was raised if earlier",
    )

    customer_day: Mapped[int] = mapped_column(
        SmallInteger, default=0, server_default="0", comment="of the customer's clock, told (T5)"
    )

    # Kept by a trigger alone: no realm may write them (domain B2).
    furthest: Mapped[int] = mapped_column(
        SmallInteger, server_default="0", comment="the furthest step it has ever been at (B2)"
    )
    furthest_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    touches: Mapped[int] = mapped_column(
        server_default="0", comment="how often somebody had to do with it since (B2)"
    )
    stalled_at: Mapped[datetime | None] = mapped_column(
        comment="found to stall, and no step further since (B2)"
    )

    ended_at: Mapped[datetime | None]
    ending_id: Mapped[int | None] = mapped_column(BigInteger)
    ending_kind: Mapped[str | None] = mapped_column(
        Computed(f"CASE WHEN status IN {_WITH_GROUND} THEN status::text END", persisted=True)
    )
    ending_open: Mapped[bool | None] = mapped_column(
        Computed(f"CASE WHEN status IN {_WITH_GROUND} THEN true END", persisted=True)
    )
    is_open: Mapped[bool] = mapped_column(Computed(f"status NOT IN {_ENDED}", persisted=True))
    import_row_id: Mapped[int | None] = mapped_column(
        ForeignKey("import_rows.id", use_alter=True), unique=True
    )
    version: Mapped[int] = mapped_column(default=1, comment="raised by decisions only (7)")

    customer: Mapped[Customer] = relationship(lazy="raise_on_sql")
    dealer: Mapped[Dealer | None] = relationship(lazy="raise_on_sql")


class CaseSearch(Model):
    """What a case is found by: its words folded, and their tokens in one GIN index (spikes)."""

    __tablename__ = "case_search"
    __table_args__ = (Index("ix_case_search_tokens", "tokens", postgresql_using="gin"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    body: Mapped[str] = mapped_column(comment="folded: NFKC, lower case, simplified script")
    tokens: Mapped[str] = mapped_column(TSVECTOR, deferred=True)


class AccusedOf(StrEnum):
    """What the customer complains of in a person: work and conduct count for standing (S1)."""

    WORK = "work"
    CONDUCT = "conduct"
    OTHER = "other"


class CaseAccused(WithId, Model):
    """A person complained of on this case: never dispatched to it, never its judge (D1, C1)."""

    __tablename__ = "case_accused"
    __table_args__ = (UniqueConstraint("case_id", "installer_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    installer_id: Mapped[int] = mapped_column(ForeignKey("installers.id"), index=True)
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    about: Mapped[AccusedOf] = mapped_column(default=AccusedOf.WORK, server_default="work")
    vouched_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id"), comment="who has made sure that they were there (S1)"
    )


class EntitlementKind(StrEnum):
    WARRANTY = "warranty"
    WORKMANSHIP = "workmanship"
    DAMAGE_BY_US = "damage_by_us"
    CONTRACT = "contract"
    LIFETIME = "lifetime"
    NONE = "none"
    UNPROVEN = "unproven"


class Entitlement(WithId, Model):
    """Why this job is owed, or not, as it was judged at one moment (domain E1)."""

    __tablename__ = "entitlements"
    __table_args__ = (UniqueConstraint("id", "case_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[EntitlementKind]
    until: Mapped[datetime | None] = mapped_column(comment="the end of the warranty, exclusive")
    judged_at: Mapped[datetime]
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Draft(WithId, Model):
    """What somebody was typing: kept on every pause, gone when the form is taken."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("user_id", "form_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    form_id: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    fields: Mapped[str] = mapped_column(comment="the fields as JSON")
    saved_at: Mapped[datetime]


class SavedView(WithId, Model):
    """A list of one's own: the filters of a queue's address, kept under a name."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    name: Mapped[str]
    query: Mapped[str] = mapped_column(comment="what stands behind the ? of the address")


class Enquiry(WithId, Model):
    """A call answered on the call: no case, counted."""

    __tablename__ = "enquiries"
    __table_args__ = (Index("ix_enquiries_at_id", "at", "id"),)

    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    topic: Mapped[str]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customers.id"))
    note: Mapped[str] = mapped_column(default="")
