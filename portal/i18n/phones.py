"""A phone number as people read it: spaced, masked, or by its last four digits."""

import re

import phonenumbers
from flask_babel import gettext

EXTENSION = re.compile(r"^(.*?)\s*(?:[-#转轉xX]|ext\.?)\s*(\d{1,5})$")
MOBILE = re.compile(r"^1\d{10}$")


def spaced(number: str) -> str:
    """199 0000 2207: grouped as it is said aloud; what is no number stays as it was written."""
    main, extension = _parts(number)
    digits = _plain(main)
    if MOBILE.match(digits):
        grouped = f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    else:
        grouped = _international(main) if main.startswith("+") else main
    if not extension:
        return grouped
    return str(gettext("%(number)s ext. %(extension)s", number=grouped, extension=extension))


def masked(number: str) -> str:
    """199 **** 2207: enough to recognise it, too little to ring it."""
    digits = re.sub(r"\D", "", _plain(_parts(number)[0]))
    if len(digits) < 7:
        return "*" * len(digits)
    return f"{digits[:3]} **** {digits[-4:]}"


def tail(number: str) -> str:
    """…2207, for lists."""
    digits = re.sub(r"\D", "", _plain(_parts(number)[0]))
    if len(digits) < 7:
        return masked(number)
    return str(gettext("…%(digits)s", digits=digits[-4:]))


def _parts(number: str) -> tuple[str, str]:
    """The number as it was written, and its extension."""
    match = EXTENSION.match(number.strip())
    if match and len(re.sub(r"\D", "", match.group(1))) >= 7:  # 0871-4410 has none
        return match.group(1).strip(), match.group(2)
    return number.strip(), ""


def _plain(main: str) -> str:
    """Without spaces, marks and China's own country code."""
    return re.sub(r"[\s()\-]", "", main).removeprefix("+86")


def _international(number: str) -> str:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    home = parsed.country_code == 86
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, style.NATIONAL if home else style.INTERNATIONAL)
