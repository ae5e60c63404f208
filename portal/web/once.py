"""Take a form once: a second click, or a resend after a lost answer, meets the first result.

The receipt is inserted first, under a unique key of actor and form; a racing second request
waits for it and is then shown where the first one led (decision 7).
"""

from collections.abc import Callable
from re import fullmatch
from typing import Any

from flask import redirect
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from models import FormReceipt
from portal.errors import InvalidError, PortalError
from portal.infra import db
from portal.web.attempts import keep_attempt
from portal.web.forms import UUID
from portal.web.guard import actor
from portal.web.now import now

# A deadlock or a serialization failure: the other one went first, so try once more (decision 6).
_RETRY = {"40P01", "40001"}
# Every form that is sent says both, so they are put together once and go past the unit of work.
_FIRST = insert(FormReceipt).on_conflict_do_nothing().returning(FormReceipt.id)
_LED_TO = (
    update(FormReceipt)
    .where(FormReceipt.id == bindparam("first"))
    .values(result=bindparam("led_to"))
)


def taken_before(form: Any) -> Response | None:
    """Where this form led the first time.

    Asked before it is read: what it was chosen among may be gone by its own doing.
    """
    form_id = form.form_id.data
    if not form_id or not fullmatch(UUID, form_id):
        return None
    key = {"actor": actor().label, "form_id": form_id}
    led_to = db.session().scalar(select(FormReceipt.result).filter_by(**key))
    return redirect(led_to) if led_to else None


def take_once(form: Any, act: Callable[[], str]) -> Response:
    """Call `act` unless this form was taken before, commit, and go where it leads.

    `act` calls the rule and returns the address of the result. A refusal passes through, and is
    kept (E3); its caller rolls back by showing the form again (`refused`).
    """
    try:
        return redirect(_twice(form, act))
    except PortalError as refusal:
        keep_attempt(actor, refusal)
        raise


def _twice(form: Any, act: Callable[[], str]) -> str:
    try:
        return _attempt(form, act)
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) not in _RETRY:
            raise
        db.session().rollback()
        return _attempt(form, act)


def _attempt(form: Any, act: Callable[[], str]) -> str:
    session = db.session()
    form_id = form.form_id.data
    if form_id and not fullmatch(UUID, form_id):
        # A form of one button is never validated: what is no id of ours is nobody's receipt.
        raise InvalidError("unknown_choice", field="form_id")
    if not form_id:
        result = act()
        session.commit()
        return result
    key = {"actor": actor().label, "form_id": form_id}
    receipt = {**key, "result": "", "at": now()}
    first = session.connection().scalar(_FIRST, receipt)
    if first is None:
        return session.scalars(select(FormReceipt.result).filter_by(**key)).one()
    result = act()
    session.flush()
    session.connection().execute(_LED_TO, {"first": first, "led_to": result})
    session.commit()
    return result
