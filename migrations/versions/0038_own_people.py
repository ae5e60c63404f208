"""A dealer's own suspensions, what its people are sent for, and news of a person's standing

Revision ID: 0038_own_people
Revises: 0037_standing
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import allow_words, refuse_words
from migrations.walls import (
    ALL,
    DEALER,
    ME,
    PERSON,
    Limits,
    OwnName,
    Walls,
    let_count,
    put_limits,
    put_up,
)

revision = "0038_own_people"
down_revision = "0037_standing"
branch_labels = None
depends_on = None

KINDS = (
    "installer_watched installer_held visit_of_held hold_waiting hold_moved_up"
    " installer_suspended hold_lifted installer_reinstated plea_made plea_answered plea_moved_up"
)
TABLES = ("notices", "message_templates")
THEIRS = (
    "installer_id IN (SELECT installer_id FROM installer_dealers"
    f" WHERE dealer_id = {DEALER} AND until IS NULL)"
)
OWN = f"installer_id IN (SELECT same_people({PERSON}))"

WALLS: Walls = {
    "dealer_suspensions": {
        "hotline": ("S", ALL),
        "qa": ("S", ALL),
        "dealer": (
            "S I U(ended_at, ended_by_id, end_reason)",
            f"dealer_id = {DEALER}",
            f"dealer_id = {DEALER} AND {THEIRS}",
        ),
        "installer": ("S", OWN),
    },
    "installer_skills": {
        "hotline": ("S", ALL),
        "qa": ("S", ALL),
        "admin": ("S", ALL),
        "dealer": ("S I D", f"dealer_id = {DEALER}", f"dealer_id = {DEALER} AND {THEIRS}"),
    },
}
OWN_NAME: OwnName = (
    ("dealer_suspensions", "hf_dealer", "begun_by_id"),
    ("installer_skills", "hf_dealer", "noted_by_id"),
)
LIMITS: Limits = (("dealer_suspensions", "own_word", "UPDATE", "hf_dealer", f"ended_by_id = {ME}"),)


def upgrade() -> None:
    table = "dealer_suspensions"
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("installer_id", sa.BigInteger(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f(f"ck_{table}_says_why")),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL) AND (ended_at IS NULL OR end_reason <> '')",
            name=op.f(f"ck_{table}_ended_with_a_reason"),
        ),
        *_points(
            table,
            installer_id="installers",
            dealer_id="dealers",
            begun_by_id="users",
            ended_by_id="users",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(
        f"uq_{table}_one_at_a_time",
        table,
        ["installer_id", "dealer_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(f"ix_{table}_dealer_id_id", table, ["dealer_id", "id"])
    skills = "installer_skills"
    op.create_table(
        skills,
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("installer_id", sa.BigInteger(), nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("noted_by_id", sa.BigInteger(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        *_points(
            skills,
            installer_id="installers",
            dealer_id="dealers",
            product_id="products",
            noted_by_id="users",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{skills}")),
        sa.UniqueConstraint(
            "dealer_id", "installer_id", "product_id",
            name=op.f(f"uq_{skills}_dealer_id_installer_id_product_id"),
        ),
    )  # fmt: skip
    op.create_index(f"ix_{skills}_installer_id", skills, ["installer_id"])
    put_up(WALLS)
    op.execute("REVOKE UPDATE, DELETE ON dealer_suspensions FROM hf_worker")
    put_limits(OWN_NAME, LIMITS)
    let_count("dealer_suspensions", "installer_skills", realms=("dealer",))
    for table in TABLES:
        allow_words(table, "kind", "noticekind", KINDS, after="handed_over")


def downgrade() -> None:
    for table in TABLES:
        refuse_words(table, "kind", "noticekind", KINDS)
    op.drop_table("installer_skills")
    op.drop_table("dealer_suspensions")


def _points(table: str, **to: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in to.items()
    ]
