"""Try a robot: one message to one contact point, which says that it is a trial."""

from datetime import datetime
from secrets import token_hex

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    ContactPoint,
    Delivery,
    DeliveryState,
    Locale,
    Notice,
    NoticeKind,
    NoticeTeam,
    OutChannel,
)
from portal.access.beyond import beyond_sight
from portal.errors import RefusedError
from portal.notices.plan import bases_of, robot_channel
from portal.notices.take import again


def send_trial(
    session: Session, point: ContactPoint, *, by_id: int | None, locale: Locale, now: datetime
) -> None:
    """Refused where no message could leave: the channel of that robot is not switched on."""
    session.flush()
    with beyond_sight(session, always=True):
        channel = robot_channel(point.spelled, bases_of(session))
        open_kinds = session.scalars(select(OutChannel.kind).where(OutChannel.enabled)).all()
        if channel not in open_kinds:
            raise RefusedError("robots_channel_is_off", channel=channel)
        number = token_hex(16)
        notice = Notice(
            dealer_id=point.dealer_id,
            team=None if point.dealer_id else NoticeTeam.HOTLINE,
            kind=NoticeKind.ROBOT_TRIED,
            key=f"robot:{point.id}:{number}",
            detail={"by_id": by_id},
            created_at=now,
        )
        session.add(notice)
        session.flush()
        delivery = Delivery(
            notice_id=notice.id,
            channel=channel,
            contact_point_id=point.id,
            address=point.spelled,
            locale=locale,
            state=DeliveryState.WAITING,
            not_before=now,
            trial=True,
            message_id=number,
            created_at=now,
        )
        session.add(delivery)
        again(session, delivery)
