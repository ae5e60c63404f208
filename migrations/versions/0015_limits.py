"""What a realm may not write even in rows of its own

Revision ID: 0015_limits
Revises: 0014_walls_of_work
"""

from alembic import op

from migrations.walls import ME, Limits, OwnName, put_limits

revision = "0015_limits"
down_revision = "0014_walls_of_work"
branch_labels = None
depends_on = None

# Whoever judges or calls signs with their own name: K1 and K4 compare these names.
OWN_NAME: OwnName = (
    ("resolutions", "hf_hotline, hf_dealer", "resolved_by_id"),
    ("callbacks", "hf_hotline", "made_by_id"),
    ("unreachable_approvals", "hf_hotline", "approved_by_id"),
    ("merges", "hf_hotline", "made_by_id"),
    ("withdrawals", "hf_hotline", "made_by_id"),
    ("contact_claims", "hf_hotline, hf_dealer", "claimed_by_id"),
)
# Further limits on what a realm may write in rows of its own: (table, name, verb, realms, check).
LIMITS: Limits = (
    (
        "contact_claims",
        "not_self_verified",
        "INSERT",
        "hf_dealer",
        "state = 'claimed' AND how <> 'three_way'",
    ),
    (
        "dispatches",
        "begins_planned",
        "INSERT",
        "hf_dealer",
        f"state = 'planned' AND made_by_id = {ME}",
    ),
    ("installer_dealers", "only_ends", "UPDATE", "hf_dealer", "until IS NOT NULL"),
    (
        "files",
        "not_decoded_yet",
        "INSERT",
        "hf_hotline, hf_sales, hf_dealer, hf_installer, hf_link",
        f"state = 'waiting' AND added_by_id IS NOT DISTINCT FROM {ME}",
    ),
)


def upgrade() -> None:
    put_limits(OWN_NAME, LIMITS)


def downgrade() -> None:
    for table, name, _verb, _realms, _check in LIMITS:
        op.execute(f"DROP POLICY {name} ON {table}")
    for table, _realms, _column in OWN_NAME:
        op.execute(f"DROP POLICY own_name ON {table}")
