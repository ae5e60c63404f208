"""The change log in words: what was changed, which part of it, and its value.

Records keep names of tables, columns and enum members, which do not change with the language.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import (
    ClosureState,
    ContactKind,
    ContactState,
    DealerKind,
    DealerState,
    Duty,
    Role,
    WarrantyStart,
)
from portal.i18n import formats
from portal.i18n.words import word
from portal.web.admin.calendar_words import calendar_words
from portal.web.admin.numbers import GROUPS

SUBJECTS: Final[Mapping[str, Any]] = {
    "calendar": _l("Calendar"),
    "channel": _l("Channel"),
    "closure": _l("Closure of a dealer"),
    "contact_point": _l("Contact point"),
    "dealer": _l("Dealer"),
    "duty_shift": _l("Duty roster"),
    "export": _l("Export"),
    "installer": _l("Installer"),
    "policy": _l("Stage times"),
    "product": _l("Product"),
    "salesperson": _l("Salesperson"),
    "setting": _l("Setting"),
    "store": _l("Store"),
    "symptom": _l("Symptom"),
    "user": _l("Account"),
    "wishes": _l("How somebody wants to be told"),
    "wording": _l("Wording of a message"),
}
PARTS: Final[Mapping[str, Any]] = {
    "active": _l("in use"),
    "address": _l("Address"),
    "case_numbers": _l("Cases"),
    "city": _l("City"),
    "code": _l("Code"),
    "dealer_id": _l("Dealer"),
    "districts": _l("Districts"),
    "duty": _l("Duty"),
    "durable": _l("Durable: the burden of proof is ours for six months"),
    "email": _l("E-mail address"),
    "ended": _l("Access ended"),
    "from": _l("from"),
    "heir": _l("Serving dealer"),
    "installation": _l("Usually the installer’s work"),
    "installer_id": _l("Installer"),
    "kind": _l("Kind"),
    "known_years": _l("Confirmed years"),
    "label": _l("What it is"),
    "lifetime": _l("Lifetime service"),
    "link": _l("The link"),
    "name": _l("Name"),
    "name_en": _l("English"),
    "name_zh_hans": _l("Simplified Chinese"),
    "name_zh_hant": _l("Traditional Chinese"),
    "phone": _l("Phone number"),
    "reason": _l("Reason"),
    "role": _l("Role"),
    "rows": _l("Rows changed"),
    "spelled": _l("Number or address"),
    "state": _l("State"),
    "tz": _l("Time zone"),
    "until": _l("until"),
    "warranty_months": _l("Warranty, months"),
    "warranty_start": _l("The warranty starts at"),
    "weekly": _l("Weekly hours"),
    "workmanship_months": _l("Warranty of the installation, months"),
    "works_for": _l("Works for"),
}
ENUMS: Final[Mapping[tuple[str, str], type[StrEnum]]] = {
    ("user", "role"): Role,
    ("dealer", "kind"): DealerKind,
    ("dealer", "state"): DealerState,
    ("closure", "state"): ClosureState,
    ("duty_shift", "duty"): Duty,
    ("contact_point", "kind"): ContactKind,
    ("contact_point", "state"): ContactState,
    ("product", "warranty_start"): WarrantyStart,
}


SETTINGS: Final[Mapping[str, Any]] = {
    "currency": _l("Currency"),
    "time_zone": _l("Time zone"),
    "customer_locale": _l("Language of messages to customers"),
    **{number.known.key: number.label for group in GROUPS for number in group.numbers},
}

# Whose names the log can say, and the parts that hold their numbers.
NAMED: Final = ("dealer", "installer", "user", "store")
NAMED_BY: Final[Mapping[str, str]] = {
    "dealer_id": "dealer",
    "heir": "dealer",
    "heir_id": "dealer",
    "works_for": "dealer",
    "installer_id": "installer",
    "store_id": "store",
    "user_id": "user",
}
Names = Mapping[tuple[str, int], str]


def subject_in_words(what: str) -> str:
    """What kind of thing it is; the name of the record stands beside it."""
    return str(SUBJECTS.get(what.partition(":")[0], ""))


def setting_in_words(key: str) -> str:
    """As the page of settings calls it."""
    return str(SETTINGS.get(key, key))


def named_ids(what: str, *values: Any) -> set[tuple[str, int]]:
    """Which rows a line speaks of by their numbers: (dealer, 7)."""
    found = set()
    kind, _colon, number = what.partition(":")
    if kind in NAMED and number.isdecimal():
        found.add((kind, int(number)))
    for value in values:
        for name, part in (value if isinstance(value, dict) else {}).items():
            if (of := NAMED_BY.get(name)) and isinstance(part, int):
                found.add((of, part))
    return found


def value_in_words(what: str, value: Any, names: Names) -> str:
    """As a person reads it: parts with values, in one line."""
    subject = what.partition(":")[0]
    if not isinstance(value, dict):
        return _plain(value)
    return " · ".join(
        _("%(part)s: %(value)s", part=PARTS.get(name, name), value=_of(subject, name, part, names))
        for name, part in value.items()
    )


def _of(subject: str, name: str, value: Any, names: Names) -> str:
    if subject == "calendar":
        return calendar_words(value)
    if isinstance(value, int) and (known := names.get((NAMED_BY.get(name, ""), value))):
        return known
    members = ENUMS.get((subject, name))
    if members is not None and value in set(members):
        return str(word(members(value)))
    return _plain(value)


def _plain(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return formats.listing(_plain(part) for part in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
