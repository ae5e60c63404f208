"""Say why a job is owed, or not, from the dates of its purchase (domain E1, I7). Pure.

A warranty begins at installation, acceptance or purchase, as the product says; the day it begins
is not counted, so the last day bears the date of the first one. Its end moves by the days the
product was out of use for repair.
"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from models import EntitlementKind, Product, Purchase, Symptom, WarrantyStart

PROOF_IS_OURS_MONTHS: Final = 6
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Why it is owed; `last_day` of what covers it or did, and how far our burden of proof goes.

    `last_day` is the end of the warranty that ran out where nothing covers it any more.
    """

    kind: EntitlementKind
    last_day: date | None = None
    proof_ours_until: date | None = None

    def until(self, zone: tzinfo) -> datetime | None:
        """The first instant that is no longer covered."""
        if self.last_day is None:
            return None
        return datetime.combine(self.last_day + _ONE_DAY, time(), tzinfo=zone)


def add_months(start: date, months: int) -> date:
    """The same day so many months later, or the last one of a month that has no such day."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def judge(
    purchase: Purchase | None,
    product: Product | None,
    symptom: Symptom | None,
    *,
    damage_alleged: bool,
    on: date,
) -> Judgement:
    """The entitlement of a matter as far as it is known on a day."""
    if damage_alleged:
        return Judgement(EntitlementKind.DAMAGE_BY_US, proof_ours_until=_proof(purchase, product))
    if purchase is None or product is None:
        return Judgement(EntitlementKind.UNPROVEN)
    proof = _proof(purchase, product)
    for kind, last_day in _covers(purchase, product, symptom):
        if last_day is not None and on <= last_day:
            return Judgement(kind, last_day, proof)
    if product.lifetime:
        return Judgement(EntitlementKind.LIFETIME, proof_ours_until=proof)
    if _begins(purchase, product) is None:
        return Judgement(EntitlementKind.UNPROVEN, proof_ours_until=proof)
    return Judgement(EntitlementKind.NONE, _goods_end(purchase, product), proof)


def _covers(
    purchase: Purchase, product: Product, symptom: Symptom | None
) -> list[tuple[EntitlementKind, date | None]]:
    """What may cover it and until when, the nearest first."""
    goods = (EntitlementKind.WARRANTY, _goods_end(purchase, product))
    work = (EntitlementKind.WORKMANSHIP, _work_ends(purchase, product))
    if symptom is None:
        # Nobody knows the cause yet: what might be the installation's fault is taken for it.
        return [goods, work]
    return [work, goods] if symptom.installation else [goods]


def _begins(purchase: Purchase, product: Product) -> date | None:
    return {
        WarrantyStart.PURCHASE: purchase.bought_on,
        WarrantyStart.INSTALLATION: purchase.installed_on,
        WarrantyStart.ACCEPTANCE: purchase.accepted_on,
    }[product.warranty_start]


def _goods_end(purchase: Purchase, product: Product) -> date | None:
    """Where the right date is missing an earlier one does: it can only shorten the warranty."""
    begins = (
        _begins(purchase, product)
        or purchase.accepted_on
        or purchase.installed_on
        or purchase.bought_on
    )
    return _end(begins, product.warranty_months, purchase)


def _work_ends(purchase: Purchase, product: Product) -> date | None:
    begins = purchase.accepted_on or purchase.installed_on
    return _end(begins, product.workmanship_months, purchase)


def _end(begins: date | None, months: int, purchase: Purchase) -> date | None:
    if begins is None:
        return None
    return add_months(begins, months) + timedelta(days=purchase.out_of_use_days)


def _proof(purchase: Purchase | None, product: Product | None) -> date | None:
    """Until when we must prove that it is no fault of ours (I7): durable goods and decoration."""
    if purchase is None or product is None or not product.durable:
        return None
    handed_over = purchase.accepted_on or purchase.installed_on or purchase.bought_on
    return add_months(handed_over, PROOF_IS_OURS_MONTHS) if handed_over else None
