"""A visit as the calendar file that goes with its news, or is fetched by hand (D2).

A visit that is moved is a new row, the old one says where it went. For a calendar the whole chain
is one appointment: named after its first row, numbered by its changes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Case,
    Delivery,
    DeliveryChannel,
    Dispatch,
    DispatchState,
    Locale,
    Notice,
    NoticeKind,
)
from portal.notices.appointments import Appointment, Method, Party, attachment, calendar_file
from portal.notices.channels.outgoing import Attachment
from portal.settings.known import TIME_ZONE
from portal.settings.read import setting

# A visit that was moved more often than this is a matter for somebody, not for a calendar.
_MOST: Final = 200
_TITLES: Final = {
    Locale.EN: "Visit about complaint {number}",
    Locale.ZH_HANS: "上门处理投诉 {number}",
    Locale.ZH_HANT: "到府處理客訴 {number}",
}
_GOES_ON: Final = frozenset({DispatchState.PLANNED, DispatchState.ON_SITE, DispatchState.DONE})
_METHODS: Final = {
    NoticeKind.VISIT_BOOKED: Method.REQUEST,
    NoticeKind.VISIT_MOVED: Method.REQUEST,
    NoticeKind.VISIT_CANCELLED: Method.CANCEL,
    NoticeKind.APPOINTMENT_SET: Method.REQUEST,
    NoticeKind.APPOINTMENT_CHANGED: Method.REQUEST,
    NoticeKind.APPOINTMENT_CANCELLED: Method.CANCEL,
}


def visit_file(
    session: Session,
    dispatch: Dispatch,
    method: Method,
    *,
    locale: Locale,
    base_url: str,
    url: str,
    now: datetime,
    organiser: Party | None = None,
    attendees: Sequence[Party] = (),
) -> bytes:
    """The file; neither name, number nor address stands in it: calendars are shared."""
    case = session.get_one(Case, dispatch.case_id)
    chain = _chain(session, dispatch)
    off = dispatch.state not in _GOES_ON and dispatch.state is not DispatchState.MOVED
    appointment = Appointment(
        uid=f"visit-{chain[0].id}@{urlsplit(base_url).hostname or 'portal'}",
        sequence=len(chain) - 1 + off,
        start=dispatch.window_start,
        end=dispatch.window_end,
        summary=_TITLES[locale].format(number=case.number),
        description=url,
        url=url,
    )
    return calendar_file(
        appointment,
        method,
        zone=ZoneInfo(setting(session, TIME_ZONE)),
        now=now,
        organiser=organiser,
        attendees=attendees,
    )


def attachments_of(
    session: Session,
    notice: Notice,
    delivery: Delivery,
    *,
    base_url: str,
    url: str,
    sender: Party,
    now: datetime,
) -> tuple[Attachment, ...]:
    """What goes with the news of a visit by mail; other ways carry the address of the page."""
    method = _METHODS.get(notice.kind)
    dispatch_id = notice.detail.get("dispatch_id")
    if method is None or delivery.channel is not DeliveryChannel.EMAIL or dispatch_id is None:
        return ()
    dispatch = session.get(Dispatch, dispatch_id)
    if dispatch is None:
        return ()
    if dispatch.state is DispatchState.MOVED and method is Method.REQUEST:
        return ()  # it has moved on since: the later news has its own file
    content = visit_file(
        session, dispatch, method,
        locale=delivery.locale, base_url=base_url, url=url, now=now,
        organiser=sender, attendees=[Party(delivery.address)],
    )  # fmt: skip
    return (attachment(content, method),)


def _chain(session: Session, dispatch: Dispatch) -> list[Dispatch]:
    """The rows of one appointment, the first one first."""
    rows = session.scalars(
        select(Dispatch)
        .where(Dispatch.case_id == dispatch.case_id)
        .order_by(Dispatch.id)
        .limit(_MOST)
    ).all()
    before = {row.moved_to_id: row for row in rows if row.moved_to_id is not None}
    chain = [dispatch]
    while (earlier := before.get(chain[0].id)) is not None:
        chain.insert(0, earlier)
    return chain
