"""What the page of one dealer's score shows, whoever reads it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models import Dealer, Figure
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.i18n.words import word
from portal.infra import db
from portal.reports.scores.days import Counted, counted_day
from portal.reports.scores.read_dealer import (
    Fact,
    Week,
    cases_behind,
    dealer_weeks,
    shown_figures,
)
from portal.web.cases.queue_args import day_asked
from portal.web.guard import actor
from portal.web.paging import PAGE_SIZE, decode, from_key, page_of
from portal.web.scores.figure_words import (
    about_words,
    days_words,
    figure_words,
    score_words,
    shown,
)

Url = Callable[..., str]
KEYS = (datetime, int)
# The picture's own measure; the page stretches it.
WIDTH, HEIGHT = 240, 60


def counted_then(asked: str | None) -> Counted | None:
    """The day that the address asks for, else the last one."""
    return counted_day(db.session(), actor(), day_asked(asked))


def kept_day(counted: Counted) -> dict[str, str]:
    """The day goes along with every link, where one was asked for."""
    return {"day": counted.day.isoformat()} if request.args.get("day") else {}


def score_page(
    dealer_id: int, *, to_figure: Url, own: bool, back_url: str | None
) -> ResponseReturnValue:
    """Score, rank, every figure with its definition, and the weeks behind."""
    session, who = db.session(), actor()
    dealer = get_one(session, who, Dealer, dealer_id)
    counted = counted_then(request.args.get("day"))
    if counted is None:
        return render_template(
            "scores/none.html", title=_("Our score") if own else dealer.name, back_url=back_url
        )
    weeks = dealer_weeks(session, who, dealer_id, counted)
    now, kept = weeks[0], kept_day(counted)
    return render_template(
        "scores/dealer.html",
        dealer=dealer,
        own=own,
        counted=counted,
        ranked=now.ranked,
        score=score_words(now.ranked.score if now.ranked else None),
        figures=[
            shown(figure, now.figures.get(figure), counted, to_figure(figure=figure.value, **kept))
            for figure in shown_figures()
        ],
        weeks=[_week(week, counted, to_figure) for week in weeks],
        week_columns=[
            {"css": css, "label": label}
            for css, label in (
                ("", _("Counted on")),
                ("count", _("Score")),
                ("count", _("Rank")),
                *(("", word(figure)) for figure in shown_figures()),
            )
        ],
        days_words=days_words(counted),
        may_open_dealer=who.may(Permission.DEALERS_READ),
        line=score_line(weeks),
        back_url=back_url,
    )


def _week(week: Week, counted: Counted, to_figure: Url) -> dict[str, Any]:
    return {
        "day": week.day,
        "score": score_words(week.ranked.score if week.ranked else None),
        "rank": week.ranked.rank if week.ranked else None,
        "figures": [
            {
                "words": figure_words(week.figures.get(figure), counted),
                "url": to_figure(figure=figure.value, day=week.day.isoformat())
                if figure in week.figures
                else None,
            }
            for figure in shown_figures()
        ],
    }


def score_line(weeks: Sequence[Week]) -> str:
    """The scores of the weeks as the points of a line, the oldest at the left; few make none."""
    scores = [week.ranked.score for week in weeks if week.ranked and week.ranked.score is not None]
    if len(scores) < 2:
        return ""
    step = WIDTH / (len(scores) - 1)
    return " ".join(
        f"{number * step:.1f},{HEIGHT - score * HEIGHT / 10_000:.1f}"
        for number, score in enumerate(reversed(scores))
    )


def behind_page(
    dealer_id: int, figure: Figure, *, to_list: Url, to_score: Url, own: bool
) -> ResponseReturnValue:
    """The cases that a figure was counted from, page by page."""
    session, who = db.session(), actor()
    dealer = get_one(session, who, Dealer, dealer_id)
    counted = counted_then(request.args.get("day"))
    if counted is None:
        return render_template("scores/none.html", title=dealer.name, back_url=to_score())
    kept, which = kept_day(counted), request.args.get("which")
    cursor = decode(request.args.get("after"), *KEYS)
    rows = cases_behind(
        session,
        who,
        dealer_id,
        figure,
        counted,
        good={"for": True, "against": False}.get(which or ""),
        **from_key(cursor),
        limit=PAGE_SIZE + 1,
    )
    page = page_of(rows, lambda fact: (fact.at, fact.id), cursor=cursor)
    week = dealer_weeks(session, who, dealer_id, counted)[0]
    filters = {"which": which} if which in ("for", "against") else {}
    return render_template(
        "scores/behind.html",
        dealer=dealer,
        own=own,
        counted=counted,
        days_words=days_words(counted),
        shown=shown(figure, week.figures.get(figure), counted, ""),
        rows=[_row(figure, fact) for fact in page.items],
        views=[
            {"url": to_list(**kept, **args), "label": label, "current": which == args.get("which")}
            for label, args in (
                (_("All"), {}),
                (_("For the dealer"), {"which": "for"}),
                (_("Against the dealer"), {"which": "against"}),
            )
        ],
        previous_url=to_list(**kept, **filters, after=page.previous) if page.previous else None,
        next_url=to_list(**kept, **filters, after=page.next) if page.next else None,
        back_url=to_score(**kept),
    )


def _row(figure: Figure, fact: Fact) -> dict[str, Any]:
    return {"fact": fact, "about": about_words(figure, fact)}
