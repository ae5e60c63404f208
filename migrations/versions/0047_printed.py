"""Printed materials with the numbers they carry, and the recall of what carries dead ones

Revision ID: 0047_printed
Revises: 0046_contact_life
"""

import sqlalchemy as sa
from alembic import op

from migrations.columns import words
from migrations.truths import (
    DEFINER,
    Functions,
    drop_functions,
    keep_as_written,
    make_functions,
)
from migrations.walls import ALL, DEALER, Walls, let_count, put_up

revision = "0047_printed"
down_revision = "0046_contact_life"
branch_labels = None
depends_on = None

OWN = f"dealer_id = {DEALER}"
# A dealer keeps its own editions and reports its own recalls; it sees the brand's not at all.
WALLS: Walls = {
    "editions": {
        "hotline": ("S I U", ALL),
        "admin": ("S I U", ALL),
        "qa": ("S", ALL),
        "dealer": ("S I U", OWN),
    },
    "edition_numbers": {
        "hotline": ("S I", ALL),
        "admin": ("S I", ALL),
        "qa": ("S", ALL),
        "dealer": ("S I", "edition_id IN (SELECT id FROM editions)"),
    },
    "recalls": {
        "hotline": ("S U(done_at, done_by_id, evidence, owner_id)", ALL),
        "admin": ("S U(done_at, done_by_id, evidence, owner_id)", ALL),
        "qa": ("S", ALL),
        "dealer": ("S U(done_at, done_by_id, evidence)", OWN),
    },
}
AS_WRITTEN = {
    "editions": "dealer_id, token, made_by_id, made_at",
    "recalls": "edition_id, dealer_id, normal, spelled, asked_at, due_at, done_at, done_by_id",
}
FUNCTIONS: Functions = {
    # What the page behind a QR code shows, and nothing else: no ids, no names of people.
    "numbers_alive": (
        "p_token text",
        "TABLE(title text, edition text, whose text, label text, spelled text, kind text)",
        DEFINER + " STABLE",
        """BEGIN
  RETURN QUERY
    SELECT e.title, e.edition, coalesce(d.name, ''), coalesce(p.label, ''),
      coalesce(p.spelled, ''), coalesce(p.kind::text, '')
    FROM editions e LEFT JOIN dealers d ON d.id = e.dealer_id
    LEFT JOIN contact_points p ON p.state = 'live' AND p.kind IN ('phone', 'email', 'address')
      AND (p.dealer_id IS NULL OR p.dealer_id = e.dealer_id)
    WHERE e.token = p_token
    ORDER BY p.dealer_id NULLS LAST, p.id;
END""",
    ),
}


def upgrade() -> None:
    _make_editions()
    _make_edition_numbers()
    _make_recalls()
    put_up(WALLS)
    let_count("editions", "edition_numbers", realms=("hotline", "admin", "dealer"))
    let_count("recalls")
    keep_as_written(AS_WRITTEN)
    make_functions(FUNCTIONS)
    op.execute("REVOKE EXECUTE ON FUNCTION numbers_alive(text) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION numbers_alive(text) TO hf_signin, hf_worker")


def _make_editions() -> None:
    op.create_table(
        "editions",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("dealer_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "kind",
            words(
                "printedkind", "warranty_card leaflet business_card packaging sign web_page other"
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False, comment="2025-03, second printing, …"),
        sa.Column("printed_on", sa.Date(), nullable=True),
        sa.Column("copies", sa.BigInteger(), nullable=True),
        sa.Column(
            "where_used", sa.Text(), nullable=False, comment="where it lies and is handed out"
        ),
        sa.Column("token", sa.Text(), nullable=False, comment="of the page behind its QR code"),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "withdrawn_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="none of it is in use any more",
        ),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("copies >= 0", name=op.f("ck_editions_copies")),
        sa.UniqueConstraint("token", name=op.f("uq_editions_token")),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_editions_dealer_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_editions_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
    )
    op.create_index("ix_editions_dealer_id", "editions", ["dealer_id", "id"])


def _make_edition_numbers() -> None:
    op.create_table(
        "edition_numbers",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("edition_id", sa.BigInteger(), nullable=False),
        sa.Column("point_id", sa.BigInteger(), nullable=True, comment="none: nobody's on record"),
        sa.Column("spelled", sa.Text(), nullable=False),
        sa.Column("normal", sa.Text(), nullable=False),
        sa.UniqueConstraint(
            "edition_id", "normal", name=op.f("uq_edition_numbers_edition_id_normal")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_edition_numbers_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["point_id"], ["contact_points.id"], name=op.f("fk_edition_numbers_point_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_numbers")),
    )
    op.create_index("ix_edition_numbers_normal", "edition_numbers", ["normal"])
    op.create_index("ix_edition_numbers_point_id", "edition_numbers", ["point_id"])


def _make_recalls() -> None:
    op.create_table(
        "recalls",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("edition_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "dealer_id",
            sa.BigInteger(),
            nullable=True,
            comment="who takes it out of use; none: the brand",
        ),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("normal", sa.Text(), nullable=False),
        sa.Column("spelled", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rung", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_id", sa.BigInteger(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False, comment="what was done with the copies"),
        sa.CheckConstraint(
            "(done_at IS NULL) = (done_by_id IS NULL) AND (done_at IS NULL OR evidence <> '')",
            name=op.f("ck_recalls_done_with_evidence"),
        ),
        sa.CheckConstraint("rung BETWEEN 0 AND 2", name=op.f("ck_recalls_rung_is_known")),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_recalls_dealer_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["users.id"], name=op.f("fk_recalls_done_by_id")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_recalls_edition_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_recalls_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalls")),
    )
    op.create_index("ix_recalls_dealer_id", "recalls", ["dealer_id", "id"])
    op.create_index(
        "ix_recalls_open", "recalls", ["due_at", "id"], postgresql_where=sa.text("done_at IS NULL")
    )
    op.create_index("ix_recalls_owner_id", "recalls", ["owner_id"])
    op.create_index(
        "uq_recalls_one_open",
        "recalls",
        ["edition_id", "normal"],
        unique=True,
        postgresql_where=sa.text("done_at IS NULL"),
    )


def downgrade() -> None:
    drop_functions(FUNCTIONS)
    for table in ("recalls", "edition_numbers", "editions"):
        op.drop_table(table)
