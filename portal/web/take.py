"""Take a form: once, or its page again with all that was typed and why it was not taken."""

from collections.abc import Callable
from typing import Any

from flask.typing import ResponseReturnValue

from portal.errors import PortalError
from portal.infra import db
from portal.web.once import take_once
from portal.web.refusals import put_on_form


def take(form: Any, act: Callable[[], str], page: Callable[[], str]) -> ResponseReturnValue:
    """`act` calls the rule and returns where to go; `page` shows the form again."""
    if not form.validate():
        return page(), 422
    try:
        return take_once(form, act)
    except PortalError as error:
        db.session().rollback()
        put_on_form(form, error)
        return page(), error.status
