"""Who may do what with the work on a case, its endings and audits

Revision ID: 0014_walls_of_work
Revises: 0013_walls_of_cases
"""

from alembic import op

from migrations.walls import (
    ALL,
    ANSWER,
    CASE,
    DEALER,
    ME,
    PERSON,
    TASK_DONE,
    THEIR_CASE,
    VISIT_OVER,
    Walls,
    put_up,
    take_down,
)

revision = "0014_walls_of_work"
down_revision = "0013_walls_of_cases"
branch_labels = None
depends_on = None

WALLS: Walls = {
    "offers": {
        "hotline": ("S I U", ALL),
        "qa": ("S", ALL),
        "dealer": (f"S U{ANSWER}", f"dealer_id = {DEALER}"),
    },
    "contact_claims": {
        "hotline": ("S I U(state)", ALL),
        "qa": ("S", ALL),
        "dealer": ("S I", f"dealer_id = {DEALER} AND {THEIR_CASE}"),
    },
    "promises": {
        "hotline": ("S I U", ALL),
        "qa": ("S", ALL),
        "dealer": ("S", THEIR_CASE),
        "link": ("S", THEIR_CASE),
    },
    "supervisor_requests": {"hotline": ("S I U", ALL), "qa": ("S", ALL)},
    "sla_clocks": {
        "hotline": ("S I U", ALL),
        "qa": ("S", ALL),
        "dealer": ("S", f"dealer_id = {DEALER} AND {THEIR_CASE}"),
    },
    "tasks": {
        "hotline": ("S I U", ALL),
        "qa": ("S I", ALL),
        "dealer": (f"S I U{TASK_DONE}", f"dealer_id = {DEALER} AND {THEIR_CASE}"),
    },
    "part_orders": {
        "hotline": ("S I U", ALL),
        "qa": ("S", ALL),
        "dealer": ("S I U", f"dealer_id = {DEALER} AND {THEIR_CASE}"),
    },
    "files": {
        "hotline": ("S I U", ALL),
        "qa": ("S", "case_id IS NOT NULL"),
        "sales": ("S I U", f"added_by_id = {ME}"),
        "dealer": (
            "S I",
            f"(for_dealer AND {THEIR_CASE}) OR (case_id IS NULL AND added_by_id = {ME})",
        ),
        "installer": (
            "S I",
            f"(for_installer AND {THEIR_CASE}) OR (case_id IS NULL AND added_by_id = {ME})",
        ),
        "link": ("S I", f"for_customer AND {THEIR_CASE}"),
    },
    "dispatches": {
        "hotline": (f"S I U{VISIT_OVER}", ALL),
        "qa": ("S", ALL),
        "dealer": (
            f"S I U{VISIT_OVER}",
            f"dealer_id = {DEALER}",
            f"dealer_id = {DEALER} AND {THEIR_CASE}",
        ),
        "installer": (
            "S U(state, ended_at, end_reason)",
            f"id IN (SELECT dispatch_id FROM dispatch_people WHERE installer_id = {PERSON})",
        ),
        "link": ("S", THEIR_CASE),
    },
    "dispatch_people": {
        "hotline": ("S I U(active, visible_until)", ALL),
        "qa": ("S", ALL),
        "dealer": ("S I", f"dealer_id = {DEALER}"),
        "installer": ("S", f"installer_id = {PERSON}"),
    },
    "visits": {
        "hotline": ("S I U", ALL),
        "qa": ("S", ALL),
        "dealer": ("S I U", f"dealer_id = {DEALER}", f"dealer_id = {DEALER} AND {THEIR_CASE}"),
        "installer": (
            "S I U",
            f"installer_id = {PERSON}",
            f"installer_id = {PERSON} AND dispatch_id IN (SELECT id FROM dispatches)",
        ),
    },
    "resolutions": {
        "hotline": ("S I U(ended_by, ended_at)", ALL),
        "qa": ("S", ALL),
        "dealer": ("S I", f"dealer_id = {DEALER} AND {THEIR_CASE}"),
    },
    "callbacks": {"hotline": ("S I", ALL), "qa": ("S", ALL)},
    "unreachable_approvals": {"hotline": ("S I", ALL), "qa": ("S", ALL)},
    "withdrawals": {
        "hotline": ("S I U(objected_at, lapsed_at)", ALL),
        "qa": ("S", ALL),
        "link": ("S", f"case_id = {CASE}"),
    },
    "merges": {"hotline": ("S I", ALL), "qa": ("S", ALL)},
    "case_endings": {"hotline": ("S I U(undone_at)", ALL), "qa": ("S", ALL)},
    **{
        table: {
            "qa": ("S I U", ALL),
            "hotline": ("S", ALL),
            "admin": ("S I U", ALL),
        }
        for table in ("scorecards", "scorecard_questions")
    },
    "audits": {
        "qa": ("S I U D", ALL, f"auditor_id = {ME}"),
        "hotline": ("S", ALL),
    },
    **{
        table: {
            "qa": (
                "S I U D",
                ALL,
                f"audit_id IN (SELECT id FROM audits WHERE auditor_id = {ME})",
            ),
            "hotline": ("S", ALL),
        }
        for table in ("audit_answers", "audit_findings")
    },
}


def upgrade() -> None:
    put_up(WALLS)
    op.execute("REVOKE DELETE ON callbacks, case_endings FROM hf_worker")


def downgrade() -> None:
    take_down(WALLS)
