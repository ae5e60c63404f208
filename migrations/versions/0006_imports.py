"""What was read from files, row by row

Revision ID: 0006_imports
Revises: 0005_cases
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.columns import words

revision = "0006_imports"
down_revision = "0005_cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("added", sa.BigInteger(), nullable=False),
        sa.Column(
            "known", sa.BigInteger(), nullable=False, comment="were there from an earlier run"
        ),
        sa.Column("refused", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_imports_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_table(
        "import_rows",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column(
            "row_key", sa.Text(), nullable=False, comment="the row's own number, or a digest of it"
        ),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_rows_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rows")),
        sa.UniqueConstraint("profile", "row_key", name=op.f("uq_import_rows_profile_row_key")),
    )
    op.create_index(op.f("ix_import_rows_import_id"), "import_rows", ["import_id"])
    op.create_table(
        "import_problems",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("values", postgresql.JSONB(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_import_problems_case_id")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_problems_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_problems")),
    )
    op.create_index(
        "ix_import_problems_import_id_line", "import_problems", ["import_id", "line", "id"]
    )
    op.create_table(
        "outside_results",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="the profile it came by"),
        sa.Column("kind", sa.Text(), nullable=False, comment="complaint type, as written"),
        sa.Column("industry", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column(
            "satisfaction", words("outsidesatisfaction", "yes no not_asked blank"), nullable=False
        ),
        sa.Column("granted", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("business", sa.Text(), nullable=False, comment="as written"),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("odd", sa.Text(), nullable=False, comment="closes_before_start, …"),
        sa.CheckConstraint("granted >= 0", name=op.f("ck_outside_results_granted")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_outside_results_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_outside_results")),
    )
    op.create_index(op.f("ix_outside_results_business"), "outside_results", ["business"])
    op.create_index(op.f("ix_outside_results_industry"), "outside_results", ["industry"])
    op.create_index(op.f("ix_outside_results_odd"), "outside_results", ["odd"])
    op.create_index("ix_outside_results_started_on", "outside_results", ["started_on"])
    op.create_index("ix_outside_results_source_business", "outside_results", ["source", "business"])
    op.create_foreign_key(
        op.f("fk_cases_import_row_id"), "cases", "import_rows", ["import_row_id"], ["id"]
    )


def downgrade() -> None:
    op.drop_constraint(op.f("fk_cases_import_row_id"), "cases", type_="foreignkey")
    for table in ("outside_results", "import_problems", "import_rows", "imports"):
        op.drop_table(table)
