"""Complaints about somebody, as customers make them: what tests of standing are about."""

from datetime import datetime

from models import AccusedOf, Case, Customer, Installer, Role
from portal.cases.details import name_accused
from tests.support.world import NOON


def bought_from(world, person: Installer, customer: Customer | None = None, **given) -> Case:
    """A case about something that the person has installed."""
    customer = customer or world.customer()
    purchase = world.purchase(customer, installer_id=person.id)
    return world.case(customer=customer, purchase_id=purchase.id, **given)


def complain(
    world,
    acting,
    person: Installer,
    *,
    case: Case | None = None,
    now: datetime = NOON,
    about: AccusedOf = AccusedOf.WORK,
    was_there: bool = False,
    **given,
) -> Case:
    """A customer of theirs complains of them; the hotline names them on the case."""
    case = case or bought_from(world, person, **given)
    agent = world.actor(Role.AGENT)
    realm = acting(agent, now)
    name_accused(
        realm, agent, case.id, person.id, "The customer says so.",
        about=about, was_there=was_there, version=None, now=now,
    )  # fmt: skip
    realm.commit()
    world.session.expire_all()
    return case


def held(world, acting, dealer=None, *, now: datetime = NOON) -> Installer:
    """Somebody of whom three customers have complained."""
    person = world.installer(dealer=dealer or world.dealer())
    for _number in range(3):
        complain(world, acting, person, now=now)
    return person
