"""The portal's own time zone, for rules that speak of days and hours on the wall."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from portal.settings.known import TIME_ZONE
from portal.settings.read import setting


def portal_zone(session: Session) -> ZoneInfo:
    """The zone that administrators have set; the triggers read the same setting."""
    return ZoneInfo(setting(session, TIME_ZONE))


def end_of_service(session: Session, on: date) -> datetime:
    """18:00 there on that day: when something is due of which only the day was said."""
    return datetime.combine(on, time(18), portal_zone(session))
