"""`/vacant-number`: whoever has a number in front of them says that nobody is there (P2)."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from portal.access.permissions import Permission
from portal.contacts.report_vacant import LONGEST, report_vacant
from portal.infra import db
from portal.web.forms import PortalForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.take import take

bp = Blueprint("vacant_number", __name__)
URL = "/vacant-number"


class VacantForm(PortalForm):
    """The number as it stands there, in any spelling."""

    spelled = StringField(
        _l("The number, as it is written"),
        validators=[InputRequired(_l("Enter the number")), Length(max=LONGEST)],
        render_kw={"inputmode": "tel"},
    )


@bp.get(URL)
@requires(Permission.ACCOUNT_OWN)
def show() -> ResponseReturnValue:
    return _page(VacantForm(formdata=None, spelled=request.args.get("number", "")))


@bp.post(URL)
@requires(Permission.ACCOUNT_OWN)
def submit() -> ResponseReturnValue:
    form = VacantForm()

    def report() -> str:
        report_vacant(db.session(), actor(), form.spelled.data or "", now=now())
        flash(_("Thank you. The hotline rings that number and has it corrected."), "ok")
        return url_for(".show")

    return take(form, report, lambda: _page(form))


def _page(form: VacantForm) -> str:
    return render_template("contacts/vacant.html", form=form)
