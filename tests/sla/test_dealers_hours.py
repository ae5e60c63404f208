"""Hours of its own for a dealer who wants them (domain T1)."""

from datetime import timedelta

import pytest

from models.sla import BusinessCalendar
from portal.errors import RefusedError
from portal.sla.calendars import load_calendar
from portal.sla.change_calendar import change_calendar, give_dealer_calendar
from portal.sla.edits import set_hours
from tests.sla.changing import CLOSED, at, due, told
from tests.support.world import NOON


def test_a_dealers_own_hours_begin_as_the_service_hours_and_then_go_their_way(
    acting, admin, accepted, world, calendar_of, session, recompute
):
    theirs, others = world.dealer("Own hours"), world.dealer("As usual")
    own_case, other_case = accepted(theirs), accepted(others)
    with acting(admin) as changing:
        own = give_dealer_calendar(changing, admin, theirs.id, now=NOON)
        own_id = own.id
        changing.commit()
    with acting(admin) as changing:
        untouched = load_calendar(changing, "service", dealer_id=theirs.id)
        same = untouched.due(at("20T09:00"), timedelta(hours=4))
        weekly = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("10:00", "12:00"),))
        edit = set_hours("Asia/Shanghai", weekly)
        change_calendar(changing, admin, own_id, edit, version=1, now=NOON)
        changing.commit()

    recompute(session.get(BusinessCalendar, own_id))

    assert same == at("20T14:00")
    assert due(session, own_case) == at("21T12:00")
    assert due(session, other_case) == at("20T14:00")
    assert told(session, other_case) == []


def test_a_change_of_the_service_hours_leaves_a_dealer_with_its_own_alone(
    acting, admin, accepted, world, calendar_of, session, recompute
):
    theirs = world.dealer("Own hours")
    own_case, other_case = accepted(theirs), accepted(world.dealer("As usual"))
    service = calendar_of("service")
    with acting(admin) as changing:
        give_dealer_calendar(changing, admin, theirs.id, now=NOON)
        change_calendar(changing, admin, service.id, CLOSED, version=None, now=NOON)
        changing.commit()

    recompute(service)

    assert due(session, own_case) == at("20T14:00")
    assert due(session, other_case) == at("21T14:00")


def test_a_dealer_has_one_calendar_of_its_own(acting, admin, world):
    dealer = world.dealer()
    with acting(admin) as changing:
        give_dealer_calendar(changing, admin, dealer.id, now=NOON)
        changing.commit()

    with acting(admin) as again, pytest.raises(RefusedError) as refused:
        give_dealer_calendar(again, admin, dealer.id, now=NOON)

    assert refused.value.code == "dealer_has_calendar"
