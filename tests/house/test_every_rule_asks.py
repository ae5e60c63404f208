"""Calls every rule in each role that holds none of the permissions it asks for: nothing is done.

The rows are the actor's own (their dealer's case, their visit), so that only the permission
stands in the way. Which permissions a rule asks for is heard, not listed.
"""

import dataclasses
from collections.abc import Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.exc import ProgrammingError

from models import Dealer, DispatchPerson, Installer, Role
from portal.access.actors import Actor
from portal.access.permissions import GRANTS, Permission
from portal.errors import ForbiddenError, NotFoundError, PortalError
from portal.infra.storage import folder_storage
from tests.conftest import sessions_on
from tests.house.test_every_rule_is_scoped import Place, Rule, arguments, rules
from tests.support.elsewhere import build_elsewhere
from tests.support.world import NOON, World

# Who asks for no permission and answers all the same, and why that is right.
ASK_NOTHING = {
    "portal.accounts.keepers.is_own_installer": "a question within other rules, which ask",
    "portal.cases.check_in.check_in": "whoever is sent has the visit to themselves (C2)",
    "portal.cases.jobs.job_of": "the reader's own visit, and no other",
    "portal.cases.tasks.check_owner": "a check within other rules, which ask",
    "portal.cases.under_way.own_part": "the reader's own part of a visit",
    "portal.contacts.read.contact_points": "who sees the dealer sees how to reach it",
    "portal.dealers.closures.locked_closure": "a step within other rules, which ask",
    "portal.dealers.edit.lock_dealer": "a step within other rules, which ask",
}
WRITES = ("INSERT", "UPDATE", "DELETE")


class Heard(frozenset[Permission]):
    """Grants that remember what they were asked for."""

    asked: list[tuple[object, bool]]

    def __contains__(self, permission: object) -> bool:
        held = super().__contains__(permission)
        self.asked.append((permission, held))
        return held


@pytest.fixture(scope="module")
def insiders(engine, tmp_path_factory) -> Iterator[tuple[Place, dict[Role, Actor]]]:
    with engine.connect() as connection:
        outer = connection.begin()
        made = sessions_on(connection)
        with made() as session:
            session.info = {"identity": None, "now": None}
            world = World(session)
            there = build_elsewhere(world)
            dealer = session.get_one(Dealer, there.ids["dealer_id"])
            sent = session.query(DispatchPerson).filter_by(dispatch_id=there.ids["dispatch_id"])
            person = session.get_one(Installer, sent.one().installer_id)
            people = {
                role: world.actor(role, dealer)
                if role in (Role.DEALER_MANAGER, Role.DEALER_DESK)
                else world.actor(role, installer=person if role is Role.INSTALLER else None)
                for role in Role
            }
        storage = folder_storage(tmp_path_factory.mktemp("files"))
        yield Place(made, there, [], storage), people
        outer.rollback()


def told_no(place: Place, rule: Rule, actor: Actor) -> tuple[list[tuple[object, bool]], str]:
    """What the rule asked for, and what was wrong with its answer if it heard no and no again."""
    grants = Heard(GRANTS[actor.role])
    grants.asked = []
    given, written = arguments(place, rule), []
    with place.sessions() as session:
        session.info = {"identity": actor.identity, "now": NOON}

        def note(_connection, _cursor, statement, *_more) -> None:
            if statement.lstrip().startswith(WRITES):
                written.append(statement)

        event.listen(session.get_bind(), "before_cursor_execute", note)
        try:
            rule(session, dataclasses.replace(actor, grants=grants), **given)
            session.flush()
            got = "done"
        except (ForbiddenError, NotFoundError):
            got = f"written before it said no: {written[0][:60]}" if written else ""
        except PortalError as refusal:
            got = f"refused for another reason: {refusal.code}"
        except ProgrammingError as stopped:
            got = "" if "permission denied" in str(stopped) else str(stopped.orig)
        except Exception as failure:
            got = repr(failure)
        finally:
            event.remove(session.get_bind(), "before_cursor_execute", note)
            session.rollback()
    return grants.asked, got


def test_who_holds_none_of_what_a_rule_asks_for_is_refused_and_nothing_is_written(insiders):
    place, people = insiders

    wrong, silent = [], {}
    for name, rule in rules().items():
        for role, actor in people.items():
            asked, got = told_no(place, rule, actor)
            if asked and not any(held for _permission, held in asked) and got:
                wrong.append(f"{name} ({role}): {got}")
            if not asked and got:
                silent.setdefault(name, []).append(f"{role}: {got[:50]}")

    assert not wrong, "\n".join(wrong)
    assert {name: places for name, places in silent.items() if name not in ASK_NOTHING} == {}
    assert ASK_NOTHING.keys() <= silent.keys()
