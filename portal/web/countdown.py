"""Instants and deadlines in words for pages with many of them: what was said once is remembered.

The macros `sla` and `time` say the same; each of theirs takes as long as a row of a list.
"""

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from markupsafe import Markup, escape

from portal.i18n import formats
from portal.web.assets import icon
from portal.web.deadline import NEAR

TONE_ICONS: Final = {"breach": "exclamation-octagon-fill", "soon": "hourglass-split", "ok": "clock"}
_TIME: Final = '<time datetime="%s" title="%s">%s</time>'
_SLA: Final = (
    '<span class="hf-sla" data-tone="%s" data-module="countdown" data-due="%s" data-soon="">%s'
    f"{_TIME}</span>"
)


class Countdown:
    """Puts instants into words as they are read at one `now`."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = formats.local_day(now)
        self._reader = formats.locale()
        self._zone = formats.zone()
        self._said: dict[Any, Any] = {}
        self._far: dict[date, tuple[str, str]] = {}

    def once(self, key: Any, say: Callable[[Any], Any]) -> Any:
        """What `say` makes of the key, asked only the first time."""
        known = (say, key)
        if known not in self._said:
            self._said[known] = say(key)
        return self._said[known]

    def deadline(self, due_at: datetime) -> Markup:
        """As the macro `sla` shows a clock that runs."""
        left = (due_at - self.now).total_seconds()
        tone = "breach" if left <= 0 else "soon" if left <= NEAR.total_seconds() else "ok"
        at = formats.machine(due_at)
        drawn = self.once(TONE_ICONS[tone], icon)
        words = escape(self._remaining(due_at))
        shown = _SLA % (tone, at, drawn, at, self.moment(due_at), words)
        return Markup(shown)  # noqa: S704 - ours: an instant, a tone, an icon; words were escaped

    def day(self, at: datetime) -> Markup:
        """The day, and the whole instant on hover."""
        words = self.once(at.astimezone(self._zone).date(), self._named)
        shown = _TIME % (formats.machine(at), self.moment(at), words)
        return Markup(shown)  # noqa: S704 - an instant, and words that were escaped

    def moment(self, at: datetime) -> Markup:
        """As `formats.moment` says it; days are few on a page and slow to name."""
        local = at.astimezone(self._zone)
        day = self.once(local.date(), self._named)
        shown = f"{day}{self._glue}{local.hour:02d}:{local.minute:02d}"
        return Markup(shown)  # noqa: S704 - figures, and a day that was escaped

    def _remaining(self, due_at: datetime) -> str:
        """As `formats.remaining` says it; far deadlines of one day differ by their clock alone."""
        left = due_at - self.now
        if left < formats.COUNTED:
            return formats.counted_down(left, self._reader)
        local = due_at.astimezone(self._zone)
        clock, day = f"{local.hour:02d}:{local.minute:02d}", local.date()
        if day not in self._far:
            words = formats.remaining(due_at, now=self.now)
            before, _clock, after = words.rpartition(clock)
            self._far[day] = before, after
        return clock.join(self._far[day])

    def _named(self, day: date) -> Markup:
        return escape(formats.day(day, today=self.today))

    @cached_property
    def _glue(self) -> str:
        return " " if self._reader.language == "zh" else ", "
