"""What the people of the demo do with a case, each by the portal's own rules."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from sqlalchemy import select

from models import (
    Bearer,
    Case,
    Cause,
    Confirmation,
    ContactHow,
    Customer,
    CustomersWord,
    Dispatch,
    DispatchState,
    Outcome,
    Purpose,
    Severity,
    Visit,
)
from models.files import FileKind
from portal.cases.accept import accept_offer
from portal.cases.book import book_visit
from portal.cases.call_back import call_back
from portal.cases.callbacks import Call as Ring
from portal.cases.check_in import check_in
from portal.cases.claim_contact import Claim, claim_contact
from portal.cases.close import close_case
from portal.cases.confirm import Word, confirm_visit
from portal.cases.find import Finding, record_finding
from portal.cases.leave import leave_visit
from portal.cases.offer import offer_case
from portal.cases.open import Call, open_case
from portal.cases.planning import Plan
from portal.cases.resolve import Account, resolve_case
from portal.demo.parties import Bought, Parties, put_customer_of
from portal.demo.scene import Scene
from portal.files.photos import add_photo
from portal.infra.storage import Storage


@dataclass(slots=True)
class Play:
    """A scene with its people: each method is one turn of a story."""

    scene: Scene
    parties: Parties
    storage: Storage

    def opens(
        self, agent: str, when: datetime, bought: Bought, what: str, *, symptom: str, **given: Any
    ) -> Case:
        """An agent takes the call."""
        actor = self.scene.by(self.parties.users[agent], when)
        customer, purchase = put_customer_of(self.scene, actor, self.parties, bought)
        call = Call(
            what=what,
            customer_id=customer.id,
            purchase_id=purchase.id,
            symptom_id=self.parties.symptoms[symptom].id,
            severity=given.pop("severity", Severity.NORMAL),
            **given,
        )
        return open_case(self.scene.session, actor, call, now=when)

    def offers(self, agent: str, when: datetime, case: Case, shop: str) -> None:
        actor = self.scene.by(self.parties.users[agent], when)
        dealer = self.parties.dealers[shop]
        offer_case(self.scene.session, actor, case.id, dealer.id, version=None, now=when)

    def accepts(self, who: str, when: datetime, case: Case) -> None:
        actor = self.scene.by(self.parties.users[who], when)
        accept_offer(self.scene.session, actor, case.id, version=None, now=when)

    def rings_customer(self, who: str, when: datetime, case: Case, note: str) -> None:
        """The dealer's own people reach the customer."""
        user = self.parties.users[who]
        actor = self.scene.by(user, when)
        claim = Claim(
            how=ContactHow.PHONE,
            reached=True,
            contacted_at=when - timedelta(minutes=6),
            note=note,
            caller_user_id=user.id,
        )
        claim_contact(self.scene.session, actor, case.id, claim, now=when)

    def says_installer_rang(
        self, who: str, when: datetime, case: Case, person: str, note: str
    ) -> None:
        """The dealer puts forward a call that does not count (C1)."""
        actor = self.scene.by(self.parties.users[who], when)
        claim = Claim(
            how=ContactHow.PHONE,
            reached=True,
            contacted_at=when - timedelta(hours=3),
            note=note,
            caller_installer_id=self.parties.installers[person].id,
        )
        claim_contact(self.scene.session, actor, case.id, claim, now=when)

    def books(
        self, who: str, when: datetime, case: Case, people: tuple[str, ...], start: datetime
    ) -> Dispatch:
        actor = self.scene.by(self.parties.users[who], when)
        slot = (start + timedelta(minutes=30), start + timedelta(minutes=90))
        plan = Plan(
            purpose=Purpose.REPAIR,
            window=(start, start + timedelta(hours=3)),
            people=[(self.parties.installers[name].id, slot) for name in people],
        )
        return book_visit(self.scene.session, actor, case.id, plan, now=when)

    def visits(self, who: str, start: datetime, case: Case, found: str, done: str) -> None:
        """Check-in, photos, finding, the customer's word, and off again."""
        user = self.parties.users[who]
        actor = self.scene.by(user, start)
        session = self.scene.session
        dispatch = session.scalars(
            select(Dispatch).where(
                Dispatch.case_id == case.id, Dispatch.state == DispatchState.PLANNED
            )
        ).one()
        visit = check_in(session, actor, dispatch.id, now=start)
        for kind, minutes in ((FileKind.BEFORE, 5), (FileKind.AFTER, 45)):
            self._photo(actor, visit, kind, start + timedelta(minutes=minutes))
        later = start + timedelta(minutes=50)
        finding = Finding(causes=(Cause.FITTED_WRONGLY,), words=found, done=done)
        record_finding(session, actor, visit.id, finding, now=later)
        word = Word(
            how=Confirmation.SIGNED_BY,
            signer_name=session.get_one(Customer, case.customer_id).name,
            signer_relation="Customer" if english(found) else "本人",
        )
        confirm_visit(session, actor, visit.id, word, now=later)
        leave_visit(session, actor, visit.id, now=later)

    def _photo(self, actor: Any, visit: Visit, kind: FileKind, when: datetime) -> None:
        add_photo(
            self.scene.session,
            actor,
            self.storage,
            picture(kind),
            f"{kind.value}.jpg",
            case_id=visit.case_id,
            kind=kind,
            now=when,
            visit_id=visit.id,
        )

    def resolves(self, who: str, when: datetime, case: Case, what: str, **given: Any) -> None:
        actor = self.scene.by(self.parties.users[who], when)
        account = Account(
            what=what,
            root_cause=given.pop("root_cause", "Fitted loosely" if english(what) else "安装不当"),
            cost_bearer=given.pop("cost_bearer", Bearer.DEALER),
            shares=given.pop("shares", {Bearer.DEALER: 70, Bearer.INSTALLER: 30}),
            share_reason=given.pop(
                "share_reason",
                "Not checked after fitting." if english(what) else "打孔位置不对，店里没有复检。",
            ),
            customers_word=given.pop("customers_word", CustomersWord.SATISFIED),
            **given,
        )
        resolve_case(self.scene.session, actor, case.id, account, version=None, now=when)

    def calls_back(
        self, agent: str, when: datetime, case: Case, *, outcome: Outcome = Outcome.SETTLED,
        treated: int = 5, note: str = "", close: bool = True,
    ) -> None:  # fmt: skip
        actor = self.scene.by(self.parties.users[agent], when)
        settled = outcome is Outcome.SETTLED
        ring = Ring(
            outcome=outcome,
            solved=settled if outcome is not Outcome.NO_ANSWER else None,
            treated=treated if outcome is not Outcome.NO_ANSWER else None,
            pressed=False if outcome is not Outcome.NO_ANSWER else None,
            note=note,
        )
        call_back(self.scene.session, actor, case.id, ring, version=None, now=when)
        if settled and close:
            close_case(self.scene.session, actor, case.id, version=None, now=when)


def english(words: str) -> bool:
    """The demo speaks both: what is all ASCII is English."""
    return all(ord(letter) < 0x250 or letter in "’“”" for letter in words)


def picture(kind: FileKind) -> bytes:
    """A drawn ceiling panel: with holes and a stain before, whole after."""
    image = Image.new("RGB", (960, 720), (226, 230, 234))
    draw = ImageDraw.Draw(image)
    for x in range(0, 960, 240):
        draw.line((x, 0, x, 720), fill=(190, 196, 202), width=4)
    if kind is FileKind.BEFORE:
        draw.ellipse((300, 240, 640, 520), fill=(196, 178, 140))
        for x, y in ((420, 330), (460, 352), (440, 386), (490, 372)):
            draw.ellipse((x, y, x + 18, y + 18), fill=(40, 40, 44))
    else:
        draw.rectangle((430, 340, 500, 392), outline=(120, 128, 136), width=5)
    out = BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()
