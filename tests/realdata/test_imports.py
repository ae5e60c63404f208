"""The real files come in whole, and the portal's own queries find their true figures."""

import csv
from collections import Counter
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from models import Case, CaseSearch, OutsideResult, Role
from portal.cli.imports import run_import
from portal.imports.figures import figures_of, repeat_counts, repeats_of
from portal.imports.profile import load_profile
from portal.search.query import read_query

CONTRACTORS = "Home Improvement Contractor - 100"


@pytest.fixture(scope="module")
def imported(engine, real_data):
    """Both files, brought in once for all tests of this module, and rolled back."""
    with engine.connect() as connection:
        outer = connection.begin()
        session = Session(connection, join_transaction_mode="create_savepoint")
        session.info = {"identity": None, "now": None}
        totals = {
            name: run_import(session, real_data / path, load_profile(name))
            for name, path in (
                ("nyc_mediated", "nyc_mediated/mediated_2015_2016.csv"),
                ("zh_messages", "zh/gov_messages_2018_2020.csv"),
            )
        }
        yield session, totals, real_data
        session.close()
        outer.rollback()


@pytest.fixture
def agent(imported):
    from portal.access.actors import Actor
    from portal.access.permissions import GRANTS

    return Actor("user:1", "hotline", GRANTS[Role.AGENT], Role.AGENT)


def test_every_row_of_both_files_is_in(imported):
    _session, totals, _data = imported

    assert (totals["nyc_mediated"]["added"], totals["nyc_mediated"]["refused"]) == (4495, 0)
    assert (totals["zh_messages"]["added"], totals["zh_messages"]["refused"]) == (4326, 0)


def test_a_second_run_adds_nothing(imported):
    session, _totals, data = imported

    again = run_import(
        session, data / "nyc_mediated/mediated_2015_2016.csv", load_profile("nyc_mediated")
    )

    assert (again["added"], again["known"]) == (0, 4495)


def test_satisfaction_restitution_and_odd_rows_are_the_true_ones(imported, agent):
    figures = figures_of(imported[0], agent, "nyc_mediated")

    assert figures.cases == 4495
    assert figures.satisfaction == {"yes": 2430, "no": 1402, "not_asked": 662, "blank": 1}
    assert figures.granted == Decimal("2454354.00")
    assert figures.without_business == 151
    assert figures.odd == {"closes_before_start": 4, "no_business": 151}


def test_the_contractors_repeats_are_the_true_ones(imported, agent):
    session = imported[0]
    figures = figures_of(session, agent, "nyc_mediated", industry=CONTRACTORS)
    repeats = repeats_of(session, agent, "nyc_mediated", industry=CONTRACTORS)

    assert (figures.cases, figures.businesses) == (739, 597)
    assert len(repeats) == 68
    assert sum(repeat.cases >= 3 for repeat in repeats) == 20
    assert sum(repeat.close for repeat in repeats) == 7
    assert repeat_counts(session, agent, "nyc_mediated", industry=CONTRACTORS) == (68, 20, 7)


def test_the_counts_of_all_repeats_are_not_cut_where_the_list_is(imported, agent):
    session, _totals, data = imported
    with (data / "nyc_mediated/mediated_2015_2016.csv").open(newline="") as file:
        names = Counter(row["Business Name"].strip() for row in csv.DictReader(file))
    del names[""]

    two, three, _close = repeat_counts(session, agent, "nyc_mediated")

    assert two == sum(number >= 2 for number in names.values())
    assert three == sum(number >= 3 for number in names.values())


def test_no_imported_case_passes_for_one_closed_here(imported):
    counted = dict(
        imported[0].execute(select(Case.status, func.count()).group_by(Case.status)).all()
    )

    assert counted == {"closed_elsewhere": 4495 + 4326}
    assert imported[0].scalar(text("SELECT count(*) FROM case_endings")) == 0


# Found in simplified and in traditional script, by one, two or more characters.
@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [("噪", "噪"), ("扰民", "擾民"), ("电梯", "電梯"), ("违规施工", "違規施工"), ("物业", "物業")],
)
def test_chinese_words_find_their_cases_in_both_scripts(imported, simplified, traditional):
    session = imported[0]

    def found(words):
        query = read_query(words)
        rows = select(CaseSearch.case_id).where(query.matches(CaseSearch.tokens, CaseSearch.body))
        return set(session.scalars(rows))

    truth = set(
        session.scalars(
            select(OutsideResult.case_id)
            .join(CaseSearch, CaseSearch.case_id == OutsideResult.case_id)
            .where(func.strpos(CaseSearch.body, simplified) > 0)
        )
    )
    assert truth
    assert found(simplified) == found(traditional) == truth
