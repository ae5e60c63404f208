"""Files of holidays: a year's JSON and iCalendars with 休 and 班."""

import json
from datetime import date

import pytest

from portal.errors import InvalidError
from portal.sla.calendar_files import read_calendar_file


def ical(*events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    for number, (summary, *more) in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{number}", "DTSTAMP:20260101T000000Z"]
        lines += [*more, f"SUMMARY:{summary}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def days(first, after):
    return f"DTSTART;VALUE=DATE:{first}", f"DTEND;VALUE=DATE:{after}"


def year(number, *named):
    listed = [{"name": name, "date": day, "isOffDay": off} for day, name, off in named]
    return json.dumps({"year": number, "days": listed}).encode()


def test_a_years_json_is_read():
    found = read_calendar_file(
        year(2027, ("2027-01-01", "元旦", True), ("2027-01-03", "元旦", False))
    )

    assert found.holidays.off_days == {date(2027, 1, 1): "元旦"}
    assert found.holidays.make_up_days == {date(2027, 1, 3): "元旦"}
    assert found.holidays.known_years == {2027}


def test_all_day_events_marked_off_and_worked_are_read_day_by_day():
    found = read_calendar_file(
        ical(
            ("国庆节（休）", *days(20271001, 20271004)),
            ("国庆节（班）", "DTSTART;VALUE=DATE:20271009"),
        )
    )

    assert list(found.holidays.off_days) == [date(2027, 10, day) for day in (1, 2, 3)]
    assert found.holidays.make_up_days == {date(2027, 10, 9): "国庆节"}
    assert found.ignored == ()


@pytest.mark.parametrize(
    ("summary", "worked"),
    [("春节 调休上班", True), ("春节补班", True), ("春节 休", False), ("[班] 春节", True)],
)
def test_the_mark_is_understood_wherever_it_stands(summary, worked):
    found = read_calendar_file(
        ical(
            (summary, *days(20270206, 20270207)),
            ("元旦（休）", *days(20270101, 20270102)),
            ("元旦（班）", *days(20270103, 20270104)),
        )
    ).holidays

    assert (date(2027, 2, 6) in found.make_up_days) is worked
    assert (date(2027, 2, 6) in found.off_days) is not worked


def test_ask_11_days_that_are_no_statutory_holidays_are_left_out_and_named():
    found = read_calendar_file(
        ical(
            ("元旦（休）", *days(20270101, 20270102)),
            ("元旦（班）", *days(20270103, 20270104)),
            ("Mother’s Day", *days(20270509, 20270510)),
            ("开会（休）", "DTSTART:20270510T090000Z", "DTEND:20270510T100000Z"),
        )
    )

    assert found.ignored == ("Mother’s Day", "开会（休）")
    assert list(found.holidays.off_days) == [date(2027, 1, 1)]


def test_a_year_of_holidays_without_a_day_worked_for_them_is_not_announced():
    found = read_calendar_file(
        ical(
            ("元旦（休）", *days(20270101, 20270102)),
            ("元旦（班）", *days(20270103, 20270104)),
            ("元旦（休）", *days(20280101, 20280102)),
        )
    )

    assert found.holidays.known_years == {2027}
    assert found.unannounced == (2028,)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (year(2027), "calendar_file_announces_nothing"),
        (ical(("Mother’s Day", *days(20270509, 20270510))), "calendar_file_announces_nothing"),
        (b"\xff\xfe\x00", "calendar_file_unreadable"),
        (b"{}", "calendar_file_unreadable"),
        (b"BEGIN:VCALENDAR\r\nnonsense", "calendar_file_unreadable"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
         "calendar_file_unreadable"),
    ],
)  # fmt: skip
def test_what_announces_nothing_or_is_no_calendar_is_refused(content, code):
    with pytest.raises(InvalidError) as refused:
        read_calendar_file(content)

    assert (refused.value.code, refused.value.field) == (code, "file")
