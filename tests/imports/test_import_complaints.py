"""Outside complaints come in row by row; nothing stops the rest, nothing comes twice."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from models import (
    Case,
    CaseAccused,
    CaseEvent,
    CaseStatus,
    Dealer,
    EventKind,
    ImportProblem,
    InstallerDealer,
    LikelyDuplicate,
    OutsideResult,
    SlaClock,
)
from portal.errors import InvalidError
from portal.imports.profile import load_profile
from tests.imports.conftest import HEADER, line


def test_a_row_becomes_a_case_that_ended_elsewhere(bring_in, session):
    totals = bring_in([line()])

    case = session.scalars(select(Case)).one()
    assert totals["added"] == 1
    assert case.status is CaseStatus.CLOSED_ELSEWHERE
    assert case.ending_id is None
    assert session.scalars(select(OutsideResult.granted)).one() == pytest.approx(120.50)
    assert session.scalars(select(CaseEvent.kind)).one() is EventKind.IMPORTED
    assert session.scalar(select(func.count(SlaClock.id))) == 0


def test_the_business_is_dealer_and_the_person_complained_of(bring_in, session):
    bring_in([line(), line(start="03/02/2016")])

    dealer = session.scalars(select(Dealer)).one()
    link = session.scalars(select(InstallerDealer)).one()
    accused = session.scalars(select(CaseAccused.installer_id)).all()
    assert dealer.name == "Acme Ceilings Inc"
    assert link.dealer_id == dealer.id
    assert accused == [link.installer_id] * 2


def test_a_second_run_of_the_same_file_adds_nothing(bring_in, session):
    rows = [line(), line(), line(start="05/01/2016")]
    first = bring_in(rows)

    second = bring_in(rows)

    assert first["added"] == 3, "identical rows are two complaints, not one"
    assert (second["added"], second["known"]) == (0, 3)
    assert session.scalar(select(func.count(Case.id))) == 3


def test_a_longer_file_adds_only_what_is_new(bring_in):
    bring_in([line()])

    totals = bring_in([line(), line("Other Doors LLC")])

    assert (totals["added"], totals["known"]) == (1, 1)


def test_a_bad_row_is_named_with_its_line_and_stops_no_other(bring_in, session, capsys):
    totals = bring_in(
        [
            line(),
            line(start="2016-31-12"),
            line(granted="a lot"),
            line(satisfaction="Perhaps"),
            "torn,row",
            line(start=""),
            line("Other Doors LLC"),
        ]
    )

    problems = session.execute(
        select(ImportProblem.line, ImportProblem.code).order_by(ImportProblem.line)
    ).all()
    assert (totals["added"], totals["refused"]) == (2, 5)
    assert [tuple(problem) for problem in problems] == [
        (3, "date_unreadable"),
        (4, "amount_unreadable"),
        (5, "satisfaction_unknown"),
        (6, "row_torn"),
        (7, "value_missing"),
    ]
    assert (
        "line 3: refused: “2016-31-12” in “Mediation Start Date” is no date"
        in capsys.readouterr().out
    )


def test_lines_are_counted_as_an_editor_counts_them(bring_in, session):
    bring_in(['"Two\nlines",' + line().split(",", 1)[1], line(start="never")])

    assert session.scalars(select(ImportProblem.line)).one() == 4


def test_an_odd_row_is_taken_and_said_to_be_odd(bring_in, session):
    bring_in([line(close="02/01/2016"), line(business="")])

    odd = session.scalars(select(OutsideResult.odd).order_by(OutsideResult.odd)).all()
    assert odd == ["closes_before_start", "no_business"]


def test_a_dry_run_changes_nothing_and_says_the_same(bring_in, session, capsys):
    dry = bring_in([line(), line(start="never")], dry_run=True)

    assert session.scalar(select(func.count(Case.id))) == 0
    assert "1 would be added" in capsys.readouterr().out
    assert bring_in([line(), line(start="never")]) == dry


def test_businesses_that_look_like_one_are_listed_and_not_merged(bring_in, session):
    bring_in([line("Acme Ceilings Inc"), line('"ACME CEILINGS, INC."'), line("Borough Doors LLC")])

    assert session.scalar(select(func.count(Dealer.id))) == 3
    assert session.scalar(select(func.count(LikelyDuplicate.id))) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_comes_in_whatever_its_encoding(bring_in, session, encoding):
    header = "留言编号,留言用户,留言主题,留言时间,留言详情"
    body = "去年装的铝扣板吊顶，昨天一下雨就从打孔的地方漏水，师傅说不是他的问题。" * 3

    bring_in(
        [f"7001,用户甲,吊顶漏水,2026-05-16 17:20:00,{body}"],
        profile="zh_messages",
        header=header,
        encoding=encoding,
    )

    assert session.scalars(select(Case.summary)).one() == "吊顶漏水"
    assert session.scalar(text("SELECT body FROM event_texts")) == body.strip("。") or body


def test_the_same_named_customer_is_one_customer(bring_in, session):
    header = "留言编号,留言用户,留言主题,留言时间,留言详情"
    rows = [f"{n},用户甲,漏水,2026-05-16 17:20:00,又漏了" for n in (1, 2)]
    bring_in(rows[:1], profile="zh_messages", header=header)

    bring_in(rows, profile="zh_messages", header=header)

    assert len(set(session.scalars(select(Case.customer_id)))) == 1


def test_a_file_with_other_columns_is_refused_whole(bring_in):
    with pytest.raises(InvalidError) as refusal:
        bring_in(["1,2"], header="a,b")

    assert refusal.value.code == "columns_missing"
    assert "Business Name" in str(refusal.value.values["columns"])


def test_a_profile_of_ones_own_may_leave_cases_open(bring_in, session, tmp_path):
    own = tmp_path / "shop.toml"
    own.write_text(
        'title = "Shop"\n[row]\nkey = ["no"]\n[ending]\ndate_format = "%Y-%m-%d"\n'
        '[columns]\nstarted = "day"\nsummary = "what"\nphone = "phone"\ncustomer = "who"\n'
        '[compose]\ncustomer = "{customer}"\n'
    )

    bring_in(
        ["1,2026-05-18,Door hangs,138 0000 1234,Ms Luo"],
        profile=str(own),
        header="no,day,what,phone,who",
    )

    case = session.scalars(select(Case)).one()
    stages = session.scalars(select(SlaClock.stage)).all()
    assert case.status is CaseStatus.TRIAGE
    assert sorted(stages) == ["resolve", "triage"]
    assert case.next_stage == "triage"


def test_an_unknown_profile_names_those_there_are():
    with pytest.raises(InvalidError) as refusal:
        load_profile("nobody_knows")

    assert "nyc_mediated" in str(refusal.value.values["known"])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases SET status = 'closed_elsewhere', ended_at = now()",
        "UPDATE cases SET status = 'closed_elsewhere', ended_at = now(), import_row_id = 1",
    ],
)
def test_no_case_of_ours_becomes_closed_elsewhere_later(world, session, statement):
    world.case(CaseStatus.RESOLVED)

    with pytest.raises(DBAPIError) as refusal:
        session.execute(text(statement))

    assert refusal.value.orig.diag.constraint_name in (
        "closed_elsewhere_only_by_insert",
        "case_origin_stays",
    )


def test_an_imported_case_can_never_be_taken_for_one_closed_here(bring_in, session):
    bring_in([line()])

    for statement in (
        "UPDATE cases SET status = 'closed'",
        "UPDATE cases SET status = 'triage', ended_at = NULL",
        "UPDATE cases SET import_row_id = NULL",
    ):
        with pytest.raises(DBAPIError) as refusal, session.begin_nested():
            session.execute(text(statement))
        assert refusal.value.orig.diag.constraint_name in (
            "closed_elsewhere_only_by_insert",
            "case_origin_stays",
        )


def test_the_header_is_what_the_profile_expects():
    assert set(load_profile("nyc_mediated").columns.values()) <= {
        name.strip() for name in HEADER.split(",")
    }
