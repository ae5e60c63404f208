"""Times and decisions as a message says them, in the recipient's language: no page is near."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from models import Locale

_MOMENT: Final = {
    Locale.EN: "EEE d MMM, HH:mm",
    Locale.ZH_HANS: "M月d日EEE HH:mm",
    Locale.ZH_HANT: "M月d日EEE HH:mm",
}
DECIDED: Final[Mapping[Locale, Mapping[bool, str]]] = {
    Locale.EN: {True: "agreed", False: "refused"},
    Locale.ZH_HANS: {True: "已获同意", False: "未获同意"},
    Locale.ZH_HANT: {True: "已獲同意", False: "未獲同意"},
}

CALENDARS: Final[Mapping[Locale, Mapping[str, str]]] = {
    Locale.EN: {
        "service": "Service hours",
        "office": "Office hours",
        "always": "Round the clock",
        "dealer": "The dealer’s own hours",
    },
    Locale.ZH_HANS: {
        "service": "服务时间",
        "office": "办公时间",
        "always": "全天候",
        "dealer": "经销商营业时间",
    },
    Locale.ZH_HANT: {
        "service": "服務時間",
        "office": "辦公時間",
        "always": "全天候",
        "dealer": "經銷商營業時間",
    },
}


def spell_moment(at: datetime, zone: ZoneInfo, locale: Locale) -> str:
    """Wed 20 May, 15:48 · 5月20日周三 15:48"""
    return format_datetime(at.astimezone(zone), _MOMENT[locale], locale=locale.value)


def spell_day(on: date, locale: Locale) -> str:
    """Wed 20 May · 5月20日周三"""
    return format_date(on, _MOMENT[locale].removesuffix(" HH:mm").rstrip(","), locale=locale.value)


def spell_window(start: datetime, end: datetime, zone: ZoneInfo, locale: Locale) -> str:
    """Wed 20 May, 13:00–15:00; the day of the end only where it is another one."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    tail = f"{last:%H:%M}" if first.date() == last.date() else spell_moment(end, zone, locale)
    return f"{spell_moment(start, zone, locale)}–{tail}"
