"""Which row of a policy holds for the clocks of a case (T3; docs/decisions/narrower-policies)."""

from collections.abc import Collection
from functools import cache
from typing import Final

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from models.cases import Case
from models.customers import Customer
from models.sla import SlaClock, SlaPolicy, SlaPolicyRow, Stage
from portal.infra.reading import read_rows
from portal.sla.calendar import Calendar
from portal.sla.calendars import load_calendar
from portal.sla.policy import SERVICE, Target

# The order in which a narrower row wins.
_NARROWEST: Final = tuple(
    column.is_(None)
    for column in (
        SlaPolicyRow.key_account,
        SlaPolicyRow.dealer_id,
        SlaPolicyRow.product_id,
        SlaPolicyRow.district,
    )
)


class NoPolicyError(LookupError):
    """The table of stage times has no row for this; the installation was not seeded."""


def policy_of(session: Session, case: Case) -> int:
    """The version the case began with, or the newest for one that begins (T3)."""
    policy_id: int | None = read_rows(session, _policy(), {"case_id": case.id})[0][0]
    if policy_id is None:
        raise NoPolicyError("there is no policy")
    return policy_id


def targets_of(
    session: Session,
    policy_id: int,
    case: Case,
    stages: Collection[Stage],
    dealer_id: int | None = None,
) -> dict[Stage, Target]:
    """What the policy says of these stages for this case; `dealer_id` holds their clocks."""
    said = read_rows(
        session,
        _said(),
        {
            "policy_id": policy_id,
            "severity": case.severity,
            "stages": list(stages),
            "customer_id": case.customer_id,
            "dealer_id": dealer_id,
            "product_id": case.product_id,
            "district": case.district,
        },
    )
    targets = {stage: Target(code, minutes, at_night) for stage, code, minutes, at_night in said}
    if missing := set(stages) - targets.keys():
        raise NoPolicyError(f"{sorted(missing)} {case.severity}")
    return targets


def calendar_for(session: Session, target: Target, dealer_id: int | None) -> Calendar:
    """A dealer's own hours stand for the service hours only: `urgent` knows no closure (T1)."""
    own = dealer_id if target.calendar_code == SERVICE else None
    return load_calendar(session, target.calendar_code, dealer_id=own)


@cache
def _policy() -> Select[int]:
    """Put together once, as the next: every step of every case starts a clock."""
    this_case = SlaClock.case_id == bindparam("case_id")
    begun = select(SlaClock.policy_id).where(this_case).order_by(SlaClock.id)
    newest = select(SlaPolicy.id).order_by(SlaPolicy.version.desc(), SlaPolicy.id.desc())
    return select(
        func.coalesce(begun.limit(1).scalar_subquery(), newest.limit(1).scalar_subquery())
    )


@cache
def _said() -> Select[Stage, str, int, int | None]:
    """Of each stage the narrowest row that names nothing which the case is not."""
    row = SlaPolicyRow
    key = select(Customer.id).where(Customer.id == bindparam("customer_id"), Customer.key_account)
    return (
        select(row.stage, row.calendar_code, row.minutes, row.night_minutes)
        .ext(distinct_on(row.stage))
        .where(
            row.policy_id == bindparam("policy_id"),
            row.severity == bindparam("severity"),
            row.stage.in_(bindparam("stages", expanding=True)),
            or_(row.key_account.is_(None), key.exists()),
            *(
                or_(column.is_(None), column == bindparam(column.key))
                for column in (row.dealer_id, row.product_id, row.district)
            ),
        )
        .order_by(row.stage, *_NARROWEST)
    )
