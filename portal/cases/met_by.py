"""Which claim meets a dealer's first contact, weighed anew when the accused change (C1, C3, C4).

What a claim was when it was made stays written on it. Whether it counts is asked of those who are
complained of now: the clock stands as if it had never stopped for one who is named later, and as
if it had for one who is cleared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session

from models import (
    Case,
    CaseAccused,
    CaseStatus,
    ClaimState,
    ContactClaim,
    EventKind,
    Installer,
    NotCounted,
    Offer,
    OfferState,
    Stage,
    Visit,
)
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.cases.derive_clocks import derive_clocks
from portal.cases.lifecycle import Step
from portal.cases.steps import take_step
from portal.history.record import only_dealer, record
from portal.search.tokens import fold
from portal.sla.clocks import drop_clocks, note_next_deadline, start_clock
from portal.sla.take_up import met_clock

S = CaseStatus
_CONTACTED_BEFORE: Final = frozenset({S.ACCEPTED, S.CONTACTED, S.SCHEDULED})
_WEIGHED: Final = _CONTACTED_BEFORE | {S.VISITED, S.RESOLVED}
_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Accused:
    """Those complained of on a case, and the names they go by as far as the reader sees them."""

    names: Mapping[int, str | None]

    def is_one(self, installer_id: int | None, name: str) -> bool:
        """By the person; one who is not known as such only by the name."""
        if installer_id is not None:
            return installer_id in self.names
        return fold(name) in self.names.values()


@dataclass(frozen=True, slots=True)
class _Weighed:
    claim: ContactClaim
    by_accused: bool
    stands: bool


def accused_of(session: Session, case_id: int) -> Accused:
    """The people complained of now."""
    rows = session.execute(
        select(CaseAccused.installer_id, Installer.name_folded)
        .outerjoin(Installer, Installer.id == CaseAccused.installer_id)
        .where(CaseAccused.case_id == case_id)
    )
    return Accused({row[0]: row[1] for row in rows})


def why_not_now(accused: Accused, claim: ContactClaim) -> NotCounted | None:
    """Why a claim does not count: as was found when it was made, or its caller is named since."""
    if claim.not_counted is None and accused.is_one(claim.caller_installer_id, claim.caller_name):
        return NotCounted.ACCUSED
    return claim.not_counted


def met_by(session: Session, case: Case) -> ContactClaim | None:
    """The first claim of the dealer that holds the case now which still counts."""
    return next((one.claim for one in _weigh(session, case) if one.stands), None)


def back_from_visit(session: Session, case: Case) -> CaseStatus:
    """Where a case stands when its visit is off: to be contacted, if nobody who may has done it."""
    return S.CONTACTED if met_by(session, case) else S.ACCEPTED


def contact_detail(claim: ContactClaim) -> dict[str, Any]:
    """What an event says of a claim."""
    return {
        "claim_id": claim.id,
        "caller_role": claim.caller_role.value,
        "how": claim.how.value,
        "reached": claim.reached,
        "contacted_at": claim.contacted_at.isoformat(),
        "claim_state": claim.state.value,
    }


def weigh_contact_anew(session: Session, actor: Actor, case: Case, *, now: datetime) -> None:
    """Bring clocks and status in line with who is complained of and what is disputed now."""
    if case.status not in _WEIGHED:
        return
    weighed = _weigh(session, case)
    if not weighed:
        return
    moved = {one.stage for one in derive_clocks(session, [case.id], now=now)}
    standing = next((one.claim for one in weighed if one.stands), None)
    if standing is None:
        _falls(session, actor, case, weighed, Stage.FIRST_CONTACT in moved, now)
    else:
        _holds(session, actor, case, standing, Stage.FIRST_CONTACT in moved, now)
    note_next_deadline(session, case)
    session.flush()


def _weigh(session: Session, case: Case) -> Sequence[_Weighed]:
    """The claims of the present holding that counted when they were made, the earliest first."""
    # Whoever ends a visit without result may not read what was said on the telephone.
    with beyond_sight(session):
        accused = accused_of(session, case.id)
        rows: Sequence[Any] = session.execute(
            select(ContactClaim, literal_column("contact_stands(contact_claims)"))
            .join(Offer, Offer.case_id == ContactClaim.case_id)
            .where(
                ContactClaim.case_id == case.id,
                ContactClaim.counts,
                ContactClaim.dealer_id == Offer.dealer_id,
                ContactClaim.claimed_at >= Offer.answered_at,
                Offer.state == OfferState.ACCEPTED,
                Offer.released_at.is_(None),
            )
            .order_by(ContactClaim.contacted_at, ContactClaim.id)
            .limit(_MOST)
        ).all()
    return [
        _Weighed(claim, accused.is_one(claim.caller_installer_id, claim.caller_name), stands)
        for claim, stands in rows
    ]


def _falls(
    session: Session,
    actor: Actor,
    case: Case,
    weighed: Sequence[_Weighed],
    moved: bool,
    now: datetime,
) -> None:
    """Nobody has reached the customer who may: the clock goes on, and the status says so."""
    if not moved and case.status is not S.CONTACTED:
        return
    drop_clocks(session, case, now=now, stages=[Stage.VISIT])
    last = weighed[-1]
    kind = EventKind.CONTACT_NOT_COUNTED
    audience = only_dealer(case.dealer_id)
    if case.status is S.CONTACTED:
        take_step(
            session, actor, case, Step.CONTACT_FALLS, now=now, audience=audience, **_fallen(last)
        )
    else:
        record(session, actor, case, kind, now=now, audience=audience, **_fallen(last))
    for one in weighed:
        if one.by_accused:
            note_accused_contact(session, actor, case, one.claim, now=now)


def _holds(
    session: Session, actor: Actor, case: Case, claim: ContactClaim, moved: bool, now: datetime
) -> None:
    """This claim meets the contact, whichever did before; `visit` runs from it (T2)."""
    if not moved and met_clock(session, case, Stage.FIRST_CONTACT) is not None:
        return
    if case.status in _CONTACTED_BEFORE and not _visited(session, case):
        drop_clocks(session, case, now=now, stages=[Stage.VISIT])
        start_clock(session, case, Stage.VISIT, now=now, since=claim.contacted_at)
    if case.status is S.ACCEPTED:
        take_step(
            session, actor, case, Step.CONTACT, now=now,
            audience=only_dealer(case.dealer_id), **contact_detail(claim),
        )  # fmt: skip


def note_accused_contact(
    session: Session, actor: Actor, case: Case, claim: ContactClaim, *, now: datetime
) -> None:
    """That the complainant was rung by whom they complain of is a matter of its own (C4)."""
    if not claim.reached:
        return
    record(
        session,
        actor,
        case,
        EventKind.ACCUSED_CONTACT,
        now=now,
        audience=only_dealer(case.dealer_id),
        claim_id=claim.id,
        installer_id=claim.caller_installer_id,
        how=claim.how.value,
        contacted_at=claim.contacted_at.isoformat(),
    )


def _fallen(one: _Weighed) -> dict[str, Any]:
    """Why it counts no more: its caller is complained of, or the customer denies it."""
    claim = one.claim
    disputed = claim.state is ClaimState.DISPUTED and not one.by_accused
    reason = "disputed" if disputed else NotCounted.ACCUSED.value
    return {"reason": reason, **contact_detail(claim)}


def _visited(session: Session, case: Case) -> bool:
    """Whether the dealer that holds it has been there: then there is no visit left to wait for."""
    been = (
        select(Visit.id)
        .join(Offer, Offer.case_id == Visit.case_id)
        .where(
            Visit.case_id == case.id,
            Visit.dealer_id == Offer.dealer_id,
            Visit.checked_in_at >= Offer.answered_at,
            literal_column("visit_stands(visits)"),
            Offer.state == OfferState.ACCEPTED,
            Offer.released_at.is_(None),
        )
    )
    return session.scalar(been.limit(1)) is not None
