"""The hotline's desk: the strip above, the lanes at the left, the queue in the middle."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from portal.access.permissions import Permission
from portal.cases.drafts import drafts_of
from portal.cases.lanes import (
    LANE_ROWS,
    Attention,
    ClockLine,
    ForMe,
    PromiseLine,
    due_promises,
    for_me,
    needs_attention,
    next_clocks,
)
from portal.cases.queue import MOST_COUNTED, View
from portal.i18n import formats
from portal.i18n.words import word
from portal.infra import db
from portal.notices.sent import lost_messages
from portal.web import nav
from portal.web.cases.queue_args import with_query
from portal.web.cases.queue_page import queue_page
from portal.web.countdown import Countdown
from portal.web.guard import actor, requires
from portal.web.intake.call_page import PAGE
from portal.web.now import now

bp = Blueprint("hotline_desk", __name__)

VIEWS: Final = (
    View.MINE,
    View.TRIAGE,
    View.RUNNING_OUT,
    View.AT_SUPERVISOR,
    View.STALLED,
    View.CALL_BACK,
    View.UNANSWERED,
    View.OPEN,
)


# How many of the messages that did not arrive are named in their lane.
LOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Banner:
    """One line of the strip, with its way out where there is one."""

    tone: str
    image: str
    strong: str
    text: str
    url: str | None = None
    action: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a lane: a clock or a note at its right."""

    url: str
    label: str
    sub: str | None = None
    image: str | None = None
    number: str | None = None
    strong: bool = False
    clock: Markup | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane, or the sentence that stands in an empty one."""

    id: str
    title: str
    items: list[Item] = field(default_factory=list)
    number: str | None = None
    tone: str | None = None
    url: str | None = None
    empty: str | None = None


@bp.get("/hotline")
@requires(Permission.CASE_OPEN)
def show() -> ResponseReturnValue:
    session, me, at = db.session(), actor(), now()
    waiting = for_me(session, me)
    return render_template(
        "desks/hotline.html",
        queue=queue_page("hotline_desk.show", VIEWS, counted=VIEWS),
        lanes=[
            _promises(due_promises(session, me, now=at)),
            _for_me(waiting),
            _running_out(next_clocks(session, me, now=at)),
            *_lost(waiting.lost),
        ],
        banners=list(_banners(needs_attention(session, me, year=_next_year()))),
        new_call_url=nav.link_to(nav.NEW_CALL, me),
    )


def _next_year() -> int:
    return formats.local(now()).year + 1


def _promises(lines: Sequence[PromiseLine]) -> Lane:
    url, at = _case_url(), Countdown(now())
    items = [
        Item(
            url=url.replace("0-0", line.number),
            label=_whose(line),
            sub=line.body,
            strong=True,
            clock=at.deadline(line.due_at),
        )
        for line in lines
    ]
    broken = any(line.due_at <= now() for line in lines)
    return Lane(
        "lane-promises",
        _("Promises"),
        items,
        number=_counted(len(items), LANE_ROWS),
        tone=("breach" if broken else "soon") if items else None,
        empty=None if items else _("No promise comes due soon."),
    )


def _case_url() -> str:
    """Any case's page, for a lane full of them; the number is put in later."""
    return url_for("case.show", number="0-0")


def _whose(line: PromiseLine) -> str:
    if line.owner_id == actor().user_id:
        return line.customer
    owner = line.owner or _("team")
    return f"{line.customer} · {owner}"


def _for_me(found: ForMe) -> Lane:
    items = [item for item in _waiting(found) if item.number not in (None, "0")]
    kinds = (
        found.triage,
        found.callbacks,
        found.chases,
        found.tasks,
        found.pauses,
        found.closures,
        found.drafts,
    )
    total = sum(kind.count for kind in kinds)
    if found.in_hand:
        items.append(
            Item(url_for("handover.show"), _("Hand the shift over"), image="arrow-left-right")
        )
    return Lane(
        "lane-me",
        _("For me"),
        items,
        number=_counted(total, MOST_COUNTED),
        empty=None if items else _("Nothing waits for you."),
    )


def _waiting(found: ForMe) -> Iterator[Item]:
    path = url_for(".show")

    def desk(view: View, **filters: str) -> str:
        return with_query(path, {"view": view.value, **filters})

    def item(url: str, label: str, image: str, kind: Any, **more: Any) -> Item:
        return Item(url, label, image=image, number=_counted(kind.count, MOST_COUNTED), **more)

    at = Countdown(now())

    def clock(first_at: datetime | None) -> Markup | None:
        return at.deadline(first_at) if first_at else None

    yield item(
        desk(View.TRIAGE), _("To triage"), "inbox", found.triage, clock=clock(found.triage.first_at)
    )
    calls = found.callbacks
    until = _("by %(time)s", time=formats.near(calls.first_at, now=now())) if calls.first_at else ""
    yield item(desk(View.CALL_BACK), _("Callbacks"), "telephone-outbound", calls, note=until)
    third = found.third_chases
    note = (
        ngettext("%(num)s at the supervisor", "%(num)s at the supervisor", third) if third else ""
    )
    yield item(desk(View.MINE, chased="1"), _("Chases"), "megaphone", found.chases, note=note)
    yield item(
        url_for("my_tasks.show"),
        _("Tasks"),
        "list-check",
        found.tasks,
        clock=clock(found.tasks.first_at),
    )
    asked = url_for("pauses_asked.show")
    yield item(asked, _("Pauses asked for"), "pause-circle", found.pauses)
    closures = url_for("closures.desk")
    yield item(closures, _("Dealers who want to close"), "calendar-x", found.closures)
    if first := found.drafts.first_at:
        saved = formats.near(first, now=now())
        yield item(_oldest_draft(), _("Drafts"), "pencil", found.drafts, note=saved)


def _oldest_draft() -> str:
    """The call whose time stands beside it; its page names the others."""
    kept = drafts_of(db.session(), actor(), page=PAGE)
    return url_for(nav.NEW_CALL, draft=kept[-1].form_id if kept else None)


def _running_out(lines: Sequence[ClockLine]) -> Lane:
    url, at = _case_url(), Countdown(now())
    items = [
        Item(
            url=url.replace("0-0", line.number),
            label=f"{word(line.stage)} · {line.customer}",
            clock=at.deadline(line.due_at),
        )
        for line in lines
    ]
    return Lane(
        "lane-clocks",
        _("Running out"),
        items,
        number=_counted(len(items), LANE_ROWS),
        url=url_for("hotline_desk.show", view=View.OPEN.value) if items else None,
        empty=None if items else _("No clock is running."),
    )


def _lost(count: int) -> Iterator[Lane]:
    """Messages that did not arrive; no lane, and no question about whom, while there is none."""
    if not count:
        return
    url = url_for("lost_messages.show")
    first = lost_messages(db.session(), actor(), limit=LOST_NAMED)
    yield Lane(
        "lane-lost",
        _("Messages that did not arrive"),
        [Item(url=url, label=one.whom or _("the customer"), sub=one.number) for one in first],
        number=_counted(count, MOST_COUNTED),
        tone="breach",
        url=url,
    )


def _banners(found: Attention) -> Iterator[Banner]:
    count = found.unreachable_count
    if count:
        yield Banner(
            "breach",
            "telephone-x",
            ngettext(
                "%(num)s dealer cannot be reached", "%(num)s dealers cannot be reached", count
            ),
            formats.listing(found.unreachable_dealers),
            nav.link_to("numbers.show", actor()),
            _("See to it"),
        )
    barred = found.barred_count
    if barred:
        yield Banner(
            "soon",
            "person-slash",
            ngettext(
                "%(num)s installer may not be sent and has visits",
                "%(num)s installers may not be sent and have visits",
                barred,
            ),
            formats.listing(found.barred_people),
            nav.link_to("barred_visits.show", actor()),
            _("Send others"),
        )
    if found.calendar_unknown:
        yield Banner(
            "pause",
            "calendar-x",
            _("Holidays of %(year)s are not confirmed", year=_next_year()),
            _("Deadlines in that year count as unknown."),
        )


def _counted(number: int, most: int) -> str:
    return f"{most}+" if number > most else str(number)
