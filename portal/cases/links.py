"""The customer's own page: its link issued, found again and revoked (screens, K9)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import CustomerLink, EventKind, SentBy
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import get_case
from portal.errors import NotFoundError, RefusedError
from portal.history.record import record

VALID_FOR: Final = timedelta(days=60)
TOKEN_BYTES: Final = 16  # 128 bits
# So many wrong digits, and the link asks for nothing more that wants them (K9).
MOST_FAILURES: Final = 5


@dataclass(frozen=True, slots=True)
class Issued:
    """A new link; the token is known here and now and never again."""

    link: CustomerLink
    token: str


def issue_link(
    session: Session, actor: Actor, case_id: int, sent_by: SentBy, *, now: datetime
) -> Issued:
    """Make a link for the customer of this case; how it reached them is on record."""
    case = get_case(session, actor, case_id, lock=True)
    actor.require(Permission.LINK_ISSUE)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = CustomerLink(
        case_id=case.id,
        token_digest=digest_of(token),
        code=f"{secrets.randbelow(10**6):06d}",
        issued_by_id=actor.user_id,
        issued_at=now,
        sent_by=sent_by.value,
        expires_at=now + VALID_FOR,
    )
    session.add(link)
    session.flush()
    record(
        session, actor, case, EventKind.LINK_ISSUED, now=now, link_id=link.id,
        sent_by=sent_by.value,
    )  # fmt: skip
    return Issued(link, token)


def revoke_link(session: Session, actor: Actor, link_id: int, *, now: datetime) -> CustomerLink:
    """The link leads nowhere from now on: it went to the wrong person, or was passed on."""
    actor.require(Permission.LINK_ISSUE)
    link = session.get(CustomerLink, link_id)
    if link is None:
        raise NotFoundError("customer_link")
    case = get_case(session, actor, link.case_id, lock=True)
    session.refresh(link)
    if link.revoked_at is not None:
        raise RefusedError("link_already_revoked")
    link.revoked_at = now
    record(session, actor, case, EventKind.LINK_REVOKED, now=now, link_id=link.id)
    return link


def find_link(session: Session, token: str, *, now: datetime) -> CustomerLink | None:
    """The link behind a token while it is valid. Wrong, expired and revoked look the same."""
    return session.scalar(
        select(CustomerLink).where(
            CustomerLink.token_digest == digest_of(token),
            CustomerLink.revoked_at.is_(None),
            CustomerLink.expires_at > now,
        )
    )


def take_try(session: Session, link_id: int) -> bool:
    """Use up one try at the last four digits; False when there is none left (K9).

    Counted before the digits are looked at, so that many tries at once do not slip through.
    """
    taken = session.scalar(
        update(CustomerLink)
        .where(CustomerLink.id == link_id, CustomerLink.failures < MOST_FAILURES)
        .values(failures=CustomerLink.failures + 1)
        .returning(CustomerLink.id)
    )
    return taken is not None


def forgive_tries(session: Session, link_id: int) -> None:
    """The digits were right: the count begins anew."""
    session.execute(update(CustomerLink).where(CustomerLink.id == link_id).values(failures=0))


def digest_of(token: str) -> str:
    """What the table keeps of a token: whoever reads it cannot open the page."""
    return hashlib.sha256(token.encode()).hexdigest()
