"""Photos that come with a form are kept at once: a page that comes back cannot bring them along."""

from typing import Any

from models import FileKind
from portal.errors import PortalError
from portal.files.photos import Upload, add_photos
from portal.infra import db
from portal.web.guard import actor
from portal.web.now import now
from portal.web.odd_input import number_asked
from portal.web.refusals import put_on_form
from portal.web.storage import storage


def kept_ids(form: Any) -> tuple[int, ...]:
    """The photos that an earlier send of the form brought, by its hidden field `files`."""
    found = map(number_asked, (form.files.data or "").split(","))
    return tuple(file_id for file_id in found if file_id is not None)


def keep_photos(form: Any) -> bool:
    """Take in what `photos` brought, as a draft's; says whether all of it could be taken."""
    sent = [file for file in form.photos.data or [] if getattr(file, "filename", "")]
    if not sent:
        return True
    session = db.session()
    try:
        stored = add_photos(
            session,
            actor(),
            storage(),
            [Upload(file.filename, file.read()) for file in sent],
            case_id=None,
            kind=FileKind.EVIDENCE,
            now=now(),
        )
        session.commit()
    except PortalError as error:
        session.rollback()
        put_on_form(form, error)
        return False
    form.files.data = ",".join(map(str, [*kept_ids(form), *(row.id for row in stored)]))
    form.files.raw_data = [form.files.data]
    return True
