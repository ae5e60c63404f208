"""What every page with a queue shows: views, filters, columns, rows, the way to the next page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.cases.queue import (
    MOST_COUNTED,
    OVER,
    Asked,
    Line,
    Order,
    Sort,
    View,
    count_views,
    key_of,
    natural_order,
    read_queue,
)
from portal.cases.saved_views import OwnView, saved_views
from portal.infra import db
from portal.web.cases.queue_args import Address, query_of, read_address, sort_word, with_query
from portal.web.cases.queue_filters import Chip, FilterForm, chips, filter_form
from portal.web.cases.queue_rows import Row, RowWords
from portal.web.cases.saved_views import ListForm, SaveViewForm
from portal.web.guard import actor
from portal.web.language import chosen_locale
from portal.web.now import now
from portal.web.paging import PAGE_SIZE, Cursor, Page, page_of

LABELS: Final[Mapping[View, Any]] = {
    View.MINE: _l("My cases"),
    View.TRIAGE: _l("To triage"),
    View.RUNNING_OUT: _l("Running out"),
    View.AT_SUPERVISOR: _l("At the supervisor"),
    View.STALLED: _l("Stalling"),
    View.CALL_BACK: _l("To call back"),
    View.UNANSWERED: _l("Unanswered offers"),
    View.OPEN: _l("All open"),
    View.ENDED: _l("Ended"),
    View.ELSEWHERE: _l("Closed elsewhere"),
}
EMPTY: Final[Mapping[View, tuple[Any, Any]]] = {
    View.MINE: (
        _l("No open case is yours."),
        _l("Cases that you open or take over will stand here. Take one from “To triage”."),
    ),
    View.TRIAGE: (
        _l("Nothing waits for triage."),
        _l("New cases and those that dealers declined or handed back will stand here."),
    ),
    View.RUNNING_OUT: (
        _l("No deadline is over, and none runs out within half an hour."),
        _l("“All open” shows the next ones."),
    ),
    View.AT_SUPERVISOR: (
        _l("No case waits for a supervisor."),
        _l("Second declines and second reopenings will stand here."),
    ),
    View.STALLED: (
        _l("No case stalls."),
        _l(
            "Cases that are touched again and again, or lie for days, without a step further will"
            " stand here."
        ),
    ),
    View.CALL_BACK: (
        _l("No customer waits for our call."),
        _l("Cases will stand here when a dealer reports that they are resolved."),
    ),
    View.UNANSWERED: (
        _l("Every offer has been answered."),
        _l("Cases will stand here from the offer until the dealer accepts or declines."),
    ),
    View.OPEN: (_l("No case is open."), _l("A new call opens one.")),
    View.ENDED: (
        _l("No case has ended yet."),
        _l("A case ends with our callback to the customer."),
    ),
    View.ELSEWHERE: (
        _l("Nothing was imported."),
        _l("Complaints that were settled elsewhere come in by an import."),
    ),
}
UNCOUNTED: Final = OVER


@dataclass(frozen=True, slots=True)
class Tab:
    """A saved view above the list, as the macro `views` takes it."""

    url: str
    label: str
    number: str | None
    tone: str | None
    current: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head, as the macro `queue` takes it."""

    css: str
    label: str
    url: str | None = None
    sorted: str | None = None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A list, finished for its template."""

    path: str
    caption: str
    tabs: list[Tab]
    columns: list[Column]
    rows: list[Row]
    chips: list[Chip]
    filter_form: FilterForm | None
    filter_url: str
    clear_url: str
    export_url: str
    previous_url: str | None
    next_url: str | None
    empty: tuple[str, str] | None
    save_form: SaveViewForm | None
    delete_form: ListForm | None
    delete_url: str


def queue_page(endpoint: str, views: Sequence[View], *, counted: Sequence[View] = ()) -> QueuePage:
    """Read and word the list that this request asks for."""
    address = read_address(request.args, views)
    asked = address.asked
    lines = read_queue(
        db.session(), actor(), asked, now=now(), locale=chosen_locale(), limit=PAGE_SIZE + 1
    )
    cursor = Cursor((asked.key.at, asked.key.id), asked.key.backwards) if asked.key else None
    page = page_of(lines, lambda line: key_of(line, asked.order), cursor=cursor)
    own = saved_views(db.session(), actor())
    query = query_of(asked)
    here = next((view for view in own if view.query == query), None)
    form = filter_form(address) if "filters" in request.args else None
    path = url_for(endpoint)
    return QueuePage(
        path=path,
        caption=str(LABELS[asked.view]),
        tabs=[
            *_tabs(path, None if here else asked.view, views, counted),
            *_own_tabs(path, views, own, here),
        ],
        columns=_columns(path, address),
        rows=RowWords(now(), stalling=asked.view is View.STALLED or asked.filters.stalled).rows(
            page.items
        ),
        chips=chips(path, address),
        filter_form=form,
        filter_url=address.on(path, filters="open"),
        clear_url=with_query(path, {"view": asked.view.value}),
        export_url=address.on(url_for("cases.export"), view=asked.view.value),
        previous_url=_beside(path, address, page.previous),
        next_url=_beside(path, address, page.next),
        empty=_empty(address, page),
        save_form=SaveViewForm(formdata=None, query=query, shown_on=endpoint)
        if here is None and _worth_keeping(asked)
        else None,
        delete_form=ListForm(formdata=None, shown_on=endpoint) if here else None,
        delete_url=url_for("saved_views.delete_submit", view_id=here.id) if here else "",
    )


def _tabs(
    path: str, current: View | None, views: Sequence[View], counted: Sequence[View]
) -> list[Tab]:
    numbers = count_views(db.session(), actor(), counted, now=now())
    return [
        Tab(
            url=with_query(path, {"view": view.value}),
            label=str(LABELS[view]),
            number=_number(numbers.get(view)),
            tone="breach" if view is View.RUNNING_OUT and numbers.get(view) else None,
            current=view is current,
        )
        for view in views
    ]


def _own_tabs(
    path: str, views: Sequence[View], own: Sequence[OwnView], here: OwnView | None
) -> list[Tab]:
    """One's own lists after the standing ones; the desk has not every view that they may want."""
    has = {f"view={view.value}" for view in views}
    return [
        Tab(
            url=f"{path if _view_of(view) in has else url_for('cases.show')}?{view.query}",
            label=view.name,
            number=None,
            tone=None,
            current=view is here,
        )
        for view in own
    ]


def _view_of(view: OwnView) -> str:
    return view.query.partition("&")[0]


def _worth_keeping(asked: Asked) -> bool:
    """Another list than a standing view is by itself."""
    return bool(asked.filters.count) or asked.order != natural_order(asked.view)


def _number(counted: int | None) -> str | None:
    if counted is None:
        return None
    return f"{MOST_COUNTED}+" if counted > MOST_COUNTED else str(counted)


def _columns(path: str, address: Address) -> list[Column]:
    over = natural_order(address.asked.view).sort is Sort.ENDED
    return [
        _sortable(path, address, "num", _("Case"), Sort.HEARD),
        Column("sev", _("Severity")),
        Column("who", _("Customer")),
        Column("", _("Product and trouble")),
        Column("dealer", _("Dealer")),
        Column("status", _("Status")),
        _sortable(path, address, "due", _("Ended"), Sort.ENDED)
        if over
        else _sortable(path, address, "due", _("Next deadline"), Sort.DUE),
        Column("last", _("Last step")),
        Column("chase", _("Chases")),
    ]


def _sortable(path: str, address: Address, css: str, label: str, sort: Sort) -> Column:
    """A head that orders by its column, and turns the order round when it does already."""
    order = address.asked.order
    here = order.sort is sort
    turned = Order(sort, descending=not order.descending if here else sort is not Sort.DUE)
    return Column(
        css,
        label,
        address.on(path, sort=sort_word(turned)),
        ("descending" if order.descending else "ascending") if here else None,
    )


def _beside(path: str, address: Address, cursor: str | None) -> str | None:
    return address.on(path, after=cursor) if cursor else None


def _empty(address: Address, page: Page[Line]) -> tuple[str, str] | None:
    if page.items:
        return None
    if address.asked.filters.count:
        return _("No case fits these filters."), _("Take one of them away, or clear them all.")
    if address.asked.key is not None:
        return _("Nothing more here."), _("Go back to the first page.")
    title, todo = EMPTY[address.asked.view]
    return str(title), str(todo)
