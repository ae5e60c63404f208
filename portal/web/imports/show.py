"""One import: the figures of its source, who repeats, and every row that was refused or is odd."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from models import Import, ImportProblem, OutsideSatisfaction
from portal.access.permissions import Permission
from portal.cases.queue import View
from portal.i18n import formats
from portal.i18n.refusals import sentence_for
from portal.i18n.words import word
from portal.imports.figures import (
    MOST_REPEATS,
    Figures,
    Repeat,
    figures_of,
    industries_of,
    problems_page,
    repeat_counts,
    repeats_of,
)
from portal.imports.runs import LINES_SHOWN, dealers_of, get_import, numbers_of, odd_rows
from portal.infra import db
from portal.web import nav
from portal.web.forms import AddressForm
from portal.web.guard import actor, requires
from portal.web.imports.source import title_of
from portal.web.paging import Cursor, decode, encode

bp = Blueprint("import_run", __name__)

PROBLEMS = 50
_DATES = ("started", "closed")


class IndustryForm(AddressForm):
    """Which part of the source is shown."""

    industry = SelectField(_l("Industry"))


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was refused, or is odd, in words."""

    line: int
    refused: bool
    reason: str
    number: str | None
    url: str | None


@bp.get("/imports/<int:import_id>")
@requires(Permission.IMPORTS_READ)
def show(import_id: int) -> ResponseReturnValue:
    session, me = db.session(), actor()
    run = get_import(session, me, import_id)
    industries = industries_of(session, me, run.profile)
    industry = request.args.get("industry", "")
    if industry not in {name for name, _number in industries}:
        industry = ""
    figures = figures_of(session, me, run.profile, industry=industry)
    repeats = repeats_of(session, me, run.profile, industry=industry)
    dealers = _dealers(run, repeats)
    return render_template(
        "imports/show.html",
        run=run,
        title=title_of(run.profile),
        form=_industry_form(industry, industries),
        industry=industry,
        figures=_figures(figures),
        odd=_odd(figures, odd_rows(session, me, run.profile, industry=industry)),
        repeats=[(repeat, _cases_url(repeat, dealers)) for repeat in repeats],
        summary=_summary(repeat_counts(session, me, run.profile, industry=industry)),
        **_problems(run, industry),
    )


def _industry_form(industry: str, industries: Sequence[tuple[str, int]]) -> IndustryForm:
    form = IndustryForm(formdata=None, data={"industry": industry})
    form.industry.choices = [
        ("", _("all")),
        *((name, f"{name} ({formats.number(number)})") for name, number in industries),
    ]
    return form


def _figures(figures: Figures) -> list[tuple[str, str]]:
    """The figures as names and values; amounts are in the source's own currency."""
    asked = [
        (_("Satisfied: %(answer)s", answer=word(answer)), formats.number(number))
        for answer in OutsideSatisfaction
        if (number := figures.satisfaction.get(answer.value, 0))
    ]
    span = (
        _(
            "%(first)s to %(last)s",
            first=formats.day(figures.first),
            last=formats.day(figures.last),
        )
        if figures.first and figures.last
        else ""
    )
    return [
        (_("Cases"), formats.number(figures.cases)),
        (_("Started"), span),
        *asked,
        (_("Amount granted"), f"{figures.granted:,.2f}"),  # all three languages write it so
        (_("Businesses"), formats.number(figures.businesses)),
        (_("Rows without a business"), formats.number(figures.without_business)),
    ]


def _odd(figures: Figures, lines: Mapping[str, Sequence[int]]) -> list[dict[str, Any]]:
    return [
        {
            "label": str(_ODD.get(code, code)),
            "number": number,
            "lines": list(lines.get(code, ())),
            "more": max(number - LINES_SHOWN, 0),
        }
        for code, number in figures.odd.items()
    ]


_ODD: Mapping[str, Any] = {
    "closes_before_start": _l("Close before they start"),
    "no_business": _l("Name no business"),
}


def _dealers(run: Import, repeats: Sequence[Repeat]) -> Mapping[str, int]:
    """Whom a name leads to, for who may open the list of its cases."""
    if not repeats or not nav.may_open("cases.show", actor()):
        return {}
    names = [repeat.business for repeat in repeats]
    return dealers_of(db.session(), actor(), run.profile, names)


def _cases_url(repeat: Repeat, dealers: Mapping[str, int]) -> str | None:
    dealer_id = dealers.get(repeat.business)
    if dealer_id is None:
        return None
    return url_for("cases.show", view=View.ELSEWHERE.value, dealer=dealer_id)


def _summary(counts: tuple[int, int, int]) -> str:
    two, three, close = counts
    said: str = _(
        "%(two)s businesses with two or more complaints, %(three)s with three or more; "
        "%(close)s with three within 90 days.",
        two=formats.number(two),
        three=formats.number(three),
        close=formats.number(close),
    )
    if two > MOST_REPEATS:
        said += " " + _("The %(shown)s most frequent are shown.", shown=MOST_REPEATS)
    return said


def _problems(run: Import, industry: str) -> dict[str, Any]:
    session, me = db.session(), actor()
    cursor = decode(request.args.get("at"), int, int)
    line, row_id = cursor.key if cursor else (None, None)
    after = (line, row_id) if isinstance(line, int) and isinstance(row_id, int) else None
    rows = problems_page(session, me, run.id, after=after, size=PROBLEMS)
    shown = rows[:PROBLEMS]
    reads = nav.may_open("case.show", me)
    numbers = numbers_of(session, me, [row.case_id for row in shown]) if reads else {}
    more = len(rows) > PROBLEMS
    where: dict[str, Any] = {"import_id": run.id, **({"industry": industry} if industry else {})}
    last = (shown[-1].line, shown[-1].id) if shown else (0, 0)
    return {
        "problems": [_problem(row, numbers) for row in shown],
        "next_url": url_for("import_run.show", **where, at=encode(Cursor(last)), _anchor="problems")
        if more
        else None,
        "previous_url": url_for("import_run.show", **where, _anchor="problems") if after else None,
    }


def _problem(row: ImportProblem, numbers: Mapping[int, str]) -> Problem:
    number = numbers.get(row.case_id or 0)
    return Problem(
        line=row.line,
        refused=row.refused,
        reason=sentence_for(row.code, _worded(row.values), status=422),
        number=number,
        url=url_for("case.show", number=number) if number else None,
    )


def _worded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Dates lie there as text; on a page they are written as its reader writes them."""
    return {
        name: formats.day(date.fromisoformat(value)) if name in _DATES and value else value
        for name, value in values.items()
    }
