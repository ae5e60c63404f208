"""One database role for each realm, granted to the application's login without inheritance

Each transaction takes one of them; without an actor a table read is "permission denied".

Revision ID: 0011_realms
Revises: 0010_audits
"""

from alembic import op

from migrations.walls import REALMS

revision = "0011_realms"
down_revision = "0010_audits"
branch_labels = None
depends_on = None

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
    # Before anybody is signed in /healthz says whether the schema is the newest.
    op.execute("GRANT SELECT ON alembic_version TO hf_signin")


def downgrade() -> None:
    for realm in REALMS:
        for things in ("TABLES", "SEQUENCES", "FUNCTIONS"):
            op.execute(f"REVOKE ALL ON ALL {things} IN SCHEMA public FROM hf_{realm}")
        op.execute(f"REVOKE ALL ON SCHEMA public FROM hf_{realm}")
        op.execute(DROP_ROLE.format(role=f"hf_{realm}"))
    op.execute("REVOKE USAGE ON SCHEMA public FROM hf_app")
