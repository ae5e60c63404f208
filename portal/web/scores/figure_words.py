"""How a score, a figure and a case behind it are said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from models import Figure, Outcome, Stage
from portal.i18n import formats
from portal.i18n.words import word
from portal.i18n.words.scores import ABOUT, DEFINITIONS
from portal.reports.scores.days import Counted
from portal.reports.scores.list_dealers import Kept
from portal.reports.scores.read_dealer import Fact

WHOLE = 10_000
# A figure below this stands out, and one that stands out says so in words as well.
LOW = 7_500


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as a page shows it."""

    figure: Figure
    name: str
    definition: str
    share: str
    of: str
    weight: int
    enough: bool
    low: bool
    url: str


def days_words(counted: Counted) -> str:
    """How far that day's scores look back."""
    days = (counted.until_at - counted.from_at).days
    said: str = ngettext("Over %(num)s day", "Over %(num)s days", days)
    return said


def share_words(share: int | None) -> str:
    """Hundredths of a percent as a percentage."""
    return "–" if share is None else formats.percent(share / WHOLE)


def score_words(score: int | None) -> str:
    """A score is a number from 0 to 100, with one decimal."""
    return "–" if score is None else formats.number(round(score / 100, 1))


def figure_words(kept: Kept | None, counted: Counted) -> str:
    """A figure in a cell."""
    if kept is None:
        return "–"
    return share_words(kept.share) if kept.total >= counted.least else _("too few")


def shown(figure: Figure, kept: Kept | None, counted: Counted, url: str) -> Shown:
    """A figure with its definition, what it comes to and what of."""
    enough = kept is not None and kept.total >= counted.least
    return Shown(
        figure=figure,
        name=word(figure),
        definition=str(DEFINITIONS[figure]),
        share=share_words(kept.share) if kept and enough else "",
        of=_("%(good)s of %(total)s", good=kept.good, total=kept.total)
        if kept
        else _("nothing yet"),
        weight=int(counted.weights.get(figure.value, 0)),
        enough=enough,
        low=enough and kept is not None and (kept.share or 0) < LOW,
        url=url,
    )


def about_words(figure: Figure, fact: Fact) -> str:
    """What a case counted as."""
    if figure is Figure.CLOCKS:
        return word(Stage(fact.about))
    if figure is Figure.CALLBACKS:
        return word(Outcome(fact.about))
    return str(ABOUT[fact.about])


def definitions() -> Mapping[Figure, Any]:
    """Each figure's definition in the reader's language."""
    return {figure: str(DEFINITIONS[figure]) for figure in Figure if figure in DEFINITIONS}
