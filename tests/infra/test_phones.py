"""Numbers come spelled in every way; each way leads to one normal form and none is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.infra.phones import (
    PhoneKind,
    PhoneWarning,
    city_of,
    mask_phone,
    phone_from_normal,
    read_phone,
    same_number,
)


@pytest.mark.parametrize(
    "spelled",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "138.0013.8000",
        "+86 138 0013 8000",
        "0086-13800138000",
        "8613800138000",
        "(+86)13800138000",
        "１３８００１３８０００",
        " 138—0013—8000 ",
    ],
)
def test_a_mobile_number_in_any_spelling_has_one_normal_form(spelled):
    phone = read_phone(spelled)

    assert phone.normal == "8613800138000"
    assert phone.kind is PhoneKind.MOBILE
    assert phone.last4 == "8000"
    assert phone.warnings == ()


@pytest.mark.parametrize(
    ("spelled", "normal"),
    [
        ("021-63214567-802", "862163214567;ext=802"),
        ("021-63214567转802", "862163214567;ext=802"),
        ("(021)6321 4567 轉 802", "862163214567;ext=802"),
        ("021-6321-4567 #12", "862163214567;ext=12"),
        ("021-63214567 ext 12", "862163214567;ext=12"),
        ("021-63214567 ext. 12", "862163214567;ext=12"),
        ("02163214567分机802", "862163214567;ext=802"),
        ("021-63214567,802", "862163214567;ext=802"),
        ("021-63214567（转802）", "862163214567;ext=802"),
        ("400-800-1234转5", "864008001234;ext=5"),
        ("400-800-1234-5", "864008001234;ext=5"),
        ("862163214567;ext=802", "862163214567;ext=802"),
    ],
)
def test_an_extension_is_split_off_first(spelled, normal):
    phone = read_phone(spelled)

    assert phone.normal == normal
    assert phone.warnings == ()


def test_a_number_in_three_parts_has_no_extension():
    assert read_phone("021-6321-4567").normal == "862163214567"
    assert read_phone("+852-2345-6789").normal == "85223456789"
    assert read_phone("0912-345-678", "TW").normal == "886912345678"
    assert read_phone("+1-212-555-2368").normal == "12125552368"


@pytest.mark.parametrize(
    ("spelled", "kind", "normal"),
    [
        ("400-800-1234", PhoneKind.SHARED_COST, "864008001234"),
        ("800 810 1234", PhoneKind.TOLL_FREE, "868008101234"),
        ("12315", PhoneKind.SHORT, "12315"),
        ("95188", PhoneKind.SHORT, "95188"),
        ("110", PhoneKind.SHORT, "110"),
        ("0512-63214567", PhoneKind.LANDLINE, "8651263214567"),
        ("852 2345 6789", PhoneKind.LANDLINE, "85223456789"),
        ("+886 2 2345 6789", PhoneKind.LANDLINE, "886223456789"),
        ("886912345678", PhoneKind.MOBILE, "886912345678"),
        ("(852) 9123-4567", PhoneKind.MOBILE, "85291234567"),
    ],
)
def test_each_kind_of_line_is_told_apart(spelled, kind, normal):
    phone = read_phone(spelled)

    assert (phone.kind, phone.normal, phone.warnings) == (kind, normal, ())


def test_regions_read_their_own_spelling():
    assert read_phone("0912 345 678", "TW").normal == "886912345678"
    assert read_phone("02-2345-6789#123", "TW").normal == "886223456789;ext=123"
    assert read_phone("9123 4567", "HK").normal == "85291234567"
    assert read_phone("6612 3456", "MO").normal == "85366123456"


def test_a_landline_says_its_city():
    assert read_phone("021-63214567").city == "上海市"
    assert read_phone("0512-63214567").city == "江苏省苏州市"
    assert read_phone("13800138000").city == ""
    assert city_of(read_phone("0512-63214567"), "en") == "Suzhou, Jiangsu"


@pytest.mark.parametrize(
    ("spelled", "warning"),
    [
        ("", PhoneWarning.NO_DIGITS),
        ("没有电话", PhoneWarning.NO_DIGITS),
        ("63214567", PhoneWarning.NO_AREA_CODE),
        ("4567", PhoneWarning.TOO_SHORT),
        ("1380013800", PhoneWarning.UNKNOWN_NUMBER),
        ("1" * 40, PhoneWarning.TOO_LONG),
        ("0912345678", PhoneWarning.COUNTRY_ASSUMED),
        ("王 13800138000", PhoneWarning.LETTERS),
    ],
)
def test_what_is_odd_about_a_number_is_a_warning(spelled, warning):
    assert warning in read_phone(spelled).warnings


def test_a_number_that_cannot_be_placed_keeps_its_digits():
    phone = read_phone("1380013800")

    assert phone.normal == "1380013800"
    assert phone.last4 == "3800"


@given(st.text(max_size=40))
def test_nothing_that_is_typed_raises(text):
    phone = read_phone(text)

    mask_phone(phone)
    assert same_number(phone, phone) == bool(phone.normal)


@given(st.from_regex(r"(0\d{2,3}-?\d{7,8}|1[3-9]\d{9}|400\d{7})(转\d{1,4})?", fullmatch=True))
def test_a_stored_normal_form_is_read_back_unchanged(spelled):
    phone = read_phone(spelled)

    assert phone_from_normal(phone.normal).normal == phone.normal


def test_the_same_number_is_recognised_and_another_extension_is_another_telephone():
    assert same_number("138 0013 8000", "+86-13800138000")
    assert not same_number("13800138000", "13800138001")
    assert not same_number("021-63214567-802", "021-63214567")
    assert not same_number("", "")


@pytest.mark.parametrize(
    ("spelled", "masked"),
    [
        ("13800138000", "138****8000"),
        ("021-63214567-802", "****4567"),
        ("+852 9123 4567", "+852 ****4567"),
        ("12315", "12315"),
        ("63214567", "****4567"),
        ("4567", "****67"),
        ("", "****"),
    ],
)
def test_a_masked_number_keeps_what_its_owner_would_recognise(spelled, masked):
    assert mask_phone(read_phone(spelled)) == masked
    assert mask_phone(read_phone(spelled).normal) == masked


def test_a_tel_link_dials_the_whole_number():
    assert read_phone("021-63214567转802").dialled == "+862163214567;ext=802"
    assert read_phone("12315").dialled == "12315"
