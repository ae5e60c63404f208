"""Words for people, their roles and languages."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.accounts import Locale, Role, Side

WORDS: dict[type[StrEnum], dict[Any, Any]] = {
    Side: {
        Side.BRAND: _l("Brand"),
        Side.DEALER: _l("Dealer"),
    },
    Role: {
        Role.AGENT: _l("Hotline agent"),
        Role.SUPERVISOR: _l("Supervisor"),
        Role.DIRECTOR: _l("Director"),
        Role.QA: _l("QA auditor"),
        Role.SALES: _l("Sales contact"),
        Role.BOARD_MEMBER: _l("Board member"),
        Role.ADMIN: _l("Administrator"),
        Role.DEALER_MANAGER: _l("Dealer manager"),
        Role.DEALER_DESK: _l("Dealer service desk"),
        Role.INSTALLER: _l("Installer"),
    },
    Locale: {
        # A language is always named in itself: whoever is lost must be able to read it.
        Locale.EN: "English",
        Locale.ZH_HANS: "简体中文",
        Locale.ZH_HANT: "繁體中文",
    },
}
