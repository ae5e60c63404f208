"""Two customers, or two dealers, are one: what would move, moving it, and moving it back (L2).

Never by itself: somebody says so, having seen what moves. The one that goes keeps its row and
what it had beside the other's, so that within 30 days everything goes back where it was.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, func, inspect, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import (
    Case,
    CaseEnding,
    ContactPoint,
    Correction,
    Customer,
    CustomerAddress,
    CustomerMail,
    CustomerPhone,
    Dealer,
    DealerDistrict,
    DealerState,
    Edition,
    Enquiry,
    EventKind,
    InstallerDealer,
    LikelyDuplicate,
    Merge,
    PartyKind,
    PartyMerge,
    Purchase,
    Recall,
    Store,
    User,
)
from portal.access.actors import Actor
from portal.access.beyond import beyond_sight
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.errors import NotFoundError, RefusedError
from portal.history.changes import record_change
from portal.history.record import record_many
from portal.installers.standing import lock_accused_of, recount_standing

UNDONE_WITHIN: Final = timedelta(days=30)
Party = Customer | Dealer
P = TypeVar("P", Customer, Dealer)
Column = InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class Move:
    """A column that names the party; `alike` says what the kept one may not have twice."""

    column: Column
    alike: Column | None = None
    # The kept one's own stays where it has one already.
    only_one: bool = False

    @property
    def name(self) -> str:
        return f"{self.model.__tablename__}.{self.column.key}"

    @property
    def model(self) -> Any:
        return self.column.class_

    @property
    def key(self) -> Any:
        return inspect(self.model).primary_key[0]

    def of(self, party_id: int, kept_id: int) -> ColumnElement[bool]:
        """The rows of one that can be the other's."""
        rows: ColumnElement[bool] = self.column == party_id
        if self.only_one:
            there = select(self.key).where(self.column == kept_id)
            rows &= ~there.correlate(None).exists()
        elif self.alike is not None:
            same = select(self.alike).where(self.column == kept_id)
            rows &= self.alike.not_in(same.correlate(None))
        return rows


MOVES: Final[dict[PartyKind, tuple[Move, ...]]] = {
    PartyKind.CUSTOMER: (
        Move(Case.customer_id),
        Move(Purchase.customer_id),
        Move(CustomerPhone.customer_id, CustomerPhone.normal),
        Move(CustomerAddress.customer_id),
        Move(CustomerMail.customer_id, only_one=True),
        Move(Enquiry.customer_id),
    ),
    # What was done stays with whom it was done by: offers, claims and visits of before, as scored.
    PartyKind.DEALER: (
        Move(User.dealer_id),
        Move(ContactPoint.dealer_id),
        Move(Store.dealer_id),
        Move(Purchase.selling_dealer_id),
        Move(Purchase.serving_dealer_id),
        Move(DealerDistrict.dealer_id, DealerDistrict.district),
        Move(InstallerDealer.dealer_id, InstallerDealer.installer_id),
        Move(Correction.dealer_id),
        Move(Edition.dealer_id),
        Move(Recall.dealer_id),
    ),
}
_RIGHTS: Final = {
    PartyKind.CUSTOMER: (Permission.DUPLICATES_DECIDE, Permission.CASE_EDIT),
    PartyKind.DEALER: (Permission.DUPLICATES_DECIDE, Permission.DEALERS_EDIT),
}
_MODELS: Final[dict[PartyKind, type[Any]]] = {
    PartyKind.CUSTOMER: Customer,
    PartyKind.DEALER: Dealer,
}


@dataclass(frozen=True, slots=True)
class Preview:
    """What would move from the one that goes to the one that is kept, by column."""

    kept: Any
    gone: Any
    counts: dict[str, int]
    refused: str | None = None


def may_merge(actor: Actor, kind: PartyKind) -> bool:
    return all(actor.may(right) for right in _RIGHTS[kind])


def preview_party_merge(
    session: Session, actor: Actor, kind: PartyKind, kept_id: int, gone_id: int, *, now: datetime
) -> Preview:
    """Everything that `merge_party` would move, and why it would be refused."""
    kept, gone = _both(session, actor, kind, kept_id, gone_id, now)
    with beyond_sight(session, always=True):
        counts = {
            move.name: session.scalar(select(func.count(move.key)).where(move.of(gone.id, kept.id)))
            or 0
            for move in MOVES[kind]
        }
        refusal = _why_not(session, kind, kept, gone)
    return Preview(kept, gone, counts, refusal)


def merge_party(
    session: Session, actor: Actor, kind: PartyKind, kept_id: int, gone_id: int, *, now: datetime
) -> PartyMerge:
    """Everything of the one is the other's from now on; on record, and for 30 days undone again."""
    _both(session, actor, kind, kept_id, gone_id, now)
    with beyond_sight(session, always=True):
        accused = _lock(session, kind, kept_id, gone_id)
        kept, gone = (session.get_one(_MODELS[kind], one) for one in (kept_id, gone_id))
        refusal = _why_not(session, kind, kept, gone)
        if refusal is not None:
            raise RefusedError(refusal, name=gone.name)
        moved: dict[str, Any] = {
            move.name: _move(session, move, move.of(gone.id, kept.id), kept.id)
            for move in MOVES[kind]
        }
        if isinstance(gone, Dealer):
            moved["state"] = gone.state.value
            gone.state = DealerState.GONE
            gone.version += 1
        gone.merged_into_id = kept.id
        merge = PartyMerge(
            kind=kind, kept_id=kept.id, gone_id=gone.id, moved=moved, made_by_id=actor.user_id,
            made_at=now,
        )  # fmt: skip
        session.add(merge)
        session.flush()
        _put_on_record(session, actor, merge, EventKind.CUSTOMER_MERGED, now)
        recount_standing(session, accused, now=now)
    record_change(session, actor, f"{kind}:{gone.id}", None, {"merged_into": kept.id}, now=now)
    session.expire_all()
    return merge


def unmerge_party(session: Session, actor: Actor, merge_id: int, *, now: datetime) -> PartyMerge:
    """They are two after all: what was moved goes back; what came since stays where it is."""
    merge = session.get(PartyMerge, merge_id)
    if merge is None:
        raise NotFoundError("party_merges")
    _both(session, actor, merge.kind, merge.kept_id, merge.gone_id, now)
    with beyond_sight(session, always=True):
        accused = _lock(session, merge.kind, merge.kept_id, merge.gone_id)
        _check_undo(session, merge, now)
        gone = session.get_one(_MODELS[merge.kind], merge.gone_id)
        gone.merged_into_id = None
        session.flush()
        for move in MOVES[merge.kind]:
            ids = merge.moved.get(move.name) or []
            _move(session, move, move.key.in_(ids) & (move.column == merge.kept_id), gone.id)
        if isinstance(gone, Dealer):
            gone.state = DealerState(merge.moved["state"])
            gone.version += 1
        merge.undone_at, merge.undone_by_id = now, actor.user_id
        session.flush()
        _tell_apart(session, merge)
        _put_on_record(session, actor, merge, EventKind.CUSTOMER_UNMERGED, now)
        recount_standing(session, accused, now=now)
    record_change(
        session, actor, f"{merge.kind}:{merge.gone_id}", {"merged_into": merge.kept_id}, None,
        now=now,
    )  # fmt: skip
    session.expire_all()
    return merge


def _check_undo(session: Session, merge: PartyMerge, now: datetime) -> None:
    """Both parties are locked, so nobody undoes it, or merges either further, meanwhile."""
    if merge.undone_at is not None:
        raise RefusedError("merge_undone_already")
    if now > merge.made_at + UNDONE_WITHIN:
        raise RefusedError("party_unmerge_too_late")
    if session.get_one(_MODELS[merge.kind], merge.kept_id).merged_into_id is not None:
        raise RefusedError("party_merged_already")
    if _cases_are_merged(session, merge):
        raise RefusedError("unmerge_cases_first")


def _tell_apart(session: Session, merge: PartyMerge) -> None:
    """What made them a pair has been answered now: they are two, and not asked about again."""
    pair = sorted((merge.kept_id, merge.gone_id))
    session.execute(
        update(LikelyDuplicate)
        .where(LikelyDuplicate.kind == merge.kind.value)
        .where(LikelyDuplicate.one_id == pair[0], LikelyDuplicate.other_id == pair[1])
        .where(LikelyDuplicate.decided_at.is_not(None))
        .values(same=False)
    )


def _both(
    session: Session, actor: Actor, kind: PartyKind, kept_id: int, gone_id: int, now: datetime
) -> tuple[Any, Any]:
    """Both as the actor may see them."""
    for right in _RIGHTS[kind]:
        actor.require(right)
    found: list[Any] = [
        get_one(session, actor, _MODELS[kind], one, now=now) for one in (kept_id, gone_id)
    ]
    return found[0], found[1]


def _lock(session: Session, kind: PartyKind, *ids: int) -> list[int]:
    """People first, then the parties, then their cases (decision 6); who is complained of there."""
    accused: list[int] = []
    model = _MODELS[kind]
    if kind is PartyKind.CUSTOMER:
        cases = session.scalars(select(Case.id).where(Case.customer_id.in_(ids))).all()
        accused = lock_accused_of(session, cases)
    session.execute(
        select(model.id).where(model.id.in_(ids)).order_by(model.id).with_for_update()
    ).all()
    if kind is PartyKind.CUSTOMER:
        session.execute(
            select(Case.id)
            .where(Case.customer_id.in_(ids))
            .order_by(Case.id)
            .with_for_update(key_share=True)
        ).all()
    session.expire_all()
    return accused


def _why_not(session: Session, kind: PartyKind, kept: Any, gone: Any) -> str | None:
    if kept.id == gone.id:
        return "party_into_itself"
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        return "party_merged_already"
    if kind is PartyKind.CUSTOMER:
        return None
    if kept.state is DealerState.GONE or kept.kind is not gone.kind:
        return "dealer_cannot_take_over"
    open_there = select(Case.id).where(Case.dealer_id == gone.id, Case.is_open)
    if session.scalar(open_there.limit(1)) is not None:
        return "dealer_has_open_cases"
    return None


def _move(session: Session, move: Move, rows: ColumnElement[bool], to_id: int) -> list[int]:
    return sorted(
        session.scalars(
            update(move.model)
            .where(rows)
            .values({move.column.key: to_id})
            .returning(move.key)
            .execution_options(synchronize_session=False)
        )
    )


def _cases_are_merged(session: Session, merge: PartyMerge) -> bool:
    """A case of the one lies in a case of the other (K7), which only one customer's may."""
    moved = merge.moved.get("cases.customer_id") or []
    lying = (
        select(Merge.id)
        .join(CaseEnding, CaseEnding.merge_id == Merge.id)
        .where(CaseEnding.open, Merge.case_id.in_(moved) != Merge.into_case_id.in_(moved))
    )
    return bool(moved) and session.scalar(lying.limit(1)) is not None


def _put_on_record(
    session: Session, actor: Actor, merge: PartyMerge, kind: EventKind, now: datetime
) -> None:
    """Each case that changed its customer says so."""
    ids = merge.moved.get("cases.customer_id") or []
    cases = session.scalars(select(Case).where(Case.id.in_(ids)).order_by(Case.id)).all()
    detail = {"merge_id": merge.id, "kept_id": merge.kept_id, "gone_id": merge.gone_id}
    record_many(session, actor, [(case, None, detail) for case in cases], kind, now=now)
