"""Two book one person for one hour at the same moment: the database decides (domain D2)."""

import threading

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from models import CaseStatus, Role
from portal.access.actors import Actor
from portal.cases.book import book_visit
from portal.errors import RefusedError
from portal.infra import db
from tests.cases.test_book import plan
from tests.support.world import NOON, World


def test_of_two_who_book_the_same_person_at_once_one_is_refused(clone):
    """Really committed, on two connections: the database decides."""
    owner = create_engine(clone.owner_url)
    with Session(owner, expire_on_commit=False) as session:
        world = World(session)
        dealer = world.dealer()
        person = world.installer(dealer=dealer)
        cases = [world.case(CaseStatus.CONTACTED, dealer).id for _ in range(2)]
        actor = Actor.of_user(world.user(Role.DEALER_DESK, dealer))
    sessions = db.make_sessions(db.make_engine(clone.app_url))
    together = threading.Barrier(2)
    outcomes = []

    def try_to_book(case_id):
        with sessions() as session:
            session.info = {"identity": actor.identity, "now": NOON}
            together.wait()
            try:
                book_visit(session, actor, case_id, plan(person), now=NOON)
                session.commit()
                outcomes.append("booked")
            except RefusedError as error:
                outcomes.append(error.code)

    threads = [threading.Thread(target=try_to_book, args=(case_id,)) for case_id in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sessions.kw["bind"].dispose()
    owner.dispose()

    assert sorted(outcomes)[0] == "booked"
    assert sorted(outcomes)[1] in {"somebody_busy_meanwhile", "person_busy"}
