"""Who may do what with people, accounts and settings

Revision ID: 0012_walls_of_parties
Revises: 0011_realms
"""

from alembic import op

from migrations.walls import (
    ALL,
    DEALER,
    ME,
    NAME,
    OWN_PEOPLE,
    PERSON,
    REALMS,
    Walls,
    put_up,
    setting,
    take_down,
)

revision = "0012_walls_of_parties"
down_revision = "0011_realms"
branch_labels = None
depends_on = None

WALLS: Walls = {
    "dealers": {
        "hotline": ("S", ALL),
        "admin": ("S I U", ALL),
        "qa": ("S", ALL),
        "sales": ("S", ALL),
        "board": ("S", ALL),
        "dealer": ("S", f"id = {DEALER}"),
        "installer": (
            "S",
            f"id IN (SELECT dealer_id FROM installer_dealers WHERE installer_id = {PERSON})",
        ),
        "link": ("S", "id IN (SELECT dealer_id FROM cases)"),
        "signin": ("S", ALL),
    },
    "dealer_districts": {
        "hotline": ("S", ALL),
        "admin": ("S I U D", ALL),
        "dealer": ("S", f"dealer_id = {DEALER}"),
    },
    "contact_points": {
        "hotline": ("S I U", ALL),
        "admin": ("S I U", ALL),
        "qa": ("S", ALL),
        "dealer": ("S I U", f"dealer_id = {DEALER}"),
    },
    "stores": {
        "hotline": ("S I U", ALL),
        "admin": ("S I U", ALL),
        "qa": ("S", ALL),
        "sales": ("S", ALL),
        "dealer": ("S", f"dealer_id = {DEALER} OR id IN (SELECT store_id FROM purchases)"),
    },
    "salespeople": {
        "hotline": ("S I U", ALL),
        "admin": ("S I U", ALL),
        "qa": ("S", ALL),
        "sales": ("S", ALL),
        "dealer": ("S", "store_id IN (SELECT id FROM stores)"),
    },
    "installers": {
        "hotline": (f"S I U{NAME}", ALL),
        "admin": (f"S I U{NAME}", ALL),
        "qa": ("S", ALL),
        "dealer": (
            "S",
            f"id IN (SELECT installer_id FROM installer_dealers WHERE dealer_id = {DEALER})",
        ),
        "installer": ("S", f"id = {PERSON}"),
        "signin": ("S", ALL),
    },
    "installer_contacts": {
        "hotline": ("S I U", ALL),
        "admin": ("S I U", ALL),
        "dealer": ("S(installer_id, phone_spelled, phone_normal)", OWN_PEOPLE),
        "installer": (
            "S(installer_id, phone_spelled, phone_normal)",
            f"installer_id = {PERSON}",
        ),
    },
    "installer_dealers": {
        "hotline": ("S I U", ALL),
        "admin": ("S I U", ALL),
        "qa": ("S", ALL),
        "dealer": ("S U(until)", f"dealer_id = {DEALER}"),
        "installer": ("S", f"installer_id = {PERSON}"),
    },
    "users": {
        "hotline": ("S U(locale)", ALL, f"id = {ME}"),
        "qa": ("S U(locale)", ALL, f"id = {ME}"),
        "sales": ("S U(locale)", ALL, f"id = {ME}"),
        "board": ("S U(locale)", f"id = {ME}"),
        "admin": ("S I U", ALL),
        "dealer": (
            "S U(locale)",
            f"dealer_id = {DEALER} OR side = 'brand' OR {OWN_PEOPLE}",
            f"id = {ME}",
        ),
        "installer": (
            "S U(locale)",
            f"id = {ME} OR side = 'brand' OR dealer_id IN (SELECT dealer_id FROM"
            " installer_dealers)",
            f"id = {ME}",
        ),
        "link": ("S", "id IN (SELECT agent_id FROM cases)"),
        "signin": ("S U(locale)", ALL),
    },
    "credentials": {
        "signin": ("S I U", ALL),
        "admin": ("S(user_id, email) I U(email, changed_at)", ALL),
    },
    "logins": {
        "signin": ("S I U", ALL),
        "admin": ("S U(ended_at)", ALL),
        **dict.fromkeys(
            ("hotline", "qa", "sales", "board", "dealer", "installer"),
            ("S U(ended_at)", f"user_id = {ME}"),
        ),
    },
    "invitations": {"signin": ("S I U", ALL), "admin": ("S I", ALL)},
    "signin_attempts": {"signin": ("S I D", ALL)},
    "form_receipts": {
        realm: ("S I U(result)", f"actor = {setting('actor', 'text')}")
        for realm in REALMS
        if realm not in ("signin", "worker")
    },
    "drafts": dict.fromkeys(
        ("hotline", "qa", "sales", "admin", "dealer", "installer"), ("S I U D", f"user_id = {ME}")
    ),
    "saved_views": dict.fromkeys(("hotline", "qa"), ("S I U D", f"user_id = {ME}")),
    "refused_attempts": {"hotline": ("S", ALL), "admin": ("S", ALL), "qa": ("S", ALL)},
    "heart_beats": {"signin": ("S", ALL), "admin": ("S", ALL)},
    **{
        table: {realm: ("S I U" if realm == "admin" else "S", ALL) for realm in REALMS}
        for table in ("products", "symptoms", "settings")
    },
    **{
        table: {realm: ("S I U D" if realm == "admin" else "S", ALL) for realm in REALMS}
        for table in ("calendars", "calendar_days", "sla_policies", "sla_policy_rows")
    },
    "setting_changes": {
        "admin": ("S I", ALL),
        **dict.fromkeys(("hotline", "qa", "dealer"), ("I", f"by_id = {ME}")),
    },
}


def upgrade() -> None:
    put_up(WALLS)
    # A dealer's manager invites staff: the portal may add a credential, and read none.
    op.execute("REVOKE ALL ON credentials FROM hf_worker")
    op.execute("GRANT INSERT ON credentials TO hf_worker")


def downgrade() -> None:
    take_down(WALLS)
