"""Every way to the recipient of a notice, for somebody who chooses one by hand."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ContactKind, ContactPoint, ContactState, Locale, Notice, UserAddress
from portal.notices.customer_ways import every_way_of
from portal.notices.plan import bases_of, to_points
from portal.notices.way import Way


def ways_to(session: Session, notice: Notice, locale: Locale) -> list[Way]:
    """To be called in the worker's realm: nobody else reads where others are reached."""
    if notice.customer_case_id is not None:
        return every_way_of(session, notice.customer_case_id, locale)
    if notice.user_id is not None:
        addresses = session.scalars(
            select(UserAddress)
            .where(UserAddress.user_id == notice.user_id)
            .order_by(UserAddress.channel)
        )
        return [Way(one.channel, one.address, locale) for one in addresses]
    points = session.scalars(
        select(ContactPoint)
        .where(
            ContactPoint.dealer_id.is_(None)
            if notice.dealer_id is None
            else ContactPoint.dealer_id == notice.dealer_id,
            ContactPoint.kind != ContactKind.ADDRESS,
            ContactPoint.state.not_in([ContactState.DEAD, ContactState.RETIRED]),
        )
        .order_by(ContactPoint.id)
    )
    whole = notice.dealer_id is not None
    return to_points(points, bases_of(session), locale, whole=whole, urgent=True)
