"""A dealer's own link to one offer, and what a customer says on theirs

Revision ID: 0130_own_links
Revises: 0121_digests
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0130_own_links"
down_revision = "0121_digests"
branch_labels = None
depends_on = None

ME = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
# As in 0002_walls. The portal itself issues them; whoever holds one uses it up.
WALLS: dict[str, dict[str, tuple[str, ...]]] = {
    "offer_links": {
        "signin": ("S", "true"),
        "dealer": ("S U(used_at)", f"user_id = {ME}"),
    },
}
KINDS = ("said_contacted", "said_not_contacted", "said_settled", "said_not_settled")


def kinds_allowed(connection: sa.Connection) -> list[str]:
    """The kinds of events that the CHECK lets in, in its order."""
    said = connection.execute(
        sa.text(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'case_events'::regclass AND conname = 'ck_case_events_eventkind'"
        )
    ).scalar_one()
    return re.findall(r"'(\w+)'", said)


def allow_kinds(kinds: list[str]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute("ALTER TABLE case_events DROP CONSTRAINT ck_case_events_eventkind")
    op.execute(
        "ALTER TABLE case_events ADD CONSTRAINT ck_case_events_eventkind"
        f" CHECK (kind IN ({listed}))"
    )


def upgrade() -> None:
    op.create_table(
        "offer_links",
        sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False),
        sa.Column("offer_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "answer",
                "hand_back",
                name="linkpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at > issued_at", name=op.f("ck_offer_links_lives_a_while")),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_offer_links_offer_id_offers")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_offer_links_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_links")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_offer_links_token_digest")),
    )
    op.create_index("ix_offer_links_offer_id", "offer_links", ["offer_id"])
    op.create_index(op.f("ix_offer_links_user_id"), "offer_links", ["user_id"])
    put_up_walls()
    allow_kinds([*kinds_allowed(op.get_bind()), *KINDS])
    said = ", ".join(f"'{kind}'" for kind in KINDS)
    op.execute(
        "CREATE POLICY link_says ON case_events FOR INSERT TO hf_link WITH CHECK"
        f" (user_id IS NOT DISTINCT FROM {ME} AND kind IN ({said})"
        " AND EXISTS (SELECT FROM cases c WHERE c.id = case_events.case_id))"
    )


def put_up_walls() -> None:
    op.execute("ALTER TABLE offer_links ENABLE ROW LEVEL SECURITY")
    op.execute("GRANT SELECT ON offer_links TO hf_signin")
    op.execute("CREATE POLICY signin_select ON offer_links FOR SELECT TO hf_signin USING (true)")
    op.execute("GRANT SELECT, UPDATE (used_at) ON offer_links TO hf_dealer")
    own = f"user_id = {ME}"
    op.execute(f"CREATE POLICY dealer_select ON offer_links FOR SELECT TO hf_dealer USING ({own})")
    op.execute(
        "CREATE POLICY dealer_update ON offer_links FOR UPDATE TO hf_dealer"
        f" USING ({own}) WITH CHECK ({own})"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON offer_links TO hf_worker")
    op.execute(
        "CREATE POLICY worker_all ON offer_links TO hf_worker USING (true) WITH CHECK (true)"
    )
    op.execute("GRANT USAGE ON SEQUENCE offer_links_id_seq TO hf_worker")
    # Used once: what is used stays used, and nothing else of it ever changes.
    op.execute(
        """
        CREATE FUNCTION offer_link_is_used_once() RETURNS trigger
        LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
        BEGIN
          IF old.used_at IS NOT NULL THEN
            RAISE EXCEPTION 'this link was used already'
              USING errcode = 'check_violation', constraint = 'offer_link_is_used_once';
          END IF;
          RETURN new;
        END $$
        """
    )
    op.execute("REVOKE ALL ON FUNCTION offer_link_is_used_once() FROM PUBLIC")
    op.execute(
        "CREATE TRIGGER used_once BEFORE UPDATE ON offer_links FOR EACH ROW"
        " EXECUTE FUNCTION offer_link_is_used_once()"
    )
    op.execute("ALTER TABLE offer_links ENABLE ALWAYS TRIGGER used_once")


def downgrade() -> None:
    op.execute("DROP POLICY link_says ON case_events")
    allow_kinds([kind for kind in kinds_allowed(op.get_bind()) if kind not in KINDS])
    op.drop_table("offer_links")
    op.execute("DROP FUNCTION offer_link_is_used_once()")
