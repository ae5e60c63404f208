"""The one mail of the day: who asked for it gets what was held back since yesterday at once."""

from datetime import datetime
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Delivery, DeliveryState, Locale, Notice
from portal.infra.jobs import defer
from portal.notices.plan import DELIVER, lock_of
from portal.notices.wording.fill import fill
from portal.notices.wording.texts import subject_line
from portal.notices.wording.values import values_of
from portal.notices.wording.words import Text
from portal.settings.known import TIME_ZONE
from portal.settings.read import setting

BATCH: Final = 2000
_SUBJECT: Final = {
    Locale.EN: "{count} pieces of news for you",
    Locale.ZH_HANS: "您有 {count} 条消息",
    Locale.ZH_HANT: "您有 {count} 則訊息",
}


def gather_digests(session: Session, *, now: datetime, batch: int = BATCH) -> int:
    """Bind together what is due of each person and way; the first of them carries the rest.

    How many mails will leave. May run twice and at once: what is bound is bound once.
    """
    due = session.scalars(
        select(Delivery)
        .where(Delivery.state == DeliveryState.HELD, Delivery.digest, Delivery.not_before <= now)
        .order_by(Delivery.not_before, Delivery.id)
        .limit(batch)
        .with_for_update(skip_locked=True)
    ).all()
    by_place = sorted(due, key=lambda one: (one.channel.value, one.address, one.id))
    carriers = 0
    for _place, group in groupby(by_place, key=lambda one: (one.channel, one.address)):
        carrier, *others = group
        carriers += 1
        for one in (carrier, *others):
            one.state, one.carrier_id = DeliveryState.WAITING, carrier.id
        session.flush()
        defer(session, DELIVER, lock=lock_of(carrier.id), delivery_id=carrier.id)
    return carriers


def digest_text(session: Session, carrier: Delivery, base_url: str) -> Text:
    """A line for each piece of news, the oldest first, and where the rest stands."""
    notices = session.scalars(
        select(Notice)
        .join(Delivery, Delivery.notice_id == Notice.id)
        .where(Delivery.carrier_id == carrier.id)
        .order_by(Notice.id)
    ).all()
    zone = ZoneInfo(setting(session, TIME_ZONE))
    lines = [
        "· "
        + fill(
            subject_line(notice.kind, carrier.locale),
            values_of(session, notice, carrier.locale, zone, {}),
        )
        for notice in notices
    ]
    subject = fill(_SUBJECT[carrier.locale], {"count": str(len(lines))})
    return Text(subject, "\n".join([subject, "", *lines, "", f"{base_url}/notices"]))
