"""Sentences are looked up once for each language, and no reader meets another one's."""

import pytest
from flask import Flask
from flask_babel import force_locale, gettext, lazy_gettext
from markupsafe import Markup

from portal.app import create_app
from portal.i18n import formats

SAVE = {"en": "Save", "zh_Hans": "保存", "zh_Hant": "儲存"}
LOCALES = list(SAVE)


@pytest.fixture(scope="module")
def own_app() -> Flask:
    return create_app({"SECRET_KEY": "for-tests-only", "TESTING": True})


@pytest.mark.parametrize("locale", LOCALES + LOCALES)
def test_each_reader_gets_their_own_words_however_often_they_were_asked_for(own_app, locale):
    label = lazy_gettext("Save")

    with own_app.test_request_context(headers={"Cookie": f"locale={locale}"}):
        in_template = own_app.jinja_env.from_string("{{ _('Save') }}").render()
        in_code = gettext("Save")
        late = str(label)

    assert [in_template, in_code, late] == [SAVE[locale]] * 3


def test_the_language_may_change_within_a_request(own_app):
    template = own_app.jinja_env.from_string("{{ _('Save') }}")

    with own_app.test_request_context(headers={"Cookie": "locale=en"}):
        before = template.render()
        with force_locale("zh_Hant"):
            meanwhile = template.render()
        after = template.render()

    assert [before, meanwhile, after] == ["Save", "儲存", "Save"]


def test_a_value_in_a_sentence_is_escaped_and_markup_is_left_alone(own_app):
    template = own_app.jinja_env.from_string("{{ _('Language: %(name)s', name=name) }}")

    with own_app.test_request_context():
        typed = template.render(name="<b>")
        ours = template.render(name=Markup("<b>"))

    assert typed == "Language: &lt;b&gt;"
    assert ours == "Language: <b>"


def test_a_sentence_of_a_template_is_a_format_also_without_a_value(own_app):
    template = own_app.jinja_env.from_string("{{ _('100 %% done') }}")

    with own_app.test_request_context():
        assert template.render() == "100 % done"


def test_what_is_left_of_a_deadline_is_kept_by_language(own_app):
    def said(locale: str) -> list[str]:
        with own_app.test_request_context(headers={"Cookie": f"locale={locale}"}):
            return [formats.duration(49 * formats.HOUR), formats.duration(90 * formats.MINUTE)]

    first = [said(locale) for locale in LOCALES]
    again = [said(locale) for locale in LOCALES]

    assert again == first
    assert first == [["2 days", "1 h 30 min"], ["2 天", "1 时 30 分"], ["2 天", "1 小時 30 分"]]
