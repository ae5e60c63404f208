"""The side cards of a case: people, purchase, offers, visits, resolution and the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import (
    Callback,
    Case,
    CaseAccused,
    ContactKind,
    ContactPoint,
    Customer,
    Dispatch,
    DispatchPerson,
    Entitlement,
    EntitlementKind,
    Merge,
    Offer,
    OutsideResult,
    PartOrder,
    Resolution,
    Standing,
    Task,
)
from portal.cases.rows_of_case import Dossier
from portal.cases.surroundings import Matter, Number, Person
from portal.cases.timeline import Names
from portal.i18n import formats, phones
from portal.i18n.words import word
from portal.infra.phones import mask_phone
from portal.warranty.entitlement import judge
from portal.web.cases.page import customer_name
from portal.web.filters import day, moment
from portal.web.looks import look
from portal.web.shown_address import shown_address

SHARES: Final = (
    ("share_brand", _l("Brand")),
    ("share_dealer", _l("Dealer")),
    ("share_installer", _l("Installer")),
    ("share_customer", _l("Customer")),
    ("share_third_party", _l("Third party")),
)
BARRED: Final = frozenset({Standing.HELD, Standing.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Mark:
    """An icon and a word in a tone, as the macro `mark` takes them."""

    label: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a card: a name with its mark, and lines below it."""

    title: str
    mark: Mark | None = None
    lines: list[str] = field(default_factory=list)
    url: str | None = None
    struck: bool = False
    vacant: str = ""
    numeric: str = ""


def people(
    case: Case,
    dossier: Dossier,
    numbers: Sequence[Number],
    points: Sequence[ContactPoint],
    persons: Mapping[int, Person],
    *,
    revealed: bool,
    masked: bool,
) -> list[Entry]:
    """The customer, the dealer's contact points, and the installers with their standing."""
    account = Mark(_("Key account"), "soon", "star-fill") if _is_key(case) else None
    customer = Entry(
        customer_name(case),
        account,
        [_number(number, revealed) for number in numbers] or [_("customer")],
    )
    accused = {row.installer_id for row in dossier.of(CaseAccused)}
    return [
        customer,
        *(_point(point, case, masked) for point in points),
        *(_person(person, person.id in accused) for person in persons.values()),
        *_unnamed(accused - persons.keys()),
    ]


def _number(number: Number, revealed: bool) -> str:
    if number.normal is None or number.spelled is None:
        shown = _("…%(digits)s", digits=number.last4)
    else:
        shown = phones.spaced(number.spelled) if revealed else mask_phone(number.normal)
    return f"{shown} · {number.whose}" if number.whose else shown


def _point(point: ContactPoint, case: Case, masked: bool) -> Entry:
    shown = look(point.state)
    is_phone = point.kind is ContactKind.PHONE
    spelled = phones.spaced(point.spelled) if is_phone else shown_address(point.spelled)
    dealer = case.dealer.name if case.dealer else ""
    return Entry(
        _("%(dealer)s · %(label)s", dealer=dealer, label=point.label),
        Mark(word(point.state), shown.tone, shown.icon),
        numeric=mask_phone(point.normal) if masked and is_phone else spelled,
        struck=point.state.value == "dead",
        vacant=point.spelled
        if point.kind is ContactKind.PHONE and not masked and point.state.value != "dead"
        else "",
    )


def _person(person: Person, accused: bool) -> Entry:
    shown = look(person.standing)
    role = _("installer, named in the complaint") if accused else _("installer")
    if accused and person.standing not in BARRED:
        return Entry(person.name, Mark(_("named"), "soon", "person-exclamation"), [role])
    return Entry(person.name, Mark(word(person.standing), shown.tone, shown.icon), [role])


def _unnamed(ids: set[int]) -> list[Entry]:
    """Somebody is complained of whom this reader does not know."""
    if not ids:
        return []
    mark = Mark(_("named"), "soon", "person-exclamation")
    return [Entry(_("Another dealer’s installer"), mark, [_("named in the complaint")])]


def entitlement_mark(case: Case, dossier: Dossier) -> Mark | None:
    """Why it is owed, or that it is not (E1)."""
    standing = next((e for e in dossier.of(Entitlement) if e.id == case.entitlement_id), None)
    if standing is None:
        return None
    kind = word(standing.kind)
    if standing.kind is EntitlementKind.NONE:
        return Mark(kind, "lock", "lock-fill")
    if standing.kind is EntitlementKind.UNPROVEN:
        return Mark(kind, "soon", "question-circle")
    if standing.until is None:
        return Mark(_("Owed: %(kind)s", kind=kind), "ok", "shield-check")
    # Kept as the first instant that is not covered; people are told the last day that is.
    last = day(formats.local_day(standing.until) - timedelta(days=1))
    return Mark(_("Owed: %(kind)s, until %(day)s", kind=kind, day=last), "ok", "shield-check")


def purchase(
    case: Case, matter: Matter, persons: Mapping[int, Person], product: str, *, now: datetime
) -> list[tuple[str, str]]:
    """What was bought, installed and proven, by names and values."""
    bought = matter.purchase
    facts = [(_("Product"), product)]
    if bought is None:
        return [*facts, (_("Purchase"), _("none on record"))]
    installer = persons.get(bought.installer_id or 0)
    facts += [
        (_("Place"), bought.place),
        (_("Bought"), _joined(_date(bought.bought_on), matter.store, matter.salesperson)),
        (_("Installed"), _joined(_date(bought.installed_on), installer and installer.name)),
        (_("Taken over"), _date(bought.accepted_on)),
        (_("Order"), bought.order_number),
        (_("Proof"), _proof(case, matter, now)),
    ]
    return [(name, value) for name, value in facts if value]


def _proof(case: Case, matter: Matter, now: datetime) -> str:
    """Nobody may ask for an expert's report before our own inspection (I7)."""
    today = formats.local_day(now)
    found = judge(matter.purchase, matter.product, matter.symptom, damage_alleged=False, on=today)
    until = found.proof_ours_until
    if until is None:
        return ""
    last = day(until)
    if until >= formats.local_day(case.first_heard_at):
        return str(_("Ours until %(day)s. No expert’s report before our own look.", day=last))
    return str(_("Was ours until %(day)s. No expert’s report before our own look.", day=last))


def offers(dossier: Dossier, names: Names) -> list[Entry]:
    """Every sending of the case, the newest first (O2)."""
    return [_offer(row, names) for row in reversed(dossier.of(Offer))]


def _offer(row: Offer, names: Names) -> Entry:
    shown = look(row.state)
    lines = [_span(row.made_at, row.answered_at)]
    if row.reason_code:
        lines.append(_joined(word(row.reason_code), row.reason))
    if row.release:
        lines.append(_joined(word(row.release), row.release_reason))
    if row.compulsory:
        lines.append(_("Compulsory, by a supervisor’s word"))
    name = names.dealers.get(row.dealer_id) or _("dealer")
    return Entry(name, Mark(word(row.state), shown.tone, shown.icon), lines)


def visits(dossier: Dossier, persons: Mapping[int, Person]) -> list[Entry]:
    """Every appointment, also those that were moved (D2), the newest first."""
    sent: dict[int, list[int]] = {}
    for row in dossier.of(DispatchPerson):
        sent.setdefault(row.dispatch_id, []).append(row.installer_id)
    found = []
    for dispatch in reversed(dossier.of(Dispatch)):
        shown = look(dispatch.state)
        who = formats.listing(
            persons[one].name for one in sent.get(dispatch.id, ()) if one in persons
        )
        when = f"{moment(dispatch.window_start)}–{formats.clock_time(dispatch.window_end)}"
        lines = [
            part for part in (_joined(word(dispatch.purpose), who), dispatch.end_reason) if part
        ]
        mark = Mark(word(dispatch.state), shown.tone, shown.icon)
        found.append(Entry(when, mark, lines))
    return found


def resolution(dossier: Dossier, names: Names) -> list[tuple[str, Any]]:
    """What was done, who bears it, in shares of a hundred (R1)."""
    row = dossier.last(Resolution)
    if row is None or row.ended_at is not None:
        return []
    shares = [f"{label} {getattr(row, column)}" for column, label in SHARES if getattr(row, column)]
    facts = [
        (_("What was done"), row.what),
        (_("Cause"), row.root_cause),
        (_("Cost"), _joined(formats.money(row.cost), word(row.cost_bearer)) if row.cost else ""),
        (_("Shares"), _joined(formats.listing(shares), row.share_reason)),
        (_("Customer"), word(row.customers_word)),
        (_("Amount claimed"), formats.money(row.claimed) if row.claimed else ""),
        (_("Amount granted"), formats.money(row.granted) if row.granted else ""),
        (_("By whom"), _joined(names.users.get(row.resolved_by_id), moment(row.made_at))),
    ]
    return [(name, value) for name, value in facts if value]


def callbacks(dossier: Dossier, names: Names) -> list[Entry]:
    """Our calls after the resolution, the newest first (K1)."""
    found = []
    for row in reversed(dossier.of(Callback)):
        shown = look(row.outcome)
        lines = [_joined(moment(row.made_at), names.users.get(row.made_by_id))]
        if row.treated:
            lines.append(_("Treated: %(mark)s of 5", mark=row.treated))
        if row.pressed:
            lines.append(_("Somebody pressed them"))
        if row.later_at:
            lines.append(_("Asked to be called %(when)s", when=moment(row.later_at)))
        found.append(Entry(word(row.outcome), Mark("", shown.tone, shown.icon), lines))
    return found


def tasks(dossier: Dossier, names: Names, *, now: datetime) -> list[Entry]:
    """What the case has left to do, the open ones first."""
    rows = sorted(dossier.of(Task), key=lambda row: (row.done_at is not None, row.due_at, row.id))
    found = []
    for row in rows:
        owner = names.users.get(row.owner_id or 0) or names.dealers.get(row.dealer_id or 0)
        late = row.done_at is None and row.due_at <= now
        if row.done_at is not None:
            mark = Mark(_("done"), "ok", "check-circle")
        else:
            due = formats.near(row.due_at, now=now)
            mark = Mark(due, "breach" if late else "neutral", "clock")
        kind, whose = word(row.kind), owner or _("hotline")
        # One that the portal sets itself has no words of anybody's: its kind says it.
        lines = [_joined(kind, whose) if row.title else whose, row.outcome]
        found.append(Entry(row.title or kind, mark, [line for line in lines if line]))
    return found


def parts(dossier: Dossier, *, now: datetime) -> list[Entry]:
    """Parts on their way: our delay, never a pause (T4)."""
    today = formats.local_day(now)
    found = []
    for row in dossier.of(PartOrder):
        if row.arrived_at is not None:
            mark = Mark(_("arrived"), "ok", "box")
        elif row.promised_on is None:
            mark = Mark(_("no date yet"), "soon", "question-circle")
        else:
            mark = Mark(
                day(row.promised_on), "breach" if row.promised_on < today else "neutral", "truck"
            )
        payer = _("paid by: %(payer)s", payer=word(row.payer))
        found.append(Entry(row.what, mark, [_joined(row.supplier, payer)]))
    return found


def merges(case: Case, dossier: Dossier, numbers: Mapping[int, str]) -> list[Entry]:
    """The cases that this one went into, or that came into it (K7)."""
    found = []
    for row in dossier.of(Merge):
        gone = row.case_id == case.id
        number = numbers.get(row.into_case_id if gone else row.case_id)
        if number:
            says = _("this case was merged into it") if gone else _("was merged into this case")
            url = url_for("case.show", number=number)
            found.append(Entry(number, None, [_joined(says, day(row.made_at))], url))
    return found


def outside(dossier: Dossier) -> list[tuple[str, Any]]:
    """How it ended elsewhere, as the outside said; never our callback (K2)."""
    row = dossier.last(OutsideResult)
    if row is None:
        return []
    facts = [
        (_("Source"), row.source),
        (_("Kind"), row.kind),
        (_("Industry"), row.industry),
        (_("Business"), row.business),
        (_("Started"), _date(row.started_on)),
        (_("Closed"), _date(row.closed_on)),
        (_("Result"), row.result),
        (_("Satisfied"), word(row.satisfaction)),
        (_("Amount granted"), formats.money(row.granted) if row.granted else ""),
    ]
    return [(name, value) for name, value in facts if value]


def _date(on: Any) -> str:
    return day(on) if on else ""


def _span(start: datetime, end: datetime | None) -> str:
    if end is None:
        return moment(start)
    same = formats.local_day(start) == formats.local_day(end)
    return f"{moment(start)} → {formats.clock_time(end) if same else moment(end)}"


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _is_key(case: Case) -> bool:
    known: Customer | None = case.customer
    return known is not None and known.key_account
