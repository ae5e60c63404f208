"""Take what was sent to a verb of a case: once, or the page again with all that was typed."""

from collections.abc import Callable
from typing import TypeVar

from flask.typing import ResponseReturnValue

from models import Case
from portal.errors import PortalError
from portal.web.cases.again import case_again
from portal.web.cases.page import case_on_page
from portal.web.forms import PortalForm
from portal.web.once import take_once, taken_before

F = TypeVar("F", bound=PortalForm)


def send(
    number: str,
    form: F,
    act: Callable[[Case, F], str],
    page: Callable[[Case, F], str],
) -> ResponseReturnValue:
    """`act` calls the rule and returns where to go; `page` shows the form on its case."""
    if first := taken_before(form):
        return first
    if not form.validate():
        return page(case_on_page(number), form), 422
    try:
        return take_once(form, lambda: act(case_on_page(number), form))
    except PortalError as error:
        return page(case_again(number, form, error), form), error.status
