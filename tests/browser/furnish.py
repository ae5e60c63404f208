"""What the pages are opened of and the demo has none of: a merged case, links, an import."""

from datetime import timedelta
from secrets import token_urlsafe

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Case,
    CaseStatus,
    ClaimDispute,
    ContactClaim,
    Dealer,
    Delivery,
    DeliveryChannel,
    DeliveryState,
    Import,
    LikelyDuplicate,
    LinkPurpose,
    Locale,
    Notice,
    Offer,
    OfferLink,
    OfferState,
    OutChannel,
    Outcome,
    Role,
    User,
)
from models.endings import SentBy
from models.imports import ImportProblem
from portal.accounts.invite import invite_user
from portal.audits.start import start_audit
from portal.cases.call_back import call_back
from portal.cases.callbacks import Call
from portal.cases.hear_customer import Answer, verify_by_call
from portal.cases.links import issue_link
from portal.cases.merge import merge_case
from portal.cases.recheck import set_recheck
from portal.notices.own_links import digest_of
from tests.browser.pages import Place

S = CaseStatus


def furnish(place: Place) -> None:
    """What the demo has none of: a merged case, links, an audit, an import, a call to come."""
    now, session, made = place.now, place.session, place.made
    _one_customer_twice(place)

    agent = place.by("chenyu")
    settled = place.case(S.RESOLVED, "西湾厚德店")
    call = Call(Outcome.SETTLED, solved=True, treated=5, pressed=False)
    call_back(session, agent, settled.id, call, version=None, now=now)
    made["settled"] = settled.number
    first_rain = place.case(S.CLOSED, "河东顺和店")
    made["recheck"] = set_recheck(
        session, agent, first_rain.id, "Ask after the first rain",
        due_at=now + timedelta(days=30), now=now,
    ).id  # fmt: skip
    made["waits"] = first_rain.number
    made["link"] = issue_link(
        session, agent, place.case(S.SCHEDULED).id, SentBy.READ_OUT, now=now
    ).token
    made["offer_link"] = _offer_link(place)

    _denied(place)

    auditor = place.by("qa")
    read = place.case(S.CLOSED, "北苑佳筑店")
    made["audit"] = start_audit(session, auditor, read.id, now=now).id
    admin = place.by("admin")
    made["invitation"] = invite_user(
        session, admin, name="Ma Lan", email="malan@demo.example", role=Role.AGENT,
        locale=Locale.EN, now=now,
    )  # fmt: skip
    _brought_in(place)
    _lost_message(place)


def _denied(place: Place) -> None:
    """A contact that the customer denies, and the dealer has not answered for yet."""
    case = place.case(S.CONTACTED, "城南合众店")
    place.as_portal()
    agent = place.by("chenyu")
    claim = place.only(select(ContactClaim).where(ContactClaim.case_id == case.id))
    verify_by_call(
        place.session, agent, case.id, [Answer(False, claim_id=claim.id)],
        place.now - timedelta(minutes=5), "Nobody rang.", version=None, now=place.now,
    )  # fmt: skip
    place.session.commit()
    place.made["denied"] = case.number
    place.made["dispute"] = place.only(
        select(ClaimDispute).where(ClaimDispute.case_id == case.id)
    ).id


def _lost_message(place: Place) -> None:
    """A message that came back, and its channel, which is open again."""
    now = place.now
    with Session(place.owner) as session:
        notice = session.scalars(
            select(Notice)
            .where(Notice.user_id.is_not(None), Notice.case_id.is_not(None))
            .order_by(Notice.id)
        ).first()
        session.add(OutChannel(kind=DeliveryChannel.EMAIL, enabled=True, config={}, changed_at=now))
        delivery = Delivery(
            notice_id=notice.id, channel=DeliveryChannel.EMAIL, locale=Locale.ZH_HANS,
            address="nobody.is.there.any.more@a-rather-long-domain.example",
            state=DeliveryState.FAILED, attempts=6, not_before=now, message_id="0" * 32,
            reason="550", error="5.1.1 no such user here, please check the address", created_at=now,
            tried_at=now,
        )  # fmt: skip
        session.add(delivery)
        session.commit()
        place.made["lost"] = delivery.id
        place.made["told"] = session.get_one(Case, notice.case_id).number


def _offer_link(place: Place) -> str:
    """As a message brings it to somebody at the desk of who is asked."""
    offer = place.only(select(Offer).where(Offer.state == OfferState.OPEN).order_by(Offer.id))
    person = place.only(
        select(User).where(
            User.dealer_id == offer.dealer_id,
            User.role.in_([Role.DEALER_MANAGER, Role.DEALER_DESK]),
        )
    )
    token = token_urlsafe(16)
    with Session(place.owner) as session:
        session.add(
            OfferLink(
                offer_id=offer.id, user_id=person.id, purpose=LinkPurpose.ANSWER,
                token_digest=digest_of(token), issued_at=place.now,
                expires_at=place.now + timedelta(days=1),
            )
        )  # fmt: skip
        session.commit()
    return token


def _one_customer_twice(place: Place) -> None:
    """The demo's customers complain of one thing each."""
    place.as_portal()
    case, other = place.case(S.TRIAGE), place.case(S.ACCEPTED)
    with Session(place.owner) as session:
        session.get_one(Case, other.id).customer_id = case.customer_id
        session.get_one(Case, other.id).purchase_id = None
        session.commit()
    boss = place.by("zhouli")
    merge_case(place.session, boss, case.id, other.id, version=None, now=place.now)
    place.made["merged"] = case.number


def _brought_in(place: Place) -> None:
    now = place.now
    place.as_portal()
    with Session(place.owner) as session:
        run = Import(
            profile="nyc_mediated", file_name="mediated_2015_2016.csv", sha256="0" * 64,
            started_at=now, ended_at=now, rows=4495, added=4490, refused=5,
        )  # fmt: skip
        session.add(run)
        session.flush()
        one, two, *_others = session.scalars(select(Dealer.id).order_by(Dealer.id))
        session.add_all(
            [
                ImportProblem(import_id=run.id, line=17, refused=True, code="no_business"),
                pair := LikelyDuplicate(
                    kind="dealer", one_id=one, other_id=two, score=91, found_at=now
                ),
            ]
        )
        session.commit()
        place.made["pair"] = pair.id
        place.made["import"] = run.id
