"""For every realm and table: the ids that `scope` names are the ids that the policies let pass."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import CaseStatus, Model, Role
from portal.access.actors import Actor
from portal.access.scope import RULES, visible
from tests.support.world import NOON

SEEN_FROM = NOON + timedelta(days=1)


def actors(world, case_of, person):
    dealer = world.dealer()
    mine = {status: world.case(status, dealer) for status in case_of}
    world.photo(mine[CaseStatus.ACCEPTED])
    world.photo(mine[CaseStatus.ACCEPTED], key="hidden", for_dealer=False)
    relayer = world.user(Role.SALES)
    world.case(relayed_by_id=relayer.id)
    return {
        "agent": world.actor(Role.AGENT),
        "qa": world.actor(Role.QA),
        "sales": Actor.of_user(relayer),
        "board": world.actor(Role.BOARD_MEMBER),
        "admin": world.actor(Role.ADMIN),
        "dealer": world.actor(Role.DEALER_MANAGER, dealer),
        "stranger": world.actor(Role.DEALER_DESK),
        "installer": world.actor(Role.INSTALLER, installer=person),
        "link": world.link_actor(mine[CaseStatus.SCHEDULED]),
    }


@pytest.fixture
def everybody(world, session):
    statuses = [
        CaseStatus.TRIAGE,
        CaseStatus.OFFERED,
        CaseStatus.ACCEPTED,
        CaseStatus.SCHEDULED,
        CaseStatus.VISITED,
        CaseStatus.CLOSED,
    ]
    other = world.dealer()
    scheduled = [world.case(status, other) for status in statuses][3]
    from models import DispatchPerson, Installer

    person_id = session.scalar(
        select(DispatchPerson.installer_id).where(DispatchPerson.case_id == scheduled.id)
    )
    return actors(world, statuses, session.get(Installer, person_id))


KEYS = {model: model.__table__.primary_key.columns.values()[0] for model in RULES}


@pytest.mark.parametrize("model", sorted(RULES, key=lambda m: m.__name__), ids=lambda m: m.__name__)
def test_scope_and_policies_name_the_same_rows(everybody, session, acting, model: type[Model]):
    from sqlalchemy.exc import ProgrammingError

    for name, actor in everybody.items():
        key = KEYS[model]
        scoped = visible(actor, model, now=SEEN_FROM).with_only_columns(key)
        by_scope = set(session.scalars(scoped))
        realm = acting(actor, SEEN_FROM)
        try:
            by_policy = set(realm.scalars(select(key)))
        except ProgrammingError:
            by_policy = set()
            realm.rollback()
        realm.close()

        assert by_policy == by_scope, f"{name} × {model.__name__}"
