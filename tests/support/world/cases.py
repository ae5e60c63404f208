"""Cases in any status, with everything that the database wants to see behind it."""

from datetime import datetime, timedelta

from psycopg.types.range import Range
from sqlalchemy import text

from models import (
    ENDED,
    Bearer,
    Callback,
    CallerRole,
    Case,
    CaseAccused,
    CaseEnding,
    CaseStatus,
    ClaimDispute,
    ClaimState,
    ContactClaim,
    ContactHow,
    CustomersWord,
    CustomerWord,
    Dealer,
    Dispatch,
    DispatchPerson,
    DispatchState,
    Entitlement,
    EntitlementKind,
    Installer,
    InstallerDealer,
    Offer,
    OfferState,
    Outcome,
    Purpose,
    Resolution,
    Role,
    StoredFile,
    User,
    Visit,
    WordVia,
)
from models.files import FileKind, FileState
from portal.cases.number import format_number

S = CaseStatus
WAY = [
    S.OFFERED,
    S.ACCEPTED,
    S.CONTACTED,
    S.SCHEDULED,
    S.VISITED,
    S.RESOLVED,
    S.CLOSED,
]


class CasesOfTheWorld:
    # When the window of the next visit begins; by default noon on the next day.
    visit_at: datetime | None = None

    def case(
        self,
        status: CaseStatus = S.TRIAGE,
        dealer: Dealer | None = None,
        *,
        accused: Installer | None = None,
        visit_at: datetime | None = None,
        **given,
    ) -> Case:
        """A case as it would stand, made in one transaction: the deferred truths hold."""
        self.visit_at = visit_at
        if status in ENDED - {S.CLOSED}:
            raise NotImplementedError(f"build {status} with its rule")
        case = self._new_case(given)
        if accused:
            self.session.add(CaseAccused(case_id=case.id, installer_id=accused.id, at=self.noon))
        if status is not S.TRIAGE:
            self._walk(case, status, dealer or self.dealer())
        self.session.commit()
        return case

    def hold(self, case: Case, dealer: Dealer) -> None:
        """A case in triage goes to a dealer, who accepts it."""
        for step in (S.OFFERED, S.ACCEPTED):
            self._arrive(case, step, dealer)
        self.session.commit()

    def _walk(self, case: Case, status: CaseStatus, dealer: Dealer) -> None:
        """Step by step, as the table wants it."""
        for step in WAY[: WAY.index(status) + 1]:
            if step is S.SCHEDULED and status is not S.SCHEDULED:
                continue
            self._arrive(case, step, dealer)

    def _arrive(self, case: Case, step: CaseStatus, dealer: Dealer) -> None:
        if step is S.OFFERED:
            self._offered(case, dealer)
            case.dealer_id = dealer.id
        elif step is S.ACCEPTED:
            self._accepted(case)
        elif step is S.CONTACTED:
            self.contacted(case, dealer)
        elif step is S.SCHEDULED:
            self._dispatched(case, dealer, DispatchState.PLANNED)
        elif step is S.VISITED:
            case.status = S.SCHEDULED
            self.session.flush()
            self._visited(case, dealer)
        elif step is S.RESOLVED:
            self.resolution(case)
        if step is S.CLOSED:
            self._closed(case)
        case.status = step
        self.session.flush()

    def _new_case(self, given: dict) -> Case:
        customer = given.pop("customer", None) or self._quiet_customer(None, None, {})
        running = self.session.scalar(text("SELECT nextval('case_running')"))
        case = Case(
            number=format_number(2026, running),
            customer_id=customer.id,
            **{
                "summary": "Bathroom ceiling leaks at the drill holes",
                "first_heard_at": self.noon,
                "opened_at": self.noon,
                "last_step_at": self.noon,
                "last_step": "opened",
                **given,
            },
        )
        self.session.add(case)
        self.session.flush()
        entitlement = Entitlement(
            case_id=case.id, kind=EntitlementKind.WORKMANSHIP, judged_at=self.noon
        )
        self.session.add(entitlement)
        self.session.flush()
        case.entitlement_id = entitlement.id
        return case

    def _offered(self, case: Case, dealer: Dealer) -> Offer:
        offer = Offer(
            case_id=case.id,
            dealer_id=dealer.id,
            attempt=case.attempt,
            made_by_id=self._quiet_user(Role.AGENT).id,
            made_at=self.noon,
        )
        self.session.add(offer)
        self.session.flush()
        return offer

    def _accepted(self, case: Case) -> None:
        offer = self.session.query(Offer).filter_by(case_id=case.id, state=OfferState.OPEN).one()
        offer.state, offer.answered_at = OfferState.ACCEPTED, self.noon
        self.session.flush()

    def _quiet_user(self, role: Role, dealer: Dealer | None = None) -> User:
        """Without a commit: the case in the making may not be judged yet."""
        user = User(
            side="dealer" if dealer else "brand",
            role=role,
            name="Somebody",
            dealer_id=dealer.id if dealer else None,
            created_at=self.noon,
        )
        self.session.add(user)
        self.session.flush()
        return user

    def _quiet_installer(self, dealer: Dealer) -> Installer:
        person = Installer(
            name="Ding Yi", name_sort="ding yi", name_folded="ding yi", created_at=self.noon
        )
        self.session.add(person)
        self.session.flush()
        self.session.add(
            InstallerDealer(installer_id=person.id, dealer_id=dealer.id, since=self.noon.date())
        )
        self.session.flush()
        return person

    def contacted(self, case: Case, dealer: Dealer) -> ContactClaim:
        """The dealer's desk has reached the customer, and it counts."""
        claim = ContactClaim(
            case_id=case.id,
            dealer_id=dealer.id,
            attempt=case.attempt,
            claimed_by_id=self._quiet_user(Role.DEALER_DESK, dealer).id,
            caller_role=CallerRole.DEALER_DESK,
            how=ContactHow.PHONE,
            reached=True,
            contacted_at=self.noon,
            claimed_at=self.noon,
            note="We come tomorrow.",
            counts=True,
        )
        self.session.add(claim)
        self.session.flush()
        return claim

    def deny(self, claim: ContactClaim) -> ClaimDispute:
        """The customer says that it never was: word, dispute and state in one transaction."""
        word = CustomerWord(
            case_id=claim.case_id,
            dealer_id=claim.dealer_id,
            claim_id=claim.id,
            confirmed=False,
            via=WordVia.BRAND_CALL,
            noted_by_id=self._quiet_user(Role.AGENT).id,
            at=self.noon,
        )
        self.session.add(word)
        self.session.flush()
        dispute = ClaimDispute(
            case_id=claim.case_id,
            dealer_id=claim.dealer_id,
            claim_id=claim.id,
            word_id=word.id,
            opened_at=self.noon,
            answer_by=self.noon + timedelta(days=1),
        )
        self.session.add(dispute)
        claim.state = ClaimState.DISPUTED
        self.session.commit()
        return dispute

    def _dispatched(
        self, case: Case, dealer: Dealer, state: DispatchState, person: Installer | None = None
    ) -> Dispatch:
        offer = self.session.query(Offer).filter_by(case_id=case.id, dealer_id=dealer.id).one()
        start = self.visit_at or self.noon + timedelta(days=1)
        over = state not in (DispatchState.PLANNED, DispatchState.ON_SITE)
        dispatch = Dispatch(
            case_id=case.id,
            dealer_id=dealer.id,
            offer_id=offer.id,
            entitlement_id=case.entitlement_id,
            purpose=Purpose.REPAIR,
            window_start=start,
            window_end=start + timedelta(hours=3),
            state=state,
            made_by_id=offer.made_by_id,
            made_at=self.noon,
            ended_at=start + timedelta(hours=2) if over else None,
        )
        self.session.add(dispatch)
        self.session.flush()
        self.session.add(
            DispatchPerson(
                dispatch_id=dispatch.id,
                case_id=case.id,
                dealer_id=dealer.id,
                installer_id=(person or self._quiet_installer(dealer)).id,
                slot=Range(start, start + timedelta(hours=1)),
                active=not over,
                visible_from=start - timedelta(hours=19),
                visible_until=dispatch.ended_at,
            )
        )
        self.session.flush()
        return dispatch

    def _visited(self, case: Case, dealer: Dealer) -> Visit:
        dispatch = self._dispatched(case, dealer, DispatchState.DONE)
        person = self.session.query(DispatchPerson).filter_by(dispatch_id=dispatch.id).one()
        visit = Visit(
            dispatch_id=dispatch.id,
            case_id=case.id,
            dealer_id=dealer.id,
            installer_id=person.installer_id,
            checked_in_at=dispatch.window_start,
            finding="Holes too wide for the plugs.",
            found_at=dispatch.window_start,
            left_at=dispatch.ended_at,
        )
        self.session.add(visit)
        self.session.flush()
        return visit

    def resolution(self, case: Case, by: User | None = None) -> Resolution:
        dealer = self.session.get(Dealer, case.dealer_id) if case.dealer_id else None
        maker = by or (
            self._quiet_user(Role.DEALER_MANAGER, dealer)
            if dealer
            else self._quiet_user(Role.AGENT)
        )
        resolution = Resolution(
            case_id=case.id,
            attempt=case.attempt,
            resolved_by_id=maker.id,
            made_at=self.noon,
            dealer_id=case.dealer_id,
            what="Fixed with a wider bracket.",
            cost_bearer=Bearer.DEALER,
            share_dealer=100,
            share_reason="Drilled beside the mark.",
            customers_word=CustomersWord.SATISFIED,
        )
        self.session.add(resolution)
        self.session.flush()
        return resolution

    def callback(self, case: Case, by: User, outcome: Outcome = Outcome.SETTLED) -> Callback:
        """A callback on the standing resolution; without a commit of its own."""
        standing = self.session.query(Resolution).filter_by(case_id=case.id, ended_at=None).one()
        call = Callback(
            case_id=case.id,
            resolution_id=standing.id,
            resolved_by_id=standing.resolved_by_id,
            resolved_at=standing.made_at,
            made_by_id=by.id,
            made_at=self.noon + timedelta(hours=1),
            outcome=outcome,
            solved=True,
            treated=5,
            pressed=False,
        )
        self.session.add(call)
        self.session.flush()
        return call

    def _closed(self, case: Case) -> None:
        call = self.callback(case, self._quiet_user(Role.AGENT))
        ending = CaseEnding(
            case_id=case.id,
            kind="closed",
            resolution_id=call.resolution_id,
            callback_id=call.id,
            ended_at=call.made_at,
        )
        self.session.add(ending)
        self.session.flush()
        case.ending_id, case.ended_at = ending.id, call.made_at

    def photo(self, case: Case, **given) -> StoredFile:
        return self.add(
            StoredFile(
                **{
                    "key": f"case/{case.id}/{id(given)}",
                    "case_id": case.id,
                    "kind": FileKind.EVIDENCE,
                    "state": FileState.READY,
                    "name": "ceiling.jpg",
                    "mime": "image/jpeg",
                    "size": 10,
                    "sha256": "0" * 64,
                    "added_by": "user:1",
                    "added_at": self.noon,
                    **given,
                }
            )
        )
