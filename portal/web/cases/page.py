"""Find the case that a page's address names, as its reader may see it."""

from flask import redirect, url_for
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from models import Case
from portal.access.scope import visible_cases
from portal.cases.number import parse_number
from portal.errors import NotFoundError
from portal.infra import db
from portal.web.guard import actor


def case_on_page(number: str) -> Case:
    """The case of `/cases/<number>/…` with its customer and dealer, or 404.

    What is typed by hand may lack its dashes or its check digit.
    """
    parsed = parse_number(number)
    if parsed is None:
        raise NotFoundError("case")
    case = db.session().scalar(
        visible_cases(actor())
        .where(Case.number == parsed.number)
        .options(joinedload(Case.customer), joinedload(Case.dealer))
    )
    if case is None:
        raise NotFoundError("case")
    return case


def to_case(case: Case) -> str:
    """The address of the case's page."""
    return url_for("case.show", number=case.number)


def back_to_case(case: Case) -> Response:
    return redirect(to_case(case))
