"""The portal's own time zone, for rules that speak of days and hours on the wall."""

from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Setting
from portal.infra.reading import read_rows
from portal.sla.once import once

DEFAULT: Final = "Asia/Shanghai"
_ZONE: Final = select(Setting.value).where(Setting.key == "time_zone")


def portal_zone(session: Session) -> ZoneInfo:
    """The zone that administrators have set; the triggers read the same setting."""
    rows = once(session, "time_zone", lambda: read_rows(session, _ZONE))
    found = rows[0].value if rows else None
    return ZoneInfo(found if isinstance(found, str) else DEFAULT)


def end_of_service(session: Session, on: date) -> datetime:
    """18:00 there on that day: when something is due of which only the day was said."""
    return datetime.combine(on, time(18), portal_zone(session))
