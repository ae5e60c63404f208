"""A dealer's person decides out of a message, without signing in: `/o/<token>` (O1, O2).

A GET changes nothing: mail servers open what they deliver. The POST acts as the person for whom
the link was made, on that one offer, once. Nobody is signed in by it.
"""

from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Response, abort, flash, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from models import DeclineReason, LinkPurpose, OfferLink
from portal.access.actors import Actor
from portal.accounts.throttle import count_attempt
from portal.cases.accept import accept_offer
from portal.cases.decline import decline_offer
from portal.cases.hand_back import hand_back_case
from portal.cases.offer_links import find_offer_link, read_linked_offer, use_offer_link
from portal.errors import NotFoundError, PortalError, ThrottledError
from portal.infra import db
from portal.web.forms import CaseForm, choices_of
from portal.web.guard import public
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form
from portal.web.signin import network_address

bp = Blueprint("offer_link", __name__)
URL = "/o/<token>"
WHY = "The token in the address stands for one person of the dealer and one offer, once."


class AcceptForm(CaseForm):
    """One button."""


class LinkReasonForm(CaseForm):
    """Why."""

    reason = TextAreaField(
        _l("Reason"), validators=[InputRequired(_l("Say why")), Length(max=2000)]
    )


class LinkDeclineForm(LinkReasonForm):
    """Which sort of reason, and in words."""

    reason_code = RadioField(
        _l("What stands against it"),
        choices=choices_of(DeclineReason),
        validators=[InputRequired(_l("Choose what stands against it"))],
    )


Act = Callable[[Actor, OfferLink, Any], None]
FORMS: Final[dict[LinkPurpose, dict[str, type[CaseForm]]]] = {
    LinkPurpose.ANSWER: {"accept": AcceptForm, "decline": LinkDeclineForm},
    LinkPurpose.HAND_BACK: {"hand_back": LinkReasonForm},
}


@bp.after_request
def tell_nobody(answer: Response) -> Response:
    """The address is a key: no other site learns it, no search engine keeps it."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@bp.get("/o/done")
@public("says thank you, and of nothing")
def done() -> ResponseReturnValue:
    return render_template("offer_link/done.html")


@bp.get(URL)
@public(WHY)
def show(token: str) -> ResponseReturnValue:
    link, _actor = _act_as_holder(token)
    return _page(token, link)


@bp.post(f"{URL}/accept")
@public(WHY)
def accept_submit(token: str) -> ResponseReturnValue:
    return _send(token, AcceptForm(prefix="accept"), _accept)


@bp.post(f"{URL}/decline")
@public(WHY)
def decline_submit(token: str) -> ResponseReturnValue:
    return _send(token, LinkDeclineForm(prefix="decline"), _decline)


@bp.post(f"{URL}/hand-back")
@public(WHY)
def hand_back_submit(token: str) -> ResponseReturnValue:
    return _send(token, LinkReasonForm(prefix="hand_back"), _hand_back)


def _act_as_holder(token: str) -> tuple[OfferLink, Actor]:
    """The link and the person; a wrong one and one that has run out look the same."""
    session = db.session()
    found = find_offer_link(session, token, now=now())
    if found is None:
        abort(404)
    link, holder = found
    g.actor = holder
    session.info["now"] = now()
    db.act_as(session, holder.identity)
    return link, holder


def _send(token: str, form: Any, act: Act) -> ResponseReturnValue:
    late = _count(token)
    link, holder = _act_as_holder(token)
    if not form.validate():
        return _page(token, link, form, 422)
    try:
        if late is not None:
            raise late
        return take_once(form, lambda: _done(holder, link, form, act))
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return _page(token, link, form, error.status)


def _count(token: str) -> ThrottledError | None:
    """Counted first and kept, whatever becomes of it."""
    session = db.session()
    try:
        count_attempt(
            session,
            name=f"offer-link:{token}",
            address=f"link:{network_address()}",
            now=now(),
            code="link_throttled",
        )
    except ThrottledError as error:
        return error
    finally:
        session.commit()
    return None


def _done(holder: Actor, link: OfferLink, form: Any, act: Act) -> str:
    act(holder, link, form)
    return url_for("offer_link.done")


def _accept(holder: Actor, link: OfferLink, form: AcceptForm) -> None:
    found = use_offer_link(db.session(), holder, link, LinkPurpose.ANSWER, now=now())
    accept_offer(db.session(), holder, found.case.id, version=form.version.data, now=now())
    flash(
        _("You have accepted %(number)s. Ring the customer next.", number=found.case.number), "ok"
    )


def _decline(holder: Actor, link: OfferLink, form: LinkDeclineForm) -> None:
    found = use_offer_link(db.session(), holder, link, LinkPurpose.ANSWER, now=now())
    number = found.case.number
    decline_offer(
        db.session(), holder, found.case.id,
        DeclineReason(form.reason_code.data), form.reason.data or "",
        version=form.version.data, now=now(),
    )  # fmt: skip
    flash(_("%(number)s is back with the hotline.", number=number), "ok")


def _hand_back(holder: Actor, link: OfferLink, form: LinkReasonForm) -> None:
    found = use_offer_link(db.session(), holder, link, LinkPurpose.HAND_BACK, now=now())
    number = found.case.number
    hand_back_case(
        db.session(), holder, found.case.id, form.reason.data or "",
        version=form.version.data, now=now(),
    )  # fmt: skip
    flash(_("%(number)s is back with the hotline.", number=number), "ok")


def _page(
    token: str, link: OfferLink, sent: CaseForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """The offer and what can be decided; where nothing is left to decide, that and no more."""
    try:
        found = read_linked_offer(db.session(), g.actor, link)
    except NotFoundError:
        return render_template("offer_link/gone.html"), 410
    forms = {}
    for name, kind in FORMS[found.purpose].items():
        mine = sent is not None and sent._prefix == f"{name}-"
        forms[name] = sent if mine else kind(formdata=None, prefix=name, version=found.case.version)
    if found.compulsory:
        forms.pop("decline", None)
    page = render_template(
        "offer_link/show.html",
        case=found.case,
        holder=g.actor.name,
        forms=forms,
        failed=sent,
        urls={name: url_for(f"offer_link.{name}_submit", token=token) for name in forms},
        case_url=url_for("case.show", number=found.case.number),
    )
    return page, status
