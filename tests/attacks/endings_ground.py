"""The ground for attacks on endings: cases at the moment before an ending, really committed."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

from models import (
    CaseEnding,
    CaseStatus,
    CustomerLink,
    Merge,
    Outcome,
    Resolution,
    Role,
    SupervisorRequest,
    Withdrawal,
)
from models.events import RequestKind
from tests.support.world import NOON, World

S = CaseStatus
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Ground:
    """Ids by name, and where to attack."""

    owner_url: str
    app_url: str
    ids: dict[str, object]


def lay_ground(owner_url: str, app_url: str) -> Ground:
    """Build everything once; each attack is rolled back."""
    engine = create_engine(owner_url)
    with sessionmaker(engine, expire_on_commit=False)() as session:
        session.info = {"identity": None, "now": None}
        ids = _build(World(session), session)
    engine.dispose()
    return Ground(owner_url, app_url, {**ids, "noon": NOON.isoformat()})


def _build(world: World, session: Session) -> dict[str, object]:
    dealer = world.dealer()
    people = {
        "agent": world.user(Role.AGENT).id,
        "agent2": world.user(Role.AGENT).id,
        "supervisor": world.user(Role.SUPERVISOR).id,
        "manager": world.user(Role.DEALER_MANAGER, dealer).id,
        "dealer": dealer.id,
    }
    return {
        **people,
        **_resolved(world, session, dealer),
        **_closed(world, session, dealer),
        **_withdrawn(world, session, dealer),
        **_merging(world, session, dealer),
    }


def _resolved(world: World, session: Session, dealer) -> dict[str, int]:
    """A resolved case, with calls that do not settle it; another one with a call that does."""
    ids = {}
    agent = world.user(Role.AGENT)
    case = world.case(S.RESOLVED, dealer)
    ids["case"], ids["res"] = case.id, _standing(session, case)
    ids["none"] = world.callback(case, agent, Outcome.NO_ANSWER).id
    ids["later"] = world.callback(case, agent, Outcome.CALL_LATER).id
    other = world.case(S.RESOLVED, dealer)
    ids["other"], ids["other_res"] = other.id, _standing(session, other)
    ids["other_call"] = world.callback(other, agent).id
    # Resolved once, called, and resolved anew: the call is older than the last resolution.
    again = world.case(S.RESOLVED, dealer)
    ids["again"], ids["old_res"] = again.id, _standing(session, again)
    ids["old_call"] = world.callback(again, agent).id
    old = session.get_one(Resolution, ids["old_res"])
    old.ended_by, old.ended_at = "newer", NOON + HOUR
    session.flush()
    newer = world.resolution(again)
    ids["new_res"] = newer.id
    # Three calls, all on one morning, and no link: not unreachable.
    silent = world.case(S.RESOLVED, dealer)
    ids["silent"], ids["silent_res"] = silent.id, _standing(session, silent)
    for _ in range(3):
        world.callback(silent, agent, Outcome.NO_ANSWER)
    session.add(_request(silent.id, agent.id))
    ids["asker"] = agent.id
    # Everything that K4 wants but the word of a supervisor.
    tried = world.case(S.RESOLVED, dealer)
    ids["tried"], ids["tried_res"] = tried.id, _standing(session, tried)
    for hours in (1, 7, 25):
        call = world.callback(tried, agent, Outcome.CALL_LATER)
        session.expunge(call)
        _call_at(session, call.id, hours)
    session.add(
        CustomerLink(
            case_id=tried.id, token_digest="tried", code="123456", sent_by="sms",
            issued_at=NOON + HOUR, expires_at=NOON + 60 * DAY,
        )
    )  # fmt: skip
    session.add(_request(tried.id, agent.id))
    session.commit()
    return ids


def _call_at(session: Session, call_id: int, hours: int) -> None:
    """Calls are append-only: put in anew as the unanswered one that was meant, at its hour."""
    session.execute(text("ALTER TABLE callbacks DISABLE TRIGGER append_only"))
    session.execute(
        text("UPDATE callbacks SET made_at = :at, outcome = 'no_answer' WHERE id = :id"),
        {"at": NOON + hours * HOUR, "id": call_id},
    )
    session.execute(text("ALTER TABLE callbacks ENABLE ALWAYS TRIGGER append_only"))


def _request(case_id: int, asker: int) -> SupervisorRequest:
    return SupervisorRequest(
        case_id=case_id, kind=RequestKind.UNREACHABLE, asked_by_id=asker, asked_at=NOON + DAY,
        reason="Nobody answers.", due_at=NOON + DAY + 2 * HOUR,
    )  # fmt: skip


def _closed(world: World, session: Session, dealer) -> dict[str, int]:
    case = world.case(S.CLOSED, dealer)
    reopened = world.case(S.CLOSED, dealer)
    ids = {
        "closed": case.id,
        "closed_res": _standing(session, case),
        "closed_ending": case.ending_id,
        "reopened": reopened.id,
        "undone": reopened.ending_id,
        "undone_res": _standing(session, reopened),
    }
    ids["closed_call"] = session.get_one(CaseEnding, case.ending_id).callback_id
    # Closed, reopened on the customer's word, and resolved anew by the brand.
    resolution = session.get_one(Resolution, ids["undone_res"])
    resolution.ended_by, resolution.ended_at = "reopened", NOON + DAY
    reopened.status, reopened.dealer_id = S.TRIAGE, None
    reopened.ending_id = reopened.ended_at = None
    reopened.attempt = 2
    session.execute(
        text("UPDATE offers SET released_at = :at, release = 'reopened' WHERE case_id = :case"),
        {"at": NOON + DAY, "case": reopened.id},
    )
    session.flush()
    session.get_one(CaseEnding, ids["undone"]).undone_at = NOON + DAY
    session.flush()
    ids["undone_call"] = session.get_one(CaseEnding, ids["undone"]).callback_id
    world.resolution(reopened)
    reopened.status = S.RESOLVED
    session.commit()
    return ids


def _withdrawn(world: World, session: Session, dealer) -> dict[str, int]:
    fresh, objected = world.case(S.ACCEPTED, dealer), world.case(S.ACCEPTED, dealer)
    agent = world.user(Role.AGENT)
    rows = [
        Withdrawal(
            case_id=case.id, via="brand_call", made_by_id=agent.id, maker_side="brand",
            reason="Enough.", made_at=NOON, ends_at=NOON + 7 * DAY,
            objected_at=NOON + DAY if case is objected else None,
        )
        for case in (fresh, objected)
    ]  # fmt: skip
    session.add_all(rows)
    session.commit()
    return {
        "waits": fresh.id, "waits_withdrawal": rows[0].id,
        "objected": objected.id, "objected_withdrawal": rows[1].id,
    }  # fmt: skip


def _merging(world: World, session: Session, dealer) -> dict[str, int]:
    """Two open cases of one customer with a merge written and not carried out; a closed one."""
    customer = world.customer()
    one, two = (world.case(S.ACCEPTED, dealer, customer=customer) for _ in range(2))
    ended = world.case(S.CLOSED, dealer, customer=customer)
    target = world.case(S.RESOLVED, dealer, customer=customer)
    merge = Merge(
        case_id=one.id, into_case_id=target.id, made_by_id=world.user(Role.AGENT).id,
        made_at=NOON, status_before="accepted", first_heard_before=NOON,
    )  # fmt: skip
    session.add(merge)
    session.commit()
    call = world.callback(target, world.user(Role.AGENT))
    ending = CaseEnding(
        case_id=target.id, kind="closed", resolution_id=call.resolution_id,
        callback_id=call.id, ended_at=NOON + HOUR,
    )  # fmt: skip
    session.add(ending)
    session.flush()
    target.status, target.ending_id, target.ended_at = S.CLOSED, ending.id, NOON + HOUR
    session.commit()
    return {
        "one": one.id, "two": two.id, "ended": ended.id, "target": target.id,
        "merge": merge.id, "customer": customer.id,
    }  # fmt: skip


def _standing(session: Session, case) -> int:
    return session.query(Resolution).filter_by(case_id=case.id, ended_at=None).one().id
