"""What came in from outside, on its pages: figures, repeats, odd rows, likely duplicates."""

import pytest
from sqlalchemy import select

from models import Case, Import, Role
from tests.imports.conftest import bring_in, line

__all__ = ["bring_in"]


@pytest.fixture
def run(bring_in, session):
    """One run: Acme three times within 90 days, an odd row, a refused one, a look-alike."""
    bring_in(
        [
            line("Acme Ceilings Inc", start="01/04/2016"),
            line("Acme Ceilings Inc", start="02/01/2016", satisfaction="No"),
            line("Acme Ceilings Inc", start="03/15/2016", granted="1000"),
            line("Acme Ceiling Inc", start="01/04/2016", industry="Garages - 001"),
            line("Late Doors LLC", start="05/01/2016", close="04/01/2016"),
            line("", start="05/01/2016", close="06/01/2016"),
            line("Wrong LLC", start="soon"),
        ]
    )
    found = session.scalars(select(Import)).one()
    session.commit()
    return found


@pytest.fixture
def agent(as_user, world):
    return as_user(world.user(Role.AGENT))


def test_every_run_is_listed(agent, run):
    page = agent.open("/imports")

    assert "complaints.csv" in page.text
    assert f"/imports/{run.id}" in page.links
    assert "With refusals" in page.text


def test_an_empty_list_says_how_something_comes_in(agent):
    assert "huifang import complaints" in agent.open("/imports").text


def test_the_figures_of_the_source_are_shown(agent, run):
    text = agent.open(f"/imports/{run.id}").text

    assert "Cases 6" in text
    assert "Satisfied: Yes 5" in text
    assert "Satisfied: No 1" in text
    assert "Amount granted 1,602.50" in text
    assert "Rows without a business 1" in text


def test_odd_rows_are_counted_with_their_lines(agent, run):
    text = agent.open(f"/imports/{run.id}").text

    assert "Close before they start 1 Lines 6" in text
    assert "Name no business 1 Lines 7" in text


def test_a_repeating_business_leads_to_its_cases(agent, session, run):
    page = agent.open(f"/imports/{run.id}")
    dealer_id = session.scalar(select(Case.dealer_id).where(Case.summary.contains("Workmanship")))

    assert "1 businesses with two or more complaints, 1 with three or more" in page.text
    assert "three or more" in page.text
    listed = next(link for link in page.links if "view=elsewhere" in link)
    assert f"dealer={dealer_id}" in listed
    assert sum("/cases/" in link for link in set(agent.open(listed).links)) >= 3


def test_an_administrator_reads_the_names_without_the_cases(as_user, world, run):
    page = as_user(world.user(Role.ADMIN)).open(f"/imports/{run.id}")

    assert "Acme Ceilings Inc" in page.text
    assert not [link for link in page.links if link.startswith("/cases")]


def test_one_industry_can_be_looked_at(agent, run):
    page = agent.open(f"/imports/{run.id}?industry=Garages+-+001")

    assert "Cases 1" in page.text
    assert "Nobody repeats." in page.text


def test_an_unknown_industry_narrows_nothing(agent, run):
    assert "Cases 6" in agent.open(f"/imports/{run.id}?industry=nonsense").text


def test_refused_rows_are_named_with_line_and_reason(agent, run):
    text = agent.open(f"/imports/{run.id}").text

    assert "8 refused “soon” in “Mediation Start Date” is no date" in text
    assert "It closes on" in text


def test_problems_are_paged_by_key(agent, run, monkeypatch):
    monkeypatch.setattr("portal.web.imports.show.PROBLEMS", 2)

    first = agent.open(f"/imports/{run.id}")
    following = next(url for url in first.links if "at=" in url)
    second = agent.open(following)

    assert "“soon”" not in first.text
    assert "“soon”" in second.text


@pytest.mark.parametrize("role", [Role.QA, Role.SUPERVISOR, Role.ADMIN])
def test_who_may_read_imports_does(as_user, world, run, role):
    browser = as_user(world.user(role))

    browser.open("/imports")
    browser.open(f"/imports/{run.id}")


@pytest.mark.parametrize(
    "role", [Role.DEALER_MANAGER, Role.SALES, Role.INSTALLER, Role.BOARD_MEMBER]
)
def test_nobody_else_does(as_user, world, run, role):
    browser = as_user(world.user(role))

    browser.open("/imports", status=403)
    browser.open(f"/imports/{run.id}", status=403)
    browser.open("/duplicates", status=403)


def test_an_import_that_is_not_there_is_not_found(agent):
    agent.open("/imports/999999", status=404)


@pytest.mark.parametrize("locale", ["zh_Hans", "zh_Hant"])
def test_the_pages_open_in_chinese(as_user, world, run, locale):
    browser = as_user(world.user(Role.AGENT), locale)

    for path in ("/imports", f"/imports/{run.id}", "/duplicates"):
        browser.open(path)
