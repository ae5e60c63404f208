"""Every page of the portal for people: who opens it, and of what."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models import (
    Case,
    CaseStatus,
    ContactPoint,
    Customer,
    CustomerPhone,
    Dealer,
    Dispatch,
    Import,
    Installer,
    LikelyDuplicate,
    Locale,
    Product,
    Promise,
    Purchase,
    Role,
    Symptom,
    User,
)
from models.imports import ImportProblem
from portal.access.actors import Actor
from portal.accounts.invite import invite_user
from portal.audits.start import start_audit
from portal.cases.call_back import call_back
from portal.cases.call_rules import Call
from portal.cases.links import SentBy, issue_link
from portal.cases.merge import merge_case
from portal.cases.recheck import set_recheck
from portal.infra import db
from portal.infra.identity import WORKER

S = CaseStatus

# Addresses that answer with something else than a page.
NO_PAGES: Final = frozenset(
    {
        "assets.show",
        "bootstrap.static",
        "files.show",
        "files.show_small",
        "health.show",
        "static",
    }
)
# Worked with one thumb, also on the smallest phones.
PHONE: Final = frozenset(
    {
        "customer_link.show",
        "jobs.job",
        "jobs.show",
        "sales.relay",
        "sales.show",
        "signin.show",
        "styleguide.show_phone",
    }
)
NOBODY: Final = ""


@dataclass
class Place:
    """The demo some time into its day, and what the pages are opened of."""

    session: Session
    now: datetime
    made: dict[str, Any] = field(default_factory=dict)

    def by(self, mail: str) -> Actor:
        """This person's hand from here on."""
        self.as_portal()
        user = self.only(select(User).where(User.email == f"{mail}@demo.example"))
        actor = Actor.of_user(user)
        db.act_as(self.session, actor.identity)
        return actor

    def as_portal(self) -> None:
        self.session.commit()
        self.session.info["now"] = self.now
        db.act_as(self.session, WORKER)

    def only[T](self, wanted: Select[tuple[T]]) -> T:
        found = self.session.scalars(wanted.limit(1)).first()
        assert found is not None, "the demo has none any more"
        return found

    def first(self, model: type) -> int:
        return self.only(select(model).order_by(model.id)).id

    def case(self, status: CaseStatus, dealer: str = "") -> Case:
        wanted = select(Case).where(Case.status == status).order_by(Case.id.desc())
        if dealer:
            held = select(Dealer.id).where(Dealer.name == dealer).scalar_subquery()
            wanted = wanted.where(Case.dealer_id == held)
        return self.only(wanted)


def furnish(place: Place) -> None:
    """What the demo has none of: a merged case, links, an audit, an import, a call to come."""
    now, session = place.now, place.session
    place.as_portal()
    closed, settled = place.case(S.CLOSED), place.case(S.RESOLVED, "西湾厚德店")
    merged = place.case(S.TRIAGE)
    other = place.case(S.ACCEPTED)
    other.customer_id = merged.customer_id
    made = place.made

    agent = place.by("chenyu")
    made["link"] = issue_link(session, agent, other.id, SentBy.DICTATED, now=now).token
    made["recheck"] = set_recheck(
        session, agent, closed.id, "Ask after the first rain", due_at=now + timedelta(days=30), now=now
    )
    made["settled"] = settled.number
    call_back(session, agent, settled.id, Call(**SETTLED), version=None, now=now)
    session.commit()
    boss = place.by("zhouli")
    merge_case(session, boss, merged.id, other.id, version=None, now=now)
    made["merged"] = merged.number
    session.commit()
    auditor = place.by("qa")
    made["audit"] = start_audit(session, auditor, place.case(S.CLOSED, "北苑佳筑店").id, now=now).id
    session.commit()
    admin = place.by("admin")
    made["invitation"] = invite_user(
        session, admin, name="Ma Lan", email="malan@demo.example", role=Role.AGENT,
        locale=Locale.EN, now=now,
    )  # fmt: skip
    place.as_portal()
    run = Import(
        profile="nyc_mediated", file_name="mediated_2015_2016.csv", sha256="0" * 64,
        started_at=now, ended_at=now, rows=4495, added=4490, refused=5,
    )  # fmt: skip
    session.add(run)
    session.flush()
    session.add(ImportProblem(import_id=run.id, line=17, refused=True, code="no_business"))
    one, two, *_others = session.scalars(select(Dealer.id).order_by(Dealer.id)).all()
    session.add(LikelyDuplicate(kind="dealer", one_id=one, other_id=two, score=91, found_at=now))
    session.commit()
    made["import"] = run.id
