"""What was refused to somebody who tried it is on record, whatever became of the request (E3)."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from models import CaseStatus, FormReceipt, RefusedAttempt, Role


@pytest.fixture
def taking(app) -> Iterator[None]:
    """What is asked here is what becomes of a no, not from where it was sent."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


def kept(session):
    session.expire_all()
    found = session.scalars(select(RefusedAttempt)).all()
    return [(one.actor, one.case_id, one.verb, one.code) for one in found]


@pytest.mark.usefixtures("taking")
def test_a_no_of_a_rule_outlives_the_request(world, session, as_user):
    user = world.user(Role.AGENT)
    case = world.case(CaseStatus.RESOLVED, world.dealer())
    form_id = "0b9c2a52-3f1f-4a57-9f4b-2d3b0a6c1f00"

    data = {"form_id": form_id, "version": case.version}
    answer = as_user(user).client.post(f"/cases/{case.number}/close", data=data)

    assert answer.status_code == 409
    [(who, about, verb, code)] = kept(session)
    assert (who, about, verb) == (f"user:{user.id}", case.id, "close.submit")
    assert code == "no_settled_callback"
    assert session.scalars(select(FormReceipt)).all() == []


@pytest.mark.usefixtures("taking")
def test_a_no_of_the_table_of_permissions_is_kept_as_well(world, session, as_user):
    user = world.user(Role.DEALER_DESK, dealer := world.dealer())
    case = world.case(CaseStatus.RESOLVED, dealer)

    answer = as_user(user).client.post(f"/cases/{case.number}/close")

    assert answer.status_code == 403
    assert kept(session) == [(f"user:{user.id}", case.id, "close.submit", "not_allowed")]


@pytest.mark.usefixtures("taking")
def test_who_only_looks_or_mistypes_has_tried_nothing(world, session, as_user):
    case = world.case(CaseStatus.TRIAGE)
    browser = as_user(world.user(Role.AGENT))

    looked = as_user(world.user(Role.BOARD_MEMBER)).get(f"/cases/{case.number}/close")
    mistyped = browser.client.post(f"/cases/{case.number}/comment", data={"words": ""})

    assert (looked.status_code, mistyped.status_code) == (403, 422)
    assert kept(session) == []
