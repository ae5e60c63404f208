"""Find the case that a page's address names, as its reader may see it."""

from functools import lru_cache

from flask import redirect, url_for
from sqlalchemy import Select, bindparam
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from models import Case, Customer
from portal.access.actors import Actor
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
    case: Case | None = db.session().scalar(_by_number(actor()), {"number": parsed.number})
    if case is None:
        raise NotFoundError("case")
    return case


@lru_cache(maxsize=200)
def _by_number(reader: Actor) -> Select[Case]:
    """Put together once for a reader: every page of a case begins with it."""
    return (
        visible_cases(reader)
        .where(Case.number == bindparam("number"))
        .options(joinedload(Case.customer), joinedload(Case.dealer))
    )


def customer_name(case: Case) -> str:
    """Who complains; nothing for an installer before the door opens (domain D4)."""
    known: Customer | None = case.customer
    return known.name if known else ""


def to_case(case: Case) -> str:
    """The address of the case's page."""
    return url_for("case.show", number=case.number)


def back_to_case(case: Case) -> Response:
    return redirect(to_case(case))
