"""The portal's own rule on real complaints: whom three customers within 90 days would have held.

The people are told by numbers of their own; their names stay where they came from.
"""

import csv
import sys
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from models import Case, CaseAccused, OutsideResult
from portal.cli.imports import run_import
from portal.imports.profile import load_profile

CONTRACTORS = "Home Improvement Contractor - 100"
# What the portal owed at the moment of each complaint: the rule itself, not a copy of it.
OWED = text("""
SELECT a.installer_id, bool_or(standing_owed(a.installer_id, c.first_heard_at) = 'held') AS held,
       count(DISTINCT c.customer_id) AS customers
  FROM case_accused a JOIN cases c ON c.id = a.case_id
  JOIN outside_results r ON r.case_id = c.id
 WHERE r.industry = :industry AND r.business <> ''
 GROUP BY a.installer_id ORDER BY a.installer_id
""")


@pytest.fixture(scope="module")
def imported(engine, real_data, tmp_path_factory):
    """The contractors' rows alone: some names also trade in other things, and would count there."""
    with engine.connect() as connection:
        outer = connection.begin()
        session = Session(connection, join_transaction_mode="create_savepoint")
        session.info = {"identity": None, "now": None}
        path = tmp_path_factory.mktemp("contractors") / "contractors.csv"
        with (real_data / "nyc_mediated/mediated_2015_2016.csv").open(newline="") as source:
            rows = csv.DictReader(source)
            with path.open("w", newline="") as target:
                own = csv.DictWriter(target, rows.fieldnames)
                own.writeheader()
                own.writerows(row for row in rows if row["Industry"] == CONTRACTORS)
        run_import(session, path, load_profile("nyc_mediated"))
        yield session, path
        session.close()
        outer.rollback()


def test_three_within_ninety_days_name_seven_contractors_and_three_at_all_twenty(imported, capsys):
    session, _path = imported

    rows = session.execute(OWED, {"industry": CONTRACTORS}).all()

    held = [row.installer_id for row in rows if row.held]
    three = [row.installer_id for row in rows if row.customers >= 3]
    with capsys.disabled():
        sys.stdout.write(f"\nheld by three within 90 days: {numbered(session, held)}\n")
        sys.stdout.write(f"three or more over the whole file: {numbered(session, three)}\n")
    assert (len(held), len(three)) == (7, 20)
    assert set(held) <= set(three)


def test_they_are_the_very_ones_that_the_file_itself_names(imported):
    session, path = imported
    days: dict[str, list[datetime]] = {}
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            if row["Industry"] == CONTRACTORS and (name := row["Business Name"].strip()):
                days.setdefault(name, []).append(read_day(row))
    named = {
        name
        for name, starts in days.items()
        for first, third in zip(sorted(starts), sorted(starts)[2:], strict=False)
        if (third - first).days <= 90
    }

    rows = session.execute(OWED, {"industry": CONTRACTORS}).all()

    held = {row.installer_id for row in rows if row.held}
    names = session.scalars(
        select(OutsideResult.business)
        .join(CaseAccused, CaseAccused.case_id == OutsideResult.case_id)
        .where(CaseAccused.installer_id.in_(held), OutsideResult.industry == CONTRACTORS)
        .distinct()
    )
    assert set(names) == named


def read_day(row) -> datetime:
    said = next(value for key, value in row.items() if "start" in key.lower())
    for pattern in ("%m/%d/%Y", "%Y-%m-%d", "%m/%d/%y"):
        try:
            return datetime.strptime(said[:10], pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise AssertionError(f"unknown day {said}")


def numbered(session: Session, people: list[int]) -> str:
    """Each as the number of the first case about it, and of how many."""
    rows = session.execute(
        select(func.min(Case.number), func.count(Case.id.distinct()))
        .join(CaseAccused, CaseAccused.case_id == Case.id)
        .where(CaseAccused.installer_id.in_(people))
        .group_by(CaseAccused.installer_id)
        .order_by(func.min(Case.number))
    )
    return ", ".join(f"{number} ({complaints})" for number, complaints in rows)
