"""`/scores`: dealers by their score, one dealer's figures and the cases behind them (domain B3)."""

from collections.abc import Iterator
from typing import Any, Final

from flask import Blueprint, Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from sqlalchemy.orm import Session
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length, Optional

from models import DealerKind, Figure
from portal.access.permissions import Permission
from portal.i18n.words import word
from portal.infra import db
from portal.reports.scores.days import Counted
from portal.reports.scores.export import record_scores_export, score_lines
from portal.reports.scores.list_dealers import By, Line, Wanted, figures_of, list_scores
from portal.reports.scores.read_dealer import shown_figures
from portal.settings.read import all_settings
from portal.web.cases.export_csv import BOM, csv_line
from portal.web.forms import AddressForm, PortalForm, choice, choices_of
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.paging import PAGE_SIZE, decode, from_key, page_of
from portal.web.scores.dealer_page import behind_page, counted_then, kept_day, score_page
from portal.web.scores.figure_words import (
    LOW,
    days_words,
    definitions,
    figure_words,
    score_words,
    share_words,
)
from portal.web.whole_address import kept_args

bp = Blueprint("scores", __name__, url_prefix="/scores")

FIGURES: Final = f"<any({','.join(figure.value for figure in shown_figures())}):figure>"
_KEPT: Final = ("q", "kind", "ranked", "sort", "day")


class FindForm(AddressForm):
    """What narrows the list; all of it stands in the address."""

    q = StringField(lazy_pgettext("business", "Name"), [Optional(), Length(max=100)])
    kind = SelectField(
        _l("Kind"), choices=[choice("", _l("Any")), *choices_of(DealerKind)], default=""
    )
    ranked = BooleanField(_l("Only those with a rank"), false_values=("", "0", False))


@bp.get("")
@requires(Permission.SCORES_READ)
def index() -> ResponseReturnValue:
    """Every dealer of whom something counted, in the order that is asked for."""
    counted = counted_then(request.args.get("day"))
    if counted is None:
        return render_template("scores/none.html", title=_("Dealers by score"), back_url=None)
    wanted, form = _wanted()
    cursor = decode(request.args.get("after"))
    kind = str if wanted.by is By.NAME else int
    if cursor is not None:
        cursor = decode(request.args.get("after"), kind, int)
    lines = list_scores(
        db.session(), actor(), counted, wanted, **from_key(cursor), limit=PAGE_SIZE + 1
    )
    page = page_of(lines, lambda line: (line.key, line.dealer_id), cursor=cursor)
    kept = figures_of(db.session(), actor(), counted, [line.dealer_id for line in page.items])
    return render_template(
        "scores/index.html",
        counted=counted,
        days_words=days_words(counted),
        form=form,
        filters_set=wanted.count,
        columns=_columns(wanted),
        rows=[_row(line, kept[line.dealer_id], counted) for line in page.items],
        export_form=PortalForm(formdata=None),
        export_url=_url("scores.export"),
        previous_url=_url("scores.index", after=page.previous) if page.previous else None,
        next_url=_url("scores.index", after=page.next) if page.next else None,
    )


@bp.post("/export")
@requires(Permission.SCORES_READ)
def export() -> ResponseReturnValue:
    """A file of the list as it was filtered; that it was taken is on record (domain L3)."""
    counted = counted_then(request.args.get("day"))
    wanted, _form = _wanted()
    session = db.session()
    record_scores_export(session, actor(), kept_args(request.args, *_KEPT), now=now())
    session.commit()
    day = counted.day if counted else None
    return Response(
        stream_with_context(_file(session, counted, wanted)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="scores-{day}.csv"'},
    )


@bp.get("/definitions")
@requires(Permission.SCORES_READ, Permission.SCORES_OWN, Permission.SETTINGS_EDIT)
def definitions_page() -> ResponseReturnValue:
    """What each figure counts, what it weighs, and how a score and a rank come of it."""
    rules = all_settings(db.session())
    return render_template(
        "scores/definitions.html",
        figures=[
            (word(figure), text, rules[f"score_weight_{figure.value}"])
            for figure, text in definitions().items()
        ],
        days=rules["score_days"],
        least=rules["score_least"],
        least_cases=rules["score_least_cases"],
        may_edit=actor().may(Permission.SETTINGS_EDIT),
    )


@bp.get("/<int:dealer_id>")
@requires(Permission.SCORES_READ)
def show(dealer_id: int) -> ResponseReturnValue:
    return score_page(
        dealer_id,
        to_figure=lambda **args: url_for("scores.behind", dealer_id=dealer_id, **args),
        own=False,
        back_url=url_for("scores.index"),
    )


@bp.get(f"/<int:dealer_id>/{FIGURES}")
@requires(Permission.SCORES_READ)
def behind(dealer_id: int, figure: str) -> ResponseReturnValue:
    return behind_page(
        dealer_id,
        Figure(figure),
        to_list=lambda **args: url_for("scores.behind", dealer_id=dealer_id, figure=figure, **args),
        to_score=lambda **args: url_for("scores.show", dealer_id=dealer_id, **args),
        own=False,
    )


def _wanted() -> tuple[Wanted, FindForm]:
    """What somebody typed into the address and is no choice narrows nothing."""
    form = FindForm(request.args)
    form.validate()
    asked = request.args.get("sort") or ""
    name, found = asked.lstrip("-"), None
    for members in (By, Figure):
        found = found or next((one for one in members if one.value == name), None)
    by = found or By.SCORE
    return (
        Wanted(
            words=form.q.data or "" if not form.q.errors else "",
            kind=DealerKind(form.kind.data) if form.kind.data and not form.kind.errors else None,
            ranked=bool(form.ranked.data),
            by=by,
            descending=asked.startswith("-") if found else True,
        ),
        form,
    )


def _columns(wanted: Wanted) -> list[dict[str, Any]]:
    """Each head sorts by its column; once more turns it round."""
    heads: list[tuple[By | Figure, str, str]] = [
        (By.NAME, _("Dealer"), ""),
        (By.SCORE, _("Score"), "count"),
    ]
    columns = [_column(wanted, *head) for head in heads]
    columns.append({"css": "count", "label": _("Rank")})
    columns += [_column(wanted, figure, word(figure), "") for figure in shown_figures()]
    return [*columns, _column(wanted, By.CASES, _("Cases"), "count")]


def _column(wanted: Wanted, by: By | Figure, label: str, css: str) -> dict[str, Any]:
    current = wanted.by is by
    down = not wanted.descending if current else by is not By.NAME
    return {
        "css": css,
        "label": label,
        "url": _url("scores.index", sort=f"{'-' if down else ''}{by.value}"),
        "sorted": ("descending" if wanted.descending else "ascending") if current else None,
    }


def _row(line: Line, kept: dict[Figure, Any], counted: Counted) -> dict[str, Any]:
    day: dict[str, Any] = dict(kept_day(counted))
    return {
        "line": line,
        "url": url_for("scores.show", dealer_id=line.dealer_id, **day),
        "score": score_words(line.score),
        "figures": [
            {
                "words": figure_words(kept.get(figure), counted),
                "low": figure in kept
                and kept[figure].total >= counted.least
                and (kept[figure].share or 0) < LOW,
                "url": url_for(
                    "scores.behind", dealer_id=line.dealer_id, figure=figure.value, **day
                )
                if figure in kept
                else None,
            }
            for figure in shown_figures()
        ],
    }


def _url(endpoint: str, **changes: Any) -> str:
    kept: dict[str, Any] = kept_args(request.args, *_KEPT)
    return url_for(endpoint, **{**kept, **changes})


def _file(session: Session, counted: Counted | None, wanted: Wanted) -> Iterator[str]:
    """The request is over before its answer is read: what reading it began ends here."""
    figures = shown_figures()
    with session:
        yield BOM + csv_line(
            [
                _("Dealer"), _("Kind"), _("City"), _("Score"), _("Rank"), _("Cases"),
                *(word(figure) for figure in figures),
                *(_("%(figure)s, of", figure=word(figure)) for figure in figures),
            ]
        )  # fmt: skip
        if counted is None:
            return
        for line, kept in score_lines(session, actor(), counted, wanted):
            yield csv_line(
                [
                    line.name,
                    word(line.kind),
                    line.city,
                    score_words(line.score),
                    str(line.rank or ""),
                    str(line.cases),
                    *(share_words(kept[one].share) if one in kept else "" for one in figures),
                    *(str(kept[one].total) if one in kept else "0" for one in figures),
                ]
            )
