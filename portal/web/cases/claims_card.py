"""Each claim of a dealer beside the customer's word on it, for the case's page (C1–C3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from models import Case, ClaimState, ContactClaim, VerifyFirst
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.cases.claims_of import BothSides
from portal.cases.met_by import Accused, why_not_now
from portal.i18n.words import word
from portal.web.deadline import Deadline
from portal.web.filters import moment
from portal.web.looks import look


@dataclass(frozen=True, slots=True)
class Sides:
    """One claim in words: what the dealer says, what the customer says, what follows."""

    title: str
    label: str
    tone: str
    icon: str
    claimed: list[str]
    note: str
    heard: str
    said: str
    follows: list[str]
    answer: str
    clock: Deadline | None
    answer_url: str | None


def sides_of(
    case: Case,
    rows: Sequence[BothSides],
    accused: Accused,
    names: dict[int, str],
    reader: Actor,
) -> list[Sides]:
    """The latest first."""
    return [_sides(case, one, accused, names, reader) for one in rows]


def verify_first_note(held: VerifyFirst | None, run: int) -> str:
    """Why this dealer's claims wait, and what ends it."""
    if held is None:
        return ""
    return str(
        _(
            "Verify first, since %(since)s: %(upheld)s denials were upheld, of %(claims)s claims. "
            "A claim counts once the customer has confirmed it, until %(run)s in a row were.",
            since=moment(held.began_at),
            upheld=held.upheld,
            claims=held.claims,
            run=run,
        )
    )


def _sides(
    case: Case, one: BothSides, accused: Accused, names: dict[int, str], reader: Actor
) -> Sides:
    claimed = one.claimed
    why_not = None
    if isinstance(claimed, ContactClaim):
        why_not = why_not_now(accused, claimed)
        title = _("“We have contacted the customer”")
        lines = [_of_contact(claimed), moment(claimed.contacted_at)]
    else:
        title = _("“Somebody was there”")
        who = names.get(claimed.installer_id, "")
        lines = [line for line in (who, moment(claimed.checked_in_at)) if line]
    label, tone, icon = _mark(one, why_not is not None)
    return Sides(
        title=title,
        label=label,
        tone=tone,
        icon=icon,
        claimed=lines,
        note=claimed.note if isinstance(claimed, ContactClaim) else "",
        heard=_heard(one),
        said=one.said,
        follows=_follows(one, word(why_not) if why_not else ""),
        answer=one.answer,
        clock=_clock(one),
        answer_url=_answer_url(case, one, reader),
    )


def _of_contact(claim: ContactClaim) -> str:
    who = claim.caller_name or word(claim.caller_role)
    role = word(claim.caller_role)
    named = who if who == role else f"{who} · {role}"
    return f"{named} · {word(claim.how)}"


def _mark(one: BothSides, not_counted: bool) -> tuple[str, str, str]:
    if not_counted:
        return _("Does not count"), "soon", "dash-circle"
    state = one.claimed.state
    shown = look(state)
    if state is ClaimState.CLAIMED and one.claimed.verify_first:
        return _("To be verified first"), "soon", "hourglass-split"
    return word(state), shown.tone, shown.icon


def _heard(one: BothSides) -> str:
    """Whether the customer confirms it, how we know, and since when."""
    if one.word is None:
        return ""
    said = _("Confirmed") if one.word.confirmed else _("Denied")
    return f"{said} {word(one.word.via)}, {moment(one.word.at)}"


def _follows(one: BothSides, why_not: str) -> list[str]:
    if why_not:
        return [why_not]
    dispute = one.dispute
    if dispute is None:
        return []
    if dispute.outcome is not None:
        closed = (
            [f"{word(dispute.outcome)}, {moment(dispute.decided_at)}"] if dispute.decided_at else []
        )
        return closed + ([dispute.reason] if dispute.reason else [])
    stands = _("The clock stands as if it had never stopped.")
    if dispute.contested:
        shown = word(dispute.evidence) if dispute.evidence else ""
        return [stands, _("Contested: %(what)s. A supervisor decides.", what=shown)]
    return [stands, _("The dealer may answer until %(when)s.", when=moment(dispute.answer_by))]


def _clock(one: BothSides) -> Deadline | None:
    waits = one.dispute is not None and one.dispute.outcome is None
    if not waits or one.dispute is None or one.dispute.answered_at is not None:
        return None
    return Deadline(one.dispute.answer_by)


def _answer_url(case: Case, one: BothSides, reader: Actor) -> str | None:
    dispute = one.dispute
    if dispute is None or dispute.outcome is not None or dispute.answered_at is not None:
        return None
    mine = reader.dealer_id == dispute.dealer_id and reader.may(Permission.DISPUTE_ANSWER)
    if not mine:
        return None
    return url_for("answer_dispute.show", number=case.number, dispute_id=dispute.id)
