"""No claim counts that the customer has contradicted, nor one that must be verified first

Revision ID: 0041_truths_of_claims
Revises: 0040_claims
"""

from migrations.truths import (
    DEFINER,
    Functions,
    Triggers,
    drop_functions,
    drop_triggers,
    keep_to_ourselves,
    make_functions,
    make_triggers,
    make_triggers_at_commit,
)

revision = "0041_truths_of_claims"
down_revision = "0040_claims"
branch_labels = None
depends_on = None

FUNCTIONS: Functions = {
    # The one sentence of C1 and C3; rules ask it as well.
    "contact_stands": (
        "f contact_claims",
        "boolean",
        "STABLE",
        """BEGIN
  RETURN f.counts AND f.state <> 'disputed' AND (NOT f.verify_first OR f.state = 'verified')
    AND NOT EXISTS (
      SELECT FROM case_accused a LEFT JOIN installers i ON i.id = a.installer_id
       WHERE a.case_id = f.case_id AND (a.installer_id IN (f.caller_installer_id,
           (SELECT installer_id FROM users WHERE id = f.claimed_by_id))
         OR (f.caller_installer_id IS NULL AND f.caller_folded <> ''
           AND f.caller_folded = i.name_folded)));
END""",
    ),
    "visit_stands": (
        "v visits",
        "boolean",
        "IMMUTABLE",
        """BEGIN
  RETURN v.state <> 'disputed' AND (NOT v.verify_first OR v.state = 'verified');
END""",
    ),
    "claim_waits_where_it_must": (
        "",
        "trigger",
        DEFINER,
        """BEGIN
  IF tg_op = 'INSERT' THEN
    new.verify_first := EXISTS (
      SELECT FROM verify_first WHERE dealer_id = new.dealer_id AND ended_at IS NULL);
  ELSIF new.verify_first <> old.verify_first THEN
    RAISE EXCEPTION 'whether a claim had to be verified stays (C3)'
      USING errcode = 'check_violation', constraint = 'claim_waits_where_it_must';
  END IF;
  RETURN new;
END""",
    ),
    "claim_is_as_the_customer_says": (
        "",
        "trigger",
        DEFINER,
        """DECLARE
  row jsonb := to_jsonb(new);
  of_claim bigint := CASE tg_table_name WHEN 'contact_claims' THEN new.id
    WHEN 'visits' THEN NULL ELSE (row ->> 'claim_id')::bigint END;
  of_visit bigint := CASE tg_table_name WHEN 'visits' THEN new.id
    WHEN 'contact_claims' THEN NULL ELSE (row ->> 'visit_id')::bigint END;
  stands text;
  said boolean;
  ended text;
  is_open boolean;
  right_state text;
BEGIN
  SELECT state INTO stands FROM contact_claims WHERE id = of_claim;
  IF of_visit IS NOT NULL THEN SELECT state INTO stands FROM visits WHERE id = of_visit; END IF;
  SELECT confirmed INTO said FROM customer_words
    WHERE claim_id = of_claim OR visit_id = of_visit ORDER BY id DESC LIMIT 1;
  SELECT outcome, outcome IS NULL INTO ended, is_open FROM claim_disputes
    WHERE claim_id = of_claim OR visit_id = of_visit ORDER BY id DESC LIMIT 1;
  right_state := CASE
    WHEN said IS NULL THEN 'claimed'
    WHEN said THEN 'verified'
    WHEN ended = 'dismissed' THEN 'verified'
    WHEN is_open OR ended IN ('upheld', 'lapsed') THEN 'disputed' END;
  IF right_state IS DISTINCT FROM stands OR (said AND is_open) THEN
    RAISE EXCEPTION 'a claim is what the customer says of it, not % (C3)', stands
      USING errcode = 'check_violation', constraint = 'claim_is_as_the_customer_says';
  END IF;
  RETURN NULL;
END""",
    ),
    "no_clock_is_met_by_less": (
        "",
        "trigger",
        DEFINER,
        """DECLARE
  row jsonb := to_jsonb(new);
  of_case bigint := coalesce((row ->> 'case_id')::bigint, new.id);
BEGIN
  IF (tg_table_name = 'sla_clocks' AND row ->> 'state' <> 'met')
    OR (tg_table_name = 'cases' AND row ->> 'status' <> 'contacted') THEN RETURN NULL; END IF;
  -- As it is now, at the end. What was resolved is met by that; a callback judges it (K1).
  IF EXISTS (SELECT FROM sla_clocks k WHERE k.case_id = of_case AND k.state = 'met'
    AND k.stage IN ('first_contact', 'visit')
    AND NOT EXISTS (SELECT FROM resolutions r WHERE r.case_id = of_case
      AND r.made_at <= k.stopped_at)
    AND CASE k.stage
      WHEN 'first_contact' THEN NOT EXISTS (SELECT FROM contact_claims f
        WHERE f.case_id = of_case AND f.dealer_id = k.dealer_id AND f.attempt = k.attempt
          AND contact_stands(f))
      ELSE NOT EXISTS (SELECT FROM visits v
        WHERE v.case_id = of_case AND v.dealer_id = k.dealer_id AND visit_stands(v)) END)
  THEN
    RAISE EXCEPTION 'no claim that stands meets this clock (C1, C2, C3)'
      USING errcode = 'check_violation', constraint = 'no_clock_is_met_by_less';
  END IF;
  IF EXISTS (SELECT FROM cases c WHERE c.id = of_case AND c.status = 'contacted'
    AND NOT EXISTS (SELECT FROM contact_claims f WHERE f.case_id = of_case
      AND f.dealer_id = c.dealer_id AND f.attempt = c.attempt AND contact_stands(f)))
  THEN
    RAISE EXCEPTION 'a case that is contacted needs a contact that stands (C3)'
      USING errcode = 'check_violation', constraint = 'contacted_by_what_stands';
  END IF;
  RETURN NULL;
END""",
    ),
    "dispute_is_decided_rightly": (
        "",
        "trigger",
        DEFINER,
        """DECLARE
  w customer_words;
BEGIN
  SELECT * INTO w FROM customer_words WHERE id = new.word_id;
  IF w.confirmed OR w.claim_id IS DISTINCT FROM new.claim_id
    OR w.visit_id IS DISTINCT FROM new.visit_id OR w.dealer_id <> new.dealer_id THEN
    RAISE EXCEPTION 'a dispute rests on the customer''s denial of that claim (C3)'
      USING errcode = 'check_violation', constraint = 'dispute_rests_on_a_denial';
  END IF;
  IF new.decided_by_id IS NOT NULL AND new.outcome IN ('upheld', 'dismissed') AND (
    new.decided_by_id IS NOT DISTINCT FROM w.noted_by_id
    OR new.decided_by_id IN (SELECT claimed_by_id FROM contact_claims WHERE id = new.claim_id)
    OR NOT EXISTS (SELECT FROM users WHERE id = new.decided_by_id
      AND role IN ('supervisor', 'director') AND ended_at IS NULL)) THEN
    RAISE EXCEPTION 'a supervisor decides, and never on their own word (C3, T8)'
      USING errcode = 'check_violation', constraint = 'dispute_is_decided_rightly';
  END IF;
  RETURN new;
END""",
    ),
}
TRIGGERS: Triggers = {
    "claim_waits_where_it_must": (
        "BEFORE INSERT OR UPDATE OF verify_first",
        "contact_claims",
        "claim_waits_where_it_must",
    ),
    "visit_waits_where_it_must": (
        "BEFORE INSERT OR UPDATE OF verify_first",
        "visits",
        "claim_waits_where_it_must",
    ),
    "dispute_is_decided_rightly": (
        "BEFORE INSERT OR UPDATE",
        "claim_disputes",
        "dispute_is_decided_rightly",
    ),
}
SAYS = "claim_is_as_the_customer_says"
MET = "no_clock_is_met_by_less"
AT_COMMIT: Triggers = {
    "contact_as_the_customer_says": ("AFTER INSERT OR UPDATE OF state", "contact_claims", SAYS),
    "visit_as_the_customer_says": ("AFTER INSERT OR UPDATE OF state", "visits", SAYS),
    "word_is_heeded": ("AFTER INSERT", "customer_words", SAYS),
    "dispute_is_heeded": ("AFTER INSERT OR UPDATE OF outcome", "claim_disputes", SAYS),
    "clock_met_by_what_stands": ("AFTER INSERT OR UPDATE OF state", "sla_clocks", MET),
    "contact_leaves_clocks_right": ("AFTER UPDATE OF state", "contact_claims", MET),
    "visit_leaves_clocks_right": ("AFTER UPDATE OF state", "visits", MET),
    "contacted_by_what_stands": ("AFTER INSERT OR UPDATE OF status", "cases", MET),
}


# A visit that is over stays as it was, but for what the customer says of it.
OVER = "visit_is_of_who_was_sent"
BUT_STATE = (
    "dispatch_id, case_id, dealer_id, installer_id, checked_in_at, latitude, longitude, finding,"
    " cause, done, needs_return, found_at, confirmation, confirmed_at, signer_name,"
    " signer_relation, signature_id, left_at, version"
)


def upgrade() -> None:
    drop_triggers({OVER: ("", "visits", "")})
    make_triggers({OVER: (f"BEFORE INSERT OR UPDATE OF {BUT_STATE}", "visits", OVER)})
    make_functions(FUNCTIONS)
    keep_to_ourselves(
        {
            name: told
            for name, told in FUNCTIONS.items()
            if name not in ("contact_stands", "visit_stands")
        }
    )
    make_triggers(TRIGGERS)
    make_triggers_at_commit(AT_COMMIT)


def downgrade() -> None:
    drop_triggers(AT_COMMIT)
    drop_triggers(TRIGGERS)
    drop_functions(FUNCTIONS)
    drop_triggers({OVER: ("", "visits", "")})
    make_triggers({OVER: ("BEFORE INSERT OR UPDATE", "visits", OVER)})
