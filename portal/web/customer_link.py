"""The customer's own page, without an account: `/t/<token>` (screens, K6, K9).

Nobody is signed in here. The token is looked up in the sign-in realm; from then on the database
sees the link and shows it one case. A GET changes nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from flask import Blueprint, Response, abort, flash, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from models import CaseStatus
from portal.access.actors import Actor
from portal.cases.link_view import LinkView, read_link_view
from portal.cases.links import find_link, forgive_tries, take_try
from portal.cases.withdraw import object_by_link, withdraw_by_link
from portal.errors import PortalError, RefusedError
from portal.i18n import formats
from portal.infra import db
from portal.infra.identity import SIGNIN
from portal.settings.known import REOPEN_DAYS
from portal.settings.read import setting
from portal.web.forms import PortalForm
from portal.web.guard import public
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form

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


class Line(NamedTuple):
    """One of the three lines."""

    image: str
    name: str
    value: str


class DigitsForm(PortalForm):
    """Links get forwarded; the digits do not (domain K9)."""

    last_four = StringField(
        _l("Last four digits of your phone number"),
        validators=[
            InputRequired(_l("Enter the four digits")),
            Regexp(r"^\d{4}$", message=_l("Four digits, please")),
        ],
        render_kw={"inputmode": "numeric", "maxlength": "4"},
    )


class WithdrawForm(DigitsForm):
    """Why it need not go on."""

    reason = TextAreaField(
        _l("Why do you withdraw?"),
        validators=[InputRequired(_l("A word is enough")), Length(max=2000)],
    )


@bp.after_request
def tell_nobody(answer: Response) -> Response:
    """The address is a key: no other site learns it, no search engine keeps it."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@bp.get(URL)
@public(WHY)
def show(token: str) -> ResponseReturnValue:
    _act_as(_holder(token))
    return _page(token)


@bp.post(f"{URL}/withdraw")
@public(WHY)
def withdraw_submit(token: str) -> ResponseReturnValue:
    return _send(token, WithdrawForm(prefix="withdraw"), _withdraw)


@bp.post(f"{URL}/not-me")
@public(WHY)
def object_submit(token: str) -> ResponseReturnValue:
    return _send(token, DigitsForm(prefix="notme"), _object)


def _holder(token: str) -> Actor:
    """The link behind the token; a wrong, an expired and a revoked one look the same."""
    link = find_link(db.session(), token, now=now())
    if link is None:
        abort(404)
    return Actor.of_link(link.id, link.case_id)


def _act_as(holder: Actor) -> None:
    g.actor = holder
    session = db.session()
    session.info["now"] = now()
    db.act_as(session, holder.identity)


def _send(
    token: str, form: DigitsForm, act: Callable[[Actor, DigitsForm], None]
) -> ResponseReturnValue:
    holder = _holder(token)
    if not form.validate():
        _act_as(holder)
        return _page(token, form), 422
    # The try is used up whatever becomes of it: a rollback must not give it back.
    left = take_try(db.session(), holder.link_id or 0)
    db.session().commit()
    _act_as(holder)
    try:
        if not left:
            raise RefusedError("no_tries_left", field="last_four")
        answer = take_once(form, lambda: _done(token, holder, form, act))
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return _page(token, form), error.status
    db.act_as(db.session(), SIGNIN)
    forgive_tries(db.session(), holder.link_id or 0)
    db.session().commit()
    return answer


def _done(
    token: str, holder: Actor, form: DigitsForm, act: Callable[[Actor, DigitsForm], None]
) -> str:
    act(holder, form)
    return url_for("customer_link.show", token=token)


def _withdraw(holder: Actor, form: DigitsForm) -> None:
    reason = (form.reason.data or "") if isinstance(form, WithdrawForm) else ""
    withdraw_by_link(db.session(), holder, reason, form.last_four.data or "", now=now())
    flash(_("You withdrew. You can take that back for 7 days."), "ok")


def _object(holder: Actor, form: DigitsForm) -> None:
    object_by_link(db.session(), holder, form.last_four.data or "", now=now())
    flash(_("Thank you. The withdrawal has fallen, and we go on."), "ok")


def _page(token: str, sent: DigitsForm | None = None) -> str:
    view = read_link_view(db.session(), g.actor)
    withdraw = sent if isinstance(sent, WithdrawForm) else _new(WithdrawForm, "withdraw")
    not_me = sent if sent is not None and sent is not withdraw else _new(DigitsForm, "notme")
    return render_template(
        "link/show.html",
        view=view,
        lines=_lines(view),
        withdraw=withdraw if view.case.is_open and view.withdrawal is None else None,
        not_me=not_me if view.withdrawal is not None else None,
        failed=sent,
        withdraw_url=url_for("customer_link.withdraw_submit", token=token),
        object_url=url_for("customer_link.object_submit", token=token),
    )


def _new(kind: type[DigitsForm], prefix: str) -> DigitsForm:
    return kind(formdata=None, prefix=prefix)


def _next(status: CaseStatus) -> str:
    days = setting(db.session(), REOPEN_DAYS) if status is S.CLOSED else None
    return str(NEXT[status]) % {"days": days}


def _lines(view: LinkView) -> list[Line]:
    lines = [Line("house-check", _("What happens next"), _next(view.case.status))]
    if view.case.is_open:
        lines += [
            Line("clock", _("By when"), _when(view)),
            Line("person", _("Who"), view.dealer or _("Our own hotline")),
        ]
    return lines


def _when(view: LinkView) -> str:
    if view.window is not None:
        start, end = view.window
        return f"{formats.near(start, now=now())}–{formats.clock_time(end)}"
    return formats.near(view.by, now=now()) if view.by else _("As soon as we can")
