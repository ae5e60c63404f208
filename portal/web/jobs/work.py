"""Takes in what was done on site, part by part: what one part lacks does not lose another."""

from contextlib import AbstractContextManager
from uuid import uuid4

from flask import current_app
from sqlalchemy.orm import Session

from models import Cause, Confirmation, FileKind, Visit
from portal.cases.confirm import Word, confirm_visit, give_try_back, take_code_try
from portal.cases.find import Finding, record_finding
from portal.cases.leave import leave_visit
from portal.errors import InvalidError, PortalError
from portal.files.photos import Readers, add_photo, add_photos
from portal.infra import db
from portal.web.guard import actor
from portal.web.jobs.forms import WorkForm
from portal.web.jobs.sent import signature_of, uploads_of
from portal.web.now import now
from portal.web.once import take_once
from portal.web.storage import storage


def take_photos(form: WorkForm, visit: Visit, here: str) -> None:
    """Photos first: a form that comes back cannot bring them along a second time."""
    sent = {FileKind.BEFORE: uploads_of(form.before), FileKind.AFTER: uploads_of(form.after)}

    def take() -> str:
        for kind, uploads in sent.items():
            if uploads:
                add_photos(
                    db.session(),
                    actor(),
                    storage(),
                    uploads,
                    case_id=visit.case_id,
                    visit_id=visit.id,
                    kind=kind,
                    now=now(),
                    readers=Readers(customer=kind is FileKind.AFTER),
                )
        return here

    if any(sent.values()):
        try:
            take_once(form, take)
        except InvalidError as error:
            error.field = "before" if sent[FileKind.BEFORE] else "after"
            raise
        form.form_id.data = str(uuid4())
        form.form_id.raw_data = None


def take_words(form: WorkForm, visit: Visit, *, not_repaired: bool) -> None:
    """The finding, if there is any yet; then the customer's word on it."""
    session = db.session()
    if form.causes.data or form.finding.data or form.done.data:
        record_finding(session, actor(), visit.id, _finding(form, not_repaired), now=now())
        session.commit()
    if form.how.data and visit.confirmation is None:
        _confirm(form, visit)
        session.commit()


def finish(visit: Visit) -> None:
    """The job is done; the rule says what is missing."""
    leave_visit(db.session(), actor(), visit.id, now=now())
    db.session().commit()


def _finding(form: WorkForm, not_repaired: bool) -> Finding:
    return Finding(
        [Cause(code) for code in form.causes.data or []],
        form.finding.data or "",
        form.done.data or "",
        needs_return=bool(form.needs_return.data) or not_repaired,
    )


def _confirm(form: WorkForm, visit: Visit) -> None:
    how = Confirmation(form.how.data)
    signed = None
    if how is Confirmation.SIGNATURE or (how is Confirmation.SIGNED_BY and form.signature.data):
        signed = add_photo(
            db.session(),
            actor(),
            storage(),
            signature_of(form.signature.data or "").content,
            "signature.png",
            case_id=visit.case_id,
            visit_id=visit.id,
            kind=FileKind.SIGNATURE,
            now=now(),
        ).id
    word = Word(
        how,
        code=form.code.data or "",
        signer_name=form.signer_name.data or "",
        signer_relation=form.signer_relation.data or "",
        signature_id=signed,
    )
    if how is Confirmation.CODE:
        _confirm_by_code(visit.id, word)
    else:
        confirm_visit(db.session(), actor(), visit.id, word, now=now())


def _confirm_by_code(visit_id: int, word: Word) -> None:
    """Noted before the code is looked at; what was not wrong did not use up a try."""
    with _aside() as own:
        attempt_id = take_code_try(own, actor().label, visit_id, now=now())
    wrong = False
    try:
        confirm_visit(db.session(), actor(), visit_id, word, now=now())
    except PortalError as error:
        wrong = error.code == "code_is_wrong"
        raise
    finally:
        if not wrong:
            with _aside() as own:
                give_try_back(own, attempt_id)


def _aside() -> AbstractContextManager[Session]:
    return db.aside(current_app.extensions["sessions"])
