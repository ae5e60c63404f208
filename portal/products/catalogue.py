"""What products and symptoms share: a code of their own, three names, each change on record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Product, Symptom
from portal.access.actors import Actor
from portal.errors import InvalidError, RefusedError
from portal.history.changes import record_change


def check_entry(
    session: Session, model: type[Product | Symptom], given: Mapping[str, Any], own_id: int | None
) -> None:
    """It has a code that no other one has, and a name in each language."""
    if not given["code"]:
        raise InvalidError("code_missing", field="code")
    for name in ("name_en", "name_zh_hans", "name_zh_hant"):
        if not given[name]:
            raise InvalidError("names_missing", field=name)
    other = session.scalar(select(model.id).where(model.code == given["code"]))
    if other not in (None, own_id):
        raise RefusedError("code_taken", field="code")


def put_changes(
    session: Session,
    actor: Actor,
    entry: Product | Symptom,
    given: Mapping[str, Any],
    *,
    kind: str,
    now: datetime,
) -> None:
    """Write what differs, and put it on record; what does not leaves no line."""
    before = {name: getattr(entry, name) for name in given if getattr(entry, name) != given[name]}
    for name in before:
        setattr(entry, name, given[name])
    session.flush()
    if before:
        after = {name: given[name] for name in before}
        record_change(session, actor, f"{kind}:{entry.id}", before, after, now=now)
