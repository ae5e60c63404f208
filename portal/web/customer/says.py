"""What the holder of a link says: contacted or not, settled or not; photos (C3, K1, K9)."""

from flask import Blueprint, Response, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from models import FileKind
from portal.access.actors import Actor
from portal.cases.customer_says import (
    say_contacted,
    say_not_contacted,
    say_not_settled,
    say_not_visited,
    say_settled,
    say_visited,
)
from portal.cases.link_photos import show_photos
from portal.contacts.report_vacant import report_vacant_by_link
from portal.infra import db
from portal.web import customer_link
from portal.web.customer.forms import (
    ContactedForm,
    LinkPhotosForm,
    NotContactedForm,
    NotSettledForm,
    NotVisitedForm,
    SettledForm,
    VacantForm,
    VisitedForm,
)
from portal.web.files import picture
from portal.web.guard import public
from portal.web.jobs.sent import uploads_of
from portal.web.now import now
from portal.web.odd_input import number_asked
from portal.web.storage import storage

bp = Blueprint("link_says", __name__)
URL = customer_link.URL
WHY = customer_link.WHY


@bp.after_request
def tell_nobody(answer: Response) -> Response:
    return customer_link.tell_nobody(answer)


@bp.post(f"{URL}/not-contacted")
@public(WHY)
def not_contacted_submit(token: str) -> ResponseReturnValue:
    return customer_link.send(token, NotContactedForm(prefix="notcontacted"), _not_contacted)


@bp.post(f"{URL}/contacted")
@public(WHY)
def contacted_submit(token: str) -> ResponseReturnValue:
    return customer_link.send(token, ContactedForm(prefix="contacted"), _contacted)


@bp.post(f"{URL}/visited")
@public(WHY)
def visited_submit(token: str) -> ResponseReturnValue:
    return customer_link.send(token, VisitedForm(prefix="visited"), _visited)


@bp.post(f"{URL}/not-visited")
@public(WHY)
def not_visited_submit(token: str) -> ResponseReturnValue:
    return customer_link.send(token, NotVisitedForm(prefix="notvisited"), _not_visited)


@bp.post(f"{URL}/vacant")
@public(WHY)
def vacant_submit(token: str) -> ResponseReturnValue:
    return customer_link.send(token, VacantForm(prefix="vacant"), _vacant)


@bp.post(f"{URL}/settled")
@public(WHY)
def settled_submit(token: str) -> ResponseReturnValue:
    return customer_link.send(token, SettledForm(prefix="settled"), _settled)


@bp.post(f"{URL}/not-settled")
@public(WHY)
def not_settled_submit(token: str) -> ResponseReturnValue:
    return customer_link.send(token, NotSettledForm(prefix="notsettled"), _not_settled)


@bp.post(f"{URL}/photos")
@public(WHY)
def photos_submit(token: str) -> ResponseReturnValue:
    return customer_link.send(token, LinkPhotosForm(prefix="photos"), _photos)


@bp.get(f"{URL}/photos/<int:file_id>")
@public(WHY)
def photo(token: str, file_id: int) -> ResponseReturnValue:
    """A photo of this case that its customer may see, at most 320 pixels long."""
    customer_link.act_as(customer_link.holder_of(token))
    return picture(file_id, small=True)


def _not_contacted(holder: Actor, form: NotContactedForm) -> None:
    say_not_contacted(db.session(), holder, form.said.data or "", now=now())
    flash(_("Thank you. Our hotline knows, and looks after it."), "ok")


def _contacted(holder: Actor, form: ContactedForm) -> None:
    say_contacted(db.session(), holder, number_asked(form.claim.data), now=now())
    flash(_("Thank you."), "ok")


def _vacant(holder: Actor, form: VacantForm) -> None:
    report_vacant_by_link(db.session(), holder, form.spelled.data or "", now=now())
    flash(_("Thank you. We ring that number and have it corrected."), "ok")


def _visited(holder: Actor, form: VisitedForm) -> None:
    say_visited(db.session(), holder, number_asked(form.visit.data) or 0, now=now())
    flash(_("Thank you."), "ok")


def _not_visited(holder: Actor, form: NotVisitedForm) -> None:
    say_not_visited(db.session(), holder, form.said.data or "", now=now())
    flash(_("Thank you. Our hotline knows, and looks after it."), "ok")


def _settled(holder: Actor, form: SettledForm) -> None:
    say_settled(db.session(), holder, form.last_four.data or "", now=now())
    flash(_("Thank you. We still ring you, shortly."), "ok")


def _not_settled(holder: Actor, form: NotSettledForm) -> None:
    say_not_settled(db.session(), holder, form.said.data or "", now=now())
    flash(_("Thank you. We ring you, and it goes on."), "ok")


def _photos(holder: Actor, form: LinkPhotosForm) -> None:
    stored = show_photos(
        db.session(), holder, storage(), uploads_of(form.photos),
        kind=FileKind.EVIDENCE, now=now(),
    )  # fmt: skip
    flash(ngettext("%(num)d photo is with us.", "%(num)d photos are with us.", len(stored)), "ok")
