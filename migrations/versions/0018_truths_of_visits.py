"""Who may be sent, and who was there

Revision ID: 0018_truths_of_visits
Revises: 0017_truths_of_contact
"""

from migrations.truths import (
    DEFINER,
    Functions,
    Triggers,
    drop_functions,
    drop_triggers,
    make_functions,
    make_triggers,
)

revision = "0018_truths_of_visits"
down_revision = "0017_truths_of_contact"
branch_labels = None
depends_on = None

FUNCTIONS: Functions = {
    "person_may_be_sent": (
        "",
        "trigger",
        DEFINER,
        """DECLARE
  held text;
BEGIN
  IF tg_op = 'UPDATE' AND new.installer_id = old.installer_id AND NOT
     (new.active AND NOT old.active) AND new.case_id = old.case_id THEN
    RETURN new;
  END IF;
  SELECT standing INTO held FROM installers WHERE id = new.installer_id FOR SHARE;
  IF held IN ('held', 'suspended') THEN
    RAISE EXCEPTION 'this person is held from dispatch (D1)'
      USING errcode = 'check_violation', constraint = 'held_person_is_not_sent';
  END IF;
  IF EXISTS (SELECT FROM case_accused WHERE case_id = new.case_id
             AND installer_id = new.installer_id) THEN
    RAISE EXCEPTION 'the customer complains of this person (D1)'
      USING errcode = 'check_violation', constraint = 'accused_person_is_not_sent';
  END IF;
  IF NOT EXISTS (SELECT FROM installer_dealers WHERE installer_id = new.installer_id
                 AND dealer_id = new.dealer_id AND until IS NULL) THEN
    RAISE EXCEPTION 'this person does not work for that dealer (D1)'
      USING errcode = 'check_violation', constraint = 'person_works_for_the_dealer';
  END IF;
  RETURN new;
END""",
    ),
    "accused_is_not_under_way": (
        "",
        "trigger",
        DEFINER,
        """BEGIN
  -- Whoever is just being booked holds the person; what they wrote is read after it.
  PERFORM 1 FROM installers WHERE id = new.installer_id FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM dispatch_people WHERE case_id = new.case_id
             AND installer_id = new.installer_id AND active) THEN
    RAISE EXCEPTION 'this person is on the way to that customer: first send somebody else (D1)'
      USING errcode = 'check_violation', constraint = 'accused_person_is_not_sent';
  END IF;
  RETURN new;
END""",
    ),
    "visit_is_of_who_was_sent": (
        "",
        "trigger",
        DEFINER,
        """DECLARE
  outside boolean := current_setting('role', true) IN ('hf_dealer', 'hf_installer');
BEGIN
  IF tg_op = 'INSERT' THEN
    IF EXISTS (
      SELECT FROM dispatch_people p JOIN dispatches d ON d.id = p.dispatch_id
      WHERE p.dispatch_id = new.dispatch_id AND p.installer_id = new.installer_id
        AND (p.active AND d.state IN ('planned', 'on_site') OR NOT outside)) THEN
      RETURN new;
    END IF;
  ELSIF old.left_at IS NULL
    AND (new.dispatch_id, new.case_id, new.dealer_id, new.installer_id, new.checked_in_at)
      = (old.dispatch_id, old.case_id, old.dealer_id, old.installer_id, old.checked_in_at) THEN
    RETURN new;
  END IF;
  RAISE EXCEPTION 'a visit is of who was sent, at the time of the check-in, until they left (C2)'
    USING errcode = 'check_violation', constraint = 'visit_is_of_who_was_sent';
END""",
    ),
    "busy_slots": (
        "p_installer bigint, p_from timestamptz, p_until timestamptz",
        "SETOF tstzrange",
        DEFINER + " STABLE",
        """BEGIN
  -- Each dealer sees "busy", not for whom (D2): only for people of its own.
  IF current_setting('role', true) = 'hf_dealer' AND NOT EXISTS (
    SELECT FROM installer_dealers WHERE installer_id = p_installer AND until IS NULL
      AND dealer_id = nullif(current_setting('app.dealer_id', true), '')::bigint) THEN
    RETURN;
  END IF;
  RETURN QUERY SELECT slot FROM dispatch_people WHERE installer_id = p_installer AND active
    AND slot && tstzrange(p_from, p_until) ORDER BY slot;
END""",
    ),
}
TRIGGERS: Triggers = {
    "person_may_be_sent": ("BEFORE INSERT OR UPDATE", "dispatch_people", "person_may_be_sent"),
    "accused_is_not_under_way": (
        "BEFORE INSERT OR UPDATE",
        "case_accused",
        "accused_is_not_under_way",
    ),
    "visit_is_of_who_was_sent": ("BEFORE INSERT OR UPDATE", "visits", "visit_is_of_who_was_sent"),
}


def upgrade() -> None:
    make_functions(FUNCTIONS)
    make_triggers(TRIGGERS)


def downgrade() -> None:
    drop_triggers(TRIGGERS)
    drop_functions(FUNCTIONS)
