"""Story 1's paper: a card with two numbers that nobody answers, and what became of it (P2, P3)."""

from datetime import datetime
from typing import Final

from sqlalchemy import select

from models import CheckResult, ContactKind, ContactPoint, ContactState, PrintedKind
from portal.contacts.add import add_contact_point
from portal.contacts.check import check_contact_point
from portal.contacts.editions import Printed, add_edition
from portal.contacts.report_vacant import report_vacant
from portal.contacts.retire import retire_contact_point
from portal.demo.play import Play
from portal.infra.phones import read_phone

SHOP: Final = "河东顺和店"
PRINTED: Final = "0871 0000 4410"
OLD_400: Final = "400 000 0110"
NEW_400: Final = "400 000 0220"
ON_CARDS: Final = f"{PRINTED}\n{OLD_400}"


def print_cards(play: Play) -> None:
    """Years ago: the shop's card and the brand's leaflet, with the numbers of that time."""
    scene, users = play.scene, play.parties.users
    then = scene.day(390, "09:30")
    admin = scene.by(users["admin"], then)
    phone = ContactKind.PHONE
    add_contact_point(scene.session, admin, None, phone, "客服热线", OLD_400, now=then)
    add_contact_point(scene.session, admin, None, phone, "客服热线", NEW_400, now=then)
    card = Printed(
        PrintedKind.WARRANTY_CARD, "保修卡", "2019 年第二版", copies=2000,
        where_used="店里柜台、随货袋", numbers=ON_CARDS.splitlines(),
    )  # fmt: skip
    leaflet = Printed(
        PrintedKind.LEAFLET, "集成吊顶产品册", "2024 年春", copies=5000,
        where_used="各门店", numbers=[NEW_400],
    )  # fmt: skip
    add_edition(scene.session, admin, play.parties.dealers[SHOP].id, card, now=then)
    add_edition(scene.session, admin, None, leaflet, now=then)
    agent = scene.by(users["chenyu"], scene.day(20, "10:00"))
    heard = scene.day(20, "10:00")
    check_contact_point(
        scene.session, agent, _point(play, NEW_400), CheckResult.ANSWERED, now=heard
    )


def find_it_vacant(play: Play, when: datetime) -> None:
    """The customer reads both from the paper: the agent rings them and hears that it is so."""
    scene = play.scene
    agent = scene.by(play.parties.users["linwen"], when)
    for number in (PRINTED, OLD_400):
        report_vacant(scene.session, agent, number, now=when)
    check_contact_point(scene.session, agent, _point(play, PRINTED), CheckResult.VACANT, now=when)
    admin = scene.by(play.parties.users["admin"], when)
    retire_contact_point(scene.session, admin, _point(play, OLD_400), now=when)


def _point(play: Play, spelled: str) -> int:
    return play.scene.session.scalars(
        select(ContactPoint.id).where(
            ContactPoint.normal == read_phone(spelled).normal,
            ContactPoint.state != ContactState.RETIRED,
        )
    ).one()
