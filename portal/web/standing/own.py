"""`/standing/<id>`: the person, or a dealer whom they work for, reads what counts and contests it.

No customer's name, number or address stands here (domain S2).
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Final

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from models import FileKind, Installer, PleaKind, Product, Standing
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.files.photos import Readers, add_photos
from portal.infra import db
from portal.installers.barred_visits import barred_visits
from portal.installers.explain import explain_standing
from portal.installers.plead import ask_reinstatement, contest_complaint
from portal.installers.skills import note_skills, skills_of
from portal.installers.suspend_own import let_own, suspend_own
from portal.web.forms import PortalForm, choice
from portal.web.guard import actor, requires
from portal.web.jobs.sent import uploads_of
from portal.web.names import name_of
from portal.web.now import now
from portal.web.standing.forms import OwnReasonForm, PleaForm
from portal.web.storage import storage
from portal.web.take import take

bp = Blueprint("own_standing", __name__, url_prefix="/standing/<int:installer_id>")
P = Permission
MOST: Final = 200
# Evidence is the brand's to read: the other party of a case is none of theirs.
_BRAND_ALONE = Readers(dealer=False, installer=False, customer=False)


class SkillsForm(PortalForm):
    """What the person is sent for; nothing ticked says nothing."""

    products = SelectMultipleField(
        _l("What they are sent for"),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


@bp.get("")
@requires(P.STANDING_CONTEST)
def show(installer_id: int) -> ResponseReturnValue:
    return _page(installer_id)


@bp.post("/contest/<int:case_id>")
@requires(P.STANDING_CONTEST)
def contest_submit(installer_id: int, case_id: int) -> ResponseReturnValue:
    form = PleaForm(prefix=f"case{case_id}")

    def contest() -> str:
        contest_complaint(
            db.session(), actor(), installer_id, case_id, form.reason.data or "",
            _evidence(form), now=now(),
        )  # fmt: skip
        flash(_("Contested. A supervisor answers; until then it counts."), "ok")
        return _here(installer_id)

    return take(form, contest, lambda: _page(installer_id, form))


@bp.post("/reinstatement")
@requires(P.STANDING_CONTEST)
def ask_back_submit(installer_id: int) -> ResponseReturnValue:
    form = PleaForm(prefix="back")

    def ask() -> str:
        ask_reinstatement(
            db.session(), actor(), installer_id, form.reason.data or "", _evidence(form), now=now()
        )
        flash(_("Asked. A supervisor answers."), "ok")
        return _here(installer_id)

    return take(form, ask, lambda: _page(installer_id, form))


@bp.post("/suspend")
@requires(P.OWN_INSTALLERS_EDIT)
def suspend_submit(installer_id: int) -> ResponseReturnValue:
    return _own(installer_id, suspend_own, _("You send them to nobody until you take it back."))


@bp.post("/let")
@requires(P.OWN_INSTALLERS_EDIT)
def let_submit(installer_id: int) -> ResponseReturnValue:
    return _own(installer_id, let_own, _("Taken back. What the portal says of them still holds."))


@bp.post("/skills")
@requires(P.OWN_INSTALLERS_EDIT)
def skills_submit(installer_id: int) -> ResponseReturnValue:
    form = SkillsForm(prefix="skills")
    form.products.choices = _products()

    def note() -> str:
        note_skills(db.session(), actor(), installer_id, form.products.data or [], now=now())
        flash(_("Saved."), "ok")
        return _here(installer_id)

    return take(form, note, lambda: _page(installer_id, form))


def _own(installer_id: int, rule: Callable[..., Any], said: str) -> ResponseReturnValue:
    form = OwnReasonForm(prefix="own")

    def act() -> str:
        rule(db.session(), actor(), installer_id, form.reason.data or "", now=now())
        flash(said, "ok")
        return _here(installer_id)

    return take(form, act, lambda: _page(installer_id, form))


def _evidence(form: PleaForm) -> list[int]:
    uploads = uploads_of(form.photos)
    if not uploads:
        return []
    stored = add_photos(
        db.session(), actor(), storage(), uploads,
        case_id=None, kind=FileKind.EVIDENCE, now=now(), readers=_BRAND_ALONE,
    )  # fmt: skip
    return [row.id for row in stored]


def _here(installer_id: int) -> str:
    return url_for("own_standing.show", installer_id=installer_id)


def _products() -> list[Any]:
    products = db.session().scalars(
        select(Product).where(Product.active).order_by(Product.name_sort, Product.id).limit(MOST)
    )
    return [choice(one.id, name_of(one)) for one in products]


def _page(installer_id: int, sent: PortalForm | None = None) -> str:
    session, who, at = db.session(), actor(), now()
    person = get_one(session, who, Installer, installer_id)
    found = explain_standing(session, who, person.id, now=at)
    manages = who.may(P.OWN_INSTALLERS_EDIT)
    waiting = {plea.case_id for plea in found.pleas if plea.decided_at is None}
    return render_template(
        "standing/own.html",
        layout="layouts/desk.html" if who.dealer_id else "layouts/phone.html",
        at_desk=bool(who.dealer_id),
        person=person,
        found=found,
        lines=[
            SimpleNamespace(
                one=one,
                kind=name_of(one.symptom) if one.symptom else "",
                plea=found.plea_of(one.case_id),
                form=None
                if one.case_id in waiting or not one.counts
                else _form(PleaForm, f"case{one.case_id}", sent),
            )
            for one in found.complaints
        ],
        back_form=_form(PleaForm, "back", sent)
        if person.standing is Standing.SUSPENDED
        and not any(p.kind is PleaKind.REINSTATE and not p.decided_at for p in found.pleas)
        else None,
        own_form=_form(OwnReasonForm, "own", sent) if manages else None,
        skills_form=_skills(person, sent) if manages else None,
        visits=[one for one in barred_visits(session, who, now=at) if one.person.id == person.id]
        if who.may(P.DISPATCH_BOOK)
        else [],
        sent=sent if sent is not None and sent.errors else None,
    )


def _skills(person: Installer, sent: PortalForm | None) -> SkillsForm:
    known = skills_of(db.session(), actor(), person.id)
    form = (
        sent
        if isinstance(sent, SkillsForm)
        else SkillsForm(formdata=None, prefix="skills", products=known)
    )
    form.products.choices = _products()
    return form


def _form(kind: type[PortalForm], prefix: str, sent: PortalForm | None) -> PortalForm:
    if isinstance(sent, kind) and getattr(sent, "_prefix", "") == f"{prefix}-":
        return sent
    return kind(formdata=None, prefix=prefix)
