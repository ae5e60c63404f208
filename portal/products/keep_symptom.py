"""Add a symptom or change it: what a customer sees, in three languages."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models import Symptom
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import NotFoundError
from portal.history.changes import record_change
from portal.products.catalogue import check_entry, put_changes


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
    check_entry(session, Symptom, asdict(words), None)
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
    check_entry(session, Symptom, asdict(words), symptom_id)
    put_changes(session, actor, symptom, asdict(words), kind="symptom", now=now)
    return symptom
