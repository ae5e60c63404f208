"""Which complaints count, what standing is owed for them, and who alone undoes a hold (S1–S3)

Revision ID: 0039_truths_of_standing
Revises: 0038_own_people
"""

from alembic import op

from migrations.truths import (
    DEFINER,
    Functions,
    Triggers,
    drop_functions,
    drop_triggers,
    keep_as_written,
    keep_to_ourselves,
    make_functions,
    make_triggers,
    make_triggers_at_commit,
)

revision = "0039_truths_of_standing"
down_revision = "0038_own_people"
branch_labels = None
depends_on = None

# The one definition: the rules, the triggers, the pages and the figures ask it.
COUNTING: Functions = {
    "standing_number": (
        "p_key text, p_default integer",
        "integer",
        DEFINER + " STABLE",
        """BEGIN
  RETURN coalesce((SELECT (value #>> '{}')::integer FROM settings WHERE key = p_key), p_default);
END""",
    ),
    # How it is known that they were there; nothing where it is not.
    "shown_to_have_been_there": (
        "p_installer bigint, p_case bigint",
        "text",
        DEFINER + " STABLE",
        """DECLARE
  c record;
BEGIN
  SELECT id, customer_id, purchase_id INTO c FROM cases WHERE id = p_case;
  RETURN CASE
    WHEN EXISTS (SELECT FROM purchases p WHERE p.customer_id = c.customer_id
      AND p.installer_id IN (SELECT same_people(p_installer))
      AND (c.purchase_id IS NULL OR p.id = c.purchase_id)) THEN 'purchase'
    WHEN EXISTS (SELECT FROM visits v JOIN cases o ON o.id = v.case_id
      WHERE v.installer_id IN (SELECT same_people(p_installer))
      AND o.customer_id = c.customer_id) THEN 'visit'
    WHEN EXISTS (SELECT FROM dispatch_people p JOIN dispatches d ON d.id = p.dispatch_id
      JOIN cases o ON o.id = p.case_id
      WHERE p.installer_id IN (SELECT same_people(p_installer))
      AND d.state IN ('done', 'on_site', 'no_show_customer')
      AND o.customer_id = c.customer_id) THEN 'visit'
    WHEN EXISTS (SELECT FROM case_accused a WHERE a.case_id = c.id
      AND a.installer_id IN (SELECT same_people(p_installer))
      AND a.vouched_by_id IS NOT NULL) THEN 'vouched'
    WHEN EXISTS (SELECT FROM outside_results r WHERE r.case_id = c.id) THEN 'outside'
  END;
END""",
    ),
    # A merged case stands in the one that it went into; what was unfounded there is so here.
    "judged_unfounded": (
        "p_installer bigint, p_case bigint",
        "boolean",
        DEFINER + " STABLE",
        """BEGIN
  RETURN EXISTS (SELECT FROM standing_pleas p WHERE p.granted AND p.kind = 'contest'
    AND p.installer_id IN (SELECT same_people(p_installer))
    AND (p.case_id = p_case OR p.case_id IN (
      SELECT m.case_id FROM merges m JOIN case_endings e ON e.merge_id = m.id
      WHERE e.open AND m.into_case_id = p_case)));
END""",
    ),
    "counted_complaints": (
        "p_installer bigint, p_at timestamptz",
        "TABLE(case_id bigint, customer_id bigint, heard_at timestamptz, shown_by text)",
        DEFINER + " STABLE",
        """#variable_conflict use_column
DECLARE
  zone text := coalesce(
    (SELECT value #>> '{}' FROM settings WHERE key = 'time_zone'), 'Asia/Shanghai');
  days integer := standing_number('standing_days', 90);
  since timestamptz;
BEGIN
  SELECT max(i.counted_from) INTO since FROM installers i
   WHERE i.id IN (SELECT same_people(p_installer));
  RETURN QUERY
  SELECT DISTINCT c.id, c.customer_id, c.first_heard_at,
         shown_to_have_been_there(p_installer, c.id)
    FROM case_accused a JOIN cases c ON c.id = a.case_id
   WHERE a.installer_id IN (SELECT same_people(p_installer))
     AND a.about IN ('work', 'conduct')
     AND c.status <> 'merged'
     -- Whoever waited for another's complaint to be counted looked at the clock before it.
     AND c.first_heard_at <= p_at + interval '1 hour'
     AND (c.first_heard_at AT TIME ZONE zone)::date >= (p_at AT TIME ZONE zone)::date - days
     AND (since IS NULL OR c.first_heard_at > since)
     AND shown_to_have_been_there(p_installer, c.id) IS NOT NULL
     AND NOT judged_unfounded(p_installer, c.id)
   ORDER BY c.first_heard_at, c.id;
END""",
    ),
    # What the count alone asks for. Whom a supervisor has let go is held again by a further
    # customer, never by those who were before the supervisor.
    "standing_owed": (
        "p_installer bigint, p_at timestamptz",
        "text",
        DEFINER + " STABLE",
        """DECLARE
  customers bigint[];
  seen bigint[];
BEGIN
  SELECT coalesce(array_agg(DISTINCT k.customer_id), '{}') INTO customers
    FROM counted_complaints(p_installer, p_at) k;
  SELECT coalesce(array_agg(DISTINCT k.customer_id), '{}') INTO seen
    FROM standing_hold_cases k JOIN standing_holds h ON h.id = k.hold_id
   WHERE h.installer_id IN (SELECT same_people(p_installer)) AND h.confirmed IS FALSE;
  IF cardinality(customers) >= standing_number('standing_held_at', 3)
     AND NOT customers <@ seen THEN
    RETURN 'held';
  END IF;
  RETURN CASE WHEN cardinality(customers) >= standing_number('standing_watched_at', 2)
    THEN 'watched' ELSE 'good' END;
END""",
    ),
}
# Of one's own people, or of oneself: never whose complaint it was (S2).
SHOWN: Functions = {
    "standing_shown": (
        "p_installer bigint, p_at timestamptz",
        "TABLE(case_id bigint, number text, heard_at timestamptz, about text, symptom_id bigint,"
        " shown_by text, counts boolean, held_for boolean)",
        DEFINER + " STABLE",
        """#variable_conflict use_column
DECLARE
  realm text := current_setting('role', true);
BEGIN
  IF realm = 'hf_dealer' AND NOT EXISTS (
       SELECT FROM installer_dealers d WHERE d.until IS NULL
       AND d.installer_id IN (SELECT same_people(p_installer))
       AND d.dealer_id = nullif(current_setting('app.dealer_id', true), '')::bigint)
     OR realm = 'hf_installer' AND nullif(current_setting('app.installer_id', true), '')::bigint
       NOT IN (SELECT same_people(p_installer))
     OR realm NOT IN ('hf_dealer', 'hf_installer', 'hf_hotline', 'hf_qa', 'hf_worker', 'none') THEN
    RETURN;
  END IF;
  RETURN QUERY
  WITH counted AS (SELECT k.case_id, k.shown_by FROM counted_complaints(p_installer, p_at) k),
  held AS (SELECT k.case_id FROM standing_hold_cases k JOIN standing_holds h ON h.id = k.hold_id
    WHERE h.ended_at IS NULL AND h.installer_id IN (SELECT same_people(p_installer)))
  SELECT c.id, c.number, c.first_heard_at,
         (SELECT min(a.about) FROM case_accused a WHERE a.case_id = c.id
           AND a.installer_id IN (SELECT same_people(p_installer))),
         c.symptom_id,
         coalesce((SELECT k.shown_by FROM counted k WHERE k.case_id = c.id), ''),
         c.id IN (SELECT k.case_id FROM counted k), c.id IN (SELECT k.case_id FROM held k)
    FROM cases c
   WHERE c.id IN (SELECT k.case_id FROM counted k UNION SELECT k.case_id FROM held k)
   ORDER BY c.first_heard_at, c.id;
END""",
    ),
}
TRIGGER_FUNCTIONS: Functions = {
    # Two customers at the same moment: the second one's line waits for the first, and counts it.
    "lock_the_accused": (
        "",
        "trigger",
        DEFINER,
        """BEGIN
  PERFORM 1 FROM installers WHERE id IN (SELECT same_people(new.installer_id))
    ORDER BY id FOR NO KEY UPDATE;
  RETURN new;
END""",
    ),
    "standing_is_owed": (
        "",
        "trigger",
        DEFINER,
        """DECLARE
  person bigint := CASE WHEN tg_table_name = 'installers' THEN (to_jsonb(new) ->> 'id')::bigint
    ELSE (to_jsonb(new) ->> 'installer_id')::bigint END;
  at timestamptz := coalesce(
    nullif(current_setting('app.now', true), '')::timestamptz, clock_timestamp());
  is_now text;
  ruled text;
  owed text;
BEGIN
  SELECT standing INTO is_now FROM installers WHERE id = person;
  SELECT CASE WHEN bool_or(decided_at IS NULL) THEN 'held' ELSE 'suspended' END INTO ruled
    FROM standing_holds WHERE ended_at IS NULL
     AND installer_id IN (SELECT same_people(person)) HAVING count(*) > 0;
  IF ruled IS NOT NULL THEN
    IF is_now <> ruled THEN
      RAISE EXCEPTION 'only a supervisor lifts a hold (S1, S3)'
        USING errcode = 'check_violation', constraint = 'hold_is_undone_by_a_supervisor';
    END IF;
    RETURN NULL;
  END IF;
  owed := standing_owed(person, at);
  IF owed = 'held' OR owed = 'watched' AND is_now = 'good' THEN
    RAISE EXCEPTION 'this person is % by the count of complaints (S1)', owed
      USING errcode = 'check_violation', constraint = 'complaints_count_at_once';
  END IF;
  IF tg_table_name = 'installers' AND is_now IN ('held', 'suspended') THEN
    RAISE EXCEPTION 'nobody is held without a hold that a supervisor decides on (S1)'
      USING errcode = 'check_violation', constraint = 'nobody_is_held_without_a_hold';
  END IF;
  RETURN NULL;
END""",
    ),
    "standing_is_judged_by_a_supervisor": (
        "",
        "trigger",
        DEFINER,
        """DECLARE
  judge bigint;
BEGIN
  IF tg_op = 'UPDATE' AND to_jsonb(old) ->> 'ended_at' IS NOT NULL THEN
    RAISE EXCEPTION 'what has ended stays as it was decided (S3)'
      USING errcode = 'check_violation', constraint = 'stays_as_written';
  END IF;
  FOR judge IN SELECT n.value::bigint FROM jsonb_each_text(to_jsonb(new)) n
    WHERE n.key IN ('decided_by_id', 'ended_by_id') AND n.value IS NOT NULL
    AND (tg_op = 'INSERT' OR n.value IS DISTINCT FROM to_jsonb(old) ->> n.key)
  LOOP
    IF tg_op = 'INSERT' OR NOT EXISTS (SELECT FROM users WHERE id = judge
       AND role IN ('supervisor', 'director')) THEN
      RAISE EXCEPTION 'a supervisor decides on standing, after it was asked (S1, T8)'
        USING errcode = 'check_violation', constraint = 'standing_is_judged_by_a_supervisor';
    END IF;
  END LOOP;
  RETURN new;
END""",
    ),
    # Two detours around a decision: a count begun anew, and a row that is suddenly somebody else.
    "count_goes_by_decisions": (
        "",
        "trigger",
        DEFINER,
        """BEGIN
  IF new.counted_from IS DISTINCT FROM old.counted_from AND NOT EXISTS (
    SELECT FROM standing_holds WHERE confirmed AND ended_at = new.counted_from
     AND installer_id IN (SELECT same_people(new.id))) THEN
    RAISE EXCEPTION 'the count starts anew with a reinstatement, and else never (S3)'
      USING errcode = 'check_violation', constraint = 'count_starts_anew_by_reinstatement';
  END IF;
  IF old.same_as_id IS NOT NULL AND new.same_as_id IS DISTINCT FROM old.same_as_id AND EXISTS (
    SELECT FROM standing_holds WHERE ended_at IS NULL
     AND installer_id IN (SELECT same_people(old.id))) THEN
    RAISE EXCEPTION 'who is held stays one person until that is decided (S3)'
      USING errcode = 'check_violation', constraint = 'held_person_stays_one';
  END IF;
  RETURN new;
END""",
    ),
    "suspended_by_dealer_is_not_sent": (
        "",
        "trigger",
        DEFINER,
        """BEGIN
  IF new.active AND (tg_op = 'INSERT' OR NOT old.active OR new.installer_id <> old.installer_id)
     AND EXISTS (SELECT FROM dealer_suspensions WHERE installer_id = new.installer_id
       AND dealer_id = new.dealer_id AND ended_at IS NULL) THEN
    RAISE EXCEPTION 'the dealer itself sends this person to nobody (S2)'
      USING errcode = 'check_violation', constraint = 'suspended_by_dealer_is_not_sent';
  END IF;
  RETURN new;
END""",
    ),
    "watched_is_not_alone_on_urgent": (
        "",
        "trigger",
        DEFINER,
        """BEGIN
  IF EXISTS (SELECT FROM dispatch_people p JOIN installers i ON i.id = p.installer_id
             JOIN cases c ON c.id = p.case_id
             WHERE p.id = new.id AND p.active AND i.standing = 'watched'
             AND c.severity = 'urgent')
     AND NOT EXISTS (SELECT FROM dispatch_people o WHERE o.dispatch_id = new.dispatch_id
                     AND o.active AND o.installer_id <> new.installer_id) THEN
    RAISE EXCEPTION 'somebody watched takes no urgent job alone (S1)'
      USING errcode = 'check_violation', constraint = 'watched_is_not_alone_on_urgent';
  END IF;
  RETURN NULL;
END""",
    ),
    "held_person_begins_no_visit": (
        "",
        "trigger",
        DEFINER,
        """BEGIN
  IF current_setting('role', true) IN ('hf_dealer', 'hf_installer')
     AND EXISTS (SELECT FROM installers WHERE id = new.installer_id
                 AND standing IN ('held', 'suspended')) THEN
    RAISE EXCEPTION 'this person was held after they were booked (S1)'
      USING errcode = 'check_violation', constraint = 'held_person_begins_no_visit';
  END IF;
  RETURN new;
END""",
    ),
}
FUNCTIONS: Functions = {**COUNTING, **SHOWN, **TRIGGER_FUNCTIONS}
TRIGGERS: Triggers = {
    "a_lock_the_accused": ("BEFORE INSERT OR UPDATE", "case_accused", "lock_the_accused"),
    **{
        f"judged_by_a_supervisor_{table}": (
            "BEFORE INSERT OR UPDATE", table, "standing_is_judged_by_a_supervisor",
        )
        for table in ("standing_holds", "standing_pleas")
    },
    "suspended_by_dealer_is_not_sent": (
        "BEFORE INSERT OR UPDATE", "dispatch_people", "suspended_by_dealer_is_not_sent",
    ),
    "held_person_begins_no_visit": ("BEFORE INSERT", "visits", "held_person_begins_no_visit"),
    "count_goes_by_decisions": (
        "BEFORE UPDATE OF counted_from, same_as_id", "installers", "count_goes_by_decisions",
    ),
}  # fmt: skip
AT_COMMIT: Triggers = {
    "standing_is_owed": ("AFTER UPDATE OF standing, same_as_id", "installers", "standing_is_owed"),
    "complaint_counts": ("AFTER INSERT OR UPDATE", "case_accused", "standing_is_owed"),
    "watched_is_not_alone": (
        "AFTER INSERT OR UPDATE", "dispatch_people", "watched_is_not_alone_on_urgent",
    ),
}  # fmt: skip
AS_WRITTEN = {
    "standing_holds": "installer_id, held_at, due_at, moved_up_at, decided_by_id, decided_at,"
    " confirmed, ended_by_id, ended_at",
    "standing_pleas": "installer_id, kind, case_id, dealer_id, asked_by_id, asked_at, reason,"
    " due_at, moved_up_at, decided_by_id, decided_at, granted",
    "dealer_suspensions": "installer_id, dealer_id, begun_at, begun_by_id, reason, ended_at,"
    " ended_by_id",
}


def upgrade() -> None:
    make_functions(FUNCTIONS)
    keep_to_ourselves(FUNCTIONS)
    for name in ("counted_complaints", "standing_owed"):
        op.execute(
            f"GRANT EXECUTE ON FUNCTION {name}(bigint, timestamptz) TO hf_worker, hf_hotline"
        )
    op.execute(
        "GRANT EXECUTE ON FUNCTION standing_shown(bigint, timestamptz)"
        " TO hf_worker, hf_hotline, hf_qa, hf_dealer, hf_installer"
    )
    make_triggers(TRIGGERS)
    make_triggers_at_commit(AT_COMMIT)
    keep_as_written(AS_WRITTEN)


def downgrade() -> None:
    for table in AS_WRITTEN:
        op.execute(f"DROP TRIGGER stays_as_written ON {table}")
    drop_triggers(TRIGGERS | AT_COMMIT)
    drop_functions(FUNCTIONS)
