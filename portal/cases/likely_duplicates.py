"""Pairs that look like one: read them, and say that they are one, or two (domain L2)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from models import Customer, Dealer, Installer, LikelyDuplicate, PartyKind, PartyMerge
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.cases.merge_party import UNDONE_WITHIN, may_merge, merge_party
from portal.errors import InvalidError, NotFoundError, RefusedError
from portal.installers.identity import link_people

INSTALLER: Final = "installer"
_MODELS: Final[Mapping[str, type[Any]]] = {
    PartyKind.CUSTOMER.value: Customer,
    PartyKind.DEALER.value: Dealer,
    INSTALLER: Installer,
}
_MOST_MADE: Final = 20
_MOST_ALIKE: Final = 3


class Pair(NamedTuple):
    """Two that look like one, by name."""

    id: int
    kind: str
    one_id: int
    other_id: int
    score: int
    one: str
    other: str


class Made(NamedTuple):
    """Two that were made one, and can be two again."""

    id: int
    kind: str
    kept: str
    gone: str
    at: datetime | None


def kinds_for(actor: Actor) -> list[str]:
    """Of which kinds this actor may say that two are one."""
    actor.require(Permission.DUPLICATES_DECIDE)
    # The brand's administrators read no customers; the hotline keeps no dealers.
    parties = [
        kind.value
        for kind in PartyKind
        if may_merge(actor, kind) and (kind is PartyKind.DEALER or actor.realm == "hotline")
    ]
    return [*parties, INSTALLER]


def pairs_to_decide(
    session: Session, actor: Actor, *, after: tuple[int, int] | None, size: int
) -> Sequence[Pair]:
    """Pairs that wait for a decision, the most alike first; keyed by score and id."""
    kinds = kinds_for(actor)
    chosen = select(LikelyDuplicate).where(
        LikelyDuplicate.kind.in_(kinds),
        LikelyDuplicate.decided_at.is_(None),
        *(_both_stand(kind) for kind in PartyKind if kind.value in kinds),
    )
    if after is not None:
        score, row_id = after
        chosen = chosen.where(
            (LikelyDuplicate.score < score)
            | ((LikelyDuplicate.score == score) & (LikelyDuplicate.id > row_id))
        )
    rows = session.scalars(
        chosen.order_by(LikelyDuplicate.score.desc(), LikelyDuplicate.id).limit(size + 1)
    ).all()
    names = _names(session, actor, [(row.kind, (row.one_id, row.other_id)) for row in rows])
    return [_pair(row, names) for row in rows]


def _both_stand(kind: PartyKind) -> ColumnElement[bool]:
    """Neither was made one with somebody else meanwhile."""
    model = _MODELS[kind.value]
    gone = (
        select(model.id)
        .where(
            or_(model.id == LikelyDuplicate.one_id, model.id == LikelyDuplicate.other_id),
            model.merged_into_id.is_not(None),
        )
        .correlate(LikelyDuplicate)
    )
    return (LikelyDuplicate.kind != kind.value) | ~gone.exists()


def pairs_of(session: Session, actor: Actor, kind: PartyKind, party_id: int) -> Sequence[Pair]:
    """Who may be the same as this one, until somebody has decided; for its page."""
    if kind.value not in kinds_for(actor):
        return []
    rows = session.scalars(
        select(LikelyDuplicate)
        .where(
            LikelyDuplicate.kind == kind.value,
            or_(LikelyDuplicate.one_id == party_id, LikelyDuplicate.other_id == party_id),
            LikelyDuplicate.decided_at.is_(None),
            _both_stand(kind),
        )
        .order_by(LikelyDuplicate.score.desc(), LikelyDuplicate.id)
        .limit(_MOST_ALIKE)
    ).all()
    names = _names(session, actor, [(row.kind, (row.one_id, row.other_id)) for row in rows])
    return [_pair(row, names) for row in rows]


def get_pair(session: Session, actor: Actor, pair_id: int) -> Pair:
    """The pair, if it still waits and is of a kind that the actor decides on."""
    row = session.get(LikelyDuplicate, pair_id)
    if row is None or row.kind not in kinds_for(actor):
        raise NotFoundError("likely_duplicate")
    return _pair(row, _names(session, actor, [(row.kind, (row.one_id, row.other_id))]))


def part_pair(session: Session, actor: Actor, pair_id: int, *, now: datetime) -> None:
    """They are two different ones, and are not asked about again."""
    _decide(session, actor, pair_id, same=False, now=now)


def join_pair(
    session: Session, actor: Actor, pair_id: int, keep_id: int, *, now: datetime
) -> PartyMerge | None:
    """They are one: what is the other's becomes the kept one's; people are only counted together.

    Nothing of that is done unless somebody says so here.
    """
    pair = _decide(session, actor, pair_id, same=True, now=now)
    if keep_id not in (pair.one_id, pair.other_id):
        raise InvalidError("unknown_choice", field="keep")
    gone_id = pair.other_id if keep_id == pair.one_id else pair.one_id
    if pair.kind == INSTALLER:
        link_people(session, actor, gone_id, keep_id, now=now)
        return None
    return merge_party(session, actor, PartyKind(pair.kind), keep_id, gone_id, now=now)


def made_one(session: Session, actor: Actor, *, now: datetime) -> Sequence[Made]:
    """What was made one and can still be two again, the latest first; people at any time."""
    kinds = kinds_for(actor)
    merges = session.scalars(
        select(PartyMerge)
        .where(
            PartyMerge.kind.in_(kinds),
            PartyMerge.undone_at.is_(None),
            PartyMerge.made_at > now - UNDONE_WITHIN,
        )
        .order_by(PartyMerge.id.desc())
        .limit(_MOST_MADE)
    ).all()
    names = _names(session, actor, [(row.kind.value, (row.kept_id, row.gone_id)) for row in merges])
    found = [
        Made(
            row.id,
            row.kind.value,
            names.get((row.kind.value, row.kept_id), ""),
            names.get((row.kind.value, row.gone_id), ""),
            row.made_at,
        )
        for row in merges
    ]
    linked = session.execute(
        visible(actor, Installer)
        .where(Installer.same_as_id.is_not(None))
        .with_only_columns(Installer.id, Installer.same_as_id, Installer.name)
        .order_by(Installer.id.desc())
        .limit(_MOST_MADE)
    ).all()
    leads = _names(session, actor, [(INSTALLER, (row.same_as_id,)) for row in linked])
    return [
        *found,
        *(
            Made(row.id, INSTALLER, leads.get((INSTALLER, row.same_as_id), ""), row.name, None)
            for row in linked
        ),
    ]


def made_of(session: Session, actor: Actor, kind: PartyKind, party_id: int) -> Sequence[Made]:
    """What was made one with this one, for its page."""
    actor.require(Permission.DUPLICATES_DECIDE)
    merges = session.scalars(
        select(PartyMerge)
        .where(
            PartyMerge.kind == kind, PartyMerge.kept_id == party_id, PartyMerge.undone_at.is_(None)
        )
        .order_by(PartyMerge.id.desc())
        .limit(_MOST_MADE)
    ).all()
    names = _names(session, actor, [(kind.value, [row.gone_id for row in merges])])
    return [
        Made(row.id, kind.value, "", names.get((kind.value, row.gone_id), ""), row.made_at)
        for row in merges
    ]


def _decide(
    session: Session, actor: Actor, pair_id: int, *, same: bool, now: datetime
) -> LikelyDuplicate:
    kinds = kinds_for(actor)
    pair = session.get(LikelyDuplicate, pair_id, with_for_update=True)
    if pair is None or pair.kind not in kinds:
        raise NotFoundError("likely_duplicate")
    if pair.decided_at is not None:
        raise RefusedError("duplicate_decided_already")
    pair.same, pair.decided_at, pair.decided_by_id = same, now, actor.user_id
    session.flush()
    return pair


def _pair(row: LikelyDuplicate, names: Mapping[tuple[str, int], str]) -> Pair:
    one, other = (names.get((row.kind, side), "") for side in (row.one_id, row.other_id))
    return Pair(row.id, row.kind, row.one_id, row.other_id, row.score, one, other)


def _names(
    session: Session, actor: Actor, wanted: Collection[tuple[str, Collection[int | None]]]
) -> dict[tuple[str, int], str]:
    """The names behind the ids, one query for each kind."""
    found: dict[tuple[str, int], str] = {}
    for kind in {kind for kind, _ids in wanted}:
        model = _MODELS[kind]
        ids = {one for name, sides in wanted if name == kind for one in sides if one is not None}
        rows = session.execute(
            visible(actor, model).where(model.id.in_(ids)).with_only_columns(model.id, model.name)
        )
        found |= {(kind, row.id): row.name for row in rows}
    return found
