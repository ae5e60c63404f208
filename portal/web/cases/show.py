"""The page of one case, for every reader of it: what happened, what stands, what they can do."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models import (
    Callback,
    Case,
    CaseAccused,
    ContactClaim,
    DealerWord,
    Dispatch,
    DispatchPerson,
    DispatchState,
    EventKind,
    Merge,
    Offer,
    Promise,
    Resolution,
    SlaClock,
    SlaPause,
    StoredFile,
    Task,
    VerifyFirst,
    Visit,
)
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.cases.claims_of import read_both_sides
from portal.cases.linked_cases import read_linked_cases
from portal.cases.met_by import Accused
from portal.cases.number import parse_number
from portal.cases.reveal_phone import reveal_phone
from portal.cases.rows_of_case import Dossier, read_dossier
from portal.cases.similar import similar_to
from portal.cases.standing_before_close import unmet_conditions
from portal.cases.surroundings import (
    Matter,
    read_contact_points,
    read_matter,
    read_numbers_of_cases,
    read_people,
    read_reach,
    was_revealed,
)
from portal.cases.timeline import Names, Shown, Timeline, read_names, read_timeline
from portal.infra import db
from portal.search.tokens import fold
from portal.settings.known import VERIFY_RUN
from portal.settings.read import setting
from portal.sla.pauses import read_times
from portal.web.cases import case_cards as cards
from portal.web.cases.actions import actions_for
from portal.web.cases.case_head import head_of
from portal.web.cases.case_timeline import days_of, photo, photos_of
from portal.web.cases.claims_card import Sides, sides_of, verify_first_note
from portal.web.cases.clock_card import clocks
from portal.web.cases.conditions import how_many, in_words
from portal.web.cases.dealer_word import doubts
from portal.web.cases.linked_cases import linked_cases
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.stall_flag import stall_flag
from portal.web.deadline import Deadline
from portal.web.forms import PortalForm
from portal.web.guard import actor, requires
from portal.web.language import chosen_locale
from portal.web.now import now
from portal.web.odd_input import number_asked
from portal.web.once import take_once

bp = Blueprint("case", __name__)

# Who reads the tables that the conditions are drawn from.
_JUDGES = frozenset({"hotline", "qa", "dealer"})


@dataclass(frozen=True, slots=True)
class Read:
    """Everything that was read for one page."""

    case: Case
    dossier: Dossier
    matter: Matter
    timeline: Timeline
    names: Names


@bp.get("/cases/<number>")
@requires(Permission.CASE_READ)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    if case.number != number:
        return _right_number(case, number)
    read = _read(case)
    return render_template(
        "cases/show.html", case=case, **_head(read), **_body(read), **_side(read)
    )


@bp.post("/cases/<number>/reveal-phone")
@requires(Permission.PHONE_REVEAL)
def reveal_submit(number: str) -> ResponseReturnValue:
    """The numbers in full, on record; the page shows them for a while after (L3)."""
    case = case_on_page(number)
    form = PortalForm()

    def act() -> str:
        reveal_phone(db.session(), actor(), case.id, now=now())
        return url_for("case.show", number=case.number, revealed=1, _anchor="people")

    return take_once(form, act)


def _right_number(case: Case, typed: str) -> ResponseReturnValue:
    """What was typed leads here all the same; a wrong check digit is pointed out."""
    parsed = parse_number(typed)
    if parsed is not None and parsed.check_digit_given and not parsed.check_digit_right:
        flash(
            _(
                "The last digit of %(typed)s is not right. The case with this running number is "
                "%(number)s: check that it is the one you mean.",
                typed=typed,
                number=case.number,
            ),
            "soon",
        )
    return redirect(to_case(case))


def _read(case: Case) -> Read:
    session, me, at = db.session(), actor(), now()
    dossier = read_dossier(session, me, case, now=at)
    timeline = read_timeline(session, me, case, shown=_shown(), before=_before())
    matter = read_matter(session, me, case)
    return Read(case, dossier, matter, timeline, _names(me, case, dossier, timeline, matter))


def _names(me: Actor, case: Case, dossier: Dossier, timeline: Timeline, matter: Matter) -> Names:
    """The names behind every id on the page, in one query."""
    lines = timeline.lines
    users: set[int | None] = {case.agent_id, case.relayed_by_id, *(line.user_id for line in lines)}
    users |= {row.resolved_by_id for row in dossier.of(Resolution)}
    users |= {row.made_by_id for row in dossier.of(Callback)}
    users |= {row.owner_id for row in dossier.of(Task)}
    users |= {row.made_by_id for row in dossier.of(Promise)}
    dealers: set[int | None] = {row.dealer_id for row in dossier.of(Offer)}
    dealers |= {row.dealer_id for row in dossier.of(SlaClock)}
    dealers |= {row.dealer_id for row in dossier.of(Task)}
    dealers |= {_whole(line.detail.get("dealer_id")) for line in lines}
    installers: set[int | None] = {line.installer_id for line in lines}
    installers |= {_whole(line.detail.get("installer_id")) for line in lines}
    for line in lines:
        installers |= {_whole(one) for one in line.detail.get("people") or ()}
    installers |= {row.installer_id for row in dossier.of(Visit)}
    if matter.purchase is not None:
        dealers |= {matter.purchase.selling_dealer_id, matter.purchase.serving_dealer_id}
    return read_names(db.session(), me, users=users, dealers=dealers, installers=installers)


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) else None


def _head(read: Read) -> dict[str, Any]:
    case = read.case
    agent = read.names.users.get(case.agent_id or 0, "")
    return {
        "head": head_of(case, read.dossier, agent, _product(read.matter), now=now()),
        "product": _product(read.matter),
    }


def _body(read: Read) -> dict[str, Any]:
    files = read.dossier.of(StoredFile)
    photos = photos_of(read.timeline.lines, files)
    placed = {row.id for rows in photos.values() for row in rows}
    whole = _shown() is Shown.ALL and _before() is None and read.timeline.before is None
    open_promises = [row for row in read.dossier.of(Promise) if row.outcome is None]
    return {
        "days": days_of(read.timeline.lines, read.names, read.case, photos, now=now()),
        "loose_photos": [photo(row) for row in files if row.id not in placed] if whole else [],
        "promises": [
            {
                "due_at": row.due_at,
                "body": row.body,
                "clock": Deadline(row.due_at),
                "doors": _doors(read.case, row),
                "by": row.made_by_name or read.names.users.get(row.made_by_id or 0, ""),
            }
            for row in sorted(open_promises, key=lambda row: (row.due_at, row.id))
        ]
        if _before() is None
        else [],
        "sides": _claims(read),
        "verify_first": _verify_first(read),
        "accused_rang": any(line.kind is EventKind.ACCUSED_CONTACT for line in read.timeline.lines)
        and actor().is_brand,
        "tabs": _tabs(read.case),
        "earlier_url": _earlier(read),
        "newest_url": url_for("case.show", number=read.case.number, shown=_shown().value)
        if _before() is not None
        else None,
    }


def _claims(read: Read) -> list[Sides]:
    """What the dealer says beside what the customer says (C1–C3); on the newest page only."""
    if _before() is not None or not read.dossier.of(ContactClaim) + read.dossier.of(Visit):
        return []
    rows = read_both_sides(db.session(), read.dossier)
    named = {row.installer_id for row in read.dossier.of(CaseAccused)}
    accused = Accused({one: fold(read.names.installers.get(one, "")) or None for one in named})
    return sides_of(read.case, rows, accused, dict(read.names.installers), actor())


def _verify_first(read: Read) -> str:
    held = read.dossier.last(VerifyFirst) if read.case.is_open else None
    return verify_first_note(held, setting(db.session(), VERIFY_RUN)) if held else ""


def _doors(case: Case, promise: Promise) -> dict[str, str]:
    """Where a promise is settled, for whoever keeps promises (I6)."""
    if not actor().may(Permission.PROMISE_MAKE):
        return {}
    return {
        verb: url_for(f"promise.{verb}", number=case.number, promise_id=promise.id)
        for verb in ("keep", "reschedule")
    }


def _side(read: Read) -> dict[str, Any]:
    session, me, at = db.session(), actor(), now()
    case, dossier, names = read.case, read.dossier, read.names
    times = read_times(session, dossier.of(SlaClock), dossier.of(SlaPause), now=at)
    persons = read_people(session, me, _person_ids(read))
    revealed = "revealed" in request.args and was_revealed(session, me, case, now=at)
    numbers, address = read_reach(session, me, case, now=at)
    stands = (
        in_words(unmet_conditions(me, case, dossier, now=at), now=at) if me.realm in _JUDGES else []
    )
    may_reveal = bool(numbers) and not revealed and me.may(Permission.PHONE_REVEAL)
    return {
        "actions": actions_for(me, case),
        "stands": stands,
        "stands_note": how_many(stands),
        "clocks": clocks(dossier, names, times, now=at),
        "people": cards.people(
            case,
            dossier,
            numbers,
            read_contact_points(session, me, case),
            persons,
            revealed=revealed,
            masked=me.realm == "qa",
        ),
        "reveal_form": PortalForm() if may_reveal else None,
        "address": address,
        "entitlement": cards.entitlement_mark(case, dossier),
        "purchase": cards.purchase(case, read.matter, persons, _product(read.matter), now=at),
        "offers": cards.offers(dossier, names),
        "visits": cards.visits(dossier, persons),
        "calendar_url": _calendar_url(case, dossier),
        "resolution": cards.resolution(dossier, names),
        "callbacks": cards.callbacks(dossier, names),
        "tasks": cards.tasks(dossier, names, now=at),
        "parts": cards.parts(dossier, now=at),
        "merges": cards.merges(
            case, dossier, read_numbers_of_cases(session, me, dossier.of(Merge))
        ),
        "linked": linked_cases(case, read_linked_cases(session, me, case)),
        "outside": cards.outside(dossier),
        "similar_url": url_for("similar_cases.show", number=case.number)
        if me.may(Permission.SIMILAR_READ)
        else "",
        "flags": [*stall_flag(case, me, now=at), *_doubts(case, dossier)],
    }


def _doubts(case: Case, dossier: Dossier) -> list[dict[str, Any]]:
    """What speaks against the dealer's words (I4): the brand's.

    The similar cases themselves come a moment later: comparing takes as long as the page.
    """
    words = [
        word for word in dossier.of(DealerWord) if case.is_open and word.dealer_id == case.dealer_id
    ]
    if not words or not actor().may(Permission.SIMILAR_READ):
        return []
    similar = similar_to(db.session(), actor(), case)
    return doubts(words, similar, looked=dossier.last(Visit) is not None)


def _person_ids(read: Read) -> list[int | None]:
    found: list[int | None] = [row.installer_id for row in read.dossier.of(CaseAccused)]
    found += [row.installer_id for row in read.dossier.of(DispatchPerson)]
    if read.matter.purchase is not None:
        found.append(read.matter.purchase.installer_id)
    return found


def _calendar_url(case: Case, dossier: Dossier) -> str:
    """Where there is a visit to come, for the reader's own calendar."""
    planned = any(row.state is DispatchState.PLANNED for row in dossier.of(Dispatch))
    return url_for("appointment.show", number=case.number) if planned else ""


def _product(matter: Matter) -> str:
    product = matter.product
    if product is None:
        return ""
    names = {"zh_Hans": product.name_zh_hans, "zh_Hant": product.name_zh_hant}
    return names.get(chosen_locale(), product.name_en)


def _shown() -> Shown:
    asked = request.args.get("shown", "")
    return Shown(asked) if asked in list(Shown) else Shown.ALL


def _before() -> int | None:
    return number_asked(request.args.get("before"))


def _tabs(case: Case) -> list[dict[str, Any]]:
    labels = {
        Shown.ALL: _("All"),
        Shown.CUSTOMER: _("Customer"),
        Shown.CLAIMS: _("Claims"),
        Shown.SYSTEM: _("System"),
    }
    return [
        {
            "url": url_for("case.show", number=case.number, shown=shown.value, _anchor="timeline"),
            "label": label,
            "current": shown is _shown(),
        }
        for shown, label in labels.items()
    ]


def _earlier(read: Read) -> str | None:
    if read.timeline.before is None:
        return None
    return url_for(
        "case.show",
        number=read.case.number,
        shown=_shown().value,
        before=read.timeline.before,
        _anchor="timeline",
    )
