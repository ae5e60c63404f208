"""What a dealer is judged by: each figure in one function, whose docstring is its definition.

The pages show the very same sentences, in the reader's language (`portal.i18n.words.scores`; a
test compares them word for word). A figure is a select of facts: whose, of which case, since
when, for the dealer or against it. Each fact is counted from the instant at which it became true,
and only if it was on record when the window ended.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import (
    Interval,
    Select,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy import true as always
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from models import (
    Callback,
    Case,
    CaseAccused,
    CaseEnding,
    ClaimDispute,
    ClockTurn,
    ContactClaim,
    Dispatch,
    DispatchState,
    DisputeOutcome,
    Figure,
    Outcome,
    Purchase,
    Resolution,
    SlaClock,
    Symptom,
    Visit,
)
from portal.reports.scores.as_it_was import (
    cleared_only_later,
    either_in,
    judged_clocks,
    was_merged,
)
from portal.reports.scores.window import Window
from portal.settings.known import REOPEN_DAYS

Facts = Select[Any]
# The columns of every figure, in this order.
COLUMNS: Final = ("dealer_id", "source_id", "case_id", "at", "good", "about")
REPEATED_WITHIN: Final = timedelta(days=90)
DECIDED_WITHIN: Final = timedelta(days=90)
_SAID: Final = (Outcome.SETTLED, Outcome.SETTLED_WITH_RESERVATION, Outcome.NOT_SETTLED)


def clocks_in_time(window: Window) -> Facts:
    """Of the times set for accepting, for the first contact and for the visit that ended while
    the dealer had the case: those it met. What was taken away before it was due does not count,
    nor an offer that was rightly declined as not theirs. What the customer denies meets no time,
    unless it is decided for the dealer.
    """
    turned = (
        select(ClockTurn)
        .where(ClockTurn.at >= window.until_at)
        .ext(distinct_on(ClockTurn.clock_id))
        .order_by(ClockTurn.clock_id, ClockTurn.at, ClockTurn.id)
        .subquery()
    )
    since = select(SlaClock).join(turned, turned.c.clock_id == SlaClock.id)
    moved = judged_clocks(since, turned.c, window).where(turned.c.state != "absent")
    there = select(SlaClock).where(
        SlaClock.due_at >= window.from_at,
        SlaClock.id.not_in(select(ClockTurn.clock_id).where(ClockTurn.at >= window.until_at)),
    )
    both = union_all(judged_clocks(there, SlaClock, window), moved).subquery()
    return select(*(both.c[name] for name in COLUMNS))


def claims_that_stood(window: Window) -> Facts:
    """Of the contacts and visits that the dealer reported, as far as they could count: those that
    stood. One that the customer denied, and that was decided for the customer, counts against the
    dealer from that decision on; one that is still in dispute does not yet.
    """
    contacts = _claims(ContactClaim, ClaimDispute.claim_id, ContactClaim.claimed_at, window).where(
        ContactClaim.counts
    )
    visits = _claims(Visit, ClaimDispute.visit_id, Visit.checked_in_at, window)
    both = union_all(contacts, visits).subquery()
    return select(*(both.c[name] for name in COLUMNS))


def _claims(made: Any, disputed_by: Any, made_at: Any, window: Window) -> Facts:
    """Claims of one kind; ids of contacts and visits are told apart by their sign."""
    kind, sign = ("contact", 1) if made is ContactClaim else ("visit", -1)
    denied = (
        select(func.min(ClaimDispute.decided_at).label("at"))
        .where(
            disputed_by == made.id,
            ClaimDispute.outcome == DisputeOutcome.UPHELD,
            ClaimDispute.decided_at < window.until_at,
        )
        .lateral()
    )
    denied_at = denied.c.at
    return (
        select(
            made.dealer_id,
            (made.id * sign).label("source_id"),
            made.case_id,
            func.coalesce(denied_at, made_at).label("at"),
            denied_at.is_(None).label("good"),
            case(
                (denied_at.is_(None), literal(f"{kind}_stood")), else_=literal(f"{kind}_denied")
            ).label("about"),
        )
        .join(denied, always())
        .where(
            made_at < window.until_at,
            # Decided within days; nobody waits for that as long as this.
            made_at >= window.from_at - DECIDED_WITHIN,
            either_in(window, made_at, denied_at),
        )
    )


def fixed_at_first_visit(window: Window) -> Facts:
    """Of the cases that the dealer visited and that we asked the customer about: those settled
    after one visit. It counts from our first call that reached the customer; one that is
    reopened later was not fixed.
    """
    earlier, cause = aliased(Callback), aliased(Resolution)
    spoken_before = (
        select(earlier.id)
        .join(cause, cause.id == earlier.resolution_id)
        .where(
            earlier.case_id == Callback.case_id,
            earlier.id < Callback.id,
            earlier.outcome.in_(_SAID),
            cause.dealer_id == Resolution.dealer_id,
        )
    )
    visits = (
        select(func.count(Visit.id).label("number"))
        .join(Dispatch, Dispatch.id == Visit.dispatch_id)
        .where(
            Visit.case_id == Callback.case_id,
            Visit.dealer_id == Resolution.dealer_id,
            Visit.checked_in_at < Callback.made_at,
            Dispatch.state != DispatchState.NO_SHOW_CUSTOMER,
        )
        .lateral()
    )
    reopened = and_(
        Callback.settles,
        Resolution.ended_by == "reopened",
        Resolution.ended_at < window.until_at,
    )
    undone = case((reopened, Resolution.ended_at))
    good = and_(Callback.settles, undone.is_(None), visits.c.number == 1)
    return (
        select(
            Resolution.dealer_id,
            Callback.id.label("source_id"),
            Callback.case_id,
            func.coalesce(undone, Callback.made_at).label("at"),
            good.label("good"),
            case(
                (good, literal("first_visit")),
                (undone.is_not(None), literal("reopened")),
                (Callback.settles, literal("more_visits")),
                else_=literal("not_settled"),
            ).label("about"),
        )
        .join(Resolution, Resolution.id == Callback.resolution_id)
        .join(visits, always())
        .where(
            Resolution.dealer_id.is_not(None),
            Callback.outcome.in_(_SAID),
            visits.c.number > 0,
            # Nothing is reopened later than that.
            Callback.made_at >= window.from_at - timedelta(days=REOPEN_DAYS.most),
            ~spoken_before.exists(),
            either_in(window, Callback.made_at, undone),
        )
    )


def callbacks_settled(window: Window) -> Facts:
    """Of our calls that reached the customer after the dealer had resolved the case: those in
    which the customer called it settled, with or without a reservation.
    """
    settled: Any = Callback.settles
    return (
        select(
            Resolution.dealer_id,
            Callback.id.label("source_id"),
            Callback.case_id,
            Callback.made_at.label("at"),
            settled.label("good"),
            Callback.outcome.label("about"),
        )
        .join(Resolution, Resolution.id == Callback.resolution_id)
        .where(
            Resolution.dealer_id.is_not(None),
            Callback.outcome.in_(_SAID),
            Callback.made_at >= window.from_at,
            Callback.made_at < window.until_at,
        )
    )


def not_come_back(window: Window) -> Facts:
    """Of the cases closed after the dealer had resolved them: those that did not come back. A
    complaint of the same trouble with the same purchase within 90 days after closing is a
    failure of the dealer that resolved it first, whoever has the new case; it counts from the
    day on which it came.
    """
    again = aliased(Case)
    first = aliased(Case)
    came_back = (
        select(func.min(again.opened_at).label("at"))
        .where(
            again.id != first.id,
            again.customer_id == first.customer_id,
            again.symptom_id == first.symptom_id,
            or_(
                again.purchase_id == first.purchase_id,
                and_(
                    or_(again.purchase_id.is_(None), first.purchase_id.is_(None)),
                    again.product_id == first.product_id,
                ),
            ),
            again.import_row_id.is_(None),
            again.opened_at > CaseEnding.ended_at,
            again.opened_at <= CaseEnding.ended_at + literal(REPEATED_WITHIN, Interval()),
            again.opened_at < window.until_at,
            ~was_merged(again, window),
        )
        .lateral()
    )
    back_at = came_back.c.at
    return (
        select(
            Resolution.dealer_id,
            CaseEnding.id.label("source_id"),
            CaseEnding.case_id,
            func.coalesce(back_at, CaseEnding.ended_at).label("at"),
            back_at.is_(None).label("good"),
            case((back_at.is_(None), literal("stayed")), else_=literal("came_back")).label("about"),
        )
        .join(Resolution, Resolution.id == CaseEnding.resolution_id)
        .join(first, first.id == CaseEnding.case_id)
        .join(came_back, always())
        .where(
            CaseEnding.kind == "closed",
            Resolution.dealer_id.is_not(None),
            # A repeat comes up to ninety days later, and counts then.
            CaseEnding.ended_at >= window.from_at - REPEATED_WITHIN,
            or_(CaseEnding.undone_at.is_(None), CaseEnding.undone_at >= window.until_at),
            either_in(window, CaseEnding.ended_at, back_at),
        )
    )


def nobody_unnamed(window: Window) -> Facts:
    """Of the complaints about what the dealer sold, or serves where the seller is not known:
    those that do not fall on the dealer itself. A complaint about the installation that names
    no installer does.
    """
    named_then = or_(
        select(CaseAccused.id)
        .where(CaseAccused.case_id == Case.id, CaseAccused.at < window.until_at)
        .exists(),
        cleared_only_later(window),
    )
    about_work = func.coalesce(Symptom.installation, false())
    good = or_(~about_work, named_then)
    return (
        select(
            func.coalesce(Purchase.selling_dealer_id, Purchase.serving_dealer_id).label(
                "dealer_id"
            ),
            Case.id.label("source_id"),
            Case.id.label("case_id"),
            Case.opened_at.label("at"),
            good.label("good"),
            case(
                (~about_work, literal("not_work")),
                (named_then, literal("named")),
                else_=literal("unnamed"),
            ).label("about"),
        )
        .join(Purchase, Purchase.id == Case.purchase_id)
        .outerjoin(Symptom, Symptom.id == Case.symptom_id)
        .where(
            func.coalesce(Purchase.selling_dealer_id, Purchase.serving_dealer_id).is_not(None),
            Case.import_row_id.is_(None),
            Case.opened_at >= window.from_at,
            Case.opened_at < window.until_at,
            ~was_merged(Case, window),
        )
    )


# Every figure there is, in the order in which it is counted and shown.
FIGURES: Final[Mapping[Figure, Callable[[Window], Facts]]] = {
    Figure.CLOCKS: clocks_in_time,
    Figure.CLAIMS: claims_that_stood,
    Figure.FIRST_VISIT: fixed_at_first_visit,
    Figure.CALLBACKS: callbacks_settled,
    Figure.REPEATS: not_come_back,
    Figure.UNNAMED: nobody_unnamed,
}
