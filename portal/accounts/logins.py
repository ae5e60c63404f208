"""Signed-in browsers: begin one, find it again by its token, list them, end them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    DateTime,
    Select,
    and_,
    bindparam,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from models import Login, Role, User
from portal.access.actors import OF_USER, Actor
from portal.access.permissions import Permission
from portal.accounts.tokens import digest, new_token
from portal.errors import NotFoundError
from portal.infra.reading import read_rows

LONGEST: Final = timedelta(days=30)
IDLE: Final = timedelta(hours=12)
# They work on their own telephones, all day and between two calls: not every morning anew.
ON_THE_PHONE: Final = (Role.INSTALLER, Role.SALES)
_SEEN_EVERY: Final = timedelta(minutes=5)
_AGENT_LENGTH: Final = 300
_MOST_LISTED: Final = 100


def begin_login(
    session: Session, user: User, *, address: str, agent: str, now: datetime
) -> tuple[Login, str]:
    """A new login and its token, which is nowhere but in the browser."""
    token = new_token()
    login = Login(
        user_id=user.id,
        token_digest=digest(token),
        created_at=now,
        last_seen_at=now,
        expires_at=now + LONGEST,
        address=address,
        agent=agent[:_AGENT_LENGTH],
    )
    session.add(login)
    session.flush()
    return login, token


class FoundLogin(NamedTuple):
    """A running login, and who is behind it."""

    id: int
    last_seen_at: datetime
    actor: Actor


def find_login(session: Session, token: str, *, now: datetime) -> FoundLogin | None:
    """The login behind a browser's token with its person, if both may still go on."""
    values = {"digest": digest(token), "now": now}
    found = read_rows(session, _find(), values)
    if not found:
        return None
    return FoundLogin(found[0].login_id, found[0].last_seen_at, Actor.of_user(found[0]))


@cache
def _find() -> Select[*tuple[Any, ...]]:
    """Put together once: every request of somebody signed in asks it."""
    return (
        select(Login.id.label("login_id"), Login.last_seen_at, *OF_USER)
        .join(User, User.id == Login.user_id)
        .where(
            Login.token_digest == bindparam("digest"),
            User.ended_at.is_(None),
            _running(bindparam("now", type_=DateTime(timezone=True))),
        )
    )


def needs_touch(login: FoundLogin, *, now: datetime) -> bool:
    """Whether the browser's last sight is worth a write."""
    return now - login.last_seen_at > _SEEN_EVERY


def touch_login(session: Session, login_id: int, *, now: datetime) -> None:
    session.execute(
        update(Login).where(Login.id == login_id, Login.last_seen_at < now).values(last_seen_at=now)
    )


def list_logins(session: Session, actor: Actor, user_id: int, *, now: datetime) -> Sequence[Login]:
    """The running logins of a person: one's own, or anybody's for who keeps the accounts."""
    _check_whose(actor, user_id)
    return session.scalars(
        _of(user_id, now).order_by(Login.last_seen_at.desc(), Login.id.desc()).limit(_MOST_LISTED)
    ).all()


def end_login(session: Session, actor: Actor, login_id: int, *, now: datetime) -> Login:
    """End one login at once: the browser's next request finds nobody signed in."""
    login = session.get(Login, login_id)
    if login is None or not (_own(actor, login.user_id) or actor.may(Permission.USERS_EDIT)):
        raise NotFoundError
    if login.ended_at is None:
        _end(session, Login.id == login.id, now)
    return login


def end_logins(
    session: Session, actor: Actor, user_id: int, *, except_id: int | None = None, now: datetime
) -> None:
    """End all logins of a person, or all but the one at hand."""
    _check_whose(actor, user_id)
    end_every_login(session, user_id, except_id=except_id, now=now)


def end_every_login(
    session: Session, user_id: int, *, except_id: int | None = None, now: datetime
) -> None:
    """The same for a rule that has already asked who may."""
    other = Login.id != except_id if except_id is not None else Login.id.is_not(None)
    _end(session, and_(Login.user_id == user_id, other), now)


def _end(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    session.execute(update(Login).where(which, Login.ended_at.is_(None)).values(ended_at=now))


def _of(user_id: int, now: datetime) -> Select[Login]:
    return (
        select(Login)
        .join(User, User.id == Login.user_id)
        .where(Login.user_id == user_id, _running(now))
    )


def _running(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Not ended, not too old, and not left alone for too long for the person's role."""
    on_the_phone = User.role.in_(ON_THE_PHONE)
    return and_(
        Login.ended_at.is_(None),
        Login.expires_at > now,
        or_(on_the_phone, and_(not_(on_the_phone), Login.last_seen_at > now - IDLE)),
    )


def _check_whose(actor: Actor, user_id: int) -> None:
    if not _own(actor, user_id) and not actor.may(Permission.USERS_EDIT):
        raise NotFoundError


def _own(actor: Actor, user_id: int) -> bool:
    return actor.user_id == user_id
