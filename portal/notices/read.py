"""A person's own notices: how many are unread, what they say, and that they were read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, Select, bindparam, func, select, update
from sqlalchemy.orm import Session

from models import Case, Dealer, Installer, Locale, Notice, User
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.errors import NotFoundError
from portal.infra.reading import read_rows
from portal.notices.wording.fill import fill
from portal.notices.wording.texts import second_line, subject_line
from portal.notices.wording.values import About, dealer_of, values_from
from portal.settings.known import TIME_ZONE
from portal.settings.read import setting

MOST_COUNTED: Final = 99


@dataclass(frozen=True, slots=True)
class Line:
    """One notice as its reader sees it; `number` leads to its case where it is still theirs."""

    notice: Notice
    text: str
    more: str
    number: str | None


def unread_count(session: Session, actor: Actor) -> int:
    """How many are unread; one more than `MOST_COUNTED` stands for all above it."""
    unread: int = read_rows(session, _unread(), {"reader": actor.user_id})[0][0]
    return unread


@cache
def _unread() -> Select[int]:
    """Asked for the head of every page, and so put together once."""
    few = (
        select(Notice.id)
        .where(Notice.user_id == bindparam("reader", type_=Integer), Notice.read_at.is_(None))
        .limit(MOST_COUNTED + 1)
        .subquery()
    )
    return select(func.count()).select_from(few)


def own_notices(
    session: Session,
    actor: Actor,
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int,
) -> Sequence[Notice]:  # fmt: skip
    """One's own, the latest first; `after` reads back from there, in the opposite order."""
    own = select(Notice).where(Notice.user_id == actor.user_id)
    if after is not None:
        own = own.where(Notice.id > after).order_by(Notice.id)
    else:
        if before is not None:
            own = own.where(Notice.id < before)
        own = own.order_by(Notice.id.desc())
    return session.scalars(own.limit(limit)).all()


def lines_of(
    session: Session, actor: Actor, notices: Sequence[Notice], locale: Locale
) -> list[Line]:
    """What they say in the reader's language; what is no longer theirs to see stays unnamed."""
    cases = _cases(session, actor, notices)
    dealers = _names(session, actor, Dealer, _dealer_ids(notices, cases))
    people = _names(session, actor, User, {one.detail.get("by_id") for one in notices})
    installers = _names(
        session, actor, Installer, {one.detail.get("installer_id") for one in notices}
    )
    zone = ZoneInfo(setting(session, TIME_ZONE))
    lines = []
    for notice in notices:
        case = cases.get(notice.case_id or 0)
        about = About(
            case,
            dealers.get(dealer_of(notice, case) or 0),
            people.get(notice.detail.get("by_id", 0)),
            actor.name,
            installers.get(notice.detail.get("installer_id", 0)),
        )
        values = values_from(notice, about, locale, zone)
        text = fill(subject_line(notice.kind, locale), values)
        more = fill(second_line(notice.kind, locale), values).strip()
        lines.append(Line(notice, text, more, case.number if case else None))
    return lines


def read_notice(session: Session, actor: Actor, notice_id: int, *, now: datetime) -> Notice:
    """One of one's own is read; twice is once."""
    notice = session.scalar(
        select(Notice).where(Notice.id == notice_id, Notice.user_id == actor.user_id)
    )
    if notice is None:
        raise NotFoundError("notice")
    notice.read_at = notice.read_at or now
    session.flush()
    return notice


def read_all(session: Session, actor: Actor, *, now: datetime) -> None:
    """All of one's own are read."""
    session.execute(
        update(Notice)
        .where(Notice.user_id == actor.user_id, Notice.read_at.is_(None))
        .values(read_at=now)
    )


def _cases(session: Session, actor: Actor, notices: Sequence[Notice]) -> Mapping[int, Case]:
    """Whoever reads no cases is told of none."""
    ids = {one.case_id for one in notices if one.case_id is not None}
    if not ids or not actor.may(Permission.CASE_READ):
        return {}
    found = session.scalars(visible(actor, Case).where(Case.id.in_(ids)))
    return {case.id: case for case in found}


def _dealer_ids(notices: Sequence[Notice], cases: Mapping[int, Case]) -> set[int | None]:
    return {dealer_of(one, cases.get(one.case_id or 0)) for one in notices}


def _names(
    session: Session,
    actor: Actor,
    model: type[Dealer] | type[User] | type[Installer],
    ids: set[int | None],
) -> dict[int, str]:
    wanted = ids - {None}
    if not wanted:
        return {}
    rows = session.scalars(visible(actor, model).where(model.id.in_(wanted)))
    return {row.id: row.name for row in rows}
