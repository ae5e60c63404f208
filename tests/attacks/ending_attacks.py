"""The attacks on endings, each with what stops it: owner, hotline, dealer."""

from tests.attacks.hostile_sql import PRIVILEGE, Attack, approval, call, ending, merge, point

STEP = "case_step_is_known"
REASON = "case_status_has_its_reason"
SETTLES = "fk_case_endings_callback_settles"
ATTACKS = {
    "close it by its status alone": Attack(
        "UPDATE cases SET status = 'closed' WHERE id = %(case)s",
        "ck_cases_ended_at_paired",
        dealer=STEP,
    ),
    "close it by status and time": Attack(
        "UPDATE cases SET status = 'closed', ended_at = '%(noon)s' WHERE id = %(case)s",
        "ck_cases_ended_needs_ending",
    ),
    "close it from triage": Attack(
        "UPDATE cases SET status = 'closed' WHERE id = %(one)s", STEP, dealer=STEP
    ),
    "close it with an ending that is not there": Attack(
        point("%(case)s", "987654321"), "fk_cases_ended_by_open_ending"
    ),
    "close it with another case's ending": Attack(
        point("%(case)s", "%(closed_ending)s"), "fk_cases_ended_by_open_ending"
    ),
    "close it with an ending that was undone": Attack(
        point("%(reopened)s", "%(undone)s"), "fk_cases_ended_by_open_ending"
    ),
    "call it unreachable with a closed ending": Attack(
        point("%(closed)s", "%(closed_ending)s", "unreachable"), STEP
    ),
    "end it by a final position without a letter": Attack(
        "UPDATE cases SET status = 'final_position', ended_at = '%(noon)s' WHERE id = %(case)s",
        "ck_cases_ended_needs_ending",
    ),
    "close it on another case's callback": Attack(
        ending("%(case)s", resolution="%(res)s", callback="%(other_call)s"), SETTLES
    ),
    "close it on another case's callback and resolution": Attack(
        ending("%(case)s", resolution="%(other_res)s", callback="%(other_call)s"), SETTLES
    ),
    "close it on a call nobody answered": Attack(
        ending("%(case)s", resolution="%(res)s", callback="%(none)s"), SETTLES
    ),
    "close it on a call to be made later": Attack(
        ending("%(case)s", resolution="%(res)s", callback="%(later)s"), SETTLES
    ),
    "close it on a call that need not settle": Attack(
        ending("%(case)s", resolution="%(res)s", callback="%(none)s", settle="false"),
        "ck_case_endings_must_settle_is_true",
    ),
    "close it on a call older than the last resolution": Attack(
        ending("%(again)s", resolution="%(old_res)s", callback="%(old_call)s"),
        "fk_case_endings_stands_with_resolution",
    ),
    "close it on an old call said to be of the new resolution": Attack(
        ending("%(again)s", resolution="%(new_res)s", callback="%(old_call)s"), SETTLES
    ),
    "close it on the call of the ending that was undone": Attack(
        ending("%(reopened)s", resolution="%(undone_res)s", callback="%(undone_call)s"),
        "uq_case_endings_callback_id",
    ),
    "close it on nothing": Attack(
        ending("%(case)s", resolution="%(res)s"), "ck_case_endings_has_the_ground_of_its_kind"
    ),
    "close it on a withdrawal": Attack(
        ending("%(case)s", resolution="%(res)s", withdrawal="%(waits_withdrawal)s"),
        "ck_case_endings_has_the_ground_of_its_kind",
    ),
    "close it without a resolution": Attack(
        ending("%(case)s", callback="%(none)s"), "ck_case_endings_resolution_where_one_is_judged"
    ),
    "close it twice on one call": Attack(
        ending("%(closed)s", resolution="%(closed_res)s", callback="%(closed_call)s"),
        "uq_case_endings_callback_id",
    ),
    "write an ending for later": Attack(
        call("%(res)s")
        + "; INSERT INTO case_endings (case_id, kind, resolution_id, callback_id, must_settle,"
        " ended_at) SELECT case_id, 'closed', resolution_id, id, true, made_at FROM callbacks"
        " WHERE resolution_id = %(res)s AND settles",
        "ending_is_of_its_case",
    ),
    "let the resolver call": Attack(
        call("%(res)s", by="r.resolved_by_id"),
        "ck_callbacks_not_by_the_resolver",
        hotline=PRIVILEGE,
    ),
    "let the resolver call under another resolver's name": Attack(
        call("%(res)s", resolved_by="%(agent2)s"), "fk_callbacks_of_this_resolution"
    ),
    "let a dealer's person call": Attack(
        call("%(res)s", by="%(manager)s", side="dealer"),
        "ck_callbacks_by_the_brand",
        hotline=PRIVILEGE,
    ),
    "let a dealer's person call as the brand": Attack(
        call("%(res)s", by="%(manager)s"),
        "fk_callbacks_maker_is_of_that_side",
        hotline=PRIVILEGE,
    ),
    "call before it was resolved": Attack(
        call("%(res)s", at="r.made_at - interval '1 minute'"), "ck_callbacks_after_the_resolution"
    ),
    "call about another case's resolution": Attack(
        call("%(other_res)s", case="%(case)s"), "fk_callbacks_of_this_resolution"
    ),
    "hear no and leave the resolution standing": Attack(
        call("%(res)s", outcome="not_settled"), "fk_callbacks_not_settled_ends_resolution"
    ),
    "settle without the three questions": Attack(
        call("%(res)s").replace("true, 5, false", "NULL, NULL, NULL"),
        "ck_callbacks_three_questions_asked",
    ),
    "make a no into a yes": Attack(
        "UPDATE callbacks SET outcome = 'settled' WHERE id = %(none)s",
        "append_only",
        hotline=PRIVILEGE,
    ),
    "take a call away": Attack(
        "DELETE FROM callbacks WHERE id = %(closed_call)s", "append_only", hotline=PRIVILEGE
    ),
    "take all calls away": Attack(
        "TRUNCATE callbacks CASCADE", "append_only", hotline=PRIVILEGE
    ),
    "empty the endings": Attack(
        "TRUNCATE case_endings CASCADE", "append_only", hotline=PRIVILEGE
    ),
    "take an ending away": Attack(
        "DELETE FROM case_endings WHERE id = %(undone)s", "append_only", hotline=PRIVILEGE
    ),
    "change the ground of an ending": Attack(
        "UPDATE case_endings SET callback_id = %(none)s WHERE id = %(closed_ending)s",
        "ending_only_undone",
        hotline=PRIVILEGE,
    ),
    "bring an undone ending back": Attack(
        "UPDATE case_endings SET undone_at = NULL WHERE id = %(undone)s", "ending_only_undone"
    ),
    "rewrite a resolution": Attack(
        "UPDATE resolutions SET resolved_by_id = %(agent2)s WHERE id = %(res)s",
        "resolution_only_ends",
        hotline=PRIVILEGE,
    ),
    "bring an old resolution back": Attack(
        "UPDATE resolutions SET ended_at = NULL, ended_by = NULL WHERE id = %(old_res)s",
        "resolution_only_ends",
    ),
    "end the resolution of a closed case": Attack(
        "UPDATE resolutions SET ended_at = '%(noon)s', ended_by = 'newer'"
        " WHERE id = %(closed_res)s",
        "fk_case_endings_stands_with_resolution",
    ),
    "bring in a closed case": Attack(
        "INSERT INTO cases (number, status, severity, channel, summary, wish, danger, spreading,"
        " customer_id, district, at_supervisor, declines, first_heard_at, opened_at, attempt,"
        " chases, last_step, last_step_at, next_due_at, version, ended_at)"
        " SELECT 'HF26-999999-9', 'closed', severity, channel, summary, wish, danger, spreading,"
        " customer_id, district, false, 0, first_heard_at, opened_at, 1, 0, '', last_step_at,"
        " next_due_at, 1, '%(noon)s' FROM cases WHERE id = %(case)s",
        "ck_cases_ended_needs_ending",
    ),
    "bring in a case closed elsewhere without an import": Attack(
        "INSERT INTO cases (number, status, severity, channel, summary, wish, danger, spreading,"
        " customer_id, district, at_supervisor, declines, first_heard_at, opened_at, attempt,"
        " chases, last_step, last_step_at, next_due_at, version, ended_at)"
        " SELECT 'HF26-999999-9', 'closed_elsewhere', severity, channel, summary, wish, danger,"
        " spreading, customer_id, district, false, 0, first_heard_at, opened_at, 1, 0, '',"
        " last_step_at, next_due_at, 1, '%(noon)s' FROM cases WHERE id = %(case)s",
        "ck_cases_closed_elsewhere_is_imported",
    ),
    "say it was closed elsewhere": Attack(
        "UPDATE cases SET status = 'closed_elsewhere', ended_at = '%(noon)s' WHERE id = %(case)s",
        "closed_elsewhere_only_by_insert",
    ),
    "give it an import it never had": Attack(
        "UPDATE cases SET import_row_id = 1 WHERE id = %(case)s", "case_origin_stays"
    ),
    "reopen it and leave the resolution": Attack(
        "UPDATE cases SET status = 'triage', ending_id = NULL, ended_at = NULL, dealer_id = NULL"
        " WHERE id = %(closed)s;"
        " UPDATE case_endings SET undone_at = '%(noon)s' WHERE id = %(closed_ending)s",
        REASON,
    ),
    "reopen it and keep the ending for next time": Attack(
        "UPDATE cases SET status = 'triage', ending_id = NULL, ended_at = NULL, dealer_id = NULL"
        " WHERE id = %(closed)s;"
        " UPDATE resolutions SET ended_at = '%(noon)s', ended_by = 'reopened'"
        " WHERE id = %(closed_res)s",
        REASON,
    ),
    "undo the ending and leave the case closed": Attack(
        "UPDATE case_endings SET undone_at = '%(noon)s' WHERE id = %(closed_ending)s",
        "fk_cases_ended_by_open_ending",
    ),
    "withdraw it before seven days": Attack(
        ending("%(waits)s", kind="withdrawn", withdrawal="%(waits_withdrawal)s"),
        "withdrawal_stood_seven_days",
    ),
    "withdraw it with a shorter time": Attack(
        "UPDATE withdrawals SET ends_at = made_at WHERE id = %(waits_withdrawal)s",
        "withdrawal_only_objected",
        hotline=PRIVILEGE,
    ),
    "withdraw it although the customer objected": Attack(
        ending(
            "%(objected)s", kind="withdrawn", withdrawal="%(objected_withdrawal)s",
            at="'%(noon)s'::timestamptz + interval '8 days'",
        ),
        "withdrawal_stood_seven_days",
    ),
    "take the objection back": Attack(
        "UPDATE withdrawals SET objected_at = NULL WHERE id = %(objected_withdrawal)s",
        "withdrawal_only_objected",
    ),
    "withdraw it on another case's withdrawal": Attack(
        ending(
            "%(two)s", kind="withdrawn", withdrawal="%(waits_withdrawal)s",
            at="'%(noon)s'::timestamptz + interval '8 days'",
        ),
        "fk_case_endings_withdrawal",
    ),
    "let it be objected to for a shorter time": Attack(
        "INSERT INTO withdrawals (case_id, via, made_by_id, maker_side, reason, made_at, ends_at)"
        " VALUES (%(two)s, 'brand_call', %(agent)s, 'brand', '-', '%(noon)s',"
        " '%(noon)s'::timestamptz + interval '6 days')",
        "withdrawal_stood_seven_days",
    ),
    "let a dealer's person withdraw it": Attack(
        "INSERT INTO withdrawals (case_id, via, made_by_id, maker_side, reason, made_at, ends_at)"
        " VALUES (%(two)s, 'brand_call', %(manager)s, 'dealer', '-', '%(noon)s',"
        " '%(noon)s'::timestamptz + interval '7 days')",
        "ck_withdrawals_by_brand_call_or_own_link",
        hotline=PRIVILEGE,
    ),
    "let a dealer's person withdraw it as the brand": Attack(
        "INSERT INTO withdrawals (case_id, via, made_by_id, maker_side, reason, made_at, ends_at)"
        " VALUES (%(two)s, 'brand_call', %(manager)s, 'brand', '-', '%(noon)s',"
        " '%(noon)s'::timestamptz + interval '7 days')",
        "fk_withdrawals_maker_is_of_that_side",
        hotline=PRIVILEGE,
    ),
    "merge it into an ended case": Attack(
        merge("one", "ended"), "merged_into_open_case_of_customer"
    ),
    "merge it into another customer's case": Attack(
        merge("one", "case"), "merged_into_open_case_of_customer"
    ),
    "merge it into itself": Attack(
        merge("one", "one"), "ck_merges_not_into_itself"
    ),
    "merge it by a merge whose target has ended since": Attack(
        ending("%(one)s", kind="merged", merge="%(merge)s"), "merged_into_open_case_of_customer"
    ),
    "merge it under somebody else's name": Attack(
        merge("one", "two"), "", hotline=PRIVILEGE, as_user="agent2"
    ),
    "give it up after three calls on one morning": Attack(
        approval("silent"), "unreachable_is_proven", as_user="supervisor"
    ),
    "give it up before three days of silence": Attack(
        approval("tried", days=2), "unreachable_is_proven", as_user="supervisor"
    ),
    "give it up on one's own request": Attack(
        approval("tried", asked="%(supervisor)s"),
        "ck_unreachable_approvals_not_on_ones_own_request|unreachable_was_asked",
        as_user="supervisor",
    ),
    "give it up on an agent's word": Attack(
        approval("tried", by="%(agent)s"), "unreachable_by_a_supervisor"
    ),
    "give it up though the one named never asked": Attack(
        approval("tried", asked="%(agent2)s"), "unreachable_was_asked", as_user="supervisor"
    ),
    "give it up under the supervisor's name": Attack(approval("tried"), "", hotline=PRIVILEGE),
    "give it up without a reason": Attack(
        approval("tried", reason="-"),
        "ck_unreachable_approvals_reason_is_given",
        as_user="supervisor",
    ),
    "give it up on another case's approval": Attack(
        approval("tried")
        + "; "
        + ending(
            "%(case)s", kind="unreachable", resolution="%(res)s",
            approval="(SELECT max(id) FROM unreachable_approvals)",
        ),
        "fk_case_endings_approval",
        as_user="supervisor",
    ),
    "turn a dealer's person into the brand's": Attack(
        "UPDATE users SET side = 'brand', role = 'agent', dealer_id = NULL WHERE id = %(manager)s",
        "user_side_is_for_life",
        hotline=PRIVILEGE,
    ),
    "turn the maker of a call into a dealer's person": Attack(
        "UPDATE users SET side = 'dealer', role = 'dealer_desk', dealer_id = %(dealer)s"
        " WHERE id = %(asker)s",
        "user_side_is_for_life",
        hotline=PRIVILEGE,
    ),
    "do it as if by replication": Attack(
        "SET session_replication_role = replica", PRIVILEGE, hotline=PRIVILEGE
    ),
    "delete the case": Attack(
        "DELETE FROM cases WHERE id = %(closed)s", "fk_", hotline=PRIVILEGE
    ),
}  # fmt: skip
