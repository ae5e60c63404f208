"""Appointments as calendars read them: the hour in its zone, one UID, changes above each other."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from portal.notices.appointments import Appointment, Method, Party, attachment, calendar_file
from tests.support.world import NOON

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 5, 21, 1, tzinfo=UTC)


def visit(sequence=0, **values):
    return Appointment(
        **{
            "uid": "visit-7@portal.example",
            "sequence": sequence,
            "start": NINE,
            "end": NINE + timedelta(hours=3),
            "summary": "上门检修 HF26-000101-3；带配件, 请留门",
            "url": "https://portal.example/t/abc",
            **values,
        }
    )


def read(content):
    calendar = Calendar.from_ical(content)
    return calendar, next(iter(calendar.walk("VEVENT")))


def made(appointment, method=Method.REQUEST, **values):
    return calendar_file(
        appointment,
        method,
        zone=values.pop("zone", SHANGHAI),
        now=NOON,
        organiser=Party("portal@portal.example", "汇坊"),
        attendees=[Party("desk@dealer.example", '李 "Jay" 建国\r\nX-EVIL:1')],
        **values,
    )


def test_a_calendar_entry_stands_at_its_own_hour_in_its_own_zone():
    """★ Calendar entry at the wrong hour by time zone (asks 2.2, 12)."""
    calendar, event = read(made(visit()))

    assert event["dtstart"].dt == NINE
    assert event["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert event["dtstart"].dt.hour == 9
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]


def test_a_zone_with_summer_time_brings_its_rules_with_it():
    berlin = ZoneInfo("Europe/Berlin")
    calendar, event = read(made(visit(), zone=berlin))

    assert event["dtstart"].dt == NINE
    zone = next(iter(calendar.walk("VTIMEZONE")))
    assert {part.name for part in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}


def test_a_change_is_the_same_entry_a_number_higher():
    _, first = read(made(visit(0)))
    calendar, second = read(made(visit(1, start=NINE + timedelta(days=1))))

    assert first["uid"] == second["uid"]
    assert (first["sequence"], second["sequence"]) == (0, 1)
    assert calendar["method"] == "REQUEST"


def test_a_cancellation_takes_the_entry_out_and_rings_no_bell():
    calendar, event = read(made(visit(2), Method.CANCEL))

    assert (calendar["method"], event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", 2)
    assert event.walk("VALARM") == []


def test_outlook_is_told_who_asks_and_who_comes_and_nobody_need_answer():
    _, event = read(made(visit()))

    assert event["organizer"] == "mailto:portal@portal.example"
    assert event["attendee"] == "mailto:desk@dealer.example"
    assert event["attendee"].params["RSVP"] == "FALSE"


def test_no_name_brings_a_line_of_its_own():
    content = made(visit(summary="x\r\nATTENDEE:mailto:all@dealer.example"))

    unfolded = content.replace(b"\r\n ", b"")
    lines = unfolded.split(b"\r\n")
    assert not any(line.startswith((b"X-EVIL", b"ATTENDEE:mailto:all")) for line in lines)


def test_lines_are_no_longer_than_a_calendar_takes():
    content = made(visit(description="漏水" * 200))

    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert content.endswith(b"END:VCALENDAR\r\n")


@pytest.mark.parametrize("method", list(Method))
def test_the_file_beside_a_mail_says_what_is_to_be_done_with_it(method):
    beside = attachment(made(visit(), method), method)

    assert (beside.media_type, beside.parameters) == ("text/calendar", {"method": method.value})
