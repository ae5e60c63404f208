"""Times, amounts and numbers as readers of each language write them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.app import create_app
from portal.i18n import formats, phones

NOON = datetime(2026, 5, 20, 4, tzinfo=UTC)  # 12:00 in Shanghai, a Wednesday
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(scope="module")
def own_app() -> Flask:
    return create_app({"SECRET_KEY": "for-tests-only", "TESTING": True})


@pytest.fixture
def reading(own_app):
    """`reading(locale)`: as a reader of that language sees it."""
    with own_app.test_request_context():
        yield force_locale


@pytest.mark.parametrize(
    "left, en, hans, hant",
    [
        (14 * MINUTE, "14 min left", "剩 14 分", "剩 14 分"),
        (146 * MINUTE, "2 h 26 min left", "剩 2 时 26 分", "剩 2 小時 26 分"),
        (20 * timedelta(seconds=1), "less than a minute left", "剩不到 1 分", "剩不到 1 分"),
        (24 * HOUR, "tomorrow 12:00", "明天 12:00", "明天 12:00"),
        (-2 * DAY, "2 days over", "超 2 天", "逾時 2 天"),
        (-68 * MINUTE, "1 h 8 min over", "超 1 时 8 分", "逾時 1 小時 8 分"),
    ],
)
def test_what_is_left_of_a_deadline(reading, left, en, hans, hant):
    for locale, expected in (("en", en), ("zh_Hans", hans), ("zh_Hant", hant)):
        with reading(locale):
            assert formats.remaining(NOON + left, now=NOON) == expected


@pytest.mark.parametrize(
    "ahead, en, hans",
    [
        (2 * HOUR, "14:00", "14:00"),
        (3 * DAY, "Sat 12:00", "周六 12:00"),
        (30 * DAY, "19 Jun 12:00", "6月19日 12:00"),
        (-DAY, "yesterday 12:00", "昨天 12:00"),
    ],
)
def test_a_time_is_as_short_as_it_stays_clear(reading, ahead, en, hans):
    for locale, expected in (("en", en), ("zh_Hans", hans)):
        with reading(locale):
            assert formats.near(NOON + ahead, now=NOON) == expected


def test_a_day_is_the_portals_own(reading):
    late = datetime(2026, 5, 20, 17, tzinfo=UTC)

    with reading("en"):
        assert formats.moment(late) == "21 May 2026, 01:00"


@pytest.mark.parametrize("locale", ["en", "zh_Hans", "zh_Hant"])
def test_money_shows_the_cents_only_where_there_are_some(reading, locale):
    with reading(locale):
        assert formats.money(1900) == "¥1,900"
        assert formats.money(Decimal("120.50")) == "¥120.50"
        assert formats.money(None) == "–"


def test_a_list_is_joined_as_the_language_does(reading):
    with reading("zh_Hans"):
        assert formats.listing(["高师傅", "丁师傅"]) == "高师傅和丁师傅"


@pytest.mark.parametrize(
    "number, spaced, masked",
    [
        ("19900002207", "199 0000 2207", "199 **** 2207"),
        ("+8619900002207", "199 0000 2207", "199 **** 2207"),
        ("0871-00004410", "0871-00004410", "087 **** 4410"),
        ("12315", "12315", "*****"),
    ],
)
def test_a_phone_number_can_be_read_and_hidden(reading, number, spaced, masked):
    with reading("en"):
        assert phones.spaced(number) == spaced
        assert phones.masked(number) == masked


def test_the_tail_of_a_number_has_its_own_word_in_chinese(reading):
    with reading("zh_Hans"):
        assert phones.tail("19900002207") == "尾号 2207"


def test_an_extension_is_said_apart(reading):
    with reading("zh_Hans"):
        assert phones.spaced("19900002207转802") == "199 0000 2207 转 802"
        assert phones.spaced("0871-00004410-802") == "0871-00004410 转 802"
