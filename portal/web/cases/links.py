"""The customer's link: issue one, see which are valid, revoke one."""

from flask import Blueprint, flash, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import RadioField
from wtforms.validators import InputRequired

from models import Case, CustomerLink, SentBy
from portal.access.permissions import Permission
from portal.cases.links import issue_link, revoke_link
from portal.errors import NotFoundError
from portal.infra import db
from portal.web.cases.page import case_on_page
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm, choices_of
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.whole_address import whole_address

bp = Blueprint("links", __name__)
URL = "/cases/<number>/links"
SHOWN_ONCE = "issued_link"
MOST = 20

WORDS = Words(
    title=_l("The customer’s link"),
    explain=_l("A page without an account: what happens next, by when, who. The address is shown"
               " once, here; send it only to the customer."),
    button=_l("Make a link"),
    image="link-45deg",
)  # fmt: skip


class LinkForm(CaseForm):
    """How it reaches the customer."""

    sent_by = RadioField(
        _l("How do you send it?"),
        choices=choices_of(SentBy),
        validators=[InputRequired(_l("Choose one"))],
    )


@bp.get(URL)
@requires(Permission.LINK_ISSUE)
def show(number: str) -> ResponseReturnValue:
    return _page(case_on_page(number), LinkForm(formdata=None))


@bp.post(URL)
@requires(Permission.LINK_ISSUE)
def submit(number: str) -> ResponseReturnValue:
    return send(number, LinkForm(), _issue, _page)


@bp.post(f"{URL}/<int:link_id>/revoke")
@requires(Permission.LINK_ISSUE)
def revoke_submit(number: str, link_id: int) -> ResponseReturnValue:
    return send(
        number,
        CaseForm(),
        lambda case, _form: _revoke(case, link_id),
        lambda case, form: _page(case, LinkForm(formdata=None), form),
    )


def _issue(case: Case, form: LinkForm) -> str:
    issued = issue_link(db.session(), actor(), case.id, SentBy(form.sent_by.data), now=now())
    # The table keeps a digest only; the agent's own browser holds the address until it is shown.
    cookie[SHOWN_ONCE] = {"case": case.id, "token": issued.token}
    return url_for("links.show", number=case.number)


def _revoke(case: Case, link_id: int) -> str:
    link = db.session().get(CustomerLink, link_id)
    if link is None or link.case_id != case.id:
        raise NotFoundError("customer_link")
    revoke_link(db.session(), actor(), link_id, now=now())
    flash(_("The link leads nowhere any more."), "ok")
    return url_for("links.show", number=case.number)


def _page(case: Case, form: LinkForm, click: CaseForm | None = None) -> str:
    links = db.session().scalars(
        select(CustomerLink)
        .where(CustomerLink.case_id == case.id)
        .order_by(CustomerLink.id.desc())
        .limit(MOST)
    )
    return verb_page(
        case,
        form,
        WORDS,
        "cases/links.html",
        address=_address_once(case),
        links=[(one, _state(one), _how(one)) for one in links],
        click=click or CaseForm(formdata=None),
    )


def _address_once(case: Case) -> str:
    issued = cookie.get(SHOWN_ONCE)
    if not issued or issued["case"] != case.id:
        return ""
    cookie.pop(SHOWN_ONCE)
    return whole_address("customer_link.show", token=issued["token"])


def _state(link: CustomerLink) -> str:
    if link.revoked_at is not None:
        return "revoked"
    return "valid" if link.expires_at > now() else "expired"


def _how(link: CustomerLink) -> SentBy | None:
    return SentBy(link.sent_by) if link.sent_by in set(SentBy) else None
