"""Times, durations, money and numbers as the reader writes them, in the portal's own zone."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent
from flask import current_app
from flask_babel import get_locale
from flask_babel import gettext as untyped_gettext
from flask_babel import ngettext as untyped_ngettext
from flask_babel import pgettext as untyped_pgettext

gettext: Callable[..., str] = untyped_gettext
ngettext: Callable[..., str] = untyped_ngettext
pgettext: Callable[..., str] = untyped_pgettext

DEFAULT_ZONE = "Asia/Shanghai"
DEFAULT_CURRENCY = "CNY"

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

# Within this much, what is left is said in hours; beyond it, the day and the time say more.
COUNTED = timedelta(hours=8)


def zone() -> tzinfo:
    """The portal's zone: every day and time that a person reads is in it."""
    return ZoneInfo(current_app.config.get("TIME_ZONE", DEFAULT_ZONE))


def locale() -> Locale:
    """The reader's locale."""
    return get_locale() or Locale.parse("en")


def local(at: datetime) -> datetime:
    """The instant in the portal's zone."""
    return at.astimezone(zone())


def local_day(at: datetime) -> date:
    """The portal's day that the instant falls on."""
    return local(at).date()


def machine(at: datetime) -> str:
    """The instant for `<time datetime>`."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def clock_time(at: datetime) -> str:
    """15:48"""
    return f"{local(at):%H:%M}"


def day(on: date | datetime, *, today: date | None = None) -> str:
    """Wed 20 May; the year stands there only when it is another one."""
    if isinstance(on, datetime):
        on = local_day(on)
    short = today is not None and on.year == today.year
    reader = locale()
    if reader.language == "zh":
        return _date(on, "M月d日 EEE" if short else "y年M月d日", reader)
    return _date(on, "EEE d MMM" if short else "d MMM y", reader)


# What a page says again and again is kept by the reader's locale and by all that it is made of.
@lru_cache(maxsize=4096)
def _date(on: date, pattern: str, reader: Locale) -> str:
    """Babel reads the pattern anew each time; a page names few days, and names them often."""
    return format_date(on, pattern, locale=reader)


def moment(at: datetime, *, today: date | None = None) -> str:
    """Wed 20 May, 15:48"""
    glue = " " if locale().language == "zh" else ", "
    return f"{day(at, today=today)}{glue}{clock_time(at)}"


def month(on: date) -> str:
    """May 2026"""
    return format_skeleton("yMMMM", on, locale=locale())


def near(at: datetime, *, now: datetime) -> str:
    """15:48, tomorrow 11:20, Fri 16:00, 25 May 10:00: as short as it stays clear."""
    days = (local_day(at) - local_day(now)).days
    time = clock_time(at)
    if days in _NEAR:
        return _near_day(days, time)
    if 0 < days < 7:
        return f"{_date(local_day(at), 'EEE', locale())} {time}"
    if local_day(at).year == local_day(now).year:
        pattern = "M月d日" if locale().language == "zh" else "d MMM"
        return f"{_date(local_day(at), pattern, locale())} {time}"
    return moment(at, today=local_day(now))


_NEAR = (-1, 0, 1, 2)


def _near_day(days: int, time: str) -> str:
    if days == 0:
        return time
    if days == 1:
        return gettext("tomorrow %(time)s", time=time)
    if days == -1:
        return gettext("yesterday %(time)s", time=time)
    return gettext("in two days %(time)s", time=time)


def duration(span: timedelta) -> str:
    """2 h 26 min; days from two on; the smaller unit goes where it no longer matters."""
    return _duration(locale(), _counted(span))


def _counted(span: timedelta) -> int:
    """Whole minutes; from two days on those of whole days, as no more of them is said."""
    span = abs(span)
    return (span if span < 2 * DAY else span // DAY * DAY) // MINUTE


# The reader is named for the memory alone: gettext finds the same one by itself.
@lru_cache(maxsize=8192)
def _duration(_reader: Locale, counted: int) -> str:
    hours = counted // 60
    if hours >= 48:
        return ngettext("%(days)s day", "%(days)s days", hours // 24, days=hours // 24)
    return _short(counted if hours < 24 else hours * 60)


def length(minutes: int) -> str:
    """72 h, 1 h 30 min: how long something may take. A day of it would be a day of which hours?"""
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return pgettext("allowed", "%(hours)s h %(minutes)s min", hours=hours, minutes=rest)
    if hours:
        return pgettext("allowed", "%(hours)s h", hours=hours)
    return pgettext("allowed", "%(minutes)s min", minutes=rest)


def _short(minutes: int) -> str:
    """The same where it counts down: each sign takes room there."""
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)
    if hours:
        return gettext("%(hours)s h", hours=hours)
    return gettext("%(minutes)s min", minutes=rest)


def remaining(due_at: datetime, *, now: datetime) -> str:
    """14 min left, tomorrow 11:20, 2 days over: how a deadline stands."""
    left = due_at - now
    return counted_down(left, locale()) if left < COUNTED else near(due_at, now=now)


def counted_down(left: timedelta, reader: Locale) -> str:
    """14 min left, 2 days over: what is near or over is said by how much."""
    if left <= timedelta(0):
        return _over(reader, _counted(left))
    if left < MINUTE:
        return gettext("less than a minute left")
    return _left(reader, _counted(left))


@lru_cache(maxsize=8192)
def _over(reader: Locale, counted: int) -> str:
    return gettext("%(time)s over", time=_duration(reader, counted))


@lru_cache(maxsize=8192)
def _left(reader: Locale, counted: int) -> str:
    return gettext("%(time)s left", time=_duration(reader, counted))


def ago(at: datetime, *, now: datetime) -> str:
    """12 min ago; what is older than a day is named by its day."""
    since = now - at
    if since < MINUTE:
        return gettext("just now")
    if since < DAY:
        return gettext("%(time)s ago", time=duration(since))
    return near(at, now=now)


def money(amount: Decimal | int | None, currency: str | None = None) -> str:
    """¥1,900; whole amounts without the cents nobody said."""
    if amount is None:
        return "–"
    code = currency or current_app.config.get("CURRENCY", DEFAULT_CURRENCY)
    whole = Decimal(amount) == Decimal(amount).to_integral_value()
    pattern = "¤#,##0;-¤#,##0" if whole else None
    text = format_currency(amount, code, pattern, locale=locale(), currency_digits=not whole)
    return text.replace("CN¥", "¥")  # nobody here takes it for another currency


def number(value: Decimal | float) -> str:
    """4,495"""
    return format_decimal(value, locale=locale())


def percent(share: Decimal | float, digits: int = 0) -> str:
    """92 %"""
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + "%"
    return format_percent(share, pattern, locale=locale())


def listing(items: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
    """Gao Jun, Ding Yi and Luo Min."""
    named = [str(item) for item in items]
    return format_list(named, style=style, locale=locale()) if named else ""


def file_size(octets: int) -> str:
    """1.4 MB"""
    if octets < 1000:
        return f"{octets} B"
    if octets < 1_000_000:
        return f"{octets / 1000:.0f} kB"
    return f"{octets / 1_000_000:.1f} MB"
