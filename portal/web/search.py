"""The one search of the header: straight to the case that is meant, else what matches and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.access.permissions import Permission
from portal.cases.number import parse_number
from portal.infra import db
from portal.search.find import Group, Why, find_cases, page_of_group
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.paging import Cursor, decode, encode

bp = Blueprint("search", __name__)

TITLES: Final[Mapping[Why, Any]] = {
    Why.NUMBER: _l("Case number"),
    Why.PHONE: _l("Same phone number"),
    Why.LAST_FOUR: _l("Phone number ends so"),
    Why.ORDER: _l("Order number begins so"),
    Why.NAME: _l("Customer’s name"),
    Why.WORDS: _l("Words of the complaint"),
}
LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """A group as the page shows it."""

    id: str
    title: str
    group: Group
    more_url: str | None


@bp.get("/search")
@requires(Permission.CASE_SEARCH)
def find() -> ResponseReturnValue:
    typed = request.args.get("q", "").strip()[:LONGEST]
    if not typed:
        return render_template("search/find.html", typed="", groups=[], hint="")
    if request.args.get("why") in list(Why):
        return _one_group(typed, Why(request.args["why"]))
    parsed = parse_number(typed)
    number = parsed.number if parsed else None
    found = find_cases(db.session(), actor(), typed, number=number, now=now())
    if found.direct is not None:
        # As it was typed, where it was a number: its page points out a wrong check digit.
        exact = parsed is not None and found.direct == number
        return redirect(url_for("case.show", number=_slug(typed) if exact else found.direct))
    groups = [_shown(group, typed) for group in found.groups]
    return render_template("search/find.html", typed=typed, groups=groups, hint=_hint(typed))


def _one_group(typed: str, why: Why) -> ResponseReturnValue:
    cursor = decode(request.args.get("after"), datetime, int)
    after: Any = cursor.key if cursor else None
    group = page_of_group(db.session(), actor(), typed, why, after=after, now=now())
    groups = [_shown(group, typed)] if group.hits or group.gave_up else []
    return render_template("search/find.html", typed=typed, groups=groups, hint="")


def _slug(typed: str) -> str:
    """The typed number as part of an address."""
    return "".join(typed.split()).replace("/", "-")


def _shown(group: Group, typed: str) -> Shown:
    more = None
    if group.more:
        # The words' first page is ranked; behind it they come by date, from the latest on.
        last = group.hits[-1]
        after = encode(Cursor((last.first_heard_at, last.id)))
        begin = None if group.why is Why.WORDS and "why" not in request.args else after
        more = url_for("search.find", q=typed, why=group.why.value, after=begin)
    return Shown(f"found-{group.why}", str(TITLES[group.why]), group, more)


def _hint(typed: str) -> str:
    """Why a number that looks like a case's led nowhere."""
    parsed = parse_number(typed)
    if parsed is None or not parsed.check_digit_given:
        return ""
    if parsed.check_digit_right:
        return str(_("There is no case %(number)s that you may see.", number=parsed.number))
    said = _(
        "The last digit of this case number is not right, and there is no case %(number)s that "
        "you may see.",
        number=parsed.number,
    )
    return str(said)
