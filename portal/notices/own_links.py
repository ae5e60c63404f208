"""The addresses in messages that open something: made when a message is sent, never stored.

A token is derived from the portal's secret and the delivery it goes with. So it stands in no
table and in no log, a digest of it does; and a message that is sent once more after a failure
carries the same address, not a second one.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import new as hmac
from typing import Final, Self

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import (
    Case,
    CustomerLink,
    Delivery,
    DeliveryChannel,
    EventKind,
    LinkPurpose,
    Notice,
    NoticeKind,
    Offer,
    OfferLink,
    OfferState,
    PointCode,
    Role,
    SentBy,
    User,
)
from portal.access.actors import WORKER_ACTOR
from portal.history.record import record
from portal.infra.keys import derived_key

CUSTOMER_FOR: Final = timedelta(days=60)
# Far beyond any time to answer: the offer itself ends it sooner.
DEALER_FOR: Final = timedelta(days=14)
TOKEN_BYTES: Final = 16  # 128 bits
_CODES: Final = 10**6
_MAY_ANSWER: Final = frozenset({Role.DEALER_DESK, Role.DEALER_MANAGER})
# Of somebody's standing; everybody else reads it and may contest it (S2).
_DECIDE: Final = frozenset({Role.SUPERVISOR, Role.DIRECTOR})
_CLOSURES: Final = frozenset(
    {NoticeKind.CLOSURE_ASKED, NoticeKind.CLOSURE_DECIDED, NoticeKind.CLOSURE_CALLED_OFF}
)


@dataclass(frozen=True, slots=True)
class OwnLinks:
    """Makes the addresses; knows the key and where the portal stands."""

    key: bytes
    base_url: str

    @classmethod
    def of(cls, secret_key: str, base_url: str) -> Self:
        return cls(derived_key(secret_key, "own-links"), base_url.rstrip("/"))

    def addresses(
        self, session: Session, notice: Notice, delivery: Delivery, *, now: datetime
    ) -> dict[str, str]:
        """What stands in the message as `link`, and where there is something to decide the rest.

        To be called in the worker's realm, in the transaction before the message is sent.
        """
        if notice.customer_case_id is not None:
            return {"link": self.customer(session, notice.customer_case_id, delivery.id, now=now)}
        found = {"link": self._way_in(session, notice)}
        if notice.kind is NoticeKind.CONTACT_CODE:
            found["code"] = self._point_code(session, notice, delivery.id)
        return found | self._deciding(session, notice, delivery, now)

    def customer(self, session: Session, case_id: int, delivery_id: int, *, now: datetime) -> str:
        """The address of the customer's page; the link is good at once, and sent only later."""
        token = self._token("customer", delivery_id)
        session.execute(
            insert(CustomerLink)
            .values(
                case_id=case_id,
                token_digest=digest_of(token),
                code=self._code(delivery_id),
                issued_at=now,
                sent_by="",
                expires_at=now + CUSTOMER_FOR,
                failures=0,
            )
            .on_conflict_do_nothing(index_elements=[CustomerLink.token_digest])
        )
        return f"{self.base_url}/t/{token}"

    def note_sent(
        self, session: Session, notice: Notice, delivery: Delivery, *, now: datetime
    ) -> None:
        """The message is out: now it counts as a link that was sent (K4), once."""
        if notice.customer_case_id is None:
            return
        digest = digest_of(self._token("customer", delivery.id))
        by_mail = delivery.channel is DeliveryChannel.EMAIL
        sent_by = SentBy.MAIL if by_mail else SentBy.SMS
        link_id = session.scalar(
            update(CustomerLink)
            .where(CustomerLink.token_digest == digest, CustomerLink.sent_by == "")
            .values(sent_by=sent_by.value)
            .returning(CustomerLink.id)
        )
        case = session.get(Case, notice.customer_case_id)
        if link_id is not None and case is not None:
            record(
                session, WORKER_ACTOR, case, EventKind.LINK_ISSUED,
                now=now, link_id=link_id, sent_by=sent_by.value,
            )  # fmt: skip

    def _way_in(self, session: Session, notice: Notice) -> str:
        """Whoever is sent has no pages of cases: their own list, or the job itself."""
        person = None if notice.user_id is None else session.get(User, notice.user_id)
        if person is None or person.role is not Role.INSTALLER:
            return self._page(session, notice)
        dispatch_id = notice.detail.get("dispatch_id")
        return f"{self.base_url}/jobs/{dispatch_id}" if dispatch_id else f"{self.base_url}/jobs"

    def _point_code(self, session: Session, notice: Notice, delivery_id: int) -> str:
        """What proves the number that it is read at; a digest of it stays (P1)."""
        code = self._code(delivery_id)
        session.execute(
            update(PointCode)
            .where(PointCode.id == notice.detail.get("code_id"))
            .values(digest=sha256(code.encode()).hexdigest())
        )
        return code

    def _page(self, session: Session, notice: Notice) -> str:
        case = None if notice.case_id is None else session.get(Case, notice.case_id)
        if case is not None:
            return f"{self.base_url}/cases/{case.number}"
        reader = None if notice.user_id is None else session.get(User, notice.user_id)
        page = _page_of(notice, reader)
        return f"{self.base_url}/{page}" if page else self.base_url

    def _deciding(
        self, session: Session, notice: Notice, delivery: Delivery, now: datetime
    ) -> dict[str, str]:
        """A dealer's person can answer the open offer, or hand back what the dealer holds.

        What goes to a group has the page for those who sign in: a token there would be anybody's.
        """
        number = self._page(session, notice)
        plain = {
            "accept_link": f"{number}/accept",
            "decline_link": f"{number}/decline",
            "hand_back_link": f"{number}/hand-back",
        }
        person = None if notice.user_id is None else session.get(User, notice.user_id)
        if notice.case_id is None or person is None or person.role not in _MAY_ANSWER:
            return plain
        offer = _offer_of(session, notice.case_id, person.dealer_id)
        if offer is None:
            return plain
        opened = offer.state is OfferState.OPEN
        purpose = LinkPurpose.ANSWER if opened else LinkPurpose.HAND_BACK
        address = self._offer_link(session, offer, person, purpose, delivery.id, now)
        mine = ("accept_link", "decline_link") if opened else ("hand_back_link",)
        return plain | dict.fromkeys(mine, address)

    def _offer_link(
        self,
        session: Session,
        offer: Offer,
        person: User,
        purpose: LinkPurpose,
        delivery_id: int,
        now: datetime,
    ) -> str:
        token = self._token(f"offer:{offer.id}:{purpose.value}", delivery_id)
        session.execute(
            insert(OfferLink)
            .values(
                offer_id=offer.id,
                user_id=person.id,
                purpose=purpose,
                token_digest=digest_of(token),
                issued_at=now,
                expires_at=now + DEALER_FOR,
            )
            .on_conflict_do_nothing(index_elements=[OfferLink.token_digest])
        )
        return f"{self.base_url}/o/{token}"

    def _token(self, what: str, delivery_id: int) -> str:
        digest = hmac(self.key, f"{what}:{delivery_id}".encode(), sha256).digest()
        return urlsafe_b64encode(digest[:TOKEN_BYTES]).rstrip(b"=").decode()

    def _code(self, delivery_id: int) -> str:
        """The six digits for the visit (D3), as stable as the link."""
        digest = hmac(self.key, f"code:{delivery_id}".encode(), sha256).digest()
        return f"{int.from_bytes(digest[:8]) % _CODES:06d}"


def digest_of(token: str) -> str:
    """What a table keeps of a token: whoever reads it cannot open the page."""
    return sha256(token.encode()).hexdigest()


def _offer_of(session: Session, case_id: int, dealer_id: int | None) -> Offer | None:
    """The offer that this dealer has open, or under which it holds the case."""
    return session.scalar(
        select(Offer).where(
            Offer.case_id == case_id,
            Offer.dealer_id == dealer_id,
            Offer.state.in_([OfferState.OPEN, OfferState.ACCEPTED]),
            Offer.released_at.is_(None),
        )
    )


def _page_of(notice: Notice, reader: User | None) -> str:
    """Where news of no case can be acted on; none where the portal's first page will do."""
    if reader is None:
        return ""
    if notice.kind in _CLOSURES:
        return "hotline/closures" if reader.dealer_id is None else "dealer/closures"
    person = notice.detail.get("installer_id")
    if person is None:
        return ""
    return f"installers/{person}/standing" if reader.role in _DECIDE else f"standing/{person}"
