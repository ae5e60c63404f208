"""Every sentence is said in all three languages, and in Taiwan's own words where it has them."""

import re
from pathlib import Path

import opencc
import pytest
from babel.messages.catalog import Catalog

from portal.i18n.extract import KEYWORDS, TRANSLATED, extract, read

PORTAL = Path(__file__).parents[2] / "portal"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")
HOW_TO = "run `python -m portal.i18n.extract` and translate what it adds"

# What converting characters would give, and what Taiwan says instead.
MAINLAND_WORDS = {
    "工單": "案件",
    "經銷店": "經銷商",
    "上門": "到府",
    "質保": "保固",
    "保內": "保固內",
    "派單": "派案",
    "接單": "接案",
    "退單": "退案",
    "催單": "催件",
    "反饋": "回報",
    "超時": "逾時",
    "掛起": "暫停計時",
    "登錄": "登入",
    "導入": "匯入",
    "默認": "預設",
    "短信": "簡訊",
    "質檢": "服務稽核",
    "評審會": "檢討會",
    "業務員": "業務",
    "客服代表": "客服專員",
    "用戶": "使用者",
    "網絡": "網路",
    "保存": "儲存",
    "搜索": "搜尋",
    "打印": "列印",
    "文件夾": "資料夾",
    "賬號": "帳號",
    "節假日": "國定假日",
}
# Characters that OpenCC would change although Taiwan writes them so.
WRITTEN_SO = frozenset("台群床峰里面只准卷志")

# "保存" also means to keep records, which is good Chinese on both sides.
ALLOWED = {"保存": ("保存什麼",)}


@pytest.fixture(scope="module")
def sentences() -> Catalog:
    return extract()


@pytest.mark.parametrize("locale", TRANSLATED)
def test_no_sentence_is_left_untranslated(sentences, locale):
    catalogue = read(locale)

    missing = [
        message.id
        for message in sentences
        if message.id and not said(catalogue, message.id, message.context)
    ]

    assert not missing, HOW_TO


@pytest.mark.parametrize("locale", TRANSLATED)
def test_no_translation_is_a_guess(locale):
    assert not [message.id for message in read(locale) if message.id and message.fuzzy]


@pytest.mark.parametrize("locale", TRANSLATED)
def test_nothing_is_translated_that_nobody_says(sentences, locale):
    said_by_code = {(key(message.id), message.context) for message in sentences}

    unused = [
        message.id
        for message in read(locale)
        if message.id and (key(message.id), message.context) not in said_by_code
    ]

    assert not unused, HOW_TO


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_translation_keeps_the_places_of_its_values(locale):
    wrong = [
        message.id
        for message in read(locale)
        for string in strings(message)
        if string and places(string) != places(key(message.id, last=True))
    ]

    assert not wrong


def test_taiwan_has_its_own_words():
    found = [
        (message.id, word, better)
        for message in read("zh_Hant")
        for word, better in MAINLAND_WORDS.items()
        if any(says(string, word) for string in strings(message))
    ]

    assert not found


def test_no_simplified_character_stands_in_traditional_text():
    to_traditional = opencc.OpenCC("s2t")

    mixed = [
        (string, character)
        for message in read("zh_Hant")
        for string in strings(message)
        for character in string
        if to_traditional.convert(character) != character and character not in WRITTEN_SO
    ]

    assert not mixed


def test_no_traditional_character_stands_in_simplified_text():
    to_simplified = opencc.OpenCC("t2s")

    mixed = [
        string
        for message in read("zh_Hans")
        for string in strings(message)
        if to_simplified.convert(string) != string
    ]

    assert not mixed


@pytest.mark.parametrize("locale", TRANSLATED)
def test_chinese_has_chinese_punctuation(locale):
    half_width = re.compile(r"[\u4e00-\u9fff][,;:?!]|[\u4e00-\u9fff]\.(?!\w)")

    assert not [s for message in read(locale) for s in strings(message) if half_width.search(s)]


def says(string: str, word: str) -> bool:
    for fine in ALLOWED.get(word, ()):
        string = string.replace(fine, "")
    return word in string


def key(message_id, *, last: bool = False):
    if isinstance(message_id, tuple | list):
        return message_id[-1 if last else 0]
    return message_id


def strings(message) -> list[str]:
    if not message.id:
        return []
    string = message.string
    return [part for part in (string if isinstance(string, tuple) else [string]) if part]


def said(catalogue: Catalog, message_id, context) -> bool:
    found = catalogue.get(key(message_id), context)
    return found is not None and bool(strings(found))


def places(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def test_every_sentence_is_asked_for_by_a_name_that_the_catalogues_know():
    """Under another name it is found by nobody, and stays English in every language."""
    asked = re.compile(r"^from flask_babel import \w+ as (?!untyped_)(\w+)$", re.MULTILINE)

    names = {name for path in PORTAL.rglob("*.py") for name in asked.findall(path.read_text())}

    assert names <= KEYWORDS.keys()
