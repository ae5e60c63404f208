"""Checks of the machine: environment, secret, data folder, disk, catalogues, files."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import PoFileError, read_po

from models.accounts import Locale
from portal.infra.checkup.findings import Finding, look, ok, problem
from portal.infra.config import Config, ConfigError
from portal.infra.storage import open_storage

_LITTLE_SPACE = 2_000_000_000
_NO_SPACE = 300_000_000
_CATALOGUES = Path(__file__).parents[2] / "i18n" / "translations"
_TRANSLATED = tuple(locale.value for locale in Locale if locale is not Locale.EN)
_PROBE = "doctor-probe"


def check_machine(config: Config) -> Iterator[Finding]:
    """Everything that can be said without the database."""
    yield _environment(config)
    yield _base_url(config)
    yield _secrets(config.data)
    yield _space(config.data)
    yield _catalogues(_CATALOGUES)
    yield _files(config)


def _environment(config: Config) -> Finding:
    if config.is_production:
        return ok("environment", f"production, data in {config.data}")
    return look(
        "environment",
        f"development, data in {config.data}",
        "Set HUIFANG_ENV=production where real people use it.",
    )


def _base_url(config: Config) -> Finding:
    if not config.is_production or config.base_url.startswith("https://"):
        return ok("address", config.base_url)
    return problem(
        "address",
        f"Links and cookies would go over {config.base_url}, which is not encrypted.",
        "Put a TLS proxy in front and set BASE_URL=https://...",
    )


def _secrets(data: Path) -> Finding:
    folder = data / "secrets"
    if not folder.is_dir():
        return ok("secrets", "none are kept in the data folder")
    open_ones = [
        path.name
        for path in [folder, *sorted(folder.iterdir())]
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if open_ones:
        return problem(
            "secrets",
            f"Others on this machine can read {', '.join(open_ones)} in {folder}.",
            f"chmod 700 {folder} && chmod 600 {folder}/*",
        )
    return ok("secrets", f"only this account reads {folder}")


def _space(data: Path) -> Finding:
    free = shutil.disk_usage(data).free
    said = f"{free / 1_000_000_000:.1f} GB are free for {data}"
    remedy = "Make room, or move the data folder to a larger disk."
    if free < _NO_SPACE:
        return problem("disk", said, remedy)
    return look("disk", said, remedy) if free < _LITTLE_SPACE else ok("disk", said)


def _catalogues(folder: Path) -> Finding:
    """Without its file a language is gone; gaps in the file show as single English sentences."""
    lacking = []
    for locale in _TRANSLATED:
        try:
            with (folder / locale / "LC_MESSAGES" / "messages.po").open("rb") as source:
                catalogue = read_po(source, locale=locale, abort_invalid=True)
        except (OSError, ValueError, PoFileError) as error:
            return problem(
                "languages",
                f"The catalogue of {locale} cannot be read: {error}",
                "Take portal/i18n/translations anew from the version that is installed.",
            )
        gaps = sum(1 for message in catalogue if message.id and not message.string)
        if gaps:
            lacking.append(f"{gaps} sentences of {locale}")
    if lacking:
        return look(
            "languages",
            f"Not translated: {', '.join(lacking)}; they appear in English.",
            "make catalogues lists them",
        )
    return ok("languages", f"{len(_TRANSLATED)} catalogues are complete")


def _files(config: Config) -> Finding:
    where = config.files_url or str(config.data / "files")
    try:
        storage = open_storage(config)
        storage.put(_PROBE, b"probe")
        storage.delete(_PROBE)
    except ConfigError as error:
        return problem("files", str(error), "Correct HUIFANG_FILES.")
    except Exception as error:
        return problem(
            "files",
            f"Nothing can be stored in {where}: {error}",
            "Check its permissions, and the AWS_ variables of an S3.",
        )
    if config.files_url is None and os.stat(where).st_mode & 0o077:
        return problem("files", f"Others can open {where}.", f"chmod 700 {where}")
    return ok("files", f"can be written to {where}")
