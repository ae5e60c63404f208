"""Policies may say more for a key account, a dealer, a product or a district

A row without any of them is the base row; every version has one for each stage and severity,
and a version that a clock has begun under never changes.

Revision ID: 0034_policies
Revises: 0033_closures
"""

import sqlalchemy as sa
from alembic import op

revision = "0034_policies"
down_revision = "0033_closures"
branch_labels = None
depends_on = None

TABLES = ("sla_policies", "sla_policy_rows")
OTHERS = ("hotline", "qa", "sales", "board", "dealer", "installer", "link", "worker", "signin")
# As in 0002_walls: a version is made, and then it stands.
WALLS: dict[str, dict[str, tuple[str, ...]]] = {
    table: {"admin": ("S I", "true"), **dict.fromkeys(OTHERS, ("S", "true"))} for table in TABLES
}
WAS = ("policy_id", "stage", "severity")
MORE = ("key_account", "dealer_id", "product_id", "district")
OLD_UNIQUE = "uq_sla_policy_rows_policy_id_stage_severity"
UNIQUE = "uq_sla_policy_rows_once"

TRUTHS = """
CREATE FUNCTION policy_in_use_stands() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  this bigint := CASE tg_table_name
    WHEN 'sla_policies' THEN (to_jsonb(CASE tg_op WHEN 'INSERT' THEN new ELSE old END)->>'id')
    ELSE (to_jsonb(CASE tg_op WHEN 'INSERT' THEN new ELSE old END)->>'policy_id')
  END::bigint;
BEGIN
  IF EXISTS (SELECT FROM sla_clocks WHERE policy_id = this) THEN
    RAISE EXCEPTION 'a policy that clocks have begun under never changes'
      USING errcode = 'check_violation', constraint = 'policy_in_use_stands';
  END IF;
  RETURN CASE tg_op WHEN 'DELETE' THEN old ELSE new END;
END $$;

CREATE TRIGGER policy_in_use_stands BEFORE UPDATE OR DELETE ON sla_policies
  FOR EACH ROW EXECUTE FUNCTION policy_in_use_stands();
CREATE TRIGGER policy_in_use_stands BEFORE INSERT OR UPDATE OR DELETE ON sla_policy_rows
  FOR EACH ROW EXECUTE FUNCTION policy_in_use_stands();

CREATE FUNCTION policy_has_every_base_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  this bigint := (to_jsonb(CASE tg_op WHEN 'DELETE' THEN old ELSE new END)
    ->> CASE tg_table_name WHEN 'sla_policies' THEN 'id' ELSE 'policy_id' END)::bigint;
BEGIN
  IF EXISTS (SELECT FROM sla_policies WHERE id = this) AND (
    SELECT count(*) FROM sla_policy_rows
     WHERE policy_id = this AND key_account IS NULL AND dealer_id IS NULL
       AND product_id IS NULL AND district IS NULL) <> 21 THEN
    RAISE EXCEPTION 'a policy has a base row for every stage and severity'
      USING errcode = 'check_violation', constraint = 'policy_has_every_base_row';
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER policy_has_every_base_row AFTER INSERT OR UPDATE ON sla_policies
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION policy_has_every_base_row();
CREATE CONSTRAINT TRIGGER policy_has_every_base_row AFTER UPDATE OR DELETE ON sla_policy_rows
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION policy_has_every_base_row();
"""


def upgrade() -> None:
    rows = "sla_policy_rows"
    op.add_column(rows, sa.Column("key_account", sa.Boolean(), nullable=True))
    op.add_column(rows, sa.Column("dealer_id", sa.BigInteger(), nullable=True))
    op.add_column(rows, sa.Column("product_id", sa.BigInteger(), nullable=True))
    op.add_column(rows, sa.Column("district", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_sla_policy_rows_dealer_id"), rows, "dealers", ["dealer_id"], ["id"]
    )
    op.create_foreign_key(
        op.f("fk_sla_policy_rows_product_id"), rows, "products", ["product_id"], ["id"]
    )
    op.create_index("ix_sla_policy_rows_dealer_id", rows, ["dealer_id"])
    op.create_index("ix_sla_policy_rows_product_id", rows, ["product_id"])
    op.create_check_constraint(
        op.f("ck_sla_policy_rows_key_account_or_any"), rows, "key_account IS NOT FALSE"
    )
    op.create_check_constraint(op.f("ck_sla_policy_rows_district_named"), rows, "district <> ''")
    op.drop_constraint(OLD_UNIQUE, rows, type_="unique")
    op.create_unique_constraint(UNIQUE, rows, [*WAS, *MORE], postgresql_nulls_not_distinct=True)
    for table in TABLES:
        op.execute(f"REVOKE UPDATE, DELETE ON {table} FROM hf_admin")
        op.execute(f"DROP POLICY admin_update ON {table}")
        op.execute(f"DROP POLICY admin_delete ON {table}")
    op.execute(TRUTHS)


def downgrade() -> None:
    rows = "sla_policy_rows"
    for table in TABLES:
        op.execute(f"DROP TRIGGER policy_in_use_stands ON {table}")
        op.execute(f"DROP TRIGGER policy_has_every_base_row ON {table}")
        op.execute(f"GRANT UPDATE, DELETE ON {table} TO hf_admin")
        op.execute(
            f"CREATE POLICY admin_update ON {table} FOR UPDATE TO hf_admin"
            " USING (true) WITH CHECK (true)"
        )
        op.execute(f"CREATE POLICY admin_delete ON {table} FOR DELETE TO hf_admin USING (true)")
    op.execute("DROP FUNCTION policy_in_use_stands()")
    op.execute("DROP FUNCTION policy_has_every_base_row()")
    op.drop_constraint(UNIQUE, rows, type_="unique")
    op.create_unique_constraint(OLD_UNIQUE, rows, list(WAS))
    for constraint in ("key_account_or_any", "district_named"):
        op.drop_constraint(op.f(f"ck_sla_policy_rows_{constraint}"), rows, type_="check")
    for column in MORE:
        op.drop_column(rows, column)
