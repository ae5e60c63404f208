"""Which row holds: Python over a table that nobody has made says what the database says of one."""

from itertools import product

from models import CaseStatus, Customer, Severity, SlaPolicyRow, Stage
from portal.sla.narrowest import Rows
from portal.sla.policy_table import Scope, newest_policy, read_table
from portal.sla.targets import targets_of

STAGES = (Stage.VISIT, Stage.RESOLVE)


def test_python_and_the_database_choose_the_same_row(session, world):
    policy = newest_policy(session)
    dealers = [world.dealer("One"), world.dealer("Two")]
    products = [world.product(), world.product()]
    minutes = 1000
    for key, dealer, thing, district in product(
        (None, True), (None, dealers[0].id), (None, products[0].id), (None, "West")
    ):
        if not any((key, dealer, thing, district)) or (key and thing and not district):
            continue
        for stage in STAGES if dealer is None else STAGES[:1]:
            minutes += 1
            session.add(
                SlaPolicyRow(
                    policy_id=policy.id, stage=stage, severity=Severity.NORMAL,
                    calendar_code="service", minutes=minutes, key_account=key, dealer_id=dealer,
                    product_id=thing, district=district,
                )
            )  # fmt: skip
    session.flush()
    rows = Rows(read_table(session, policy.id))
    case = world.case(CaseStatus.TRIAGE)
    customer = session.get_one(Customer, case.customer_id)
    compared = set()

    for key, dealer, thing, district in product(
        (False, True), (None, *dealers), (None, *products), ("", "West", "East")
    ):
        customer.key_account = key
        case.product_id, case.district = thing and thing.id, district
        session.flush()
        held_by = dealer and dealer.id
        said = targets_of(session, policy.id, case, STAGES, held_by)
        scope = Scope(key, held_by, case.product_id, district)
        for stage in STAGES:
            ours = rows.time_for(stage, Severity.NORMAL, scope)
            assert (ours.minutes, ours.calendar_code) == (
                said[stage].minutes,
                said[stage].calendar_code,
            )
            compared.add(ours.minutes)

    assert len(compared) > 15
