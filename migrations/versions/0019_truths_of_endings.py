"""No case ends without what its ending rests on (K1–K7)

Revision ID: 0019_truths_of_endings
Revises: 0018_truths_of_visits
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

revision = "0019_truths_of_endings"
down_revision = "0018_truths_of_visits"
branch_labels = None
depends_on = None

FUNCTIONS: Functions = {
    "resolution_stays": (
        "",
        "trigger",
        "",
        """BEGIN
  IF old.ended_at IS NOT NULL OR
     to_jsonb(new) - '{ended_by,ended_at,standing}'::text[]
     <> to_jsonb(old) - '{ended_by,ended_at,standing}'::text[] THEN
    RAISE EXCEPTION 'a resolution may only be ended, once'
      USING errcode = 'check_violation', constraint = 'resolution_only_ends';
  END IF;
  RETURN new;
END""",
    ),
    "ending_stays": (
        "",
        "trigger",
        "",
        """BEGIN
  IF old.undone_at IS NOT NULL OR
     to_jsonb(new) - '{undone_at,open}'::text[] <> to_jsonb(old) - '{undone_at,open}'::text[]
  THEN
    RAISE EXCEPTION 'an ending may only be undone, once'
      USING errcode = 'check_violation', constraint = 'ending_only_undone';
  END IF;
  IF new.kind = 'merged' AND new.undone_at > old.ended_at + interval '30 days' THEN
    RAISE EXCEPTION 'a merge is undone within 30 days (K7)'
      USING errcode = 'check_violation', constraint = 'merge_undone_within_30_days';
  END IF;
  RETURN new;
END""",
    ),
    "withdrawal_stays": (
        "",
        "trigger",
        "",
        """BEGIN
  IF old.objected_at IS NOT NULL OR old.lapsed_at IS NOT NULL OR
     to_jsonb(new) - '{objected_at,lapsed_at}'::text[]
     <> to_jsonb(old) - '{objected_at,lapsed_at}'::text[] THEN
    RAISE EXCEPTION 'a withdrawal may only be objected to, or lapse, once'
      USING errcode = 'check_violation', constraint = 'withdrawal_only_objected';
  END IF;
  IF new.objected_at IS NOT NULL AND EXISTS (
    SELECT FROM case_endings WHERE withdrawal_id = new.id AND open) THEN
    RAISE EXCEPTION 'the case has ended on it: it is reopened instead (K3)'
      USING errcode = 'check_violation', constraint = 'withdrawal_objected_in_time';
  END IF;
  RETURN new;
END""",
    ),
    "ending_is_proven": (
        "",
        "trigger",
        DEFINER,
        """DECLARE
  w withdrawals;
  target bigint;
BEGIN
  IF new.kind = 'merged' THEN
    -- As it is now: the target may have ended since the merge was written.
    SELECT into_case_id INTO target FROM merges WHERE id = new.merge_id;
    PERFORM 1 FROM cases WHERE id IN (new.case_id, target) ORDER BY id FOR NO KEY UPDATE;
    IF NOT EXISTS (
      SELECT FROM cases one JOIN cases other ON other.customer_id = one.customer_id
      WHERE one.id = new.case_id AND other.id = target AND other.is_open AND one.is_open)
    THEN
      RAISE EXCEPTION 'only into an open case of the same customer (K7)'
        USING errcode = 'check_violation', constraint = 'merged_into_open_case_of_customer';
    END IF;
  END IF;
  IF new.kind = 'withdrawn' THEN
    -- An objection of this very moment waits, and then finds the ending.
    SELECT * INTO w FROM withdrawals WHERE id = new.withdrawal_id FOR SHARE;
    IF w.objected_at IS NOT NULL OR w.lapsed_at IS NOT NULL OR new.ended_at < w.ends_at
       OR w.ends_at < w.made_at + interval '7 days' THEN
      RAISE EXCEPTION 'a withdrawal stands after 7 days without objection (K6)'
        USING errcode = 'check_violation', constraint = 'withdrawal_stood_seven_days';
    END IF;
  END IF;
  RETURN new;
END""",
    ),
    "ending_is_of_its_case": (
        "",
        "trigger",
        DEFINER,
        """BEGIN
  IF EXISTS (
    SELECT FROM case_endings e JOIN cases c ON c.id = e.case_id
    WHERE e.id = new.id AND e.open AND c.ending_id IS DISTINCT FROM e.id) THEN
    RAISE EXCEPTION 'an open ending is the one its case points at'
      USING errcode = 'check_violation', constraint = 'ending_is_of_its_case';
  END IF;
  RETURN NULL;
END""",
    ),
    "merge_is_proven": (
        "",
        "trigger",
        DEFINER,
        """BEGIN
  PERFORM 1 FROM cases WHERE id IN (new.case_id, new.into_case_id) ORDER BY id
    FOR NO KEY UPDATE;
  IF NOT EXISTS (
    SELECT FROM cases one JOIN cases other ON other.customer_id = one.customer_id
    WHERE one.id = new.case_id AND other.id = new.into_case_id AND other.is_open AND one.is_open)
  THEN
    RAISE EXCEPTION 'only into an open case of the same customer (K7)'
      USING errcode = 'check_violation', constraint = 'merged_into_open_case_of_customer';
  END IF;
  RETURN new;
END""",
    ),
    "unreachable_is_proven": (
        "",
        "trigger",
        DEFINER,
        """DECLARE
  zone text := coalesce((SELECT value #>> '{}' FROM settings WHERE key = 'time_zone'),
                        'Asia/Shanghai');
  calls int; days int; parts int; last timestamptz; told timestamptz; resolved timestamptz;
BEGIN
  PERFORM 1 FROM cases WHERE id = new.case_id FOR NO KEY UPDATE;
  SELECT count(*), count(DISTINCT (made_at AT TIME ZONE zone)::date),
         count(DISTINCT CASE WHEN extract(hour FROM made_at AT TIME ZONE zone) < 12 THEN 1
                             WHEN extract(hour FROM made_at AT TIME ZONE zone) < 18 THEN 2
                             ELSE 3 END),
         max(made_at)
    INTO calls, days, parts, last
    FROM callbacks WHERE resolution_id = new.resolution_id AND outcome = 'no_answer'
      AND made_at <= new.made_at
      -- Whoever has answered since was reached: the count begins anew.
      AND made_at > coalesce((SELECT max(made_at) FROM callbacks
        WHERE resolution_id = new.resolution_id AND outcome <> 'no_answer'), '-infinity');
  SELECT made_at INTO resolved FROM resolutions WHERE id = new.resolution_id AND standing;
  SELECT max(issued_at) INTO told FROM customer_links
    WHERE case_id = new.case_id AND sent_by <> '' AND revoked_at IS NULL
      AND issued_at >= resolved;
  IF calls < 3 OR days < 2 OR parts < 2 OR told IS NULL
     OR new.made_at < greatest(last, told) + interval '3 days' THEN
    RAISE EXCEPTION 'three calls on two days in two parts of the day, a link sent, 3 days (K4)'
      USING errcode = 'check_violation', constraint = 'unreachable_is_proven';
  END IF;
  IF NOT EXISTS (SELECT FROM users WHERE id = new.approved_by_id
                 AND role IN ('supervisor', 'director')) THEN
    RAISE EXCEPTION 'a supervisor''s word (K4)'
      USING errcode = 'check_violation', constraint = 'unreachable_by_a_supervisor';
  END IF;
  IF NOT EXISTS (SELECT FROM supervisor_requests WHERE case_id = new.case_id
                 AND kind = 'unreachable' AND asked_by_id = new.asked_by_id) THEN
    RAISE EXCEPTION 'nobody asked for it, or somebody else did (T8)'
      USING errcode = 'check_violation', constraint = 'unreachable_was_asked';
  END IF;
  RETURN new;
END""",
    ),
}
TRIGGERS: Triggers = {
    "resolution_only_ends": ("BEFORE UPDATE", "resolutions", "resolution_stays"),
    "ending_only_undone": ("BEFORE UPDATE", "case_endings", "ending_stays"),
    "ending_is_proven": ("BEFORE INSERT", "case_endings", "ending_is_proven"),
    "withdrawal_only_objected": ("BEFORE UPDATE", "withdrawals", "withdrawal_stays"),
    "merge_is_proven": ("BEFORE INSERT", "merges", "merge_is_proven"),
    "unreachable_is_proven": ("BEFORE INSERT", "unreachable_approvals", "unreachable_is_proven"),
}
AT_COMMIT: Triggers = {
    "ending_is_of_its_case": ("AFTER INSERT OR UPDATE", "case_endings", "ending_is_of_its_case"),
}


def upgrade() -> None:
    make_functions(FUNCTIONS)
    make_triggers(TRIGGERS)
    make_triggers_at_commit(AT_COMMIT)


def downgrade() -> None:
    drop_triggers(AT_COMMIT)
    drop_triggers(TRIGGERS)
    drop_functions(FUNCTIONS)
