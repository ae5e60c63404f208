from datetime import date
from zoneinfo import ZoneInfo

import pytest

from models import EntitlementKind, Product, Purchase, Symptom, WarrantyStart
from portal.warranty.entitlement import add_months, judge

K = EntitlementKind
TODAY = date(2026, 5, 20)


def product(**given):
    return Product(
        **{
            "warranty_months": 24,
            "workmanship_months": 24,
            "warranty_start": WarrantyStart.INSTALLATION,
            "lifetime": False,
            "durable": True,
            **given,
        }
    )


def purchase(**given):
    return Purchase(**{"out_of_use_days": 0, **given})


def judged(bought, sold=None, symptom=None, *, alleged=False, on=TODAY):
    return judge(bought, sold or product(), symptom, damage_alleged=alleged, on=on)


def test_without_a_purchase_nothing_is_proven():
    assert judge(None, None, None, damage_alleged=False, on=TODAY).kind is K.UNPROVEN


def test_the_warranty_lasts_through_the_day_that_bears_the_date_of_its_beginning():
    bought = purchase(installed_on=date(2024, 5, 20))
    symptom = Symptom(installation=False)

    last = judged(bought, symptom=symptom, on=date(2026, 5, 20))
    after = judged(bought, symptom=symptom, on=date(2026, 5, 21))

    assert (last.kind, last.last_day) == (K.WARRANTY, date(2026, 5, 20))
    assert (after.kind, after.last_day) == (K.NONE, date(2026, 5, 20))


@pytest.mark.parametrize(
    "start, last_day",
    [
        (WarrantyStart.PURCHASE, date(2026, 6, 1)),
        (WarrantyStart.INSTALLATION, date(2026, 7, 1)),
        (WarrantyStart.ACCEPTANCE, date(2026, 8, 1)),
    ],
)
def test_the_product_says_on_which_day_the_warranty_begins(start, last_day):
    bought = purchase(
        bought_on=date(2024, 6, 1), installed_on=date(2024, 7, 1), accepted_on=date(2024, 8, 1)
    )

    found = judged(bought, product(warranty_start=start))

    assert found.last_day == last_day


def test_days_out_of_use_move_the_end():
    bought = purchase(installed_on=date(2024, 5, 10), out_of_use_days=12)

    assert judged(bought).last_day == date(2026, 5, 22)


def test_the_installation_has_a_warranty_of_its_own():
    bought = purchase(installed_on=date(2025, 1, 10))
    short = product(warranty_months=6, workmanship_months=24)

    of_the_work = judged(bought, short, Symptom(installation=True))
    of_the_goods = judged(bought, short, Symptom(installation=False))
    not_known_yet = judged(bought, short)

    assert of_the_work.kind is K.WORKMANSHIP
    assert of_the_goods.kind is K.NONE
    assert not_known_yet.kind is K.WORKMANSHIP


def test_a_lifetime_product_is_looked_after_beyond_its_warranty():
    bought = purchase(installed_on=date(2015, 1, 10))

    assert judged(bought, product(lifetime=True)).kind is K.LIFETIME


def test_damage_that_we_are_said_to_have_done_comes_first():
    assert judged(None, alleged=True).kind is K.DAMAGE_BY_US


def test_a_missing_day_never_ends_a_warranty():
    within = judged(purchase(bought_on=date(2025, 1, 1)))
    perhaps = judged(purchase(bought_on=date(2020, 1, 1)), symptom=Symptom(installation=False))

    assert within.kind is K.WARRANTY
    assert perhaps.kind is K.UNPROVEN


def test_the_burden_of_proof_is_ours_for_six_months_of_durable_goods():
    bought = purchase(installed_on=date(2025, 12, 31))

    assert judged(bought).proof_ours_until == date(2026, 6, 30)
    assert judged(bought, product(durable=False)).proof_ours_until is None


def test_the_end_is_the_first_instant_that_is_not_covered():
    found = judged(purchase(installed_on=date(2024, 5, 20)))

    assert found.until(ZoneInfo("Asia/Shanghai")).isoformat() == "2026-05-21T00:00:00+08:00"


@pytest.mark.parametrize(
    "start, months, end",
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
        (date(2025, 5, 5), 0, date(2025, 5, 5)),
    ],
)
def test_months_end_on_a_day_that_exists(start, months, end):
    assert add_months(start, months) == end
