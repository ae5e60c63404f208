"""Finds every sentence in the code and the templates, and brings the catalogues up to date.

    python -m portal.i18n.extract

adds what is new, untranslated, to each catalogue and drops what nobody says any more. Sentences
are written in English in the code; the people who translate write in the .po files.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from portal.i18n.catalogues import FOLDER
from portal.i18n.locale import LANGUAGE_NAMES

ROOT = Path(__file__).parent.parent.parent
METHODS = [("portal/**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"silent": "false"}}
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}
TRANSLATED = ("zh_Hans", "zh_Hant")


def extract() -> Catalog:
    """Every sentence that a person may see."""
    found = Catalog(project="Huifang", charset="utf-8")
    for folder in ("portal", "templates"):
        messages = extract_from_dir(
            ROOT / folder,
            method_map=[(pattern.split("/", 1)[1], method) for pattern, method in METHODS],
            options_map={name.split("/", 1)[1]: options for name, options in OPTIONS.items()},
            keywords=KEYWORDS,
        )
        for name, _line, message, comments, context in messages:
            found.add(message, None, [(f"{folder}/{name}", 0)], [], comments, context=context)
    return found


def path_of(locale: str) -> Path:
    """Where a catalogue lies."""
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def read(locale: str) -> Catalog:
    """The catalogue of a locale, or an empty one."""
    path = path_of(locale)
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8")
    with path.open("rb") as source:
        return read_po(source, locale=locale)


def update() -> dict[str, int]:
    """Bring the catalogues up to date; how many sentences are now left to translate in each."""
    found = extract()
    left = {}
    for locale in TRANSLATED:
        catalogue = read(locale)
        catalogue.update(found, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        write(locale, catalogue)
        left[locale] = sum(1 for message in catalogue if message.id and not _said(message.string))
    return left


def write(locale: str, catalogue: Catalog) -> None:
    """Sorted by sentence and without line numbers, so that two people's changes rarely meet."""
    catalogue.fuzzy = False
    catalogue.project, catalogue.version = "Huifang", "1"
    catalogue.header_comment = f"# Huifang in {LANGUAGE_NAMES[locale]}."
    catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = ""
    path = path_of(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        write_po(
            target, catalogue, width=100, sort_output=True, no_location=True, omit_header=False
        )


def _said(string: object) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


if __name__ == "__main__":
    for locale, missing in update().items():
        print(f"{locale}: {missing} to translate")  # noqa: T201 - a command prints
