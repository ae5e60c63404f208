"""Which of the three languages a reader gets."""

import pytest

from portal.i18n.locale import known_locale, negotiate


@pytest.mark.parametrize(
    "tag, locale",
    [
        ("zh-TW", "zh_Hant"),
        ("zh-HK", "zh_Hant"),
        ("zh-MO", "zh_Hant"),
        ("zh-Hant-CN", "zh_Hant"),
        ("zh-Hans-HK", "zh_Hans"),
        ("zh", "zh_Hans"),
        ("zh-CN", "zh_Hans"),
        ("zh_SG", "zh_Hans"),
        ("en-GB", "en"),
        ("fr", None),
    ],
)
def test_a_browsers_tag_finds_its_language(tag, locale):
    assert known_locale(tag) == locale


def test_the_first_known_language_wins():
    assert negotiate(["fr-FR", "zh-TW", "en"]) == "zh_Hant"
    assert negotiate(["fr", "de"]) is None
