"""Keep what somebody is typing, one draft for a person and a form, and give it back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import Draft, FormReceipt
from portal.access.actors import Actor
from portal.errors import ForbiddenError, InvalidError

LARGEST: Final = 64 * 1024
LONGEST_TITLE: Final = 80
MOST: Final = 50

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as the desk lists it."""

    form_id: str
    title: str
    saved_at: datetime


def save_draft(
    session: Session, actor: Actor, form_id: str, fields: Fields, *, title: str = "", now: datetime
) -> bool:
    """Keep the fields, replacing what was kept of this form; says whether it was kept.

    `form_id` is `<page>.<id of the form>`. A form that was taken already leaves no draft: its
    last save may arrive after it.
    """
    _check(actor, form_id)
    kept = json.dumps({name: list(values) for name, values in fields.items()}, ensure_ascii=False)
    if len(kept.encode()) > LARGEST:
        raise InvalidError("draft_too_large")
    if _taken(session, actor, form_id) or _too_many(session, actor, form_id):
        return False
    row = {"title": title.strip()[:LONGEST_TITLE], "fields": kept, "saved_at": now}
    session.execute(
        insert(Draft)
        .values(user_id=actor.user_id, form_id=form_id, **row)
        .on_conflict_do_update(index_elements=[Draft.user_id, Draft.form_id], set_=row)
    )
    return True


def load_draft(session: Session, actor: Actor, form_id: str) -> dict[str, list[str]] | None:
    """The fields as they were kept, or None."""
    kept = session.scalar(
        select(Draft.fields).where(Draft.user_id == actor.user_id, Draft.form_id == form_id)
    )
    if kept is None:
        return None
    found: dict[str, list[str]] = json.loads(kept)
    return found


def delete_draft(session: Session, actor: Actor, form_id: str) -> bool:
    """The form was taken, or its writer gives it up; says whether there was one."""
    mine = delete(Draft).where(Draft.user_id == actor.user_id, Draft.form_id == form_id)
    return session.connection().execute(mine).rowcount > 0


def drafts_of(session: Session, actor: Actor, *, page: str | None = None) -> list[KeptDraft]:
    """The actor's half-written forms, the latest first; only those of one page, if named."""
    chosen = select(Draft.form_id, Draft.title, Draft.saved_at)
    chosen = chosen.where(Draft.user_id == actor.user_id)
    if page is not None:
        chosen = chosen.where(Draft.form_id.startswith(f"{page}.", autoescape=True))
    rows = session.execute(chosen.order_by(Draft.saved_at.desc(), Draft.id.desc()).limit(MOST))
    return [KeptDraft(form_id, title, saved_at) for form_id, title, saved_at in rows]


def _check(actor: Actor, form_id: str) -> None:
    if actor.user_id is None:
        raise ForbiddenError("not_allowed")
    page, dot, _ = form_id.partition(".")
    if not page or not dot or len(form_id) > 120:
        raise InvalidError("unknown_choice", field="form_id")


def _taken(session: Session, actor: Actor, form_id: str) -> bool:
    _, _, sent = form_id.partition(".")
    if len(sent) != 36:
        return False
    return bool(
        session.scalar(
            select(FormReceipt.id).where(
                FormReceipt.actor == actor.label, FormReceipt.form_id == sent
            )
        )
    )


def _too_many(session: Session, actor: Actor, form_id: str) -> bool:
    others = session.scalars(
        select(func.count())
        .select_from(Draft)
        .where(Draft.user_id == actor.user_id, Draft.form_id != form_id)
    ).one()
    return others >= MOST
