"""The customer's own page, without an account: `/t/<token>` (screens, K6, K9).

Nobody is signed in here. The token is looked up in the sign-in realm; from then on the database
sees the link and shows it one case. A GET changes nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from flask import Blueprint, Response, abort, current_app, flash, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import CaseStatus, ContactPoint, Locale
from portal.access.actors import Actor
from portal.accounts.throttle import count_attempt
from portal.cases.link_photos import photos_of_link
from portal.cases.link_view import LinkView, read_link_view
from portal.cases.links import find_link, forgive_tries, take_try
from portal.cases.withdraw import object_by_link, withdraw_by_link
from portal.contacts.read import numbers_for_customer
from portal.errors import PortalError, RefusedError, ThrottledError
from portal.i18n import formats
from portal.i18n.words import word
from portal.infra import db
from portal.infra.identity import SIGNIN
from portal.notices.appointments import Method
from portal.notices.visits import visit_file
from portal.settings.known import REOPEN_DAYS
from portal.settings.read import setting
from portal.web.calendar_answer import calendar_answer
from portal.web.customer.forms import PLACES, DigitsForm, WithdrawForm, forms_on
from portal.web.guard import public
from portal.web.language import chosen_locale
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form
from portal.web.signin import network_address
from portal.web.whole_address import whole_address

bp = Blueprint("customer_link", __name__)
URL = "/t/<token>"
WHY = "The token in the address is the key; whoever holds it sees one case and no more."

S = CaseStatus
NEXT: Final[Mapping[CaseStatus, Any]] = {
    S.TRIAGE: _l("We choose who looks after it"),
    S.OFFERED: _l("A store is asked to take it over"),
    S.ACCEPTED: _l("The store contacts you"),
    S.CONTACTED: _l("The store agrees on a visit with you"),
    S.SCHEDULED: _l("Somebody comes to you"),
    S.VISITED: _l("The store finishes the repair and reports to us"),
    S.RESOLVED: _l("We ring you ourselves and ask whether it is settled"),
    S.CLOSED: _l("It is settled. If it is not, ring us within %(days)s days"),
    S.UNREACHABLE: _l("We could not reach you. Ring us, and it goes on"),
    S.FINAL_POSITION: _l("We wrote to you what we can do. Ring us with any question"),
    S.WITHDRAWN: _l("It ended at your wish. Ring us if it should go on"),
    S.MERGED: _l("It goes on together with your other case"),
    S.CLOSED_ELSEWHERE: _l("It ended elsewhere. Ring us if it is not settled"),
}


class Photo(NamedTuple):
    """A photo of the case, small, and when it came."""

    url: str
    when: str


class Line(NamedTuple):
    """One of the three lines."""

    image: str
    name: str
    value: str


@bp.after_request
def tell_nobody(answer: Response) -> Response:
    """The address is a key: no other site learns it, no search engine keeps it."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@bp.get(URL)
@public(WHY)
def show(token: str) -> ResponseReturnValue:
    act_as(holder_of(token))
    return page(token)


@bp.get(f"{URL}/appointment.ics")
@public(WHY)
def appointment(token: str) -> ResponseReturnValue:
    """The visit that is planned, for the calendar on the customer's phone."""
    act_as(holder_of(token))
    visit = read_link_view(db.session(), g.actor).visit
    if visit is None:
        abort(404)
    content = visit_file(
        db.session(), visit, Method.PUBLISH,
        locale=Locale(chosen_locale()), base_url=current_app.config["BASE_URL"],
        url=whole_address("customer_link.show", token=token), now=now(),
    )  # fmt: skip
    return calendar_answer(content)


@bp.post(f"{URL}/withdraw")
@public(WHY)
def withdraw_submit(token: str) -> ResponseReturnValue:
    return send(token, WithdrawForm(prefix="withdraw"), _withdraw)


@bp.post(f"{URL}/not-me")
@public(WHY)
def object_submit(token: str) -> ResponseReturnValue:
    return send(token, DigitsForm(prefix="notme"), _object)


def holder_of(token: str) -> Actor:
    """The link behind the token; a wrong, an expired and a revoked one look the same."""
    link = find_link(db.session(), token, now=now())
    if link is None:
        abort(404)
    return Actor.of_link(link.id, link.case_id)


def act_as(holder: Actor) -> None:
    g.actor = holder
    session = db.session()
    session.info["now"] = now()
    db.act_as(session, holder.identity)


def send(token: str, form: Any, act: Callable[[Actor, Any], None]) -> ResponseReturnValue:
    """Take what was said, once; whoever presses without end is asked to wait."""
    holder = holder_of(token)
    if not form.validate():
        act_as(holder)
        return page(token, form), 422
    left = _take_try(holder, form)
    act_as(holder)
    try:
        if left is not None:
            raise left
        answer = take_once(form, lambda: _done(token, holder, form, act))
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return page(token, form), error.status
    if isinstance(form, DigitsForm):
        db.act_as(db.session(), SIGNIN)
        forgive_tries(db.session(), holder.link_id or 0)
        db.session().commit()
    return answer


def _take_try(holder: Actor, form: Any) -> PortalError | None:
    """Counted before it is looked at, whatever becomes of it: a rollback gives nothing back."""
    session = db.session()
    try:
        count_attempt(
            session,
            name=holder.label,
            address=f"link:{network_address()}",
            now=now(),
            code="link_throttled",
        )
        if isinstance(form, DigitsForm) and not take_try(session, holder.link_id or 0):
            return RefusedError("no_tries_left", field="last_four")
    except ThrottledError as error:
        return error
    finally:
        session.commit()
    return None


def _done(token: str, holder: Actor, form: Any, act: Callable[[Actor, Any], None]) -> str:
    act(holder, form)
    return url_for("customer_link.show", token=token)


def _withdraw(holder: Actor, form: WithdrawForm) -> None:
    made = withdraw_by_link(
        db.session(), holder, form.reason.data or "", form.last_four.data or "", now=now()
    )
    until = formats.near(made.ends_at, now=now())
    flash(_("You withdrew. You can take that back until %(until)s.", until=until), "ok")


def _object(holder: Actor, form: DigitsForm) -> None:
    object_by_link(db.session(), holder, form.last_four.data or "", now=now())
    flash(_("Thank you. The withdrawal has fallen, and we go on."), "ok")


def page(token: str, sent: Any = None) -> str:
    """The whole page; `sent` is the form that was not taken, with what was typed."""
    view = read_link_view(db.session(), g.actor)
    return render_template(
        "link/show.html",
        view=view,
        lines=_lines(view),
        forms=forms_on(view, sent),
        urls={place.name: url_for(place.endpoint, token=token) for place in PLACES},
        failed=sent,
        claimed=_claimed(view),
        came=_came(view),
        numbers=_numbers(view),
        photos=_photos(token),
        calendar_url=url_for("customer_link.appointment", token=token) if view.visit else "",
    )


def _photos(token: str) -> list[Photo]:
    return [
        Photo(
            url_for("link_says.photo", token=token, file_id=one.id),
            formats.near(one.added_at, now=now()),
        )
        for one in photos_of_link(db.session(), g.actor)
    ]


def _numbers(view: LinkView) -> Sequence[ContactPoint]:
    if not view.case.is_open:
        return []
    return numbers_for_customer(db.session(), g.actor)


def _claimed(view: LinkView) -> str:
    """What the dealer says of a contact; who is asked about it reads it first."""
    claim = view.contact
    if claim is None:
        return ""
    return str(
        _(
            "%(dealer)s tells us that it reached you %(when)s (%(how)s, %(who)s).",
            dealer=view.dealer or _("The store"),
            when=formats.near(claim.contacted_at, now=now()),
            how=word(claim.how),
            who=claim.caller_name or word(claim.caller_role),
        )
    )


def _came(view: LinkView) -> str:
    if view.came is None:
        return ""
    return str(
        _(
            "%(dealer)s tells us that somebody was at your home %(when)s.",
            dealer=view.dealer or _("The store"),
            when=formats.near(view.came.checked_in_at, now=now()),
        )
    )


def _next(status: CaseStatus) -> str:
    days = setting(db.session(), REOPEN_DAYS) if status is S.CLOSED else None
    return str(NEXT[status]) % {"days": days}


def _lines(view: LinkView) -> list[Line]:
    lines = [Line("house-check", _("What happens next"), _next(view.case.status))]
    if view.case.is_open:
        lines += [
            _by_when(view),
            Line("person", _("Who"), view.dealer or _("Our own hotline")),
        ]
    return lines


def _by_when(view: LinkView) -> Line:
    """A time that has passed is said to have passed: nobody is told to wait for yesterday."""
    if view.by is None or view.by > now():
        return Line("clock", _("By when"), _when(view))
    late = _("%(when)s. That is late; we have been told and are after it.", when=_when(view))
    return Line("exclamation-circle", _("Was to be by"), late)


def _when(view: LinkView) -> str:
    if view.window is not None:
        start, end = view.window
        return f"{formats.near(start, now=now())}–{formats.clock_time(end)}"
    return formats.near(view.by, now=now()) if view.by else _("As soon as we can")
