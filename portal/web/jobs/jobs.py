"""The installer's pages: the day's jobs, and one job from the door to the signature (D3, D4)."""

from collections.abc import Callable
from datetime import datetime, time
from itertools import groupby

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models import FileKind
from portal.access.permissions import Permission
from portal.cases.check_in import Place, check_in
from portal.cases.drafts import delete_draft, save_draft
from portal.cases.jobs import job_of, jobs_of
from portal.cases.no_show import report_no_show_customer
from portal.cases.reveal_phone import reveal_phone
from portal.errors import PortalError, RefusedError
from portal.files.photos import add_photos
from portal.i18n.formats import clock_time, local, local_day, zone
from portal.infra import db
from portal.web.guard import actor, requires
from portal.web.jobs.forms import CheckInForm, DoorForm, WorkForm
from portal.web.jobs.page import TYPED, job_page
from portal.web.jobs.sent import uploads_of
from portal.web.jobs.work import finish, take_photos, take_words
from portal.web.now import now
from portal.web.once import take_once
from portal.web.refusals import put_on_form, sentence_of
from portal.web.storage import storage
from portal.web.take import take

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


@bp.get("")
@requires(Permission.VISIT_WORK)
def show() -> ResponseReturnValue:
    """Today's jobs, then the next days'."""
    today = datetime.combine(local(now()).date(), time(), zone())
    jobs = jobs_of(db.session(), actor(), since=today, now=now())
    days = [
        (day, list(of_day))
        for day, of_day in groupby(jobs, key=lambda job: local_day(job.part.slot_start))
    ]
    return render_template(
        "jobs/show.html",
        days=days,
        today=local_day(now()),
        sent=actor().installer_id is not None,
        standing_url=url_for("own_standing.show", installer_id=actor().installer_id)
        if actor().installer_id
        else None,
    )


@bp.get("/<int:dispatch_id>")
@requires(Permission.VISIT_WORK)
def job(dispatch_id: int) -> ResponseReturnValue:
    return job_page(dispatch_id)


@bp.post("/<int:dispatch_id>/check-in")
@requires(Permission.VISIT_WORK)
def check_in_submit(dispatch_id: int) -> ResponseReturnValue:
    form = CheckInForm()
    form.validate()

    def act() -> str:
        check_in(db.session(), actor(), dispatch_id, _place(form), now=now())
        flash(_("You are checked in."), "ok")
        return _here(dispatch_id)

    return _or_say_why(form, act, dispatch_id)


@bp.post("/<int:dispatch_id>/call")
@requires(Permission.PHONE_REVEAL)
def call_submit(dispatch_id: int) -> ResponseReturnValue:
    """Show the number; that it was shown is on record."""

    def act() -> str:
        case_id = job_of(db.session(), actor(), dispatch_id, now=now()).case.id
        reveal_phone(db.session(), actor(), case_id, now=now())
        return _here(dispatch_id)

    return _or_say_why(CheckInForm(), act, dispatch_id)


@bp.post("/<int:dispatch_id>")
@requires(Permission.VISIT_WORK)
def submit(dispatch_id: int) -> ResponseReturnValue:
    """Keep what was entered; with "finish", the job is done."""
    form = WorkForm()
    visit = job_of(db.session(), actor(), dispatch_id, now=now()).visit
    if visit is None:
        raise RefusedError("check_in_first")
    valid = form.validate()
    step = request.form.get("do", "save")
    try:
        take_photos(form, visit, _here(dispatch_id))
        if not valid:
            return job_page(dispatch_id, work=form), 422
        take_words(form, visit, not_repaired=step == "not_repaired")
        delete_draft(db.session(), actor(), f"job.{dispatch_id}")
        db.session().commit()
        if step == "save":
            flash(_("Saved."), "ok")
            return redirect(_here(dispatch_id))
        finish(visit)
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return job_page(dispatch_id, work=form), error.status
    flash(_("The job is finished. Thank you."), "ok")
    return redirect(url_for("jobs.show"))


@bp.post("/<int:dispatch_id>/draft")
@requires(Permission.VISIT_WORK)
def draft_submit(dispatch_id: int) -> ResponseReturnValue:
    """Scripts send what is being typed, so that a lost page loses no word."""
    title = job_of(db.session(), actor(), dispatch_id, now=now()).case.summary
    fields = {name: request.form.getlist(name) for name in TYPED}
    kept = save_draft(db.session(), actor(), f"job.{dispatch_id}", fields, title=title, now=now())
    db.session().commit()
    return jsonify(saved=clock_time(now()) if kept else "")


@bp.post("/<int:dispatch_id>/nobody-there")
@requires(Permission.VISIT_WORK)
def nobody_there_submit(dispatch_id: int) -> ResponseReturnValue:
    """The customer was not there: a photo of the door, and it is nobody's fault (D2)."""
    form = DoorForm()

    def act() -> str:
        session = db.session()
        case = job_of(session, actor(), dispatch_id, now=now()).case
        uploads = uploads_of(form.photos)
        if not uploads:
            raise RefusedError("door_photo_missing", field="photos")
        stored = add_photos(
            session,
            actor(),
            storage(),
            uploads,
            case_id=case.id,
            kind=FileKind.DOOR,
            now=now(),
        )
        ids = [row.id for row in stored]
        report_no_show_customer(session, actor(), case.id, ids, form.said.data or "", now=now())
        flash(_("It is on record that nobody was there."), "ok")
        return url_for("jobs.show")

    return take(form, act, lambda: job_page(dispatch_id, door=form))


def _here(dispatch_id: int) -> str:
    return url_for("jobs.job", dispatch_id=dispatch_id)


def _place(form: CheckInForm) -> Place | None:
    if form.latitude.data is None or form.longitude.data is None:
        return None
    return Place(form.latitude.data, form.longitude.data)


def _or_say_why(form: CheckInForm, act: Callable[[], str], dispatch_id: int) -> ResponseReturnValue:
    """A big button has no fields to put a refusal on: the page says it at the top."""
    try:
        return take_once(form, act)
    except RefusedError as error:
        db.session().rollback()
        flash(sentence_of(error), "breach")
        return job_page(dispatch_id), error.status
