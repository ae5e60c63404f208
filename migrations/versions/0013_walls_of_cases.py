"""Who may do what with customers and their cases

Revision ID: 0013_walls_of_cases
Revises: 0012_walls_of_parties
"""

from alembic import op

from migrations.walls import (
    ALL,
    AT_WORK,
    CASE,
    DEALER,
    HOLDS,
    ME,
    PERSON,
    SENT_TO,
    STEP,
    THEIR_CASE,
    Walls,
    put_up,
    take_down,
)

revision = "0013_walls_of_cases"
down_revision = "0012_walls_of_parties"
branch_labels = None
depends_on = None

# Each realm writes its own kinds, under its own name, on cases that it sees (decision 8). Asked of
# the one case, by its id: `IN (SELECT id FROM cases)` would read all of them for each event.
SEEN = "EXISTS (SELECT FROM cases c WHERE c.id = {table}.case_id)"
OWN_EVENT = f"user_id IS NOT DISTINCT FROM {ME} AND {SEEN.format(table='case_events')}"
OWN_TEXT = SEEN.format(table="event_texts")
DEALER_KINDS = """'accepted', 'declined', 'handed_back', 'contact_claimed', 'contact_not_counted',
 'accused_contact', 'visit_claimed', 'booked', 'rebooked', 'booking_cancelled', 'checked_in',
 'left_site', 'found', 'customer_confirmed', 'no_show_ours', 'no_show_customer', 'part_ordered',
 'part_promised', 'part_arrived', 'resolved', 'commented', 'photo_added', 'task_set', 'task_done',
 'promised', 'phone_revealed'"""
PERSON_KINDS = """'checked_in', 'left_site', 'found', 'customer_confirmed', 'no_show_customer',
 'photo_added', 'commented', 'phone_revealed'"""
LINK_KINDS = "'commented', 'photo_added', 'withdrawal_recorded', 'withdrawal_objected', 'chased'"

WALLS: Walls = {
    "customers": {
        "hotline": ("S I U", ALL),
        "qa": ("S", ALL),
        "sales": ("S", "id IN (SELECT customer_id FROM cases)"),
        "dealer": ("S", "id IN (SELECT customer_id FROM cases)"),
        "installer": ("S", f"id IN {AT_WORK.format(column='customer_id')}"),
        "link": ("S", "id IN (SELECT customer_id FROM cases)"),
    },
    "customer_phones": {
        "hotline": ("S I U D", ALL),
        "qa": ("S(id, customer_id, last4)", ALL),
        "sales": ("S", "customer_id IN (SELECT customer_id FROM cases)"),
        "dealer": ("S", f"customer_id IN {HOLDS.format(column='customer_id')}"),
        "installer": ("S", f"customer_id IN {AT_WORK.format(column='customer_id')}"),
    },
    "customer_addresses": {
        "hotline": ("S I U", ALL),
        "sales": ("S", "id IN (SELECT address_id FROM cases)"),
        "dealer": ("S", f"id IN {HOLDS.format(column='address_id')}"),
        "installer": ("S", f"id IN {AT_WORK.format(column='address_id')}"),
    },
    "purchases": {
        "hotline": ("S I U", ALL),
        "qa": ("S", ALL),
        "admin": ("S I U", ALL),
        "sales": ("S", "id IN (SELECT purchase_id FROM cases)"),
        "dealer": ("S", "id IN (SELECT purchase_id FROM cases)"),
        "installer": ("S", "id IN (SELECT purchase_id FROM cases)"),
    },
    "likely_duplicates": {
        "hotline": ("S I U", ALL),
        "admin": ("S I U", ALL),
    },
    "enquiries": {"hotline": ("S I", ALL), "qa": ("S", ALL)},
    "cases": {
        "hotline": ("S I U", ALL),
        "qa": ("S", ALL),
        "sales": ("S", f"relayed_by_id = {ME}"),
        "dealer": (f"S U{STEP}", f"dealer_id = {DEALER}"),
        "installer": (
            f"S U{STEP}",
            SENT_TO,
        ),
        "link": ("S", f"id = {CASE}"),
    },
    "case_search": {
        "hotline": ("S I U", ALL),
        "qa": ("S", ALL),
        "sales": ("S", THEIR_CASE),
        "dealer": ("S", THEIR_CASE),
    },
    "case_accused": {
        "hotline": ("S I D", ALL),
        "qa": ("S", ALL),
        "dealer": ("S", THEIR_CASE),
    },
    "entitlements": {
        "hotline": ("S I", ALL),
        "qa": ("S", ALL),
        "dealer": ("S", THEIR_CASE),
        "installer": ("S", THEIR_CASE),
    },
    "case_events": {
        "hotline": ("S I", ALL, OWN_EVENT),
        "qa": ("S I", ALL, OWN_EVENT),
        "sales": ("S", THEIR_CASE),
        "dealer": (
            "S I",
            f"for_dealer AND (dealer_id IS NULL OR dealer_id = {DEALER}) AND {THEIR_CASE}",
            f"{OWN_EVENT} AND kind IN ({DEALER_KINDS})",
        ),
        "installer": (
            "S I",
            f"for_installer AND (installer_id IS NULL OR installer_id = {PERSON}) AND {THEIR_CASE}",
            f"{OWN_EVENT} AND kind IN ({PERSON_KINDS})",
        ),
        "link": (
            "S I",
            f"for_customer AND {THEIR_CASE}",
            f"{OWN_EVENT} AND kind IN ({LINK_KINDS})",
        ),
    },
    "event_texts": {
        "hotline": ("S I", ALL, OWN_TEXT),
        "qa": ("S I", ALL, OWN_TEXT),
        **dict.fromkeys(
            ("dealer", "installer", "link"),
            ("S I", "event_id IN (SELECT id FROM case_events)", OWN_TEXT),
        ),
    },
    "customer_links": {
        "hotline": ("S I U", ALL),
        "signin": ("S U(failures)", ALL),
        "link": ("S", f"case_id = {CASE}"),
    },
    **{
        table: dict.fromkeys(("hotline", "qa", "admin"), ("S", ALL))
        for table in ("imports", "import_rows", "import_problems", "outside_results")
    },
}


def upgrade() -> None:
    put_up(WALLS)
    op.execute("REVOKE DELETE ON cases, case_events FROM hf_worker")
    op.execute("REVOKE UPDATE ON case_events FROM hf_worker")


def downgrade() -> None:
    take_down(WALLS)
