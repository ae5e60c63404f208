"""QA's scored reading of ended cases (domain Q1)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Model, WithId


class Scorecard(WithId, Model):
    """One version of the weighted questions."""

    __tablename__ = "scorecards"

    version: Mapped[int] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    active: Mapped[bool] = mapped_column(default=True)


class ScorecardQuestion(WithId, Model):
    __tablename__ = "scorecard_questions"
    __table_args__ = (
        UniqueConstraint("scorecard_id", "position"),
        UniqueConstraint("id", "scorecard_id"),
        CheckConstraint("weight > 0", name="weight"),
    )

    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecards.id"))
    position: Mapped[int]
    text_en: Mapped[str]
    text_zh_hans: Mapped[str]
    text_zh_hant: Mapped[str]
    weight: Mapped[int]
    fatal: Mapped[bool] = mapped_column(default=False, comment="a no here makes the audit 0")


class AuditState(StrEnum):
    OPEN = "open"
    DONE = "done"


class Audit(WithId, Model):
    """One auditor's reading of one ended case."""

    __tablename__ = "audits"
    __table_args__ = (
        UniqueConstraint("case_id", "auditor_id", "attempt"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_paired"),
        CheckConstraint("(state = 'done') = (score IS NOT NULL)", name="done_scored"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score_in_percent"),
        Index("ix_audits_auditor_id_state", "auditor_id", "state"),
        Index("ix_audits_done_at_id", "done_at", "id"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    attempt: Mapped[int]
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecards.id"))
    auditor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    state: Mapped[AuditState] = mapped_column(default=AuditState.OPEN)
    started_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    score: Mapped[int | None]
    summary: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class AuditAnswer(WithId, Model):
    """0 = no, 1 = partly, 2 = yes; none = does not apply, or only a note so far."""

    __tablename__ = "audit_answers"
    __table_args__ = (
        UniqueConstraint("audit_id", "question_id"),
        CheckConstraint("points BETWEEN 0 AND 2", name="points_0_to_2"),
        CheckConstraint("answered OR points IS NULL", name="points_are_an_answer"),
    )

    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("scorecard_questions.id"))
    answered: Mapped[bool] = mapped_column(default=True)
    points: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")


class FindingKind(StrEnum):
    COACHING = "coaching"
    PROCESS = "process"
    DEALER = "dealer"
    PRODUCT = "product"
    PRAISE = "praise"


class AuditFinding(WithId, Model):
    """What must change, or deserves praise (Q2). When the audit is done it becomes a task."""

    __tablename__ = "audit_findings"
    __table_args__ = (
        CheckConstraint(
            "kind = 'praise' OR (todo <> '' AND due_at IS NOT NULL)", name="more_than_praise_is_due"
        ),
    )

    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"), index=True)
    kind: Mapped[FindingKind]
    body: Mapped[str] = mapped_column(comment="what was found; read with the audit")
    todo: Mapped[str] = mapped_column(default="", comment="what is to be done; the task's title")
    owner_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id"), comment="none for kind dealer: the case's dealer"
    )
    due_at: Mapped[datetime | None]
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    made_at: Mapped[datetime]
