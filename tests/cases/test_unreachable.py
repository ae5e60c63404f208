"""A customer who cannot be reached: what must be tried, and who decides (K4)."""

import pytest
from sqlalchemy import text

from models import (
    CaseStatus,
    EventKind,
    Outcome,
    Role,
    SentBy,
)
from portal.cases.links import issue_link
from portal.cases.unreachable import (
    ask_unreachable,
    count_evidence,
    refuse_unreachable,
    release_unreachable,
)
from portal.errors import ForbiddenError, RefusedError
from tests.cases.endings import DAY, HOUR, last_events, resolved
from tests.support.world import NOON

S = CaseStatus


def unanswered(world, session, case, by, *hours):
    for hour in hours:
        call = world.callback(case, by, Outcome.CALL_LATER)
        session.expunge(call)
        session.execute(text("ALTER TABLE callbacks DISABLE TRIGGER append_only"))
        session.execute(
            text("UPDATE callbacks SET outcome = 'no_answer', made_at = :at WHERE id = :id"),
            {"at": NOON + hour * HOUR, "id": call.id},
        )
        session.execute(text("ALTER TABLE callbacks ENABLE ALWAYS TRIGGER append_only"))
    session.commit()


@pytest.fixture
def silent(world, session, acting):
    """A case of which everything was tried: calls at noon and in the evening, a link sent."""
    case, asker = resolved(world)
    unanswered(world, session, case, world.user(Role.AGENT), 1, 7, 25)
    realm = acting(asker, NOON + HOUR)
    issue_link(realm, asker, case.id, SentBy.SMS, now=NOON + HOUR)
    realm.commit()
    realm.close()
    return case, asker


def test_an_unreachable_customer_is_released_by_another_person(world, session, acting, silent):
    case, asker = silent
    at = NOON + 25 * HOUR + 3 * DAY
    realm = acting(asker, at)
    request = ask_unreachable(realm, asker, case.id, "Nobody there.", version=None, now=at)
    realm.commit()
    realm.close()
    realm = acting(supervisor := world.actor(Role.SUPERVISOR), at)

    release_unreachable(realm, supervisor, request.id, "All of it was tried.", now=at)
    realm.commit()

    session.expire_all()
    assert case.status is S.UNREACHABLE
    assert case.ended_at == at


def test_nobody_releases_what_they_asked_for(world, acting, silent):
    case, _asker = silent
    at = NOON + 25 * HOUR + 3 * DAY
    realm = acting(supervisor := world.actor(Role.SUPERVISOR), at)
    request = ask_unreachable(realm, supervisor, case.id, "Nobody there.", version=None, now=at)

    with pytest.raises(ForbiddenError) as refused:
        release_unreachable(realm, supervisor, request.id, "All of it was tried.", now=at)

    assert refused.value.code == "not_ones_own_request"


def test_a_refused_request_leaves_the_case_resolved(world, session, acting, silent):
    case, asker = silent
    at = NOON + 25 * HOUR + 3 * DAY
    realm = acting(asker, at)
    request = ask_unreachable(realm, asker, case.id, "Nobody there.", version=None, now=at)
    realm.commit()
    realm.close()
    realm = acting(supervisor := world.actor(Role.SUPERVISOR), at)

    refuse_unreachable(realm, supervisor, request.id, "Try the office.", now=at)
    realm.commit()

    session.expire_all()
    assert case.status is S.RESOLVED
    assert last_events(session, case)[-1] == EventKind.UNREACHABLE_REFUSED


def test_the_page_says_what_is_still_missing(world, session, acting):
    case, actor = resolved(world)
    unanswered(world, session, case, world.user(Role.AGENT), 1, 2)
    realm = acting(actor, NOON + 3 * HOUR)

    evidence = count_evidence(realm, case, now=NOON + 3 * HOUR)

    assert (evidence.calls, evidence.days, evidence.parts) == (2, 1, 1)
    assert evidence.missing == ("calls", "days", "parts", "link", "silence")
    with pytest.raises(RefusedError) as refused:
        ask_unreachable(realm, actor, case.id, "Nobody there.", version=None, now=NOON + 3 * HOUR)
    assert refused.value.code == "unreachable_not_yet"


def test_whoever_answered_once_was_reached(world, session, acting, silent):
    case, asker = silent
    world.callback(case, world.user(Role.AGENT), Outcome.CALL_LATER)
    call_at = NOON + 26 * HOUR
    session.execute(text("ALTER TABLE callbacks DISABLE TRIGGER append_only"))
    session.execute(
        text("UPDATE callbacks SET made_at = :at WHERE case_id = :c AND outcome = 'call_later'"),
        {"at": call_at, "c": case.id},
    )
    session.execute(text("ALTER TABLE callbacks ENABLE ALWAYS TRIGGER append_only"))
    session.commit()
    realm = acting(asker, at := NOON + 9 * DAY)

    assert count_evidence(realm, case, now=at).calls == 0
