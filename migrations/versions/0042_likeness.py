"""What cases are compared by: words without names, and how many cases hold each

Revision ID: 0042_likeness
Revises: 0041_truths_of_claims
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.walls import ALL, Walls, put_up, take_down

revision = "0042_likeness"
down_revision = "0041_truths_of_claims"
branch_labels = None
depends_on = None

# Nobody but the brand: a similar case is another customer's, and another dealer's (ask 37).
WALLS: Walls = {
    "case_likeness": {"hotline": ("S I U", ALL), "qa": ("S", ALL)},
    "likeness_counts": {"hotline": ("S", ALL), "qa": ("S", ALL)},
}


def upgrade() -> None:
    op.create_table(
        "case_likeness",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "body",
            sa.Text(),
            nullable=False,
            comment="folded: what was said, and the line for lists",
        ),
        sa.Column("tokens", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_likeness_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_likeness")),
    )
    op.create_index("ix_case_likeness_tokens", "case_likeness", ["tokens"], postgresql_using="gin")
    op.create_table(
        "likeness_counts",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("cases", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_likeness_counts")),
    )
    op.create_index("ix_cases_product_symptom", "cases", ["product_id", "symptom_id", "id"])
    op.drop_index("ix_cases_product_id", "cases")
    put_up(WALLS)


def downgrade() -> None:
    take_down(WALLS)
    op.create_index("ix_cases_product_id", "cases", ["product_id"])
    op.drop_index("ix_cases_product_symptom", "cases")
    op.drop_table("likeness_counts")
    op.drop_table("case_likeness")
