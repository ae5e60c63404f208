"""What holds for every file, whoever writes it."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
LONGEST = 400
KINDS = {".py", ".html", ".js", ".css"}
RULES = (
    "access", "accounts", "audits", "cases", "contacts", "customers", "dealers", "files",
    "history", "imports", "installers", "notices", "products", "reports", "search", "settings",
    "sla", "warranty",
)  # fmt: skip
# A checker that is silenced, and the same with the reason behind it on its line.
SILENCED = re.compile(r"#\s*(?:noqa|type:\s*ignore)\b")
SILENCED_WITH_REASON = re.compile(r"# (?:noqa: [A-Z]+\d+ - |type: ignore\[[a-z-]+\]  # )\w.{5,}$")
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "service", "misc", "handler"}

# A rule that writes what its actor may not see, and what that is.
BEYOND = {
    "portal/accounts/end_user.py": "the links of a person who has left are void",
    "portal/accounts/keepers.py": "a dealer's manager has people added and ended",
    "portal/cases/accept.py": "accepting touches lines of the brand: its clocks, its requests (O1)",
    "portal/cases/answer_dispute.py": "the supervisor who is asked, and what is upheld (C3)",
    "portal/cases/bear.py": "a draft's photos go with the case that was made of it",
    "portal/cases/check_in.py": "when a colleague on the same visit has checked in",
    "portal/cases/decline.py": "the case leaves the dealer's sight with the decline (O2)",
    "portal/cases/hand_back.py": "the case leaves the dealer's sight with the hand-back (O2)",
    "portal/cases/hand_over.py": "drafts are their writer's alone, and pass to a colleague (I6)",
    "portal/cases/mine.py": "the drafts of a colleague who is away, for the supervisor (I6)",
    "portal/cases/holding.py": "the return to triage of a case that the dealer no longer sees",
    "portal/cases/customer_says.py": "a link counts a chase on a case it may not write (I3)",
    "portal/cases/let_dealer_go.py": "an administrator returns cases that they do not read (O3)",
    "portal/cases/link_case.py": "the portal locks the case of a link, which may write none",
    "portal/cases/merge_party.py": "what moves between two who are one, whoever says so (L2)",
    "portal/cases/met_by.py": "who ends a visit in vain may not read what was said before (C1)",
    "portal/cases/note_dealer_word.py": "a dealer writes a history of its own steps alone (I4)",
    "portal/cases/no_show.py": "a chase is counted when the dealer did not come (D2)",
    "portal/cases/on_site.py": "whether a colleague is watched, so that photos are required (S1)",
    "portal/cases/parts.py": "the tasks of a late part are the brand’s, and end when it comes (T4)",
    "portal/cases/pausing.py": "what was tried, and what is met, whoever asks for a pause (T4)",
    "portal/cases/planning.py": "the slots of everybody sent, of whom each sees only their own",
    "portal/cases/put_task.py": "a task for somebody whom the actor does not see",
    "portal/cases/relay.py": "a relayed case is borne whole, its relayer reads little of it",
    "portal/cases/withdraw.py": "the customer's link ends the matter, or objects (K6)",
    "portal/contacts/prove.py": "who accepts an offer proves a number alive (P1)",
    "portal/dealers/call_off_closure.py": "neither side keeps calendars, either opens a day in one",
    "portal/dealers/decide_closure.py": "the hotline keeps no calendars, and agrees to days in one",
    "portal/installers/answer_plea.py": "a person's standing is the portal's alone to write (S1)",
    "portal/installers/decide_hold.py": "a person's standing is the portal's alone to write (S1)",
    "portal/installers/employ.py": "a person known to other dealers is found by their phone",
    "portal/installers/identity.py": "two rows are one person, whoever decides it (S3)",
    "portal/installers/plead.py": "what is pleaded goes into a history that nobody writes (S2)",
    "portal/installers/standing.py": "whose complaint counts, which its naming may not show (S1)",
    "portal/installers/suspend_own.py": "a history that nobody writes but the portal (S2)",
    "portal/notices/tell.py": "whoever causes news does not read whom it reaches",
    "portal/notices/send_again.py": "where others are reached, for who sends a lost message again",
    "portal/notices/trial.py": "a dealer’s trial is written by the portal, like every message",
    "portal/notices/wishes.py": "everybody's wishes are on record, in a log of the administrators",
    "portal/cases/claims_of.py": "who holds the link reads what is claimed of them (C3)",
    "portal/cases/derive_clocks.py": "clocks are derived from the claims, whoever speaks (C3)",
    "portal/cases/hear_customer.py": "the customer's word moves clocks and claims (C3)",
    "portal/cases/verify_first.py": "the portal says whose claims wait, nobody else (C3)",
    "portal/sla/pauses.py": "every clock heeds the pauses agreed before (T4)",
    "portal/sla/clocks.py": "the brand's clocks move by what a dealer does",
    "portal/sla/preview.py": "an administrator reads no case, and is told how many would move (T3)",
    "portal/sla/preview_policy.py": "a table is tried out on cases no administrator reads (T2)",
    "portal/contacts/codes.py": "nobody reads codes: who could would prove their own number (P1)",
    "portal/contacts/corrections.py": "the portal asks for corrections and closes them (P2)",
    "portal/contacts/editions.py": "the state of a number is told, not whose it is (P3)",
    "portal/contacts/read.py": "who holds a link reads which numbers to ring",
    "portal/contacts/recalls.py": "a dead number is recalled from everybody's materials (P3)",
    "portal/contacts/report_vacant.py": "anybody reports, and only the hotline reads it (P2)",
    "portal/contacts/retire.py": "the brand's number is looked for in every dealer's records (P3)",
}

# Functions that run with the owner's rights, and why their caller's do not suffice.
DEFINERS = {
    "accused_is_not_under_way": "asks who is on the way, whoever names somebody (D1)",
    "audit_is_of_ended_case": "asks the case, whoever writes the audit (Q1)",
    "audit_part_stays": "locks the audit that an answer belongs to",
    "busy_slots": "busy or not, never for whom; only for people of one's own (D2)",
    "case_status_has_its_reason": "looks behind the status at commit, whoever set it (K2)",
    "chain_event": "reads the event before it, which its writer may not see",
    "closure_is_decided_by_the_brand": "looks whose side the decider is on (T1)",
    "count_goes_by_decisions": "looks for the reinstatement behind a new count (S3)",
    "counted_complaints": "reads whose complaints they are, for the portal and the brand (S1)",
    "duty_fits_its_holder": "looks at the role of who is put on duty (T8)",
    "code_is_right": "says yes or no to a customer's code, and shows none (D3)",
    "contact_counts_rightly": "asks who is accused (C1)",
    "ending_is_of_its_case": "holds case and ending together (K1)",
    "ending_is_proven": "asks for what an ending rests on (K1, K4, K6, K7)",
    "held_person_begins_no_visit": "asks how somebody stands, whoever checks in (S1)",
    "judged_unfounded": "asks what was decided of a complaint (S1)",
    "note_clock_turn": "writes down how a clock stood, whoever moves it (B3)",
    "last_four_are_right": "says yes or no for the link's own case, and shows no number (K9)",
    "lock_the_accused": "holds a person while their complaints are counted (S1)",
    "mail_follows_account": "writes an address where a mail was given, and shows none",
    "merge_is_proven": "reads both cases of a merge (K7)",
    "pause_days": "counts a case's pauses for the trigger that limits them (T4)",
    "pause_is_agreed_by_the_brand": "asks of whose side it is who decided (T4)",
    "pauses_take_ten_days_at_most": "counts every pause of the case, whoever agrees (T4)",
    "policy_has_every_base_row": "counts the rows of a version, whoever makes it (T2)",
    "policy_in_use_stands": "asks whether clocks have begun under it (T3)",
    "person_may_be_sent": "asks who is accused or held, whoever plans (D1)",
    "procrastinate_defer_jobs_v1": "a job commits with what caused it, and nobody reads the queue",
    "same_people": "which rows are one person, and nothing else of them (S3)",
    "shown_to_have_been_there": "looks for purchase and visit, whoever counts (S1)",
    "standing_is_judged_by_a_supervisor": "looks at the role of who decides (S1)",
    "standing_is_owed": "counts complaints, whoever names somebody (S1)",
    "standing_number": "reads a setting within the count (S1)",
    "standing_owed": "counts complaints, for the portal and the brand (S1)",
    "standing_shown": "which cases count, never whose; of one's own people only (S2)",
    "suspended_by_dealer_is_not_sent": "asks whom the dealer keeps back, whoever plans (S2)",
    "unreachable_is_proven": "counts the calls of K4",
    "claim_is_as_the_customer_says": "asks every word on a claim, whoever writes it (C3)",
    "claim_waits_where_it_must": "asks whether the dealer's claims wait, whoever claims (C3)",
    "dispute_is_decided_rightly": "asks whose word it rests on, whoever decides (C3, T8)",
    "no_clock_is_met_by_less": "asks the claims behind a clock at commit, whoever met it (C1, C3)",
    "visit_is_of_who_was_sent": "asks who was sent, whoever checks in (C2)",
    "watched_is_not_alone_on_urgent": "asks how somebody stands, whoever plans (S1)",
    "contact_state_has_its_reason": "asks for the call behind a state, whoever sets it (P1, P2)",
    "numbers_alive": "anybody with the paper reads numbers that live, and nothing else (P3)",
    "offered_to_who_can_be_reached": "asks every number of the dealer, whoever offers (O1)",
}


def files() -> list[str]:
    """What is, or is about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(name for name in listed.stdout.split("\n") if name and (ROOT / name).is_file())


def sources(*packages: str) -> list[str]:
    starts = tuple(f"portal/{package}/" for package in packages)
    return [name for name in files() if name.startswith(starts) and name.endswith(".py")]


def tree_of(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text())


def test_no_file_is_longer_than_one_subject():
    long = {
        name: lines
        for name in files()
        if Path(name).suffix in KINDS
        and (lines := len((ROOT / name).read_text().splitlines())) > LONGEST
    }

    assert not long, "split by verb or by page"


def test_every_python_file_says_what_it_does():
    silent = [
        name
        for name in files()
        if name.startswith(("portal/", "models/"))
        and name.endswith(".py")
        and not ast.get_docstring(tree_of(name))
    ]

    assert not silent


def test_no_file_has_a_name_that_says_nothing():
    parts = {
        name
        for name in files()
        for part in Path(name).parts
        if part.partition(".")[0] in NO_NAMES or re.search(r"_(utils|helpers?)\.", part)
    }

    assert not parts


def test_whoever_silences_a_checker_says_why_on_the_line():
    bare = [
        f"{name}:{number}"
        for name in files()
        if name.endswith(".py")
        for number, line in enumerate((ROOT / name).read_text().splitlines(), 1)
        if SILENCED.search(line) and not SILENCED_WITH_REASON.search(line)
    ]

    assert not bare


def test_no_rule_commits_or_rolls_back():
    wrong = [
        f"{name}:{node.lineno}"
        for name in sources(*RULES)
        for node in ast.walk(tree_of(name))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("commit", "rollback")
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "session"
    ]

    assert not wrong, "the door commits, once"


def test_who_writes_beyond_their_sight_is_listed_with_the_reason():
    found = {
        name
        for name in sources(*RULES)
        if name != "portal/access/beyond.py"
        and any(
            isinstance(node, ast.Name) and node.id == "beyond_sight"
            for node in ast.walk(tree_of(name))
        )
    }

    assert found == BEYOND.keys()


def test_only_the_listed_functions_run_with_the_owners_rights(session):
    from sqlalchemy import text

    found = session.scalars(
        text(
            "SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace"
            " WHERE prosecdef AND nspname = 'public' ORDER BY proname"
        )
    ).all()

    assert set(found) == DEFINERS.keys()


def test_such_a_function_looks_names_up_nowhere_else(session):
    from sqlalchemy import text

    loose = session.scalars(
        text(
            "SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace"
            " WHERE prosecdef AND nspname = 'public'"
            " AND NOT coalesce(proconfig::text LIKE '%search_path=%', false)"
        )
    ).all()

    assert not loose


@pytest.mark.parametrize("word", ["select_from(Case).count", "session.query("])
def test_rules_use_select_alone(word):
    assert not [name for name in sources(*RULES) if word in (ROOT / name).read_text()]
