"""A year of dealt-with cases, straight into the tables: what a night's scores are counted from."""

from typing import Any

import psycopg

TABLES = (
    "cases", "purchases", "customers", "dealers", "dispatches", "visits", "contact_claims",
    "resolutions", "callbacks", "case_endings", "sla_clocks",
)  # fmt: skip
# In the way of many rows at once, and of no interest to who counts them. The database is the
# bench's own and is gone after it.
_LOOSEN = """
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT conrelid::regclass AS of_table, conname FROM pg_constraint
    WHERE contype = 'f' AND conrelid::regclass::text IN ({tables}) LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.of_table, one.conname);
  END LOOP;
END $$
"""
_GOODS = """
INSERT INTO symptoms (id, code, name_en, name_zh_hans, name_zh_hant, installation, active)
SELECT n, 's' || n, 's', 's', 's', n < 4, true FROM generate_series(1, 7) n
"""
# Of case n: when it was opened, whose it is, and how lucky they were.
_MADE = """
CREATE TABLE made AS
SELECT n, 1 + n %% %(dealers)s AS dealer, (n * 7919) %% 100 AS luck,
  now() - interval '365 days' * (1 - n / %(cases)s::float) AS at
  FROM generate_series(1, %(cases)s) n
"""
_ROWS = (
    """INSERT INTO dealers (id, name, name_sort, name_folded, kind, state, city, address,
        created_at, version)
       SELECT n, 'Dealer ' || n, 'dealer ' || n, 'dealer ' || n,
        CASE WHEN n %% 100 = 0 THEN 'own_team' ELSE 'partner' END, 'active', '', '', now(), 1
         FROM generate_series(1, %(dealers)s) n""",
    """INSERT INTO customers (id, name, name_folded, name_tokens, kind, key_account, created_at)
       SELECT n, 'Customer', 'customer', '', 'private', false, at FROM made""",
    """INSERT INTO purchases (id, customer_id, product_id, selling_dealer_id, serving_dealer_id,
        order_number, order_normal, out_of_use_days, place, created_at, version)
       SELECT n, n, 1, dealer, dealer, '', '', 0, '', at, 1 FROM made""",
    # Every tenth customer complains of the same once more.
    """INSERT INTO cases (id, number, status, severity, channel, summary, wish, danger, spreading,
        customer_id, purchase_id, product_id, symptom_id, district, dealer_id, at_supervisor,
        declines, first_heard_at, opened_at, attempt, chases, last_step, last_step_at, next_due_at,
        ended_at, ending_id, version)
       SELECT n, 'B-' || n, 'closed', 'normal', 'phone', 'A case that was dealt with', '', false,
        false, CASE WHEN luck < 10 AND n > 7000 THEN n - 7000 ELSE n END,
        CASE WHEN luck < 10 AND n > 7000 THEN n - 7000 ELSE n END, 1, 1 + n %% 7, '', dealer,
        false, 0, at, at, 1, 0, 'closed', at, 'infinity', at + interval '4 days', n, 1
         FROM made""",
    """INSERT INTO sla_clocks (case_id, attempt, stage, owner, dealer_id, policy_id, severity,
        calendar_code, minutes, started_at, warn_at, due_at, supervisor_at, double_at, state,
        stopped_at, noted_at)
       SELECT n, 1, stage, 'dealer', dealer, 1, 'normal', 'always', 60, at, at + due, at + due,
        at + due, at + due, 'met', at + due * (0.5 + luck / 160.0),
        at + due * (0.5 + luck / 160.0)
         FROM made, (VALUES ('accept', interval '2 hours'), ('first_contact', interval '6 hours'),
          ('visit', interval '2 days')) s (stage, due)""",
    """INSERT INTO contact_claims (case_id, dealer_id, attempt, claimed_by_id, caller_role,
        caller_name, how, reached, spoke_to_customer, contacted_at, claimed_at, note, counts, state)
       SELECT n, dealer, 1, 1, 'dealer_desk', '', 'phone', true, true, at + interval '3 hours',
        at + interval '3 hours', '', true, 'claimed' FROM made""",
    """INSERT INTO dispatches (id, case_id, dealer_id, offer_id, entitlement_id, purpose,
        window_start, window_end, state, note, made_by_id, made_at, ended_at, end_reason)
       SELECT n, n, dealer, n, n, 'repair', at, at + interval '3 hours', 'done', '', 1, at, at, ''
         FROM made""",
    """INSERT INTO visits (dispatch_id, case_id, dealer_id, installer_id, checked_in_at, finding,
        cause, done, needs_return, signer_name, signer_relation, version)
       SELECT n, n, dealer, 1, at + interval '1 day', '', '', '', false, '', '', 1 FROM made""",
    """INSERT INTO resolutions (id, case_id, attempt, resolved_by_id, made_at, dealer_id, remote,
        what, root_cause, cost, cost_bearer, share_brand, share_dealer, share_installer,
        share_customer, share_third_party, share_reason, customers_word, claimed, granted)
       SELECT n, n, 1, 1, at + interval '2 days', dealer, false, 'Mended', '', 0, 'dealer', 0, 100,
        0, 0, 0, '', 'satisfied', 0, 0 FROM made""",
    """INSERT INTO callbacks (id, case_id, resolution_id, resolved_by_id, resolved_at, made_by_id,
        maker_side, made_at, outcome, solved, treated, pressed, note)
       SELECT n, n, n, 1, at + interval '2 days', 2, 'brand', at + interval '3 days',
        CASE WHEN luck < 85 THEN 'settled' ELSE 'not_settled' END, true, 5, false, '' FROM made""",
    """INSERT INTO case_endings (id, case_id, kind, resolution_id, callback_id, must_settle,
        ended_at)
       SELECT n, n, 'closed', n, n, true, at + interval '4 days' FROM made""",
)


def put_scored_cases(owner: psycopg.Connection[Any], cases: int, dealers: int) -> None:
    """So many cases of a year, spread over so many dealers; one in seven luckless."""
    tables = ", ".join(f"'{table}'" for table in TABLES)
    owner.execute(_LOOSEN.format(tables=tables).encode())
    for table in TABLES:
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
    owner.execute(_GOODS.encode())
    # Bound on our side: CREATE TABLE AS takes no values from elsewhere.
    with psycopg.ClientCursor(owner) as cursor:
        for statement in (_MADE, *_ROWS):
            cursor.execute(statement.encode(), {"cases": cases, "dealers": dealers})
    for table in TABLES:
        owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())
    owner.execute(b"VACUUM ANALYZE")
