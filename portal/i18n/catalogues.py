"""The translations, read from their .po files when the portal starts: nothing to compile or forget.

Flask-Babel on its own wants compiled files and reads them again for each request.
"""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Babel, Domain, get_locale

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


class PortalDomain(Domain):  # type: ignore[misc]
    """Flask-Babel's way to the catalogues, kept for as long as the process lives."""

    def get_translations(self) -> Any:
        return _of_locale(get_locale())


class PortalBabel(Babel):  # type: ignore[misc]
    """Flask-Babel with our catalogues behind it."""

    domain_instance = PortalDomain()
