"""The translations, read from their .po files when the portal starts: nothing to compile or forget.

Flask-Babel on its own wants compiled files and reads them again for each request. A page asks for
some two hundred sentences, nearly all without a value in them: such a one is looked up once for
each locale, in the code and in the templates.
"""

from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Babel, Domain, get_locale
from markupsafe import Markup

if TYPE_CHECKING:  # the words are read without the web as well: in messages that leave
    from flask import Flask

# More than there are sentences in all languages: what a template says is none of a visitor's words.
KEPT = 20_000
FOLDER = Path(__file__).parent / "translations"


@cache
def translations(locale: str) -> NullTranslations:
    """The catalogue of a locale; English is the text in the code and needs none."""
    path = FOLDER / locale / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as source:
        catalogue = read_po(source, locale=locale)
    packed = BytesIO()
    write_mo(packed, catalogue)
    packed.seek(0)
    return Translations(packed)


@cache
def _of_locale(locale: Locale | None) -> NullTranslations:
    """The same by the reader's locale, whose name takes long to spell for each word of a page."""
    return translations(str(locale or "en"))


class PortalDomain(Domain):  # type: ignore[misc]  # Flask-Babel brings no types
    """Flask-Babel's way to the catalogues, kept for as long as the process lives."""

    def get_translations(self) -> Any:
        return _of_locale(get_locale())

    def gettext(self, string: str, **variables: Any) -> str:
        said = _said(get_locale(), string)
        return said % variables if variables else said


@lru_cache(KEPT)
def _said(locale: Locale | None, sentence: str) -> str:
    return _of_locale(locale).gettext(sentence)


@lru_cache(KEPT)
def _printed(locale: Locale | None, sentence: str) -> Markup:
    """As a template prints a sentence: safe, and always a format, so that "%%" is one sign."""
    return Markup(_said(locale, sentence)) % {}  # noqa: S704 - ours, as the template itself is


def gettext_in_template(sentence: str, **variables: Any) -> Markup:
    """`_()` in templates; a value is escaped. Jinja's own goes through six functions each time."""
    if not variables:
        return _printed(get_locale(), sentence)
    return Markup(_said(get_locale(), sentence)) % variables  # noqa: S704 - values are escaped


class PortalBabel(Babel):  # type: ignore[misc]  # as above
    """Flask-Babel with our catalogues behind it."""

    domain_instance = PortalDomain()

    def init_app(self, app: "Flask", *args: Any, **settings: Any) -> None:
        super().init_app(app, *args, **settings)
        app.jinja_env.globals.update(_=gettext_in_template, gettext=gettext_in_template)
