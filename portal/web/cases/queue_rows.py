"""The rows of the queue as finished words, so that a page of them is one flat loop (screens.md)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, NamedTuple

from flask import get_template_attribute, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from models import NEVER, CaseStatus, EventKind, Severity, Stage
from portal.cases.queue import Line
from portal.i18n import formats
from portal.i18n.words import word
from portal.web.deadline import NEAR
from portal.web.icons import ICONS

TONE_ICONS: Final = {"breach": "exclamation-octagon-fill", "soon": "hourglass-split", "ok": "clock"}


class Row(NamedTuple):
    """One case on one line."""

    url: str
    number: str
    severity: Markup
    customer: str
    tail: str
    problem: str
    dealer: str
    status: Markup
    stage: str
    due: Markup
    last: str
    last_at: str
    chases: Markup | str


class RowWords:
    """Puts lines into words; remembers what it has said before on this page."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = formats.local_day(now)
        self._said: dict[Any, Any] = {}

    def rows(self, lines: Iterable[Line]) -> list[Row]:
        return [self._row(line) for line in lines]

    def _row(self, line: Line) -> Row:
        return Row(
            url=self._url.replace("0-0", line.number),
            number=line.number,
            severity=self._once(line.severity, self._severity),
            customer=line.customer,
            tail=self._tail % line.last4 if line.last4 else "",
            problem=f"{line.summary} · {line.product}" if line.product else line.summary,
            dealer=line.dealer or self._no_dealer,
            status=self._once((line.status, line.at_supervisor), self._status),
            stage=self._stage(line),
            due=self._due(line),
            last=self._once(line.last_step, _last),
            last_at=self._moment(line.last_step_at),
            chases=self._once(line.chases, self._chases),
        )

    def _once(self, key: Any, say: Callable[[Any], Any]) -> Any:
        if (say, key) not in self._said:
            self._said[say, key] = say(key)
        return self._said[say, key]

    @cached_property
    def _url(self) -> str:
        return url_for("case.show", number="0-0")

    @cached_property
    def _tail(self) -> str:
        return _("…%(digits)s", digits="%s")

    @cached_property
    def _no_dealer(self) -> str:
        return _("no dealer yet")

    @cached_property
    def _macros(self) -> Mapping[str, Callable[..., Markup]]:
        names = ("severity", "status", "mark", "icon")
        return {name: get_template_attribute(f"components/{name}.html", name) for name in names}

    def _severity(self, severity: Severity) -> Markup:
        return self._macros["severity"](severity)

    def _status(self, where: tuple[CaseStatus, bool]) -> Markup:
        status, at_supervisor = where
        if at_supervisor and status is CaseStatus.TRIAGE:
            return self._macros["status"](status, _("Supervisor"), "soon")
        return self._macros["status"](status)

    def _chases(self, chases: int) -> Markup | str:
        if not chases:
            return ""
        return self._macros["mark"](
            _("%(count)s×", count=chases), "breach" if chases >= 3 else "neutral", "megaphone"
        )

    def _stage(self, line: Line) -> str:
        if line.ended_at is not None:
            return self._once("ended", lambda _key: _("Ended"))  # type: ignore[no-any-return]
        return self._once(line.next_stage, _stage)  # type: ignore[no-any-return]

    def _due(self, line: Line) -> Markup:
        if line.ended_at is not None:
            return _TIME.format(*self._time(line.ended_at, self._day(line.ended_at)))
        if line.next_due_at >= NEVER:
            return Markup()
        left = line.next_due_at - self.now
        tone = "breach" if left.total_seconds() <= 0 else "soon" if left <= NEAR else "ok"
        words = formats.remaining(line.next_due_at, now=self.now)
        at, title, words = self._time(line.next_due_at, words)
        return _SLA.format(tone, at, self._once(TONE_ICONS[tone], self._icon), at, title, words)

    def _icon(self, name: str) -> Markup:
        assert name in ICONS  # noqa: S101  # a slip of ours, not of anybody's typing
        return self._macros["icon"](name)

    def _time(self, at: datetime, words: str) -> tuple[str, str, str]:
        return formats.machine(at), self._moment(at), words

    def _moment(self, at: datetime) -> str:
        """As `formats.moment` says it; days are few on a page and slow to name."""
        local = formats.local(at)
        day = self._once(local.date(), self._named)
        return f"{day}{self._glue}{local:%H:%M}"

    def _day(self, at: datetime) -> str:
        return self._once(formats.local_day(at), self._named)  # type: ignore[no-any-return]

    def _named(self, day: date) -> str:
        return formats.day(day, today=self.today)

    @cached_property
    def _glue(self) -> str:
        return " " if formats.locale().language == "zh" else ", "


_TIME: Final = Markup('<time datetime="{}" title="{}">{}</time>')
_SLA: Final = Markup(
    '<span class="hf-sla" data-tone="{}" data-module="countdown" data-due="{}" data-soon="">'
    '{}<time datetime="{}" title="{}">{}</time></span>'
)


def _last(kind: str) -> str:
    return _word(EventKind, kind)


def _stage(stage: str | None) -> str:
    return _word(Stage, stage) if stage else ""


def _word(members: type[StrEnum], value: str) -> str:
    return word(members(value)) if value in list(members) else ""
