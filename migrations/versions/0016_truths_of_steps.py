"""A case moves by known steps alone, and its status rests on a row

Revision ID: 0016_truths_of_steps
Revises: 0015_limits
"""

from migrations.truths import (
    DEFINER,
    Functions,
    Triggers,
    drop_functions,
    drop_triggers,
    make_functions,
    make_triggers,
    make_triggers_at_commit,
)

revision = "0016_truths_of_steps"
down_revision = "0015_limits"
branch_labels = None
depends_on = None

FUNCTIONS: Functions = {
    "side_is_for_life": (
        "",
        "trigger",
        "",
        """BEGIN
  IF new.side <> old.side THEN
    RAISE EXCEPTION 'a side is for life'
      USING errcode = 'check_violation', constraint = 'user_side_is_for_life';
  END IF;
  RETURN new;
END""",
    ),
    "case_step_is_known": (
        "",
        "trigger",
        "",
        """DECLARE
  step text := old.status || '>' || new.status;
  realm text := current_setting('role', true);
BEGIN
  IF new.status = old.status THEN RETURN new; END IF;
  IF old.status = 'closed_elsewhere' OR new.status = 'closed_elsewhere' THEN
    RAISE EXCEPTION 'closed_elsewhere comes with an import and stays'
      USING errcode = 'check_violation', constraint = 'closed_elsewhere_only_by_insert';
  END IF;
  IF step NOT IN (
    'triage>offered', 'triage>resolved', 'offered>accepted', 'offered>triage',
    'accepted>contacted', 'accepted>resolved', 'accepted>triage',
    'contacted>accepted', 'contacted>scheduled', 'contacted>resolved', 'contacted>triage',
    'scheduled>visited', 'scheduled>contacted', 'scheduled>accepted', 'scheduled>triage',
    'visited>scheduled', 'visited>resolved', 'visited>triage',
    'resolved>triage', 'resolved>closed', 'resolved>unreachable', 'resolved>final_position',
    'closed>triage', 'unreachable>triage', 'final_position>triage', 'withdrawn>triage',
    'triage>withdrawn', 'offered>withdrawn', 'accepted>withdrawn', 'contacted>withdrawn',
    'scheduled>withdrawn', 'visited>withdrawn', 'resolved>withdrawn',
    'triage>merged', 'accepted>merged', 'contacted>merged', 'visited>merged', 'resolved>merged',
    'merged>triage', 'merged>accepted', 'merged>contacted', 'merged>visited', 'merged>resolved')
  OR (realm = 'hf_dealer' AND step NOT IN (
    'offered>accepted', 'accepted>contacted', 'accepted>resolved', 'contacted>scheduled',
    'contacted>resolved', 'scheduled>visited', 'scheduled>contacted', 'scheduled>accepted',
    'visited>scheduled', 'visited>resolved'))
  OR (realm = 'hf_installer' AND step NOT IN (
    'scheduled>visited', 'scheduled>contacted', 'scheduled>accepted'))
  THEN
    RAISE EXCEPTION 'no step leads from % to %', old.status, new.status
      USING errcode = 'check_violation', constraint = 'case_step_is_known';
  END IF;
  RETURN new;
END""",
    ),
    "case_status_has_its_reason": (
        "",
        "trigger",
        DEFINER,
        """DECLARE
  c cases;
  why text;
BEGIN
  -- As it is now, at the end; also when somebody was named whom the customer complains of.
  SELECT * INTO c FROM cases
    WHERE id = coalesce((to_jsonb(new) ->> 'case_id')::bigint, new.id);
  IF NOT FOUND OR c.status = 'closed_elsewhere' THEN RETURN NULL; END IF;
  why := CASE
    WHEN c.status = 'offered' AND NOT EXISTS (
      SELECT FROM offers WHERE case_id = c.id AND state = 'open' AND dealer_id = c.dealer_id)
      THEN 'an open offer to its dealer'
    WHEN c.status <> 'offered' AND c.is_open AND EXISTS (
      SELECT FROM offers WHERE case_id = c.id AND state = 'open')
      THEN 'no open offer'
    WHEN c.status IN ('accepted', 'contacted', 'scheduled', 'visited') AND NOT EXISTS (
      SELECT FROM offers WHERE case_id = c.id AND state = 'accepted' AND released_at IS NULL
        AND dealer_id = c.dealer_id)
      THEN 'a dealer that accepted it'
    WHEN c.status = 'triage' AND EXISTS (
      SELECT FROM offers WHERE case_id = c.id AND state = 'accepted' AND released_at IS NULL)
      THEN 'no dealer holding it'
    WHEN c.status IN ('contacted', 'scheduled') AND NOT EXISTS (
      SELECT FROM contact_claims WHERE case_id = c.id AND counts AND attempt = c.attempt
        AND dealer_id = c.dealer_id)
      THEN 'a contact that counts'
    WHEN c.status = 'contacted' AND NOT EXISTS (
      SELECT FROM contact_claims f WHERE case_id = c.id AND counts AND attempt = c.attempt
        AND dealer_id = c.dealer_id AND NOT EXISTS (
          SELECT FROM case_accused WHERE case_id = c.id AND installer_id IN (
            f.caller_installer_id, (SELECT installer_id FROM users WHERE id = f.claimed_by_id))))
      THEN 'a contact by somebody who is not complained of'
    WHEN c.status = 'scheduled' AND NOT EXISTS (
      SELECT FROM dispatches WHERE case_id = c.id AND state = 'planned' AND dealer_id = c.dealer_id)
      THEN 'a planned dispatch'
    WHEN c.status NOT IN ('scheduled', 'visited') AND EXISTS (
      SELECT FROM dispatches WHERE case_id = c.id AND state IN ('planned', 'on_site'))
      THEN 'no dispatch under way'
    WHEN c.status = 'visited' AND NOT EXISTS (
      SELECT FROM visits WHERE case_id = c.id AND dealer_id = c.dealer_id)
      THEN 'a visit'
    WHEN c.status IN ('resolved', 'closed', 'unreachable') AND NOT EXISTS (
      SELECT FROM resolutions WHERE case_id = c.id AND standing)
      THEN 'a standing resolution'
    WHEN c.status IN ('triage', 'offered', 'accepted', 'contacted', 'scheduled', 'visited')
      AND EXISTS (SELECT FROM resolutions WHERE case_id = c.id AND standing)
      THEN 'no standing resolution'
    WHEN EXISTS (SELECT FROM case_endings WHERE case_id = c.id AND open
      AND id IS DISTINCT FROM c.ending_id)
      THEN 'no other open ending'
  END;
  IF why IS NOT NULL THEN
    RAISE EXCEPTION 'a case that is % needs %', c.status, why
      USING errcode = 'check_violation', constraint = 'case_status_has_its_reason';
  END IF;
  RETURN NULL;
END""",
    ),
    "offer_is_answered_once": (
        "",
        "trigger",
        "",
        """BEGIN
  IF new.state = old.state THEN RETURN new; END IF;
  IF old.state <> 'open' OR (current_setting('role', true) = 'hf_dealer'
                             AND new.state NOT IN ('accepted', 'declined')) THEN
    RAISE EXCEPTION 'an offer that is % does not become % (O2)', old.state, new.state
      USING errcode = 'check_violation', constraint = 'offer_answered_once';
  END IF;
  RETURN new;
END""",
    ),
    "import_row_stays": (
        "",
        "trigger",
        "",
        """BEGIN
  IF new.import_row_id IS DISTINCT FROM old.import_row_id OR new.number <> old.number THEN
    RAISE EXCEPTION 'where a case came from, and its number, stay'
      USING errcode = 'check_violation', constraint = 'case_origin_stays';
  END IF;
  RETURN new;
END""",
    ),
}
TRIGGERS: Triggers = {
    "user_side_is_for_life": ("BEFORE UPDATE OF side", "users", "side_is_for_life"),
    "case_step_is_known": ("BEFORE UPDATE OF status", "cases", "case_step_is_known"),
    "offer_answered_once": ("BEFORE UPDATE OF state", "offers", "offer_is_answered_once"),
    "case_origin_stays": ("BEFORE UPDATE", "cases", "import_row_stays"),
}
AT_COMMIT: Triggers = {
    "case_status_has_its_reason": (
        "AFTER INSERT OR UPDATE OF status, dealer_id, attempt",
        "cases",
        "case_status_has_its_reason",
    ),
    "accused_leave_it_its_reason": (
        "AFTER INSERT",
        "case_accused",
        "case_status_has_its_reason",
    ),
}


def upgrade() -> None:
    make_functions(FUNCTIONS)
    make_triggers(TRIGGERS)
    make_triggers_at_commit(AT_COMMIT)


def downgrade() -> None:
    drop_triggers(AT_COMMIT)
    drop_triggers(TRIGGERS)
    drop_functions(FUNCTIONS)
