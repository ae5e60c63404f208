"""Show a form about a case again after a refusal, with everything that was typed."""

from models import Case
from portal.errors import ChangedMeanwhileError, PortalError
from portal.infra import db
from portal.web.cases.page import case_on_page
from portal.web.forms import CaseForm, PortalForm
from portal.web.refusals import put_on_form


def case_again(number: str, form: PortalForm, error: PortalError) -> Case:
    """Undo what was begun, put the refusal on the form, and read the case as it now is.

    Whoever was told that somebody came first has seen it, and may send the form once more.
    """
    db.session().rollback()
    put_on_form(form, error)
    case = case_on_page(number)
    if isinstance(form, CaseForm) and isinstance(error, ChangedMeanwhileError):
        form.version.raw_data, form.version.data = None, case.version
    return case
