"""Which contact counts, which number is alive, and what may be asked without being shown

Revision ID: 0017_truths_of_contact
Revises: 0016_truths_of_steps
"""

from alembic import op

from migrations.truths import (
    DEFINER,
    Functions,
    Triggers,
    drop_functions,
    drop_triggers,
    make_functions,
    make_triggers,
)

revision = "0017_truths_of_contact"
down_revision = "0016_truths_of_steps"
branch_labels = None
depends_on = None

FUNCTIONS: Functions = {
    "contact_counts_rightly": (
        "",
        "trigger",
        DEFINER,
        """BEGIN
  IF new.counts AND (NOT new.spoke_to_customer OR EXISTS (
      SELECT FROM case_accused WHERE case_id = new.case_id
      AND installer_id IN (new.caller_installer_id,
        (SELECT installer_id FROM users WHERE id = new.claimed_by_id)))) THEN
    RAISE EXCEPTION 'such a contact does not count (C1)'
      USING errcode = 'check_violation', constraint = 'contact_counts_rightly';
  END IF;
  RETURN new;
END""",
    ),
    "contact_is_not_self_proved": (
        "",
        "trigger",
        "",
        """BEGIN
  IF current_setting('role', true) = 'hf_dealer' AND (
    (tg_op = 'INSERT' AND (new.state <> 'unverified' OR new.proved_at IS NOT NULL))
    OR (tg_op = 'UPDATE' AND (new.proved_at IS DISTINCT FROM old.proved_at
        OR (new.state <> old.state AND new.state NOT IN ('unverified', 'retired')))))
  THEN
    RAISE EXCEPTION 'nobody proves a number of their own alive (P1)'
      USING errcode = 'check_violation', constraint = 'contact_not_proved_by_its_owner';
  END IF;
  RETURN new;
END""",
    ),
    "last_four_are_right": (
        "p_case bigint, p_last4 text",
        "boolean",
        DEFINER + " STABLE",
        """BEGIN
  -- Only for the link's own case: nobody learns another customer's digits (K9).
  RETURN p_case = nullif(current_setting('app.case_id', true), '')::bigint AND EXISTS (
    SELECT FROM customer_phones p JOIN cases c ON c.customer_id = p.customer_id
    WHERE c.id = p_case AND p.last4 = p_last4);
END""",
    ),
    "code_is_right": (
        "p_case bigint, p_code text, p_now timestamptz",
        "boolean",
        DEFINER + " STABLE",
        """BEGIN
  -- Only for who is sent there, and not for ever: six digits are soon tried through (D3).
  RETURN EXISTS (SELECT FROM dispatch_people WHERE case_id = p_case AND active
      AND installer_id = nullif(current_setting('app.installer_id', true), '')::bigint)
    AND (SELECT count(*) FROM refused_attempts WHERE case_id = p_case AND verb = 'confirm_visit'
      AND at > p_now - interval '1 hour') < 5
    AND EXISTS (SELECT FROM customer_links WHERE case_id = p_case AND code = p_code
      AND revoked_at IS NULL AND expires_at > p_now);
END""",
    ),
}
TRIGGERS: Triggers = {
    "contact_not_proved_by_its_owner": (
        "BEFORE INSERT OR UPDATE",
        "contact_points",
        "contact_is_not_self_proved",
    ),
    # What counted when it was made stays written so; who is named later is weighed at the commit.
    "contact_counts_rightly": (
        "BEFORE INSERT OR UPDATE OF counts, spoke_to_customer, caller_installer_id, claimed_by_id",
        "contact_claims",
        "contact_counts_rightly",
    ),
}


# Who may ask at all: a yes or no is an answer too.
ASKED_BY = {
    "last_four_are_right(bigint, text)": "hf_link",
    "code_is_right(bigint, text, timestamptz)": "hf_installer, hf_dealer",
}


def upgrade() -> None:
    make_functions(FUNCTIONS)
    for function, realms in ASKED_BY.items():
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {realms}")
    make_triggers(TRIGGERS)


def downgrade() -> None:
    drop_triggers(TRIGGERS)
    drop_functions(FUNCTIONS)
