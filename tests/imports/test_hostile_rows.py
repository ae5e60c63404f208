"""A file is somebody's words: what it says of itself opens, closes and runs nothing (K2, E3)."""

import io

import pytest
from PIL import Image
from sqlalchemy import func, select

from models import Callback, Case, CaseEnding, CaseStatus, Dealer, Offer, Role
from portal.errors import InvalidError
from portal.files.pictures import read_picture
from tests.attacks.typed import MARK
from tests.files.test_pictures import SHANGHAI
from tests.imports.conftest import HEADER, line

FORMULA = '"=HYPERLINK(""http://x"",""y"")"'


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_a_row_that_says_it_is_settled_closes_nothing_of_ours(bring_in, world, session):
    ours = world.case(CaseStatus.RESOLVED, world.dealer("Acme Ceilings Inc"))
    before = [count(session, model) for model in (CaseEnding, Callback, Offer)]

    bring_in([line(result="closed"), line(result=ours.number, satisfaction="settled")])

    session.expire_all()
    assert ours.status is CaseStatus.RESOLVED
    assert [count(session, model) for model in (CaseEnding, Callback, Offer)] == before
    brought = session.scalars(select(Case.status).where(Case.import_row_id.is_not(None))).all()
    assert set(brought) <= {CaseStatus.CLOSED_ELSEWHERE}


@pytest.mark.parametrize("column", ["id", "status", "dealer_id", "ending_id", "number"])
def test_a_column_of_ours_in_the_file_is_no_way_in(bring_in, session, column):
    with pytest.raises(InvalidError):
        bring_in([f"{line()},closed"], header=f"{HEADER},{column}".replace("Industry", column, 1))

    assert count(session, Case) == 0


@pytest.mark.parametrize(
    "business",
    [FORMULA, "A" * 1_000_000, "Acme\x00Ceilings", '"<script>alert(1)</script>"'],
    ids=["a formula", "a million letters", "a nought", "a script"],
)
def test_an_odd_cell_stops_no_other_row(bring_in, session, business):
    totals = bring_in([line(business), line("Plain Ceilings")])

    assert totals["added"] + totals["refused"] == 2
    names = session.scalars(select(Dealer.name)).all()
    assert "Plain Ceilings" in names
    assert not any("\x00" in name for name in names)


def test_what_was_brought_in_is_shown_as_words(bring_in, session, world, as_user):
    bring_in([line('"' + MARK.replace('"', '""') + '"')])
    case = session.scalars(select(Case)).one()

    page = as_user(world.user(Role.AGENT)).get(f"/cases/{case.number}").text

    assert "<x7" not in page
    assert "&lt;x7" in page


def test_of_a_picture_that_is_also_a_page_only_the_picture_is_kept():
    made = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(made, "PNG")
    both = made.getvalue() + b"<html><script>alert(1)</script></html>"

    picture = read_picture(both, zone=SHANGHAI)

    assert b"<script>" not in picture.large + picture.small
