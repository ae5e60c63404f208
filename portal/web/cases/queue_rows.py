"""The rows of the queue as finished words, so that a page of them is one flat loop (screens.md)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, NamedTuple

from flask import get_template_attribute, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup, escape

from models import NEVER, CaseStatus, EventKind, Severity, Stage
from portal.cases.queue import Line
from portal.i18n import formats
from portal.i18n.words import word
from portal.web.cases.stall_flag import TO_DO
from portal.web.countdown import Countdown

HOUR: Final = timedelta(hours=1)


class Row(NamedTuple):
    """One case on one line. Each value is escaped already: the list does not do it again."""

    url: Markup
    number: Markup
    severity: Markup
    customer: Markup
    tail: Markup
    problem: Markup
    dealer: Markup
    status: Markup
    stage: Markup
    due: Markup
    last: Markup
    last_at: Markup
    chases: Markup


class RowWords:
    """Puts lines into words; remembers what it has said before on this page."""

    def __init__(self, now: datetime, *, stalling: bool = False) -> None:
        """`stalling`: the list is of cases that stall, and says of each why."""
        self._stalling = stalling
        self._at = Countdown(now)
        self._once = self._at.once

    def rows(self, lines: Iterable[Line]) -> list[Row]:
        return [self._row(line) for line in lines]

    def _row(self, line: Line) -> Row:
        number = escape(line.number)
        problem = f"{line.summary} · {line.product}" if line.product else line.summary
        return Row(
            url=Markup(f"{self._url}{number}"),  # noqa: S704 - both were escaped
            number=number,
            severity=self._once(line.severity, self._severity),
            customer=escape(line.customer),
            tail=self._tail(line.last4),
            problem=escape(problem),
            dealer=escape(line.dealer) if line.dealer else self._no_dealer,
            status=self._once((line.status, line.at_supervisor), self._status),
            stage=self._stage(line),
            due=self._due(line),
            last=self._last(line),
            last_at=self._last_at(line),
            chases=self._once(line.chases, self._chases),
        )

    @cached_property
    def _url(self) -> Markup:
        """A case's address up to its number, which stands last."""
        return escape(url_for("case.show", number="0-0").removesuffix("0-0"))

    def _tail(self, last4: str | None) -> Markup:
        if not last4:
            return Markup()
        before, after = self._around_digits
        return Markup(f"{before}{escape(last4)}{after}")  # noqa: S704 - all was escaped

    @cached_property
    def _around_digits(self) -> tuple[Markup, Markup]:
        before, _digits, after = _("…%(digits)s", digits="\0").partition("\0")
        return escape(before), escape(after)

    @cached_property
    def _no_dealer(self) -> Markup:
        return escape(_("no dealer yet"))

    @cached_property
    def _macros(self) -> Mapping[str, Callable[..., Markup]]:
        names = ("severity", "status", "mark")
        return {name: get_template_attribute(f"components/{name}.html", name) for name in names}

    def _severity(self, severity: Severity) -> Markup:
        return self._macros["severity"](severity)

    def _status(self, where: tuple[CaseStatus, bool]) -> Markup:
        status, at_supervisor = where
        if at_supervisor and status is CaseStatus.TRIAGE:
            return self._macros["status"](status, _("Supervisor"), "soon")
        return self._macros["status"](status)

    def _chases(self, chases: int) -> Markup:
        if not chases:
            return Markup()
        return self._macros["mark"](
            _("%(count)s×", count=chases), "breach" if chases >= 3 else "neutral", "megaphone"
        )

    def _stage(self, line: Line) -> Markup:
        said: Markup = (
            self._once("", _ended) if line.ended_at else self._once(line.next_stage, _stage)
        )
        return said

    def _last(self, line: Line) -> Markup:
        """The last step; or that the customer asked again since, which is why it stands high; or
        that it stalls."""
        said: Markup
        if self._says_stall(line):
            said = self._once(line.touches, _stalls)
            return said
        if line.raised_at is None:
            said = self._once(line.last_step, _last)
            return said
        hours = (self._at.now - line.raised_at) // HOUR
        # In whole hours, or the column cuts it off.
        now = line.raised_at + hours * HOUR if hours else self._at.now
        return escape(_("Asked again %(since)s", since=formats.ago(line.raised_at, now=now)))

    def _last_at(self, line: Line) -> Markup:
        if self._says_stall(line):
            why = _("No step further since %(since)s", since=self._at.moment(line.furthest_at))
            return escape(f"{why}. {TO_DO.get(line.status, '')}")
        if line.raised_at is None:
            return self._at.moment(line.last_step_at)
        return escape(_("Asked again %(since)s", since=self._at.moment(line.raised_at)))

    def _says_stall(self, line: Line) -> bool:
        stalls = line.stalled_at is not None and line.ended_at is None
        return stalls and (self._stalling or line.raised_at is None)

    def _due(self, line: Line) -> Markup:
        if line.ended_at is not None:
            return self._at.day(line.ended_at)
        if line.next_due_at >= NEVER:
            return Markup()
        return self._at.deadline(line.next_due_at)


def _ended(_key: Any) -> Markup:
    return escape(_("Ended"))


def _stalls(touches: int) -> Markup:
    return escape(
        ngettext("Stalls: %(num)s touch", "Stalls: %(num)s touches", touches)
        if touches
        else _("Stalls: nobody at it")
    )


def _last(kind: str) -> Markup:
    return _word(EventKind, kind)


def _stage(stage: str | None) -> Markup:
    return _word(Stage, stage) if stage else Markup()


def _word(members: type[StrEnum], value: str) -> Markup:
    return escape(word(members(value))) if value in list(members) else Markup()
