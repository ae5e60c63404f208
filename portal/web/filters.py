"""What templates call to put a value into words."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.i18n import formats, phones
from portal.i18n.locale import LANGUAGE_NAMES, html_lang
from portal.i18n.readable import readable
from portal.i18n.words import word
from portal.web.assets import asset_url, icon
from portal.web.browser_name import browser_name
from portal.web.deadline import Deadline
from portal.web.deadline import tone as deadline_tone
from portal.web.forms import flat, hidden_fields, visible_fields
from portal.web.language import chosen_locale
from portal.web.looks import look
from portal.web.now import now
from portal.web.script_words import script_words
from portal.web.shown_address import shown_address
from portal.web.theme import chosen_theme


def near(at: datetime) -> str:
    return formats.near(at, now=now())


def remaining(due_at: datetime) -> str:
    return formats.remaining(due_at, now=now())


def ago(at: datetime) -> str:
    return formats.ago(at, now=now())


def moment(at: datetime) -> str:
    return formats.moment(at, today=formats.local_day(now()))


def day(on: date | datetime) -> str:
    return formats.day(on, today=formats.local_day(now()))


def tone(deadline: Deadline) -> str:
    return deadline_tone(deadline, now=now())


def money(amount: Decimal | int | None, currency: str | None = None) -> str:
    return formats.money(amount, currency)


def why_standing(why: tuple[int, bool]) -> str:
    """In a few words, beside somebody's standing in a list of people."""
    customers, kept_back = why
    said: list[str] = []
    if customers:
        said.append(ngettext("%(num)s complaint counts", "%(num)s complaints count", customers))
    if kept_back:
        said.append(str(_("suspended by you")))
    return " · ".join(said)


FILTERS: dict[str, Any] = {
    "ago": ago,
    "browser_name": browser_name,
    "clock_time": formats.clock_time,
    "day": day,
    "flat": flat,
    "hidden_fields": hidden_fields,
    "duration": formats.duration,
    "file_size": formats.file_size,
    "listing": formats.listing,
    "look": look,
    "machine": formats.machine,
    "masked_phone": phones.masked,
    "moment": moment,
    "money": money,
    "month": formats.month,
    "near": near,
    "number": formats.number,
    "percent": formats.percent,
    "phone": phones.spaced,
    "phone_tail": phones.tail,
    "readable": readable,
    "remaining": remaining,
    "shown_address": shown_address,
    "tone": tone,
    "visible_fields": visible_fields,
    "why_standing": why_standing,
    "word": word,
}


def init_app(app: Flask) -> None:
    """Give every template, and every macro, the same words."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(
        asset_url=asset_url,
        chosen_locale=chosen_locale,
        chosen_theme=chosen_theme,
        html_lang=html_lang,
        drawn_icon=icon,
        language_names=LANGUAGE_NAMES,
        now=now,
        script_words=script_words,
    )
