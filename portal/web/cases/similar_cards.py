"""The card of similar cases: each with how it ended, and in what it is the same (domain I4)."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.cases.similar import Similar, SimilarCase
from portal.i18n.formats import day
from portal.i18n.words import word
from portal.search.alike import MOST_RANKED
from portal.web.cases.case_cards import Entry, Mark
from portal.web.looks import look


def similar_entries(similar: Similar) -> list[Entry]:
    """The nearest first."""
    return [_entry(one) for one in similar.cases]


def how_many_similar(similar: Similar) -> str:
    """The number behind the ones that are shown."""
    if similar.many >= MOST_RANKED:
        return str(_("%(num)s and more", num=MOST_RANKED))
    return str(ngettext("%(num)s case", "%(num)s cases", similar.many)) if similar.many else ""


def _entry(one: SimilarCase) -> Entry:
    shown = look(one.status)
    lines = [one.summary, _ended(one), _same(one)]
    return Entry(
        one.number,
        Mark(word(one.status), shown.tone, shown.icon),
        [line for line in lines if line],
        url_for("case.show", number=one.number),
    )


def _ended(one: SimilarCase) -> str:
    """When it ended or was heard, with whom, what was done and what the customer said of it."""
    when = (
        _("over since %(day)s", day=day(one.ended_at))
        if one.ended_at
        else _("heard %(day)s", day=day(one.first_heard_at))
    )
    outcome = word(one.outcome) if one.outcome else None
    return " · ".join(str(part) for part in (when, one.dealer, one.done, outcome) if part)


def _same(one: SimilarCase) -> str:
    parts = [
        (one.same_words, _("nearly the same words")),
        (one.same_product, _("same product")),
        (one.same_symptom, _("same symptom")),
        (one.same_place, _("same district")),
    ]
    return ", ".join(str(label) for same, label in parts if same)
