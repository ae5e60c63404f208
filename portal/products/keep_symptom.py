"""Add a symptom or change it: what a customer sees, in three languages."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Symptom
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import InvalidError, NotFoundError, RefusedError
from portal.history.changes import record_change


@dataclass(frozen=True, slots=True)
class SymptomWords:
    """A symptom, and whether it usually is the installer's work."""

    code: str
    name_en: str
    name_zh_hans: str
    name_zh_hant: str
    installation: bool
    active: bool = True


def add_symptom(session: Session, actor: Actor, words: SymptomWords, *, now: datetime) -> Symptom:
    """A new symptom."""
    actor.require(Permission.PRODUCTS_EDIT)
    _check(session, words, None)
    symptom = Symptom(**asdict(words))
    session.add(symptom)
    session.flush()
    record_change(session, actor, f"symptom:{symptom.id}", None, asdict(words), now=now)
    return symptom


def change_symptom(
    session: Session, actor: Actor, symptom_id: int, words: SymptomWords, *, now: datetime
) -> Symptom:
    """Other words; the cases that carry it show them from now on."""
    actor.require(Permission.PRODUCTS_EDIT)
    symptom = session.get(Symptom, symptom_id, with_for_update=True)
    if symptom is None:
        raise NotFoundError
    _check(session, words, symptom_id)
    new = asdict(words)
    before = {name: getattr(symptom, name) for name in new if getattr(symptom, name) != new[name]}
    for name, value in new.items():
        setattr(symptom, name, value)
    session.flush()
    if before:
        after = {name: new[name] for name in before}
        record_change(session, actor, f"symptom:{symptom.id}", before, after, now=now)
    return symptom


def _check(session: Session, words: SymptomWords, own_id: int | None) -> None:
    if not words.code:
        raise InvalidError("code_missing", field="code")
    for name in ("name_en", "name_zh_hans", "name_zh_hant"):
        if not getattr(words, name):
            raise InvalidError("names_missing", field=name)
    other = session.scalar(select(Symptom.id).where(Symptom.code == words.code))
    if other not in (None, own_id):
        raise RefusedError("code_taken", field="code")
