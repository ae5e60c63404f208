"""Telephone numbers: read in any spelling, brought to one normal form, masked (domain L2, L3)."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, shortnumberinfo

# What follows one of these words or signs is an extension; a bare dash is weighed separately.
_EXTENSION = re.compile(
    r"(?:;ext=|转接|转|轉接|轉|分机|分機|内线|內線|extension|ext\.?|x|#|,)"
    r"\s*[:.号號]?\s*(\d{1,6})\s*[)号號]?$",
    re.IGNORECASE,
)
_DASHED_EXTENSION = re.compile(r"^(.*\d)\s*-\s*(\d{1,5})$")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘ー~"), "-")
_LETTERS = re.compile(r"[^\W\d_]")
# Where an undecorated number that the region does not know may have come from.
_NEIGHBOURS = ("TW",)
# These country codes are usual without a plus: `852 2345 6789`, `886912345678`.
_NEIGHBOURING_CODES = ("852", "853", "886")
# Fewer digits are a local number, whichever country code they happen to begin with.
_PLACEABLE = 10
_KINDS = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "landline",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "landline",
    PhoneNumberType.SHARED_COST: "shared_cost",
    PhoneNumberType.TOLL_FREE: "toll_free",
}


class PhoneKind(StrEnum):
    """What sort of line answers."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    SHARED_COST = "shared_cost"
    TOLL_FREE = "toll_free"
    SHORT = "short"
    OTHER = "other"


class PhoneWarning(StrEnum):
    """What to ask about before relying on the number; never a reason to refuse it."""

    NO_DIGITS = "no_digits"
    LETTERS = "letters"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NO_AREA_CODE = "no_area_code"
    UNKNOWN_NUMBER = "unknown_number"
    COUNTRY_ASSUMED = "country_assumed"


@dataclass(frozen=True, slots=True)
class Phone:
    """One telephone number as it was spelled and as it is compared.

    `normal` is the country code and the number in digits, then `;ext=` and the extension; short
    codes and what cannot be placed stay the digits that were given.
    """

    spelled: str
    normal: str
    last4: str
    kind: PhoneKind
    extension: str
    warnings: tuple[PhoneWarning, ...]

    @property
    def city(self) -> str:
        """Where a landline stands, in Chinese; empty for everything else."""
        return city_of(self, "zh") if self.kind is PhoneKind.LANDLINE else ""

    @property
    def dialled(self) -> str:
        """The form for a `tel:` link."""
        line = self.normal.partition(";")[0]
        placed = self.kind is not PhoneKind.SHORT and not self.warnings
        dialled = f"+{line}" if placed or _number_of(line) else line
        return f"{dialled};ext={self.extension}" if self.extension else dialled


def read_phone(text: str, region: str = "CN") -> Phone:
    """Read a number however it was spelled; what is odd about it is a warning, never an error."""
    typed = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    line, extension = _split_extension(typed, region)
    number, assumed = _place(line, region)
    digits = _digits(line)
    warnings: list[PhoneWarning] = []
    if _LETTERS.search(line):
        warnings.append(PhoneWarning.LETTERS)
    if number is not None:
        kind = PhoneKind(_KINDS.get(phonenumbers.number_type(number), "other"))
        digits = _normal(number)
        if assumed:
            warnings.append(PhoneWarning.COUNTRY_ASSUMED)
    elif digits and _is_short_code(digits, region):
        kind = PhoneKind.SHORT
    else:
        kind = PhoneKind.OTHER
        warnings.append(_what_is_wrong(digits))
    return Phone(
        spelled=text.strip(),
        normal=f"{digits};ext={extension}" if digits and extension else digits,
        last4=digits[-4:],
        kind=kind,
        extension=extension,
        warnings=tuple(warnings),
    )


def phone_from_normal(normal: str) -> Phone:
    """The phone behind a stored normal form."""
    line = normal.partition(";")[0]
    return read_phone(f"+{normal}" if _number_of(line) else normal)


def mask_phone(phone: Phone | str) -> str:
    """The number as lists and QA see it; a string is taken for a stored normal form.

    Enough is left to recognise a number one already knows. Short codes belong to nobody.
    """
    if isinstance(phone, str):
        phone = phone_from_normal(phone)
    line = phone.normal.partition(";")[0]
    if phone.kind is PhoneKind.SHORT:
        return line
    number = _number_of(line)
    if number is None:
        return "****" + (line[-4:] if len(line) > 7 else line[-2:])
    head = "" if number.country_code == 86 else f"+{number.country_code} "
    if phone.kind is PhoneKind.MOBILE and number.country_code == 86:
        head = str(number.national_number)[:3]
    return f"{head}****{phone.last4}"


def same_number(one: Phone | str, other: Phone | str, region: str = "CN") -> bool:
    """Whether two spellings reach the same telephone, extension included (domain L2)."""
    first = read_phone(one, region) if isinstance(one, str) else one
    second = read_phone(other, region) if isinstance(other, str) else other
    return first.normal != "" and first.normal == second.normal


def city_of(phone: Phone, language: str) -> str:
    """The place a number belongs to, in a language; empty where it says none.

    The table of places takes a hundred megabytes, so only who shows a place loads it.
    """
    from phonenumbers import geocoder  # noqa: PLC0415 - only here

    number = _number_of(phone.normal.partition(";")[0])
    return geocoder.description_for_valid_number(number, language) if number else ""


def _split_extension(typed: str, region: str) -> tuple[str, str]:
    if found := _EXTENSION.search(typed):
        rest = typed[: found.start()].strip(" -(")
        if _digits(rest):
            return rest, found[1]
    # `021-6321-4567` is a number in three parts, `021-63214567-802` one with an extension: what
    # stands before the last dash is complete by itself or it is not.
    if found := _DASHED_EXTENSION.match(typed):
        number, _ = _place(found[1], region)
        if number is not None:
            return found[1], found[2]
    return typed, ""


def _place(line: str, region: str) -> tuple[PhoneNumber | None, bool]:
    """The valid number this is, and whether its country had to be assumed."""
    digits = _digits(line)
    readings: list[tuple[str, str | None, bool]] = [(line, region, False)]
    if not line.lstrip("( ").startswith("+"):
        if len(digits) >= _PLACEABLE:
            readings.append((f"+{digits}", None, not digits.startswith(_NEIGHBOURING_CODES)))
        if digits.startswith("0"):
            readings += [(line, neighbour, True) for neighbour in _NEIGHBOURS]
    for spelling, home, assumed in readings:
        try:
            number = phonenumbers.parse(spelling, home)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return number, assumed
    return None, False


def _number_of(digits: str) -> PhoneNumber | None:
    if len(digits) < _PLACEABLE:
        return None
    try:
        number = phonenumbers.parse(f"+{digits}", None)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _normal(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164).lstrip("+")


def _digits(text: str) -> str:
    return "".join(str(int(char)) for char in text if char.isdecimal())


def _is_short_code(digits: str, region: str) -> bool:
    if len(digits) > 8:
        return False
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return False
    return shortnumberinfo.is_valid_short_number_for_region(number, region)


def _what_is_wrong(digits: str) -> PhoneWarning:
    if not digits:
        return PhoneWarning.NO_DIGITS
    if len(digits) in (7, 8) and not digits.startswith("0"):
        return PhoneWarning.NO_AREA_CODE
    if len(digits) < 7:
        return PhoneWarning.TOO_SHORT
    return PhoneWarning.TOO_LONG if len(digits) > 15 else PhoneWarning.UNKNOWN_NUMBER
