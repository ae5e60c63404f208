"""Realm roles, grants and row-level security

Grants hold the verbs, policies hold the rows. One NOLOGIN role for each realm, granted to the
application's login without inheritance; each transaction takes one of them. The policies form a
directed graph: dispatch_people -> dispatches -> cases -> their children.

Revision ID: 0002_walls
Revises: 0001_tables
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_walls"
down_revision = "0001_tables"
branch_labels = None
depends_on = None

REALMS = (
    "hotline", "qa", "sales", "board", "admin", "dealer", "installer", "link", "worker", "signin",
)  # fmt: skip


def setting(name: str, kind: str = "bigint") -> str:
    return f"(SELECT nullif(current_setting('app.{name}', true), '')::{kind})"


ME = setting("user_id")
DEALER = setting("dealer_id")
PERSON = setting("installer_id")
CASE = setting("case_id")
NOW = setting("now", "timestamptz")
ALL = "true"
THEIR_CASE = "case_id IN (SELECT id FROM cases)"
HOLDS = (
    "(SELECT {column} FROM cases WHERE status IN"
    " ('accepted', 'contacted', 'scheduled', 'visited', 'resolved'))"
)
# Domain D4: from 17:00 on the day before until the job is done.
AT_WORK = (
    "(SELECT {column} FROM cases WHERE id IN (SELECT case_id FROM dispatch_people WHERE active"
    f" AND installer_id = {PERSON} AND visible_from <= {NOW}"
    f" AND (visible_until IS NULL OR visible_until > {NOW})))"
)
OWN_PEOPLE = "installer_id IN (SELECT installer_id FROM installer_dealers)"
STEP = "(status, version, last_step, last_step_at, next_stage, next_due_at, raised_at)"
TASK_DONE = "(done_at, done_by_id, outcome)"
ANSWER = "(state, answered_at, answered_by_id, reason_code, reason)"
# How a visit ends; when, for whom and by whose right it was planned stays (domain D2).
VISIT_OVER = "(state, ended_at, end_reason, moved_to_id)"
# A person's standing is no matter of correcting their name (domain S1, S3).
NAME = "(name, name_sort, name_folded, version)"

# table: {realm: (verbs, rows it sees, rows it may write — the same where left out)}
# Verbs: S select, I insert, U update, D delete; a U or S may name its columns in brackets.
WALLS: dict[str, dict[str, tuple[str, ...]]] = {
    "cases": {
        "hotline": ("S I U", ALL),
        "qa": ("S", ALL),
        "sales": ("S", f"relayed_by_id = {ME}"),
        "dealer": (f"S U{STEP}", f"dealer_id = {DEALER}"),
        "installer": (
            f"S U{STEP}",
            f"id IN (SELECT case_id FROM dispatch_people WHERE installer_id = {PERSON})",
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
    "enquiries": {"hotline": ("S I", ALL), "qa": ("S", ALL)},
    "drafts": {
        realm: ("S I U D", f"user_id = {ME}")
        for realm in ("hotline", "qa", "sales", "admin", "dealer", "installer")
    },
    "saved_views": {realm: ("S I U D", f"user_id = {ME}") for realm in ("hotline", "qa")},
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
    **{
        table: {realm: ("S I U" if realm == "admin" else "S", ALL) for realm in REALMS}
        for table in ("products", "symptoms", "settings")
    },
    **{
        table: {realm: ("S I U D" if realm == "admin" else "S", ALL) for realm in REALMS}
        for table in ("calendars", "calendar_days", "sla_policies", "sla_policy_rows")
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
            f"id = {ME} OR side = 'brand' OR dealer_id IN (SELECT dealer_id FROM installer_dealers)",
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
        **{
            realm: ("S U(ended_at)", f"user_id = {ME}")
            for realm in ("hotline", "qa", "sales", "board", "dealer", "installer")
        },
    },
    "invitations": {"signin": ("S I U", ALL), "admin": ("S I", ALL)},
    "signin_attempts": {"signin": ("S I D", ALL)},
    "form_receipts": {
        realm: ("S I U(result)", f"actor = {setting('actor', 'text')}")
        for realm in REALMS
        if realm not in ("signin", "worker")
    },
    "refused_attempts": {"hotline": ("S", ALL), "admin": ("S", ALL), "qa": ("S", ALL)},
    "heart_beats": {"signin": ("S", ALL), "admin": ("S", ALL)},
    "case_events": {
        "hotline": ("S", ALL),
        "qa": ("S", ALL),
        "sales": ("S", THEIR_CASE),
        "dealer": (
            "S",
            f"for_dealer AND (dealer_id IS NULL OR dealer_id = {DEALER}) AND {THEIR_CASE}",
        ),
        "installer": (
            "S",
            f"for_installer AND (installer_id IS NULL OR installer_id = {PERSON}) AND {THEIR_CASE}",
        ),
        "link": ("S", f"for_customer AND {THEIR_CASE}"),
    },
    "event_texts": {
        "hotline": ("S", ALL),
        "qa": ("S", ALL),
        **{
            realm: ("S", "event_id IN (SELECT id FROM case_events)")
            for realm in ("dealer", "installer", "link")
        },
    },
    "supervisor_requests": {"hotline": ("S I U", ALL), "qa": ("S", ALL)},
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
    "resolutions": {
        "hotline": ("S I U(ended_by, ended_at)", ALL),
        "qa": ("S", ALL),
        "dealer": ("S I", f"dealer_id = {DEALER} AND {THEIR_CASE}"),
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
    "callbacks": {"hotline": ("S I", ALL), "qa": ("S", ALL)},
    "unreachable_approvals": {"hotline": ("S I", ALL), "qa": ("S", ALL)},
    "withdrawals": {
        "hotline": ("S I U(objected_at, lapsed_at)", ALL),
        "qa": ("S", ALL),
        "link": ("S", f"case_id = {CASE}"),
    },
    "merges": {"hotline": ("S I", ALL), "qa": ("S", ALL)},
    "case_endings": {"hotline": ("S I U(undone_at)", ALL), "qa": ("S", ALL)},
    "customer_links": {
        "hotline": ("S I U", ALL),
        "signin": ("S U(seen_at, failures)", ALL),
        "link": ("S", f"case_id = {CASE}"),
    },
    "sla_clocks": {
        "hotline": ("S I U", ALL),
        "qa": ("S", ALL),
        "dealer": ("S", f"dealer_id = {DEALER} AND {THEIR_CASE}"),
    },
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
    "setting_changes": {
        "admin": ("S I", ALL),
        **{realm: ("I", f"by_id = {ME}") for realm in ("hotline", "qa", "dealer")},
    },
    **{
        table: {realm: ("S", ALL) for realm in ("hotline", "qa", "admin")}
        for table in ("imports", "import_rows", "import_problems", "outside_results")
    },
    "likely_duplicates": {
        "hotline": ("S I U", ALL),
        "admin": ("S I U", ALL),
    },
}
VERBS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}


def verbs_of(text: str) -> list[tuple[str, str]]:
    """`S U(a, b)` as [("SELECT", ""), ("UPDATE", "(a, b)")]."""
    found = []
    for part in text.replace(", ", ",").split(" "):
        letter, columns = part[0], part[1:]
        found.append((VERBS[letter], columns))
    return found


def put_up(table: str, realm: str, verbs: str, rows: str, written: str | None = None) -> None:
    for verb, columns in verbs_of(verbs):
        op.execute(sa.text(f"GRANT {verb} {columns} ON {table} TO hf_{realm}"))
        seen = (
            "" if verb == "INSERT" else f"USING ({rows if verb == 'SELECT' else written or rows})"
        )
        check = f"WITH CHECK ({written or rows})" if verb in ("INSERT", "UPDATE") else ""
        op.execute(
            sa.text(
                f"CREATE POLICY {realm}_{verb.lower()} ON {table} FOR {verb} TO hf_{realm}"
                f" {seen} {check}"
            )
        )


MAKE_ROLE = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
    CREATE ROLE {role} {options};
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""
DROP_ROLE = """
DO $$ BEGIN
  DROP ROLE IF EXISTS {role};
EXCEPTION WHEN dependent_objects_still_exist OR insufficient_privilege THEN
  NULL;  -- another database of this server still uses it
END $$
"""


def upgrade() -> None:
    op.execute(MAKE_ROLE.format(role="hf_app", options="NOLOGIN"))
    op.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    op.execute("GRANT USAGE ON SCHEMA public TO hf_app")
    for realm in REALMS:
        op.execute(MAKE_ROLE.format(role=f"hf_{realm}", options="NOLOGIN NOINHERIT"))
        op.execute(f"GRANT hf_{realm} TO hf_app WITH INHERIT FALSE, SET TRUE")
        op.execute(f"GRANT USAGE ON SCHEMA public TO hf_{realm}")
        op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO hf_{realm}")
    for table, walls in WALLS.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        for realm, wall in walls.items():
            if realm != "worker":
                put_up(table, realm, *wall)
        # The portal itself: what an actor causes and may not see goes through this realm.
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO hf_worker")
        op.execute(
            f"CREATE POLICY worker_all ON {table} TO hf_worker USING (true) WITH CHECK (true)"
        )
    op.execute("REVOKE DELETE ON cases, callbacks, case_endings, case_events FROM hf_worker")
    op.execute("REVOKE INSERT, UPDATE ON case_events FROM hf_worker")
    # A dealer's manager invites staff: the portal may add a credential, and read none.
    op.execute("REVOKE ALL ON credentials FROM hf_worker")
    op.execute("GRANT INSERT ON credentials TO hf_worker")
    # Before anybody is signed in /healthz says whether the schema is the newest.
    op.execute("GRANT SELECT ON alembic_version TO hf_signin")


def downgrade() -> None:
    for table, walls in WALLS.items():
        for realm, wall in walls.items():
            if realm == "worker":
                continue
            for verb, _columns in verbs_of(wall[0]):
                op.execute(f"DROP POLICY {realm}_{verb.lower()} ON {table}")
        op.execute(f"DROP POLICY worker_all ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    for realm in REALMS:
        for things in ("TABLES", "SEQUENCES", "FUNCTIONS"):
            op.execute(f"REVOKE ALL ON ALL {things} IN SCHEMA public FROM hf_{realm}")
        op.execute(f"REVOKE ALL ON SCHEMA public FROM hf_{realm}")
        op.execute(DROP_ROLE.format(role=f"hf_{realm}"))
    op.execute("REVOKE USAGE ON SCHEMA public FROM hf_app")
