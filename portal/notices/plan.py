"""By which channels a notice leaves, when, and in whose language; each delivery gets its job."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any, Final, cast
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from models import (
    ContactKind,
    ContactPoint,
    ContactState,
    Delivery,
    DeliveryChannel,
    DeliveryState,
    Locale,
    NoticePreference,
    OutChannel,
    QuietHours,
    Role,
    User,
    UserAddress,
)
from portal.infra.jobs import defer_many
from portal.infra.reading import read_rows
from portal.notices.customer_ways import ways_of_customers
from portal.notices.people import People
from portal.notices.quiet import next_digest, quiet_until
from portal.notices.recipients import (
    CaseCustomer,
    DealerHouse,
    DealerRobots,
    HotlineTeam,
    OnePoint,
    Recipient,
)
from portal.notices.way import Way, is_mobile
from portal.settings.known import CUSTOMER_LOCALE, TIME_ZONE
from portal.settings.read import setting

DELIVER: Final = "deliver"
NO_CHANNEL: Final = "no_channel"
# By the host that each company's robots live on; anything else is called as a signed webhook.
_ROBOTS: Final = {
    "qyapi.weixin.qq.com": DeliveryChannel.WECOM,
    "oapi.dingtalk.com": DeliveryChannel.DINGTALK,
    "open.feishu.cn": DeliveryChannel.FEISHU,
    "open.larksuite.com": DeliveryChannel.FEISHU,
}


@dataclass(frozen=True, slots=True)
class Told:
    """A notice that was written a moment ago, and how its recipient was meant."""

    notice_id: int
    recipient: str
    how: Recipient
    urgent: bool

    @property
    def whom(self) -> int:
        """The id in `user:7`, `dealer:3`, `customer:12`."""
        return int(self.recipient.rpartition(":")[2])


_OPEN: Final = select(OutChannel.kind).where(OutChannel.enabled).limit(50)
_WRITE: Final = insert(cast(Table, Delivery.__table__)).returning(
    Delivery.id, Delivery.state, Delivery.not_before, Delivery.digest
)


def lock_of(delivery_id: int) -> str:
    """Two jobs for one delivery run one after the other."""
    return f"delivery:{delivery_id}"


def plan_deliveries(
    session: Session, told: Sequence[Told], people: People, *, now: datetime
) -> None:
    """Write the deliveries of new notices; what has a configured way out gets its job.

    Where no channel of that kind is configured the delivery says so and nothing is tried.
    """
    open_kinds = frozenset(row.kind for row in read_rows(session, _OPEN))
    ways = [
        (one, way)
        for one, found in _ways(session, told, people, open_kinds, now=now)
        for way in found
    ]
    if not ways:
        return
    rows = [_row(one, way, open_kinds, now) for one, way in ways]
    written = session.connection().execute(_WRITE, rows).all()
    defer_many(
        session,
        DELIVER,
        [
            (lock_of(delivery_id), not_before if not_before > now else None,
             {"delivery_id": delivery_id})
            for delivery_id, state, not_before, digest in written
            if state is not DeliveryState.DROPPED and not digest
        ],
    )  # fmt: skip


def _row(
    told: Told, way: Way, open_kinds: frozenset[DeliveryChannel], now: datetime
) -> dict[str, Any]:
    held = way.not_before is not None
    state = DeliveryState.HELD if held else DeliveryState.WAITING
    reason = ""
    if way.channel not in open_kinds:
        state, reason = DeliveryState.DROPPED, NO_CHANNEL
    return {
        "notice_id": told.notice_id,
        "channel": way.channel,
        "contact_point_id": way.contact_point_id,
        "address": way.address,
        "locale": way.locale,
        "state": state,
        "attempts": 0,
        "not_before": way.not_before or now,
        "digest": way.digest and state is DeliveryState.HELD,
        "message_id": token_hex(16),
        "provider_ref": "",
        "reason": reason,
        "error": "",
        "created_at": now,
    }


def _ways(
    session: Session,
    told: Sequence[Told],
    people: People,
    open_kinds: frozenset[DeliveryChannel],
    *,
    now: datetime,
) -> Iterable[tuple[Told, list[Way]]]:
    persons = [one for one in told if one.recipient.startswith("user:") and _outside(one)]
    houses = [one for one in told if isinstance(one.how, DealerHouse | DealerRobots)]
    teams = [one for one in told if one.recipient.startswith("team:")]
    customers = [one for one in told if isinstance(one.how, CaseCustomer)]
    yield from _ways_of_persons(session, persons, people, now=now)
    yield from _ways_of_houses(session, houses, teams)
    # Urgent for one is urgent for all that is said about the case at this moment.
    urgent: dict[int, bool] = {}
    for one in customers:
        urgent[one.whom] = one.urgent or urgent.get(one.whom, False)
    found = ways_of_customers(session, urgent, open_kinds, now=now)
    yield from ((one, found[one.whom]) for one in customers)
    yield from _ways_of_points(session, told)


def _outside(told: Told) -> bool:
    """The team reads its pages: fifty people are not written to for one callback."""
    return told.urgent or not isinstance(told.how, HotlineTeam)


def _ways_of_persons(
    session: Session, told: Sequence[Told], people: People, *, now: datetime
) -> Iterable[tuple[Told, list[Way]]]:
    ids = {one.whom for one in told}
    if not ids:
        return
    addresses: defaultdict[int, list[UserAddress]] = defaultdict(list)
    for address in session.scalars(
        select(UserAddress)
        .where(UserAddress.user_id.in_(ids))
        .order_by(UserAddress.user_id, UserAddress.channel)
    ):
        addresses[address.user_id].append(address)
    wishes = {
        (wish.user_id, wish.channel): wish
        for wish in session.scalars(
            select(NoticePreference).where(NoticePreference.user_id.in_(ids))
        )
    }
    quiet = {
        hours.user_id: hours
        for hours in session.scalars(select(QuietHours).where(QuietHours.user_id.in_(ids)))
    }
    zone = ZoneInfo(setting(session, TIME_ZONE))
    for one in told:
        ways = []
        for address in addresses[one.whom]:
            wish = wishes.get((one.whom, address.channel))
            if wish is not None and not wish.enabled:
                continue
            digest = wish is not None and wish.digest and not one.urgent
            until = None if one.urgent else _until(quiet.get(one.whom), digest, zone, now)
            ways.append(
                Way(
                    address.channel, address.address, people.locales[one.whom],
                    digest=digest, not_before=until,
                )
            )  # fmt: skip
        yield one, ways


def _until(
    quiet: QuietHours | None, digest: bool, zone: ZoneInfo, now: datetime
) -> datetime | None:
    if digest:
        return next_digest(now, zone)
    if quiet is None:
        return None
    return quiet_until(now, quiet.quiet_from, quiet.quiet_until, zone)


def _ways_of_houses(
    session: Session, houses: Sequence[Told], teams: Sequence[Told]
) -> Iterable[tuple[Told, list[Way]]]:
    """A dealer's contact points, and the brand's own robots for the team."""
    if not houses and not teams:
        return
    ids = {one.whom for one in houses}
    points: defaultdict[int | None, list[ContactPoint]] = defaultdict(list)
    for point in session.scalars(
        select(ContactPoint)
        .where(
            ContactPoint.dealer_id.in_(ids) | (ContactPoint.dealer_id.is_(None) & bool(teams)),
            ContactPoint.kind != ContactKind.ADDRESS,
            ContactPoint.state.not_in([ContactState.DEAD, ContactState.RETIRED]),
        )
        .order_by(ContactPoint.id)
    ):
        points[point.dealer_id].append(point)
    locales = locales_of_dealers(session, ids)
    bases = bases_of(session)
    for one in houses:
        whole = isinstance(one.how, DealerHouse)
        locale = locales.get(one.whom, Locale.ZH_HANS)
        yield one, to_points(points[one.whom], bases, locale, whole=whole, urgent=one.urgent)
    for one in teams:
        own = Locale(setting(session, CUSTOMER_LOCALE))
        yield one, to_points(points[None], bases, own, whole=False, urgent=one.urgent)


def _ways_of_points(session: Session, told: Sequence[Told]) -> Iterable[tuple[Told, list[Way]]]:
    """One contact point each: a mobile by text message, a box by mail, a robot by its address."""
    for one in told:
        if not isinstance(one.how, OnePoint):
            continue
        point = session.get_one(ContactPoint, one.how.point_id)
        locale = locales_of_dealers(session, [one.how.dealer_id]).get(
            one.how.dealer_id, Locale.ZH_HANS
        )
        yield one, to_points([point], bases_of(session), locale, whole=True, urgent=True)


def to_points(
    points: Iterable[ContactPoint],
    bases: Mapping[str, DeliveryChannel],
    locale: Locale,
    *,
    whole: bool,
    urgent: bool,
) -> list[Way]:
    ways = []
    for point in points:
        if point.kind is ContactKind.ROBOT:
            ways.append(Way(robot_channel(point.spelled, bases), point.spelled, locale, point.id))
        elif whole and point.kind is ContactKind.EMAIL:
            ways.append(Way(DeliveryChannel.EMAIL, point.normal, locale, point.id))
        elif whole and urgent and is_mobile(point.normal):
            ways.append(Way(DeliveryChannel.SMS, point.normal, locale, point.id))
    return ways


def robot_channel(address: str, bases: Mapping[str, DeliveryChannel]) -> DeliveryChannel:
    """Whose robot lives there; `bases` are the hosts that administrators have set."""
    host = urlsplit(address).netloc.casefold()
    return {**_ROBOTS, **bases}.get(host, DeliveryChannel.WEBHOOK)


def bases_of(session: Session) -> dict[str, DeliveryChannel]:
    """Where a channel's robots live, if somewhere else than their company says."""
    rows = session.execute(
        select(OutChannel.kind, OutChannel.config).where(OutChannel.kind.in_(set(_ROBOTS.values())))
    )
    return {
        urlsplit(config["base_url"]).netloc.casefold(): kind
        for kind, config in rows
        if config.get("base_url")
    }


def locales_of_dealers(session: Session, ids: Iterable[int]) -> dict[int, Locale]:
    """A house reads what its manager reads."""
    rows = session.execute(
        select(User.dealer_id, User.locale)
        .where(User.dealer_id.in_(set(ids)), User.ended_at.is_(None))
        .order_by(User.role != Role.DEALER_MANAGER, User.id)
    )
    found: dict[int, Locale] = {}
    for dealer_id, locale in rows:
        found.setdefault(dealer_id or 0, locale)
    return found
