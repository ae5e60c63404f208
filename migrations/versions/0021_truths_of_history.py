"""What is written stays: events in a chain, calls, judgements

Revision ID: 0021_truths_of_history
Revises: 0020_truths_of_audits
"""

from alembic import op

from migrations.truths import (
    DEFINER,
    Functions,
    Triggers,
    drop_functions,
    drop_triggers,
    keep_as_written,
    make_functions,
    make_triggers,
)

revision = "0021_truths_of_history"
down_revision = "0020_truths_of_audits"
branch_labels = None
depends_on = None

FUNCTIONS: Functions = {
    "stays": (
        "",
        "trigger",
        "",
        """BEGIN
  RAISE EXCEPTION '% is append-only', tg_table_name
    USING errcode = 'restrict_violation', constraint = 'append_only';
END""",
    ),
    "stays_as_written": (
        "",
        "trigger",
        "",
        """DECLARE
  before jsonb := to_jsonb(old);
  after jsonb := to_jsonb(new);
  name text;
BEGIN
  FOREACH name IN ARRAY tg_argv LOOP
    IF before -> name <> 'null' AND before -> name <> after -> name THEN
      RAISE EXCEPTION '% of % stays as it was written', name, tg_table_name
        USING errcode = 'check_violation', constraint = 'stays_as_written';
    END IF;
  END LOOP;
  RETURN new;
END""",
    ),
    "event_digest": (
        "e case_events",
        "bytea",
        "IMMUTABLE PARALLEL SAFE",
        """BEGIN
  RETURN sha256(convert_to(jsonb_build_array(
    e.case_id, e.seq, extract(epoch FROM e.at), e.actor, e.user_id, e.kind, e.for_dealer,
    e.for_installer, e.for_customer, e.dealer_id, e.installer_id, e.detail,
    encode(coalesce(e.text_digest, ''), 'hex'))::text, 'UTF8') || e.prev);
END""",
    ),
    "chain_event": (
        "",
        "trigger",
        DEFINER,
        """DECLARE
  last record;
BEGIN
  PERFORM 1 FROM cases WHERE id = new.case_id FOR NO KEY UPDATE;
  SELECT seq, hash INTO last FROM case_events WHERE case_id = new.case_id
    ORDER BY seq DESC LIMIT 1;
  new.seq := coalesce(last.seq, 0) + 1;
  new.prev := coalesce(last.hash, '\\x');
  new.hash := event_digest(new);
  RETURN new;
END""",
    ),
    "record_event": (
        "p_case bigint, p_at timestamptz, p_actor text, p_user bigint, p_kind text,"
        " p_dealer_reads boolean, p_installer_reads boolean, p_customer_reads boolean,"
        " p_dealer bigint, p_installer bigint, p_detail jsonb, p_body text",
        "bigint",
        "",
        """DECLARE
  event bigint := nextval('case_events_id_seq');
  salt bytea := CASE WHEN p_body IS NOT NULL THEN uuid_send(gen_random_uuid()) END;
BEGIN
  INSERT INTO case_events (id, case_id, seq, at, actor, user_id, kind, for_dealer, for_installer,
      for_customer, dealer_id, installer_id, detail, text_digest, prev, hash)
    OVERRIDING SYSTEM VALUE
    VALUES (event, p_case, 0, p_at, p_actor, p_user, p_kind, p_dealer_reads, p_installer_reads,
      p_customer_reads, p_dealer, p_installer, p_detail,
      sha256(salt || convert_to(p_body, 'UTF8')), '', '');
  IF p_body IS NOT NULL THEN
    INSERT INTO event_texts (event_id, case_id, salt, body) VALUES (event, p_case, salt, p_body);
  END IF;
  RETURN event;
END""",
    ),
}
TRIGGERS: Triggers = {
    "chain": ("BEFORE INSERT", "case_events", "chain_event"),
}
# What is written stays: events, calls, judgements. Texts may be erased, never changed.
APPEND_ONLY = {
    "case_events": "UPDATE OR DELETE",
    "event_texts": "UPDATE",
    "callbacks": "UPDATE OR DELETE",
    "unreachable_approvals": "UPDATE OR DELETE",
    "merges": "UPDATE OR DELETE",
    "entitlements": "UPDATE OR DELETE",
    "setting_changes": "UPDATE OR DELETE",
    "resolutions": "DELETE",
    "case_endings": "DELETE",
    "withdrawals": "DELETE",
    "import_rows": "UPDATE OR DELETE",
}

# What a row says of its beginning, and of an end that it has come to.
AS_WRITTEN = {
    "offers": "case_id, dealer_id, attempt, made_by_id, made_at",
    "contact_claims": "case_id, dealer_id, attempt, claimed_by_id, claimed_at, counts",
    "dispatches": "case_id, dealer_id, offer_id, entitlement_id, made_by_id, made_at, window_start,"
    " window_end, ended_at",
    "dispatch_people": "dispatch_id, case_id, dealer_id, installer_id, slot",
    "promises": "case_id, body, made_by_id, made_by_name, made_at, outcome",
    "supervisor_requests": "case_id, kind, asked_by_id, asked_at, reason, decided_by_id, granted",
    "customer_links": "case_id, token_digest, code, issued_at",
    "tasks": "case_id, kind, made_by_id, made_at",
    "part_orders": "case_id, dealer_id, ordered_by_id, ordered_at",
    "files": "key, case_id, sha256, added_by, added_by_id, added_at",
}


def upgrade() -> None:
    make_functions(FUNCTIONS)
    make_triggers(TRIGGERS)
    keep_as_written(AS_WRITTEN)
    for table, verbs in APPEND_ONLY.items():
        make_triggers({"append_only": (f"BEFORE {verbs}", table, "stays")})
        op.execute(
            f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION stays()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER never_emptied")


def downgrade() -> None:
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER never_emptied ON {table}")
        op.execute(f"DROP TRIGGER append_only ON {table}")
    for table in AS_WRITTEN:
        op.execute(f"DROP TRIGGER stays_as_written ON {table}")
    drop_triggers(TRIGGERS)
    drop_functions(FUNCTIONS)
