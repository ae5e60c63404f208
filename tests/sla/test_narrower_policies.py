"""Which row of a policy holds for a clock, and what the database says of versions (T2, T3)."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from models import CaseStatus, Severity, SlaClock, Stage
from models.sla import SlaPolicy, SlaPolicyRow
from portal.sla.clocks import recompute_clocks, start_clock
from tests.support.world import NOON


@pytest.fixture
def newer(session):
    """A new version with the times of the present one, and narrower rows besides."""

    def make(*narrower, without=None):
        old = session.scalars(select(SlaPolicy).order_by(SlaPolicy.version.desc())).first()
        made = SlaPolicy(version=old.version + 1, made_at=NOON, note="x")
        session.add(made)
        session.flush()
        for row in session.scalars(
            select(SlaPolicyRow).where(SlaPolicyRow.policy_id == old.id).order_by(SlaPolicyRow.id)
        ).all():
            if (row.stage, row.severity) != without:
                session.add(
                    SlaPolicyRow(
                        policy_id=made.id, stage=row.stage, severity=row.severity,
                        calendar_code=row.calendar_code, minutes=row.minutes,
                        night_minutes=row.night_minutes,
                    )
                )  # fmt: skip
        for minutes, names in narrower:
            session.add(
                SlaPolicyRow(
                    policy_id=made.id, stage=Stage.VISIT, severity=Severity.NORMAL,
                    calendar_code="service", minutes=minutes, **names,
                )
            )  # fmt: skip
        session.flush()
        return made

    return make


@pytest.fixture
def facts(world):
    """A key account's case of a product, in a district, with a dealer."""
    dealer = world.dealer("Narrow")
    product = world.product(code="NARROW-1")
    customer = world.customer("Key", key_account=True)
    case = world.case(
        CaseStatus.ACCEPTED,
        dealer,
        customer=customer,
        product_id=product.id,
        district="Xihu",
    )
    for clock in world.session.scalars(select(SlaClock).where(SlaClock.case_id == case.id)):
        world.session.delete(clock)
    world.session.flush()
    names = {
        "key_account": True, "dealer_id": dealer.id, "product_id": product.id, "district": "Xihu",
    }  # fmt: skip
    return case, names


ORDER = ("key_account", "dealer_id", "product_id", "district")


@pytest.mark.parametrize("first", range(4))
def test_the_narrowest_row_wins_in_the_documented_order(session, newer, facts, first):
    case, names = facts
    left = ORDER[first:]
    newer(*((60 * (number + 1), {name: names[name]}) for number, name in enumerate(left)))

    clock = start_clock(session, case, Stage.VISIT, now=NOON)

    assert clock.minutes == 60


def test_a_row_for_a_key_account_beats_one_that_names_everything_else(session, newer, facts):
    case, names = facts
    rest = {name: names[name] for name in ORDER[1:]}
    newer((60, {"key_account": True}), (120, rest))

    assert start_clock(session, case, Stage.VISIT, now=NOON).minutes == 60


def test_a_row_that_names_what_the_case_is_not_does_not_hold(session, newer, facts, world):
    case, _names = facts
    other = world.product(code="OTHER-1")
    newer(
        (60, {"dealer_id": world.dealer("Other").id}),
        (60, {"product_id": other.id}),
        (60, {"district": "Elsewhere"}),
    )

    assert start_clock(session, case, Stage.VISIT, now=NOON).minutes == 960


def test_a_case_keeps_the_version_it_began_with(session, newer, facts):
    case, names = facts
    first = start_clock(session, case, Stage.FIRST_CONTACT, now=NOON)
    newer((60, names))

    later = start_clock(session, case, Stage.VISIT, now=NOON)
    moved = recompute_clocks(session, case)

    assert (later.policy_id, later.minutes, moved) == (first.policy_id, 960, [])


def test_a_version_in_use_is_neither_changed_nor_removed_nor_added_to(session, facts):
    case, _names = facts
    policy_id = start_clock(session, case, Stage.VISIT, now=NOON).policy_id
    row = {
        "policy_id": policy_id, "stage": Stage.VISIT, "severity": Severity.NORMAL,
        "calendar_code": "service", "minutes": 1, "district": "Xihu",
    }  # fmt: skip

    for statement in (
        update(SlaPolicyRow).where(SlaPolicyRow.policy_id == policy_id).values(minutes=1),
        delete(SlaPolicyRow).where(SlaPolicyRow.policy_id == policy_id),
        update(SlaPolicy).where(SlaPolicy.id == policy_id).values(note="other"),
        insert(SlaPolicyRow).values(**row),
    ):
        with pytest.raises(DBAPIError) as refused, session.begin_nested():
            session.execute(statement)
        assert "policy_in_use_stands" in str(refused.value.orig.diag.constraint_name)


def test_a_version_without_a_base_row_does_not_come_to_be(session, newer):
    newer(without=(Stage.VISIT, Severity.MINOR))

    with pytest.raises(DBAPIError) as refused:
        session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))

    assert refused.value.orig.diag.constraint_name == "policy_has_every_base_row"


def test_two_rows_for_the_same_do_not_come_to_be(session, newer):
    with pytest.raises(DBAPIError) as refused:
        newer((60, {"district": "Xihu"}), (90, {"district": "Xihu"}))

    assert refused.value.orig.diag.constraint_name == "uq_sla_policy_rows_once"


@pytest.mark.parametrize("table", ["sla_policies", "sla_policy_rows"])
def test_not_even_an_administrator_may_change_a_version(session, table):
    allowed = session.scalars(
        text(
            "SELECT privilege FROM unnest(ARRAY['INSERT', 'UPDATE', 'DELETE']) privilege"
            " WHERE has_table_privilege('hf_admin', :table, privilege)"
        ),
        {"table": table},
    ).all()

    assert allowed == ["INSERT"]


def test_the_longer_time_of_a_narrower_row_is_what_is_stored(session, newer, facts):
    case, names = facts
    newer((540, names))

    clock = start_clock(session, case, Stage.VISIT, now=NOON)

    assert clock.due_at - clock.started_at >= timedelta(hours=9)
