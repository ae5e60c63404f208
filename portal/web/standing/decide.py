"""`/installers/<id>/standing`: a supervisor sees why somebody is held, and decides (S1, S3)."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from models import Case, Customer, Dealer, Installer, PleaKind, StandingPlea, StoredFile, User
from portal.access.permissions import Permission
from portal.access.scope import get_one, visible_cases
from portal.infra import db
from portal.installers.answer_plea import answer_contest, answer_reinstatement
from portal.installers.decide_hold import Training, decide_hold, reinstate_installer
from portal.installers.explain import Explained, explain_standing
from portal.installers.rates import rates_of
from portal.installers.read import employers_of
from portal.web.cases.task_fields import day_of
from portal.web.deadline import Deadline
from portal.web.forms import PortalForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.standing.forms import AnswerForm, HoldForm, ReinstateForm
from portal.web.take import take

bp = Blueprint("standing", __name__, url_prefix="/installers/<int:installer_id>/standing")
P = Permission


@bp.get("")
@requires(P.STANDING_DECIDE)
def show(installer_id: int) -> ResponseReturnValue:
    return _page(installer_id)


@bp.post("/holds/<int:hold_id>")
@requires(P.STANDING_DECIDE)
def decide_submit(installer_id: int, hold_id: int) -> ResponseReturnValue:
    """Confirm the hold, or lift it."""
    form = HoldForm(prefix="hold")

    def decide() -> str:
        confirmed = request.form.get("decision") == "confirm"
        decide_hold(
            db.session(),
            actor(),
            hold_id,
            confirmed=confirmed,
            reason=form.reason.data or "",
            version=form.version.data,
            now=now(),
        )
        flash(
            _("Suspended. Their dealers and the person are told.")
            if confirmed
            else _("Lifted. They can be dispatched again."),
            "ok",
        )
        return _here(installer_id)

    return take(form, decide, lambda: _page(installer_id, form))


@bp.post("/holds/<int:hold_id>/reinstate")
@requires(P.STANDING_DECIDE)
def reinstate_submit(installer_id: int, hold_id: int) -> ResponseReturnValue:
    form = ReinstateForm(prefix="back")

    def reinstate() -> str:
        reinstate_installer(
            db.session(), actor(), hold_id, _training(form), form.reason.data or "",
            version=form.version.data, now=now(),
        )  # fmt: skip
        flash(_("Reinstated. The count starts anew."), "ok")
        return _here(installer_id)

    return take(form, reinstate, lambda: _page(installer_id, form))


@bp.post("/pleas/<int:plea_id>")
@requires(P.STANDING_DECIDE)
def answer_submit(installer_id: int, plea_id: int) -> ResponseReturnValue:
    """Whether a contested complaint goes on counting; or no to somebody's reinstatement."""
    form = AnswerForm(prefix=f"plea{plea_id}")

    def answer() -> str:
        session, who, said = db.session(), actor(), form.answer.data or ""
        plea = get_one(session, who, StandingPlea, plea_id)
        if plea.kind is PleaKind.CONTEST:
            granted = request.form.get("decision") == "unfounded"
            answer_contest(session, who, plea.id, granted=granted, answer=said, now=now())
        else:
            answer_reinstatement(session, who, plea.id, None, answer=said, now=now())
        flash(_("Your word is on record."), "ok")
        return _here(installer_id)

    return take(form, answer, lambda: _page(installer_id, form))


@bp.post("/pleas/<int:plea_id>/reinstate")
@requires(P.STANDING_DECIDE)
def grant_submit(installer_id: int, plea_id: int) -> ResponseReturnValue:
    """Yes to somebody's reinstatement, with the training and the condition."""
    form = ReinstateForm(prefix="back")

    def grant() -> str:
        answer_reinstatement(
            db.session(), actor(), plea_id, _training(form),
            answer=form.reason.data or "", now=now(),
        )  # fmt: skip
        flash(_("Reinstated. The count starts anew."), "ok")
        return _here(installer_id)

    return take(form, grant, lambda: _page(installer_id, form))


def _training(form: ReinstateForm) -> Training:
    return Training(day_of(form.trained_on), form.trainer.data or "", form.condition.data or "")


def _here(installer_id: int) -> str:
    return url_for("standing.show", installer_id=installer_id)


def _page(installer_id: int, sent: PortalForm | None = None) -> str:
    session, who, at = db.session(), actor(), now()
    found = explain_standing(session, who, installer_id, now=at)
    hold = found.hold
    waiting = [plea for plea in found.pleas if plea.decided_at is None]
    return render_template(
        "standing/decide.html",
        found=found,
        hold=hold,
        clock=Deadline(hold.due_at, hold.warn_at) if hold and not hold.decided_at else None,
        lines=_lines(found),
        rates=rates_of(session, who, installer_id, now=at),
        employers=employers_of(session, installer_id),
        pleas=[_shown(plea, sent, at) for plea in waiting],
        asked_back=next(
            (
                plea.id
                for plea in waiting
                if plea.kind is PleaKind.REINSTATE and plea.asked_by_id != who.user_id
            ),
            None,
        ),
        hold_form=_form(HoldForm, "hold", sent, hold),
        back_form=_form(ReinstateForm, "back", sent, hold),
        # It was decided meanwhile: the refusal has no form of its own any more.
        lost=sent if sent is not None and sent.errors else None,
        person=get_one(session, who, Installer, installer_id),
    )


def _form(kind: type[HoldForm], prefix: str, sent: PortalForm | None, hold: Any) -> HoldForm:
    if type(sent) is kind:
        return sent
    return kind(formdata=None, prefix=prefix, version=hold.version if hold else None)


def _lines(found: Explained) -> list[Any]:
    """Each complaint with its case and customer: this page is the brand's."""
    ids = [one.case_id for one in found.complaints]
    cases = {
        case.id: (case, name, dealer or "")
        for case, name, dealer in db.session().execute(
            visible_cases(actor())
            .add_columns(Customer.name, Dealer.name)
            .join(Customer, Customer.id == Case.customer_id)
            .outerjoin(Dealer, Dealer.id == Case.dealer_id)
            .where(Case.id.in_(ids))
            .order_by(Case.id)
        )
    }
    return [
        SimpleNamespace(
            one=one,
            case=cases[one.case_id][0],
            customer=cases[one.case_id][1],
            dealer=cases[one.case_id][2],
            plea=found.plea_of(one.case_id),
        )
        for one in found.complaints
        if one.case_id in cases
    ]


def _shown(plea: StandingPlea, sent: PortalForm | None, at: datetime) -> Any:
    session, who = db.session(), actor()
    prefix = f"plea{plea.id}-"
    asker = session.get(User, plea.asked_by_id)
    dealer = session.get(Dealer, plea.dealer_id) if plea.dealer_id else None
    case = session.get(Case, plea.case_id) if plea.case_id else None
    photos = session.scalars(
        select(StoredFile.id).where(StoredFile.id.in_(plea.file_ids)).order_by(StoredFile.id)
    ).all()
    own = plea.asked_by_id == who.user_id
    mine = isinstance(sent, AnswerForm) and getattr(sent, "_prefix", "") == prefix
    return SimpleNamespace(
        plea=plea,
        asker=asker.name if asker else "",
        dealer=dealer.name if dealer else "",
        case=case,
        clock=Deadline(plea.due_at),
        photos=[
            SimpleNamespace(
                url=url_for("files.show", file_id=photo),
                small_url=url_for("files.show_small", file_id=photo),
                words=_("Photo %(number)s", number=photo),
                caption="",
            )
            for photo in photos
        ],
        form=None if own else (sent if mine else AnswerForm(formdata=None, prefix=prefix[:-1])),
        late=plea.due_at <= at,
    )
