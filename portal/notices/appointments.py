"""Appointments as iCalendar: one UID for a visit however often it moves, each change higher.

A REQUEST with a higher SEQUENCE replaces what a calendar has, a CANCEL takes it out (RFC 5546).
What is downloaded by hand is a PUBLISH of the same UID. The times stand in the portal's zone with
its VTIMEZONE, for Outlook does not believe a bare UTC of its meetings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from portal.notices.channels.outgoing import Attachment

PRODUCT: Final = "-//Huifang//Appointments//EN"
REMINDER: Final = timedelta(hours=-1)
FILE: Final = "appointment.ics"


class Method(StrEnum):
    """What a calendar is to do with it."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in an appointment."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Appointment:
    """A visit as a calendar knows it; `uid` and `sequence` come from the chain of its changes."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""


def calendar_file(
    appointment: Appointment,
    method: Method,
    *,
    zone: ZoneInfo,
    now: datetime,
    organiser: Party | None = None,
    attendees: Sequence[Party] = (),
) -> bytes:
    """The file as it is sent or downloaded."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    calendar.add_component(_event(appointment, method, zone, now, organiser, attendees))
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def attachment(content: bytes, method: Method) -> Attachment:
    """The file beside a mail; its method is said twice, for Outlook reads only the outer one."""
    return Attachment(FILE, "text/calendar", content, {"method": method.value})


def _event(
    appointment: Appointment,
    method: Method,
    zone: ZoneInfo,
    now: datetime,
    organiser: Party | None,
    attendees: Sequence[Party],
) -> Event:
    event = Event()
    off = method is Method.CANCEL
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", now)
    event.add("last-modified", now)
    event.add("dtstart", appointment.start.astimezone(zone))
    event.add("dtend", appointment.end.astimezone(zone))
    event.add("summary", appointment.summary)
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if off else "OPAQUE")
    for name in ("description", "location", "url"):
        if value := getattr(appointment, name):
            event.add(name, value)
    if organiser is not None:
        event["organizer"] = _address(organiser)
    for party in attendees:
        event.add("attendee", _attendee(party), encode=0)
    if not off:
        event.add_component(_reminder(appointment.summary))
    return event


def _address(party: Party) -> vCalAddress:
    found = vCalAddress(f"mailto:{party.address}")
    if party.name:
        found.params["CN"] = vText(_line(party.name))
    return found


def _attendee(party: Party) -> vCalAddress:
    """Nobody is asked to answer: the answer would go to a mailbox that nobody reads."""
    found = _address(party)
    found.params["ROLE"] = vText("REQ-PARTICIPANT")
    found.params["PARTSTAT"] = vText("ACCEPTED")
    found.params["RSVP"] = vText("FALSE")
    return found


def _reminder(words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", REMINDER)
    return alarm


def _line(text: str) -> str:
    """A parameter holds no quotes and no line breaks."""
    return " ".join(text.replace('"', "'").split())
