"""What must never be false, where a constraint cannot say it

Revision ID: 0003_truths
Revises: 0002_walls
"""

from alembic import op

revision = "0003_truths"
down_revision = "0002_walls"
branch_labels = None
depends_on = None

DEALER_KINDS = """'accepted', 'declined', 'handed_back', 'contact_claimed', 'contact_not_counted',
 'accused_contact', 'visit_claimed', 'booked', 'rebooked', 'booking_cancelled', 'checked_in',
 'left_site', 'found', 'customer_confirmed', 'no_show_ours', 'no_show_customer', 'part_ordered',
 'part_promised',
 'part_arrived', 'resolved', 'commented', 'photo_added', 'task_set', 'task_done', 'promised',
 'phone_revealed'"""
PERSON_KINDS = """'checked_in', 'left_site', 'found', 'customer_confirmed', 'no_show_customer',
 'photo_added', 'commented', 'phone_revealed'"""
LINK_KINDS = "'commented', 'photo_added', 'withdrawal_recorded', 'withdrawal_objected', 'chased'"
BRAND_WRITERS = ("hotline", "qa")
OTHER_WRITERS = {"dealer": DEALER_KINDS, "installer": PERSON_KINDS, "link": LINK_KINDS}

# name -> (arguments, returns, options, body). Each has a fixed search_path.
DEFINER = "SECURITY DEFINER"
FUNCTIONS: dict[str, tuple[str, str, str, str]] = {
    "stays": (
        "",
        "trigger",
        "",
        """BEGIN
  RAISE EXCEPTION '% is append-only', tg_table_name
    USING errcode = 'restrict_violation', constraint = 'append_only';
END""",
    ),
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
    'contacted>scheduled', 'contacted>resolved', 'contacted>triage',
    'scheduled>visited', 'scheduled>contacted', 'scheduled>triage',
    'visited>scheduled', 'visited>resolved', 'visited>triage', 'visited>contacted',
    'resolved>triage', 'resolved>closed', 'resolved>unreachable', 'resolved>final_position',
    'closed>triage', 'unreachable>triage', 'final_position>triage', 'withdrawn>triage',
    'triage>withdrawn', 'offered>withdrawn', 'accepted>withdrawn', 'contacted>withdrawn',
    'scheduled>withdrawn', 'visited>withdrawn', 'resolved>withdrawn',
    'triage>merged', 'accepted>merged', 'contacted>merged', 'visited>merged', 'resolved>merged',
    'merged>triage', 'merged>accepted', 'merged>contacted', 'merged>visited', 'merged>resolved')
  OR (realm = 'hf_dealer' AND step NOT IN (
    'offered>accepted', 'accepted>contacted', 'accepted>resolved', 'contacted>scheduled',
    'contacted>resolved', 'scheduled>visited', 'scheduled>contacted', 'visited>scheduled',
    'visited>resolved', 'visited>contacted'))
  OR (realm = 'hf_installer' AND step NOT IN ('scheduled>visited', 'scheduled>contacted'))
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
  SELECT * INTO c FROM cases WHERE id = new.id;  -- as it is now, at the end
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
    "audit_is_of_ended_case": (
        "",
        "trigger",
        DEFINER,
        """BEGIN
  IF NOT EXISTS (SELECT FROM cases WHERE id = new.case_id AND attempt = new.attempt
                 AND status IN ('closed', 'unreachable', 'final_position', 'withdrawn')) THEN
    RAISE EXCEPTION 'only a case that has ended here is audited (Q1)'
      USING errcode = 'check_violation', constraint = 'audit_is_of_ended_case';
  END IF;
  RETURN new;
END""",
    ),
    "audit_stays": (
        "",
        "trigger",
        "",
        """BEGIN
  IF old.state = 'done' OR (tg_op = 'UPDATE' AND
     to_jsonb(new) - '{state,done_at,score,summary,version}'::text[]
     <> to_jsonb(old) - '{state,done_at,score,summary,version}'::text[]) THEN
    RAISE EXCEPTION 'an audit that is done stays, and one is of its case for good'
      USING errcode = 'check_violation', constraint = 'done_audit_stays';
  END IF;
  RETURN CASE tg_op WHEN 'DELETE' THEN old ELSE new END;
END""",
    ),
    "audit_part_stays": (
        "",
        "trigger",
        DEFINER,
        """DECLARE
  found text;
BEGIN
  -- Locked, so that an answer does not slip in while its audit is being finished.
  FOR found IN SELECT state FROM audits WHERE id IN (
      CASE WHEN tg_op <> 'INSERT' THEN old.audit_id END,
      CASE WHEN tg_op <> 'DELETE' THEN new.audit_id END) ORDER BY id FOR SHARE
  LOOP
    IF found = 'done' THEN
      RAISE EXCEPTION 'what belongs to a done audit stays'
        USING errcode = 'check_violation', constraint = 'done_audit_stays';
    END IF;
  END LOOP;
  RETURN CASE tg_op WHEN 'DELETE' THEN old ELSE new END;
END""",
    ),
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
  RETURN EXISTS (SELECT FROM customer_links WHERE case_id = p_case AND code = p_code
    AND revoked_at IS NULL AND expires_at > p_now);
END""",
    ),
}

# trigger -> (timing, table, function)
TRIGGERS = {
    "user_side_is_for_life": ("BEFORE UPDATE OF side", "users", "side_is_for_life"),
    "case_step_is_known": ("BEFORE UPDATE OF status", "cases", "case_step_is_known"),
    "offer_answered_once": ("BEFORE UPDATE OF state", "offers", "offer_is_answered_once"),
    "contact_not_proved_by_its_owner": (
        "BEFORE INSERT OR UPDATE",
        "contact_points",
        "contact_is_not_self_proved",
    ),
    "case_origin_stays": ("BEFORE UPDATE", "cases", "import_row_stays"),
    "resolution_only_ends": ("BEFORE UPDATE", "resolutions", "resolution_stays"),
    "ending_only_undone": ("BEFORE UPDATE", "case_endings", "ending_stays"),
    "ending_is_proven": ("BEFORE INSERT", "case_endings", "ending_is_proven"),
    "withdrawal_only_objected": ("BEFORE UPDATE", "withdrawals", "withdrawal_stays"),
    "merge_is_proven": ("BEFORE INSERT", "merges", "merge_is_proven"),
    "unreachable_is_proven": (
        "BEFORE INSERT",
        "unreachable_approvals",
        "unreachable_is_proven",
    ),
    "person_may_be_sent": ("BEFORE INSERT OR UPDATE", "dispatch_people", "person_may_be_sent"),
    "accused_is_not_under_way": (
        "BEFORE INSERT OR UPDATE",
        "case_accused",
        "accused_is_not_under_way",
    ),
    "visit_is_of_who_was_sent": (
        "BEFORE INSERT OR UPDATE",
        "visits",
        "visit_is_of_who_was_sent",
    ),
    "contact_counts_rightly": (
        "BEFORE INSERT OR UPDATE",
        "contact_claims",
        "contact_counts_rightly",
    ),
    "audit_is_of_ended_case": ("BEFORE INSERT", "audits", "audit_is_of_ended_case"),
    "done_audit_stays": ("BEFORE UPDATE OR DELETE", "audits", "audit_stays"),
    "answers_of_done_audit_stay": (
        "BEFORE INSERT OR UPDATE OR DELETE",
        "audit_answers",
        "audit_part_stays",
    ),
    "findings_of_done_audit_stay": (
        "BEFORE INSERT OR UPDATE OR DELETE",
        "audit_findings",
        "audit_part_stays",
    ),
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
ME = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
# Whoever judges or calls signs with their own name: K1 and K4 compare these names.
OWN_NAME = (
    ("resolutions", "hf_hotline, hf_dealer", "resolved_by_id"),
    ("callbacks", "hf_hotline", "made_by_id"),
    ("unreachable_approvals", "hf_hotline", "approved_by_id"),
    ("merges", "hf_hotline", "made_by_id"),
    ("withdrawals", "hf_hotline", "made_by_id"),
    ("contact_claims", "hf_hotline, hf_dealer", "claimed_by_id"),
)
# Further limits on what a realm may write in rows of its own: (table, name, verb, realms, check).
LIMITS = (
    (
        "contact_claims",
        "not_self_verified",
        "INSERT",
        "hf_dealer",
        "state = 'claimed' AND how <> 'three_way'",
    ),
    (
        "dispatches",
        "begins_planned",
        "INSERT",
        "hf_dealer",
        f"state = 'planned' AND made_by_id = {ME}",
    ),
    ("installer_dealers", "only_ends", "UPDATE", "hf_dealer", "until IS NOT NULL"),
    (
        "files",
        "not_decoded_yet",
        "INSERT",
        "hf_hotline, hf_sales, hf_dealer, hf_installer, hf_link",
        f"state = 'waiting' AND added_by_id IS NOT DISTINCT FROM {ME}",
    ),
)


def upgrade() -> None:
    for name, (arguments, returns, options, body) in FUNCTIONS.items():
        op.execute(
            f"CREATE FUNCTION {name}({arguments}) RETURNS {returns} LANGUAGE plpgsql {options}"
            f" SET search_path = pg_catalog, public AS $body${body}$body$"
        )
    for name, (timing, table, function) in TRIGGERS.items():
        op.execute(
            f"CREATE TRIGGER {name} {timing} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
    op.execute(
        "CREATE CONSTRAINT TRIGGER case_status_has_its_reason"
        " AFTER INSERT OR UPDATE OF status, dealer_id, attempt ON cases"
        " DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION case_status_has_its_reason()"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER ending_is_of_its_case AFTER INSERT OR UPDATE ON case_endings"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ending_is_of_its_case()"
    )
    for table, realms, column in OWN_NAME:
        op.execute(
            f"CREATE POLICY own_name ON {table} AS RESTRICTIVE FOR INSERT TO {realms}"
            f" WITH CHECK ({column} = {ME})"
        )
    for table, name, verb, realms, check in LIMITS:
        seen = "USING (true)" if verb == "UPDATE" else ""
        op.execute(
            f"CREATE POLICY {name} ON {table} AS RESTRICTIVE FOR {verb} TO {realms}"
            f" {seen} WITH CHECK ({check})"
        )
    for table, columns in AS_WRITTEN.items():
        named = ", ".join(f"'{column.strip()}'" for column in columns.split(","))
        op.execute(
            f"CREATE TRIGGER stays_as_written BEFORE UPDATE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION stays_as_written({named})"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER stays_as_written")
    for table, verbs in APPEND_ONLY.items():
        op.execute(
            f"CREATE TRIGGER append_only BEFORE {verbs} ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION stays()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER append_only")
        op.execute(
            f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION stays()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER never_emptied")
    _let_them_write_events()


def _let_them_write_events() -> None:
    """Each realm writes its own kinds, under its own name, on cases that it sees (decision 8)."""
    # Asked of the one case, by its id: `IN (SELECT id FROM cases)` would read all of them for
    # each event that the hotline writes.
    seen = "EXISTS (SELECT FROM cases c WHERE c.id = {table}.case_id)"
    own = f"user_id IS NOT DISTINCT FROM {ME} AND {seen.format(table='case_events')}"
    kinds = {**dict.fromkeys(BRAND_WRITERS, ""), **OTHER_WRITERS}
    for realm, allowed in kinds.items():
        op.execute(f"GRANT INSERT ON case_events, event_texts TO hf_{realm}")
        only = f" AND kind IN ({allowed})" if allowed else ""
        op.execute(
            f"CREATE POLICY {realm}_insert ON case_events FOR INSERT TO hf_{realm}"
            f" WITH CHECK ({own}{only})"
        )
        op.execute(
            f"CREATE POLICY {realm}_insert ON event_texts FOR INSERT TO hf_{realm}"
            f" WITH CHECK ({seen.format(table='event_texts')})"
        )
    op.execute("GRANT INSERT ON case_events, event_texts TO hf_worker")


def downgrade() -> None:
    for realm in (*BRAND_WRITERS, *OTHER_WRITERS):
        op.execute(f"DROP POLICY {realm}_insert ON event_texts")
        op.execute(f"DROP POLICY {realm}_insert ON case_events")
        op.execute(f"REVOKE INSERT ON case_events, event_texts FROM hf_{realm}")
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER never_emptied ON {table}")
        op.execute(f"DROP TRIGGER append_only ON {table}")
    for table in AS_WRITTEN:
        op.execute(f"DROP TRIGGER stays_as_written ON {table}")
    for table, name, _verb, _realms, _check in LIMITS:
        op.execute(f"DROP POLICY {name} ON {table}")
    for table, _realms, _column in OWN_NAME:
        op.execute(f"DROP POLICY own_name ON {table}")
    op.execute("DROP TRIGGER ending_is_of_its_case ON case_endings")
    op.execute("DROP TRIGGER case_status_has_its_reason ON cases")
    for name, (_timing, table, _function) in TRIGGERS.items():
        op.execute(f"DROP TRIGGER {name} ON {table}")
    for name, (arguments, *_rest) in reversed(FUNCTIONS.items()):
        types = ", ".join(part.split()[-1] for part in arguments.split(",") if part)
        op.execute(f"DROP FUNCTION {name}({types})")
