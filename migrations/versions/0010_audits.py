"""Scorecards, audits and what they found (Q1)

Revision ID: 0010_audits
Revises: 0009_endings
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import words

revision = "0010_audits"
down_revision = "0009_endings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scorecards",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecards")),
        sa.UniqueConstraint("version", name=op.f("uq_scorecards_version")),
    )
    op.create_table(
        "scorecard_questions",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("scorecard_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("text_zh_hans", sa.Text(), nullable=False),
        sa.Column("text_zh_hant", sa.Text(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("fatal", sa.Boolean(), nullable=False, comment="a no here makes the audit 0"),
        sa.CheckConstraint("weight > 0", name=op.f("ck_scorecard_questions_weight")),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecards.id"], name=op.f("fk_scorecard_questions_scorecard_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard_questions")),
        sa.UniqueConstraint(
            "id", "scorecard_id", name=op.f("uq_scorecard_questions_id_scorecard_id")
        ),
        sa.UniqueConstraint(
            "scorecard_id", "position", name=op.f("uq_scorecard_questions_scorecard_id_position")
        ),
    )
    op.create_table(
        "audits",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.BigInteger(), nullable=False),
        sa.Column("scorecard_id", sa.BigInteger(), nullable=False),
        sa.Column("auditor_id", sa.BigInteger(), nullable=False),
        sa.Column("agent_id", sa.BigInteger(), nullable=True),
        sa.Column("state", words("auditstate", "open done"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_audits_done_paired")
        ),
        sa.CheckConstraint(
            "(state = 'done') = (score IS NOT NULL)", name=op.f("ck_audits_done_scored")
        ),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_audits_score_in_percent")),
        sa.ForeignKeyConstraint(["agent_id"], ["users.id"], name=op.f("fk_audits_agent_id")),
        sa.ForeignKeyConstraint(["auditor_id"], ["users.id"], name=op.f("fk_audits_auditor_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_audits_case_id")),
        sa.ForeignKeyConstraint(
            ["scorecard_id"], ["scorecards.id"], name=op.f("fk_audits_scorecard_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audits")),
        sa.UniqueConstraint(
            "case_id", "auditor_id", "attempt", name=op.f("uq_audits_case_id_auditor_id_attempt")
        ),
    )
    op.create_index(op.f("ix_audits_agent_id"), "audits", ["agent_id"])
    op.create_index("ix_audits_auditor_id_state", "audits", ["auditor_id", "state"])
    op.create_index("ix_audits_done_at_id", "audits", ["done_at", "id"])
    op.create_table(
        "audit_answers",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("audit_id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "answered OR points IS NULL", name=op.f("ck_audit_answers_points_are_an_answer")
        ),
        sa.CheckConstraint("points BETWEEN 0 AND 2", name=op.f("ck_audit_answers_points_0_to_2")),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audits.id"], name=op.f("fk_audit_answers_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["scorecard_questions.id"], name=op.f("fk_audit_answers_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_answers")),
        sa.UniqueConstraint(
            "audit_id", "question_id", name=op.f("uq_audit_answers_audit_id_question_id")
        ),
    )
    op.create_table(
        "audit_findings",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("audit_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind", words("findingkind", "coaching process dealer product praise"), nullable=False
        ),
        sa.Column("body", sa.Text(), nullable=False, comment="what was found; read with the audit"),
        sa.Column(
            "todo", sa.Text(), nullable=False, comment="what is to be done; the task's title"
        ),
        sa.Column(
            "owner_id",
            sa.BigInteger(),
            nullable=True,
            comment="none for kind dealer: the case's dealer",
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("task_id", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind = 'praise' OR (todo <> '' AND due_at IS NOT NULL)",
            name=op.f("ck_audit_findings_more_than_praise_is_due"),
        ),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audits.id"], name=op.f("fk_audit_findings_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_audit_findings_owner_id")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_audit_findings_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_findings")),
    )
    op.create_index(op.f("ix_audit_findings_audit_id"), "audit_findings", ["audit_id"])


def downgrade() -> None:
    for table in ("audit_findings", "audit_answers", "audits", "scorecard_questions", "scorecards"):
        op.drop_table(table)
