"""A phone number as people read it: spaced, masked, or by its last four digits."""

import re

import phonenumbers
from flask_babel import gettext

MOBILE = re.compile(r"^1\d{10}$")


def spaced(number: str) -> str:
    """199 0000 2207: grouped as it is said aloud; what is no number stays as it was written."""
    digits, extension = _parts(number)
    if MOBILE.match(digits):
        grouped = f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    elif number.startswith("+"):
        grouped = _international(number)
    else:
        grouped = number.strip() if not extension else number.strip().split("-")[0]
    return (
        gettext("%(number)s ext. %(extension)s", number=grouped, extension=extension)
        if (extension)
        else grouped
    )


def masked(number: str) -> str:
    """199 **** 2207: enough to recognise it, too little to ring it."""
    digits = re.sub(r"\D", "", _parts(number)[0])
    if len(digits) < 7:
        return "*" * len(digits)
    return f"{digits[:3]} **** {digits[-4:]}"


def tail(number: str) -> str:
    """…2207, for lists."""
    digits = re.sub(r"\D", "", _parts(number)[0])
    return gettext("…%(digits)s", digits=digits[-4:]) if len(digits) >= 7 else masked(number)


def _parts(number: str) -> tuple[str, str]:
    """The number without country code and spaces, and its extension."""
    match = re.match(r"^(.*?)(?:[-#转轉xX](\d{1,5}))?$", number.strip())
    main, extension = (match.group(1), match.group(2) or "") if match else (number, "")
    if len(re.sub(r"\D", "", main)) < 7:  # 0871-4410 is no extension
        main, extension = number, ""
    digits = re.sub(r"[\s()\-]", "", main)
    return digits.removeprefix("+86"), extension


def _international(number: str) -> str:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    home = parsed.country_code == 86
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, style.NATIONAL if home else style.INTERNATIONAL)
