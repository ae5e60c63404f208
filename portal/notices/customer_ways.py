"""By which ways a customer is told: the mail they left, their mobile number, and when.

Whoever left a mail address has said whether the mail comes beside the text message or instead of
it; nobody goes untold because a channel is off. At night they are left alone.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models import Case, CustomerMail, CustomerPhone, DeliveryChannel, Locale
from portal.infra.reading import read_rows
from portal.notices.quiet import quiet_until
from portal.notices.way import Way, is_mobile
from portal.settings.known import (
    CUSTOMER_LOCALE,
    CUSTOMER_QUIET_FROM,
    CUSTOMER_QUIET_UNTIL,
    TIME_ZONE,
)
from portal.settings.read import setting

_HOURS = 24
_THESE: Final = Case.id.in_(bindparam("cases", expanding=True))
_NUMBERS: Final = (
    select(Case.id, CustomerPhone.normal)
    .join(CustomerPhone, CustomerPhone.customer_id == Case.customer_id)
    .where(_THESE)
    .order_by(Case.id, CustomerPhone.id)
)
_MAILS: Final = (
    select(Case.id, CustomerMail.address, CustomerMail.instead)
    .join(CustomerMail, CustomerMail.customer_id == Case.customer_id)
    .where(_THESE)
)


def ways_of_customers(
    session: Session,
    urgent: Mapping[int, bool],
    open_kinds: Collection[DeliveryChannel],
    *,
    now: datetime,
) -> dict[int, list[Way]]:
    """Of each case its customer's ways. `urgent`, by case: what does not wait for the morning."""
    if not urgent:
        return {}
    locale = Locale(setting(session, CUSTOMER_LOCALE))
    morning = _morning(session, now)
    mobiles, mails = _mobiles(session, urgent), _mails(session, urgent)
    found = {}
    for case_id, is_urgent in urgent.items():
        until = None if is_urgent else morning
        mobile, (mail, instead) = mobiles.get(case_id), mails.get(case_id, (None, False))
        by_mail = mail is not None and DeliveryChannel.EMAIL in open_kinds
        ways = []
        if mail is not None and (by_mail or mobile is None):
            ways.append(Way(DeliveryChannel.EMAIL, mail, locale, not_before=until))
        if mobile is not None and not (by_mail and instead):
            ways.append(Way(DeliveryChannel.SMS, mobile, locale, not_before=until))
        found[case_id] = ways
    return found


def every_way_of(session: Session, case_id: int, locale: Locale) -> list[Way]:
    """All that are known, for somebody who chooses one by hand."""
    numbers = session.scalars(
        select(CustomerPhone.normal)
        .join(Case, Case.customer_id == CustomerPhone.customer_id)
        .where(Case.id == case_id)
        .order_by(CustomerPhone.id)
    )
    mail, _instead = _mails(session, [case_id]).get(case_id, (None, False))
    ways = [Way(DeliveryChannel.SMS, one, locale) for one in filter(is_mobile, numbers)]
    return ways if mail is None else [Way(DeliveryChannel.EMAIL, mail, locale), *ways]


def _morning(session: Session, now: datetime) -> datetime | None:
    """When the night that `now` lies in is over; none by day."""
    since, until = (
        time(setting(session, one) % _HOURS) for one in (CUSTOMER_QUIET_FROM, CUSTOMER_QUIET_UNTIL)
    )
    return quiet_until(now, since, until, ZoneInfo(setting(session, TIME_ZONE)))


def _mobiles(session: Session, case_ids: Collection[int]) -> dict[int, str]:
    """The number that the customer gave first and that can take a short message."""
    numbers: defaultdict[int, list[str]] = defaultdict(list)
    for case_id, normal in read_rows(session, _NUMBERS, {"cases": list(case_ids)}):
        numbers[case_id].append(normal)
    first = {case_id: next(filter(is_mobile, found), None) for case_id, found in numbers.items()}
    return {case_id: mobile for case_id, mobile in first.items() if mobile is not None}


def _mails(session: Session, case_ids: Collection[int]) -> dict[int, tuple[str, bool]]:
    rows = read_rows(session, _MAILS, {"cases": list(case_ids)})
    return {case_id: (address, instead) for case_id, address, instead in rows}
