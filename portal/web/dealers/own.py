"""The dealer's own page: contact points, installers with their standing, staff (domain P1, S2)."""

from collections.abc import Callable

from flask import Blueprint, current_app, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length

from models import ContactKind, ContactPoint, Dealer, Role, User
from portal.access.permissions import Permission
from portal.access.scope import get_one, visible
from portal.accounts.end_user import end_user
from portal.accounts.invite import invite_user
from portal.accounts.keepers import DEALER_STAFF
from portal.contacts.add import add_contact_point
from portal.contacts.edit import confirm_contact_point, edit_contact_point
from portal.contacts.keep import get_kept
from portal.contacts.read import contact_points
from portal.contacts.retire import retire_contact_point
from portal.infra import db
from portal.installers.employ import employ_installer, end_work
from portal.installers.read import people_of
from portal.web.dealers.contact_forms import ContactForm, EmployForm, ReplaceForm, SendForm
from portal.web.forms import PortalForm, choices_of
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once
from portal.web.shown_address import shown_address
from portal.web.take import take
from portal.web.whole_address import whole_address

bp = Blueprint("own_dealer", __name__, url_prefix="/dealer/own")
P = Permission


class StaffForm(PortalForm):
    """Somebody who works at the desk or manages the store."""

    name = StringField(_l("Name"), validators=[InputRequired(_l("Enter the name")), Length(max=80)])
    email = StringField(
        _l("E-mail address"), validators=[InputRequired(_l("Enter an e-mail address"))]
    )
    role = RadioField(
        _l("Role"),
        choices=choices_of([Role.DEALER_DESK, Role.DEALER_MANAGER]),
        default=Role.DEALER_DESK.value,
    )


@bp.get("")
@requires(P.OWN_CONTACTS_EDIT)
def show() -> ResponseReturnValue:
    return _page()


@bp.post("/contacts")
@requires(P.OWN_CONTACTS_EDIT)
def add_contact_submit() -> ResponseReturnValue:
    form = ContactForm(prefix="contact")

    def add() -> str:
        point = add_contact_point(
            db.session(),
            actor(),
            _dealer_id(),
            ContactKind(form.kind.data),
            form.label.data or "",
            form.spelled.data or "",
            now=now(),
        )
        flash(
            _("%(number)s is added; it is yet to be proved.", number=shown_address(point.spelled)),
            "ok",
        )
        return _back("points")

    return _take(form, add, contact=form)


@bp.get("/contacts/<int:point_id>/replace")
@requires(P.OWN_CONTACTS_EDIT)
def replace(point_id: int) -> ResponseReturnValue:
    point = get_kept(db.session(), actor(), point_id)
    return _replace_page(point, ReplaceForm(formdata=None, label=point.label))


@bp.post("/contacts/<int:point_id>/replace")
@requires(P.OWN_CONTACTS_EDIT)
def replace_submit(point_id: int) -> ResponseReturnValue:
    form = ReplaceForm()

    def change() -> str:
        edit_contact_point(
            db.session(),
            actor(),
            point_id,
            form.label.data or "",
            form.spelled.data or "",
            now=now(),
        )
        flash(_("Your contact point is corrected."), "ok")
        return _back("points")

    return take(
        form, change, lambda: _replace_page(get_kept(db.session(), actor(), point_id), form)
    )


@bp.post("/contacts/<int:point_id>/confirm")
@requires(P.OWN_CONTACTS_EDIT)
def confirm_submit(point_id: int) -> ResponseReturnValue:
    def confirm() -> str:
        point = confirm_contact_point(db.session(), actor(), point_id, now=now())
        flash(_("%(number)s will be tried again.", number=shown_address(point.spelled)), "ok")
        return url_for("dealer_desk.show")

    return take_once(SendForm(), confirm)


@bp.post("/contacts/<int:point_id>/retire")
@requires(P.OWN_CONTACTS_EDIT)
def retire_submit(point_id: int) -> ResponseReturnValue:
    def retire() -> str:
        point = retire_contact_point(db.session(), actor(), point_id, now=now())
        flash(
            _(
                "%(number)s is retired; nobody rings it any more.",
                number=shown_address(point.spelled),
            ),
            "ok",
        )
        return _back("points")

    return take_once(SendForm(), retire)


@bp.post("/installers")
@requires(P.OWN_INSTALLERS_EDIT)
def employ_submit() -> ResponseReturnValue:
    form = EmployForm(prefix="person")

    def employ() -> str:
        person = employ_installer(
            db.session(),
            actor(),
            _dealer_id(),
            form.name.data or "",
            form.phone.data or "",
            form.id_number.data or "",
            key=current_app.config["SECRET_KEY"],
            now=now(),
        )
        flash(_("%(name)s can be sent to customers now.", name=person.name), "ok")
        return _back("people")

    return _take(form, employ, person=form)


@bp.post("/installers/<int:installer_id>/end")
@requires(P.OWN_INSTALLERS_EDIT)
def end_work_submit(installer_id: int) -> ResponseReturnValue:
    def end() -> str:
        end_work(db.session(), actor(), installer_id, _dealer_id(), now=now())
        flash(_("They do not work for you any more."), "ok")
        return _back("people")

    return take_once(SendForm(), end)


@bp.post("/staff")
@requires(P.OWN_STAFF_EDIT)
def invite_submit() -> ResponseReturnValue:
    form = StaffForm(prefix="staff")

    def invite() -> str:
        token = invite_user(
            db.session(),
            actor(),
            name=form.name.data or "",
            email=form.email.data or "",
            role=Role(form.role.data),
            dealer_id=_dealer_id(),
            locale=actor().locale,
            now=now(),
        )
        link = whole_address("invitation.show", token=token)
        flash(
            _(
                "Send %(name)s this link, which works once: %(link)s",
                name=form.name.data,
                link=link,
            ),
            "ok",
        )
        return _back("staff")

    return _take(form, invite, staff=form)


@bp.post("/staff/<int:user_id>/end")
@requires(P.OWN_STAFF_EDIT)
def end_staff_submit(user_id: int) -> ResponseReturnValue:
    def end() -> str:
        user = end_user(db.session(), actor(), user_id, now=now())
        flash(_("%(name)s has no access any more.", name=user.name), "ok")
        return _back("staff")

    return take_once(SendForm(), end)


def _take(form: PortalForm, act: Callable[[], str], **shown: PortalForm) -> ResponseReturnValue:
    """Take one of the page's forms, or show the page again with it."""
    return take(form, act, lambda: _page(failed=form, **shown))


def _page(
    *,
    failed: PortalForm | None = None,
    contact: PortalForm | None = None,
    person: PortalForm | None = None,
    staff: PortalForm | None = None,
) -> str:
    session, who = db.session(), actor()
    dealer = get_one(session, who, Dealer, _dealer_id())
    return render_template(
        "dealers/own.html",
        dealer=dealer,
        failed=failed,
        points=contact_points(session, who, dealer.id),
        people=people_of(session, who, dealer.id, now=now()),
        staff=session.scalars(
            visible(who, User)
            .where(User.dealer_id == dealer.id, User.role.in_(DEALER_STAFF))
            .where(User.ended_at.is_(None))
            .order_by(User.name, User.id)
            .limit(200)
        ).all(),
        me=who.user_id,
        contact_form=contact or ContactForm(formdata=None, prefix="contact"),
        person_form=person or EmployForm(formdata=None, prefix="person"),
        staff_form=staff or StaffForm(formdata=None, prefix="staff"),
        send=SendForm(formdata=None),
        may_employ=who.may(P.OWN_INSTALLERS_EDIT),
        may_invite=who.may(P.OWN_STAFF_EDIT),
    )


def _replace_page(point: ContactPoint, form: ReplaceForm) -> str:
    return render_template(
        "dealers/replace_contact.html", point=point, form=form, back_url=_back("points")
    )


def _dealer_id() -> int:
    return actor().dealer_id or 0


def _back(part: str) -> str:
    return f"{url_for('own_dealer.show')}#{part}"
