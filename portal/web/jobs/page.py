"""One job as its page shows it: finished values for the template."""

from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import quote

from flask import current_app, render_template, url_for
from flask_babel import gettext as _

from models import DispatchState, FileKind, StoredFile
from portal.cases.check_in import begun_at
from portal.cases.drafts import load_draft
from portal.cases.find import causes_of
from portal.cases.jobs import Job, job_of, jobs_of
from portal.cases.on_site import OnSite, photos_compulsory, photos_of, still_missing
from portal.cases.reveal_phone import revealed_phones
from portal.i18n.formats import local_day
from portal.infra import db
from portal.web.deadline import Deadline
from portal.web.guard import actor
from portal.web.jobs.forms import CheckInForm, DoorForm, WorkForm
from portal.web.now import now

# What a draft of a job keeps: words and choices, neither photos nor a signature.
TYPED: Final = ("causes", "finding", "done", "how", "signer_name", "signer_relation")

# Where a phone finds its way; {address} is what the job says.
MAP_URL: Final = "https://uri.amap.com/search?keyword={address}"


def job_page(
    dispatch_id: int, *, work: WorkForm | None = None, door: DoorForm | None = None
) -> str:
    session, who = db.session(), actor()
    job = job_of(session, who, dispatch_id, now=now())
    site = OnSite(job.visit, job.dispatch, job.case) if job.visit else None
    photos = photos_of(session, who, job.case, job.visit.id) if job.visit else []
    missing = still_missing(session, who, site) if site and not site.visit.left_at else []
    return render_template(
        "jobs/job.html",
        job=job,
        title=job.case.summary,
        place_note=_place_in_day(job),
        clock=Deadline(job.dispatch.window_end) if job.part.active else None,
        map_url=_map_url(job),
        phones=revealed_phones(session, who, job.case, now=now()) if job.customer else [],
        begun_at=begun_at(session, dispatch_id),
        can_check_in=job.dispatch.state is DispatchState.PLANNED and job.part.visible_from <= now(),
        check_in=CheckInForm(formdata=None),
        reveal=CheckInForm(formdata=None),
        door=door or DoorForm(formdata=None),
        door_open=door is not None,
        work=work or (_filled(job) if job.visit else None),
        compulsory=photos_compulsory(session, job.case, dispatch_id),
        before=[_shot(photo) for photo in photos if photo.kind is FileKind.BEFORE],
        after=[_shot(photo) for photo in photos if photo.kind is FileKind.AFTER],
        missing=missing,
    )


def _filled(job: Job) -> WorkForm:
    """What is on record, and above it what was being typed."""
    visit = job.visit
    assert visit is not None  # noqa: S101 - there is a form only where there is a visit
    data: dict[str, Any] = {
        "causes": [cause.value for cause in causes_of(visit)],
        "finding": visit.finding,
        "done": visit.done,
        "needs_return": visit.needs_return,
    }
    draft = load_draft(db.session(), actor(), f"job.{job.dispatch.id}") or {}
    for name in TYPED:
        if typed := [value for value in draft.get(name, []) if value]:
            data[name] = typed if name == "causes" else typed[0]
    return WorkForm(formdata=None, data=data)


def _place_in_day(job: Job) -> str:
    """2 / 4: where the job stands among those of its day."""
    on = local_day(job.part.slot_start)
    same_day = [
        other.dispatch.id
        for other in jobs_of(db.session(), actor(), since=job.part.slot_start, now=now())
        if local_day(other.part.slot_start) == on
    ]
    if job.dispatch.id not in same_day or len(same_day) < 2:
        return ""
    place = same_day.index(job.dispatch.id) + 1
    return str(_("%(place)s of %(all)s", place=place, all=len(same_day)))


def _map_url(job: Job) -> str | None:
    if job.address is None:
        return None
    address = quote(f"{job.address.district} {job.address.text}".strip())
    wanted: str = current_app.config.get("MAP_URL", MAP_URL)
    return wanted.replace("{address}", address)


def _shot(photo: StoredFile) -> Any:
    return SimpleNamespace(
        small_url=url_for("files.show_small", file_id=photo.id),
        words=_("Photo %(number)s", number=photo.id),
        state=photo.state,
    )
