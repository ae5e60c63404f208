"""For every realm and table: the ids that `scope` names are the ids that the policies let pass."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from models import (
    CaseStatus,
    CustomerPhone,
    DispatchPerson,
    Figure,
    Installer,
    Role,
    ScoreDay,
    ScoreFact,
    ScoreRank,
    ScoreRun,
)
from portal.access.actors import Actor
from portal.access.scope import RULES, visible
from tests.support.world import NOON

# 13:00 on the day before the visit, and 19:00: before and after D4 opens the customer's door.
MOMENTS = (NOON + timedelta(hours=1), NOON + timedelta(hours=7))
STATUSES = (
    CaseStatus.TRIAGE,
    CaseStatus.OFFERED,
    CaseStatus.ACCEPTED,
    CaseStatus.SCHEDULED,
    CaseStatus.VISITED,
    CaseStatus.CLOSED,
)
KEYS = {model: model.__table__.primary_key.columns.values()[0] for model in RULES}


def everybody(world, session):
    """Two dealers with cases in each status, and one actor of each kind."""
    other = {status: world.case(status, world.dealer()) for status in STATUSES}
    dealer = world.dealer()
    mine = {status: world.case(status, dealer) for status in STATUSES}
    for case in (mine[CaseStatus.ACCEPTED], other[CaseStatus.SCHEDULED]):
        world.photo(case)
        world.photo(case, key=f"hidden-{case.id}", for_dealer=False, for_installer=False)
    for shop, number in ((dealer, 1), (other[CaseStatus.CLOSED].dealer_id, 2)):
        scored(world, shop if isinstance(shop, int) else shop.id, number)
    relayer = world.user(Role.SALES)
    world.case(relayed_by_id=relayer.id)
    going = session.scalar(
        select(DispatchPerson.installer_id).where(
            DispatchPerson.case_id == other[CaseStatus.SCHEDULED].id
        )
    )
    return {
        "agent": world.actor(Role.AGENT),
        "qa": world.actor(Role.QA),
        "sales": Actor.of_user(relayer),
        "board": world.actor(Role.BOARD_MEMBER),
        "admin": world.actor(Role.ADMIN),
        "dealer": world.actor(Role.DEALER_MANAGER, dealer),
        "a dealer with nothing": world.actor(Role.DEALER_DESK),
        "installer": world.actor(Role.INSTALLER, installer=session.get(Installer, going)),
        "link": world.link_actor(mine[CaseStatus.SCHEDULED]),
    }


def scored(world, dealer_id, number):
    """A score with one fact, one figure and a rank."""
    day = NOON.date()
    if number == 1:
        world.add(
            ScoreRun(
                day=day, from_at=NOON - timedelta(days=90), until_at=NOON, least=1, least_cases=1,
                weights={}, began_at=NOON, done_at=NOON,
            )
        )  # fmt: skip
    of = {"dealer_id": dealer_id, "day": day}
    world.add(
        ScoreFact(
            dealer_id=dealer_id, figure=Figure.CALLBACKS, source_id=number, at=NOON, good=True,
            counted_from=day,
        )
    )  # fmt: skip
    world.add(ScoreDay(**of, figure=Figure.CALLBACKS, good=1, total=1))
    world.add(ScoreRank(**of, cases=1, score=10_000, rank=1))


def ids_by_policy(realm, key):
    """What the policies alone let pass; a realm without the grant sees nothing."""
    try:
        return set(realm.scalars(select(key)))
    except ProgrammingError:
        return set()
    finally:
        realm.rollback()


def test_scope_and_policies_name_the_same_rows(world, session, acting):
    actors = everybody(world, session)

    differences = []
    seen = 0
    for name, actor in actors.items():
        for moment in MOMENTS:
            realm = acting(actor, moment)
            for model, key in KEYS.items():
                by_scope = set(
                    session.scalars(visible(actor, model, now=moment).with_only_columns(key))
                )
                by_policy = ids_by_policy(realm, key)
                seen += len(by_scope)
                if by_policy != by_scope:
                    differences.append((name, model.__name__, by_policy ^ by_scope))

    assert not differences
    assert seen > 300, "the world is too small to tell the walls apart"


def test_the_customers_number_is_hidden_from_the_installer_until_five_on_the_day_before(
    world, session, acting
):
    installer = everybody(world, session)["installer"]
    before, after = (
        ids_by_policy(acting(installer, moment), CustomerPhone.id) for moment in MOMENTS
    )

    assert before == set()
    assert len(after) == 1
