"""Suggest the dealers that a case could be offered to, best first (domain O1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from models import (
    Case,
    ContactState,
    Dealer,
    DealerDistrict,
    DealerKind,
    DealerState,
    Offer,
    OfferState,
    Purchase,
    Release,
    ScoreRank,
    ScoreRun,
)
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.contacts.reach import REACHABLE, best_states

OFFERABLE = (DealerState.ACTIVE, DealerState.LIMITED)
# So many points of a score weigh as one open case does; in hundredths, as it is kept.
POINTS_PER_CASE = 1000


class WhyThisDealer(StrEnum):
    """Why a dealer is suggested."""

    SERVES_PURCHASE = "serves_purchase"
    SERVES_DISTRICT = "serves_district"
    OWN_TEAM = "own_team"
    SEARCHED = "searched"


class PastOffer(StrEnum):
    """What became of this case at a dealer before, in the same attempt."""

    DECLINED = "declined"
    EXPIRED = "expired"
    HANDED_BACK = "handed_back"
    TAKEN_AWAY = "taken_away"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A dealer with what speaks for it and against it; `contact` is its best state, if any.

    `score` is that of last night, in hundredths; none where there was too little to say.
    """

    dealer: Dealer
    why: WhyThisDealer
    open_cases: int
    contact: ContactState | None
    before: PastOffer | None = None
    score: int | None = None

    @property
    def refused_before(self) -> bool:
        return self.before is not None

    @property
    def reachable(self) -> bool:
        return self.contact in REACHABLE


def suggest_dealers(
    session: Session,
    actor: Actor,
    *,
    purchase_id: int | None,
    district: str,
    limit: int = 3,
    case_id: int | None = None,
) -> list[Suggestion]:
    """The purchase's serving dealer, then who serves the district by load and score, else our team.

    With a case, whoever declined or gave it back in this attempt comes last.
    """
    actor.require(Permission.CASE_OFFER)
    found: dict[int, tuple[Dealer, WhyThisDealer]] = {}
    _add(found, _serving(session, actor, purchase_id), WhyThisDealer.SERVES_PURCHASE)
    refused = _refused_before(session, case_id)
    if len(found) < limit + len(refused):
        more = _in_district(session, actor, district, limit + len(refused) + 1)
        _add(found, more, WhyThisDealer.SERVES_DISTRICT)
    if not found.keys() - refused.keys():
        _add(found, _own_teams(session, actor, limit), WhyThisDealer.OWN_TEAM)
    suggestions = weigh(session, list(found.values()), refused)
    return sorted(suggestions, key=lambda one: one.refused_before)[:limit]


def weigh(
    session: Session,
    dealers: Sequence[tuple[Dealer, WhyThisDealer]],
    before: Mapping[int, PastOffer] = MappingProxyType({}),
) -> list[Suggestion]:
    """The dealers with their load and their contact points, in the given order."""
    ids = [dealer.id for dealer, _why in dealers]
    contacts = best_states(session, ids)
    loads = _loads(session, ids)
    scores = _scores(session, ids)
    return [
        Suggestion(
            dealer,
            why,
            loads.get(dealer.id, 0),
            contacts.get(dealer.id),
            before.get(dealer.id),
            scores.get(dealer.id),
        )
        for dealer, why in dealers
    ]


def _add(
    found: dict[int, tuple[Dealer, WhyThisDealer]], more: Sequence[Dealer], why: WhyThisDealer
) -> None:
    for dealer in more:
        found.setdefault(dealer.id, (dealer, why))


def _offerable(actor: Actor) -> Select[Dealer]:
    return visible(actor, Dealer).where(Dealer.state.in_(OFFERABLE))


def _serving(session: Session, actor: Actor, purchase_id: int | None) -> Sequence[Dealer]:
    if purchase_id is None:
        return []
    serving = select(Purchase.serving_dealer_id).where(Purchase.id == purchase_id)
    return session.scalars(_offerable(actor).where(Dealer.id.in_(serving))).all()


def _in_district(session: Session, actor: Actor, district: str, limit: int) -> Sequence[Dealer]:
    """The least loaded first, where ten points of score stand for one open case.

    Of whom there is too little to say stands in the middle of those who have a score.
    """
    if not district.strip():
        return []
    load = (
        select(func.count(Case.id))
        .where(Case.dealer_id == Dealer.id, Case.is_open)
        .correlate(Dealer)
        .scalar_subquery()
    )
    serves = select(DealerDistrict.dealer_id).where(DealerDistrict.district == district.strip())
    partners = _offerable(actor).where(Dealer.kind == DealerKind.PARTNER, Dealer.id.in_(serves))
    last = _last_run()
    score = (
        select(ScoreRank.score)
        .where(
            ScoreRank.dealer_id == Dealer.id, ScoreRank.day == select(last.day).scalar_subquery()
        )
        .correlate(Dealer)
        .scalar_subquery()
    )
    points = func.coalesce(score, select(last.median).scalar_subquery(), 0)
    weighed = load * POINTS_PER_CASE - points
    return session.scalars(partners.order_by(weighed, Dealer.id).limit(limit)).all()


def _last_run() -> Any:
    """The last night whose scores stand."""
    done = select(ScoreRun).where(ScoreRun.done_at.is_not(None))
    last = done.order_by(ScoreRun.day.desc()).limit(1).subquery()
    return aliased(ScoreRun, last)


def _scores(session: Session, ids: Sequence[int]) -> dict[int, int]:
    last = _last_run()
    found = select(ScoreRank.dealer_id, ScoreRank.score).where(
        ScoreRank.dealer_id.in_(ids),
        ScoreRank.score.is_not(None),
        ScoreRank.day == select(last.day).scalar_subquery(),
    )
    return {dealer_id: score for dealer_id, score in session.execute(found) if score is not None}


def _own_teams(session: Session, actor: Actor, limit: int) -> Sequence[Dealer]:
    teams = _offerable(actor).where(Dealer.kind == DealerKind.OWN_TEAM)
    return session.scalars(teams.order_by(Dealer.id).limit(limit)).all()


def _loads(session: Session, ids: Sequence[int]) -> dict[int, int]:
    counted = (
        select(Case.dealer_id, func.count(Case.id))
        .where(Case.dealer_id.in_(ids), Case.is_open)
        .group_by(Case.dealer_id)
    )
    return {dealer_id: number for dealer_id, number in session.execute(counted) if dealer_id}


def _refused_before(session: Session, case_id: int | None) -> dict[int, PastOffer]:
    """The last word of each: one that let the first offer pass may have declined the second."""
    if case_id is None:
        return {}
    this_attempt = select(Case.attempt).where(Case.id == case_id).scalar_subquery()
    answered = session.execute(
        select(Offer.dealer_id, Offer.state, Offer.release)
        .where(
            Offer.case_id == case_id,
            Offer.attempt == this_attempt,
            (Offer.state.in_([OfferState.DECLINED, OfferState.EXPIRED]))
            | Offer.release.in_([Release.HANDED_BACK, Release.TAKEN_AWAY]),
        )
        .order_by(Offer.id)
    )
    return {
        dealer_id: PastOffer(state.value if release is None else release.value)
        for dealer_id, state, release in answered
    }
