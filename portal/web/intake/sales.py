"""Sales and dealers: relay a complaint in 20 seconds, and see what became of each."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, MultipleFileField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.access.permissions import Permission
from portal.cases.drafts import delete_draft, drafts_of, load_draft
from portal.cases.relay import Relay, my_relays, relay_case
from portal.errors import PortalError
from portal.infra import db
from portal.web import nav
from portal.web.forms import PortalForm
from portal.web.guard import actor, requires
from portal.web.intake.draft_photos import keep_photos, kept_ids
from portal.web.intake.drafts import draft_url
from portal.web.local_time import LocalTimeField
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form

bp = Blueprint("sales", __name__)

PAGE = "relay"
FIELDS = {"first_heard_at": "heard_at"}


class RelayForm(PortalForm):
    """Who, number, what, photo."""

    name = StringField(
        _l("Customer"),
        validators=[InputRequired(_l("Write down the customer’s name")), Length(max=100)],
    )
    phone = StringField(
        _l("Phone"), validators=[InputRequired(_l("Enter the customer’s number")), Length(max=60)]
    )
    what = TextAreaField(
        _l("What happened"),
        validators=[InputRequired(_l("Write down what you heard")), Length(max=4000)],
    )
    heard_at = LocalTimeField(
        _l("Heard at"),
        description=_l("Leave it empty if you heard it just now"),
        validators=[Optional()],
    )
    photos = MultipleFileField(_l("Photos"), validators=[Optional()])
    files = HiddenField(validators=[Optional(), Length(max=400)])


@bp.get("/sales")
@requires(Permission.CASE_RELAY)
def show() -> ResponseReturnValue:
    """One button, and what became of each relay."""
    session = db.session()
    return render_template(
        "intake/sales.html",
        relays=my_relays(session, actor()),
        unfinished=drafts_of(session, actor(), page=PAGE),
        account_url=nav.link_to(nav.ACCOUNT, actor()),
        # A dealer has a desk to go back to; for a salesperson this page is the desk.
        home=not actor().is_brand,
    )


@bp.get("/sales/relay")
@requires(Permission.CASE_RELAY)
def relay() -> ResponseReturnValue:
    return _page(_from_draft(request.args.get("draft", "")) or RelayForm(formdata=None))


@bp.post("/sales/relay")
@requires(Permission.CASE_RELAY)
def relay_submit() -> ResponseReturnValue:
    form = RelayForm()
    if not form.validate() or not keep_photos(form):
        return _page(form), 422
    try:
        return take_once(form, lambda: _relay(form))
    except PortalError as error:
        db.session().rollback()
        error.field = FIELDS.get(error.field or "", error.field)
        put_on_form(form, error)
        return _page(form), error.status


def _page(form: RelayForm) -> str:
    key = _key(form)
    return render_template(
        "intake/relay.html",
        form=form,
        photos=len(kept_ids(form)),
        draft_url=draft_url(key),
        draft_page=url_for(".relay", draft=key),
    )


def _key(form: RelayForm) -> str:
    return f"{PAGE}.{form.form_id.data}"


def _from_draft(key: str) -> RelayForm | None:
    kept = load_draft(db.session(), actor(), key) if key.startswith(f"{PAGE}.") else None
    if kept is None:
        return None
    form = RelayForm(formdata=MultiDict(kept))
    form.form_id.data = key.partition(".")[2]
    return form


def _relay(form: RelayForm) -> str:
    session = db.session()
    case = relay_case(
        session,
        actor(),
        Relay(
            form.name.data or "",
            form.phone.data or "",
            form.what.data or "",
            heard_at=form.heard_at.data,
            file_ids=kept_ids(form),
        ),
        now=now(),
    )
    delete_draft(session, actor(), _key(form))
    flash(_("%(number)s: the hotline has it. You will see here how it goes.", number=case.number))
    return url_for("sales.show")
