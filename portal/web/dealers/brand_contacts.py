"""`/admin/contacts`: the brand's own numbers and addresses, for administrators (domain P1)."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models import ContactKind
from portal.access.permissions import Permission
from portal.contacts.add import add_contact_point
from portal.contacts.read import contact_points
from portal.infra import db
from portal.web.dealers.contact_forms import ContactForm, SendForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.take import take

bp = Blueprint("brand_contacts", __name__)


@bp.get("/admin/contacts")
@requires(Permission.DEALERS_EDIT)
def show() -> ResponseReturnValue:
    return _page(ContactForm(formdata=None))


@bp.post("/admin/contacts")
@requires(Permission.DEALERS_EDIT)
def submit() -> ResponseReturnValue:
    form = ContactForm()

    def add() -> str:
        add_contact_point(
            db.session(),
            actor(),
            None,
            ContactKind(form.kind.data),
            form.label.data or "",
            form.spelled.data or "",
            now=now(),
        )
        flash(_("Saved."), "ok")
        return url_for(".show")

    return take(form, add, lambda: _page(form))


def _page(form: ContactForm) -> str:
    return render_template(
        "dealers/brand_contacts.html",
        points=contact_points(db.session(), actor(), None),
        form=form,
        send=SendForm(formdata=None),
        may_change=True,
        confirm_endpoint="contact_point.confirm_submit",
        replace_endpoint="contact_point.show",
        retire_endpoint="contact_point.retire_submit",
        robot_endpoint="robot.show",
    )
