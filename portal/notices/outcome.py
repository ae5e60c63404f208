"""Note what became of a delivery, in a transaction of its own after it was sent.

What failed for good is work at the hotline: it stands in their lane, somebody is told, and the
contact point that it went to counts it (P2).
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import (
    Case,
    ContactKind,
    ContactPoint,
    ContactState,
    Delivery,
    DeliveryState,
    Doubt,
    Notice,
    NoticeKind,
    OutChannel,
)
from portal.notices.channels.bounces import Bounce, Fate
from portal.notices.channels.outgoing import ChannelError, Sent, TryAgainError
from portal.notices.office import Office
from portal.notices.recipients import HotlineTeam, Person, Recipient
from portal.notices.take import again
from portal.notices.tell import tell

# After each attempt that may be tried again; after the last one it has failed.
BACK_OFF: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
)
_LONGEST: Final = 500
# So many in a row make a contact point suspect (P2).
FAILURES: Final = 2


def note_sent(
    session: Session, office: Office, delivery_id: int, sent: Sent, *, now: datetime
) -> None:
    """It is out: so are those that went along with it."""
    delivery = _locked(session, delivery_id)
    if delivery.state is not DeliveryState.WAITING:
        return
    delivery.state, delivery.sent_at = DeliveryState.SENT, now
    delivery.provider_ref, delivery.reason, delivery.error = sent.provider_ref, "", ""
    session.flush()
    if delivery.digest:
        session.execute(
            update(Delivery)
            .where(Delivery.carrier_id == delivery.id, Delivery.id != delivery.id)
            .values(state=DeliveryState.SENT, sent_at=now, reason="", error="")
        )
    session.execute(
        update(OutChannel).where(OutChannel.kind == delivery.channel).values(last_sent_at=now)
    )
    office.links.note_sent(session, session.get_one(Notice, delivery.notice_id), delivery, now=now)
    _note_alive(session, delivery, now)


def note_failure(session: Session, delivery_id: int, error: ChannelError, *, now: datetime) -> None:
    """Later again, or never: what the other side said stands on the delivery."""
    delivery = _locked(session, delivery_id)
    if delivery.state is not DeliveryState.WAITING:
        return
    delivery.reason, delivery.error = error.code[:40], error.text[:_LONGEST]
    session.execute(
        update(OutChannel)
        .where(OutChannel.kind == delivery.channel)
        .values(last_failed_at=now, last_error=f"{error.code} {error.text}"[:_LONGEST].strip())
    )
    may_try = isinstance(error, TryAgainError) and not delivery.trial
    if may_try and delivery.attempts <= len(BACK_OFF):
        delivery.not_before = now + BACK_OFF[delivery.attempts - 1]
        again(session, delivery)
        return
    _fail(session, delivery, DeliveryState.FAILED, now=now)


def note_bounce(session: Session, bounce: Bounce, *, now: datetime) -> Delivery | None:
    """A letter came back. `read_bounce` has seen that it is one of ours; a late one still goes."""
    delivery = session.scalar(
        select(Delivery)
        .where(Delivery.message_id == bounce.message_id)
        .with_for_update(key_share=True)
    )
    if delivery is None or bounce.fate is not Fate.LOST:
        return None
    if delivery.state not in (DeliveryState.SENT, DeliveryState.WAITING):
        return None
    delivery.reason, delivery.error = bounce.code or "bounced", bounce.text[:_LONGEST]
    delivery.sent_at = delivery.sent_at or now
    _fail(session, delivery, DeliveryState.BOUNCED, now=now)
    return delivery


def _fail(session: Session, delivery: Delivery, state: DeliveryState, *, now: datetime) -> None:
    delivery.state = state
    session.flush()
    if delivery.digest:
        session.execute(
            update(Delivery)
            .where(Delivery.carrier_id == delivery.id, Delivery.id != delivery.id)
            .values(state=state, sent_at=delivery.sent_at, reason=delivery.reason)
        )
    if delivery.trial:
        return  # whoever tried it reads the answer there and then
    if delivery.contact_point_id is not None:
        session.execute(
            update(ContactPoint)
            .where(ContactPoint.id == delivery.contact_point_id)
            .values(failed_deliveries=ContactPoint.failed_deliveries + 1)
        )
        session.execute(
            update(ContactPoint)
            .where(
                ContactPoint.id == delivery.contact_point_id,
                ContactPoint.failed_deliveries >= FAILURES,
                ContactPoint.state.in_([ContactState.LIVE, ContactState.UNVERIFIED]),
            )
            .values(state=ContactState.SUSPECT, doubt=Doubt.FAILED)
        )
    _tell(session, delivery, now)


def _tell(session: Session, delivery: Delivery, now: datetime) -> None:
    """Once for a case, a way and a day: a server that is down is one piece of news."""
    notice = session.get_one(Notice, delivery.notice_id)
    if notice.kind is NoticeKind.MESSAGE_FAILED:
        return
    case = None if notice.case_id is None else session.get(Case, notice.case_id)
    whom: Recipient = HotlineTeam() if case is None else Person(case.agent_id or 0)
    if case is not None and case.agent_id is None:
        whom = HotlineTeam()
    tell(
        session,
        NoticeKind.MESSAGE_FAILED,
        [whom],
        now=now,
        case=case,
        key=f"failed:{notice.case_id or 0}:{delivery.channel.value}:{now:%Y-%m-%d}",
        channel=delivery.channel.value,
        delivery_id=delivery.id,
    )


def _note_alive(session: Session, delivery: Delivery, now: datetime) -> None:
    """What got through ends the row of failures; a robot that says yes is there (P1)."""
    if delivery.contact_point_id is None:
        return
    point = session.get_one(ContactPoint, delivery.contact_point_id)
    point.failed_deliveries = 0
    if point.kind is ContactKind.ROBOT and point.state is not ContactState.RETIRED:
        point.state, point.proved_at, point.doubt = ContactState.LIVE, now, None


def _locked(session: Session, delivery_id: int) -> Delivery:
    return session.get_one(Delivery, delivery_id, with_for_update={"key_share": True})
