"""What a refused or failed request is answered with: what happened, what was kept, what to do."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from portal.errors import ChangedMeanwhileError, PortalError
from portal.web.accepts import wants_json
from portal.web.attempts import keep_attempt
from portal.web.guard import SIGN_IN_PATH
from portal.web.preferences import safe_path
from portal.web.refusals import sentence_of
from portal.web.signin import current_actor

# What a program reads from a refusal besides its status.
KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


@dataclass(frozen=True, slots=True)
class Explanation:
    """An error page's three lines and its way on."""

    title: str
    happened: str
    kept: str
    todo: str
    way: str = ""


def init_app(app: Flask) -> None:
    """Answer each kind of failure in the form the caller can read."""
    app.register_error_handler(PortalError, show_refusal)
    app.register_error_handler(StaleDataError, lambda _error: show_refusal(_changed()))
    app.register_error_handler(CSRFError, _show_expired)
    app.register_error_handler(HTTPException, _show_http_error)


def show_refusal(error: PortalError) -> ResponseReturnValue:
    """A rule said no."""
    keep_attempt(current_actor, error)
    sentence = sentence_of(error)
    if wants_json():
        body = {"error": error.code, "message": sentence, "field": error.field}
        return jsonify(body), error.status
    return _page(error.status, _explain(error.status, sentence))


def _show_http_error(error: HTTPException) -> ResponseReturnValue:
    """Flask has logged an unexpected failure and hands it over as a 500."""
    if error.response is not None:
        return error.response
    status = error.code or 500
    if status < 400:
        return error
    explanation = _explain(status, "")
    if wants_json():
        return jsonify(error=f"http_{status}", message=explanation.happened), status
    page, status = _page(status, explanation)
    kept = [(name, value) for name, value in error.get_headers() if name in KEPT_HEADERS]
    return page, status, kept


def _show_expired(_error: CSRFError) -> ResponseReturnValue:
    sentence = _("The form had been open for too long, or you signed in again since.")
    if wants_json():
        return jsonify(error="form_expired", message=sentence), 400
    return _page(400, _explain(400, sentence))


def _page(status: int, explanation: Explanation) -> tuple[str, int]:
    # The plain frame asks the database nothing, so it stands when the database does not.
    page = render_template(
        "errors/error.html", status=status, error=explanation, back_url=_back_url()
    )
    return page, status


def _came_from() -> str | None:
    """The page of ours that led here, if the browser says so."""
    referrer = urlsplit(request.referrer or "")
    if referrer.netloc != request.host:
        return None
    return safe_path(f"{referrer.path}?{referrer.query}" if referrer.query else referrer.path)


def _back_url() -> str | None:
    """Where the reader was; not the address that has just failed, nor the front page."""
    page = _came_from()
    here = request.full_path if request.query_string else request.path
    failed = request.method == "GET" and page == here
    return None if failed or page == "/" else page


def _sign_in_and_return() -> str:
    """To the sign-in page, and from there to the page whose form was sent."""
    return f"{SIGN_IN_PATH}?{urlencode({'next': _came_from() or request.path})}"


def _changed() -> ChangedMeanwhileError:
    return ChangedMeanwhileError("changed_meanwhile")


def _explain(status: int, sentence: str) -> Explanation:
    explanations = {
        400: lambda: Explanation(
            _("This form is out of date"),
            sentence or _("What arrived could not be read."),
            _("Nothing was changed."),
            _("Go back, reload the page and send the form once more. Your draft is kept."),
        ),
        401: lambda: Explanation(
            _("Please sign in"),
            _("Nobody is signed in here any more."),
            _("Nothing was changed. What the page had kept as a draft is still there."),
            _("Sign in: you come back to the page, and can send it once more."),
            _sign_in_and_return(),
        ),
        403: lambda: Explanation(
            _("You may not do this"),
            sentence or _("Your role may not do this."),
            _("Nothing was changed."),
            _("Ask a supervisor, or whoever is in charge of the case."),
        ),
        404: lambda: Explanation(
            _("Not found"),
            sentence or _("There is no such page, or it is not yours to see."),
            _("Nothing was changed."),
            _("Check the address, or search for the case by its number."),
        ),
        405: lambda: Explanation(
            _("This address cannot do that"),
            _("The page was called in a way it does not know."),
            _("Nothing was changed."),
            _("Go back and use the button on the page."),
        ),
        409: lambda: Explanation(
            _("Not now"),
            sentence or _("This cannot be done at the moment."),
            _("Nothing was changed."),
            _("Go back: the page shows what can be done now."),
        ),
        413: lambda: Explanation(
            _("Too large"),
            _("What you sent is larger than the portal takes."),
            _("Nothing was changed, and nothing of it was stored."),
            _("Send fewer photos at once, or smaller ones."),
        ),
        422: lambda: Explanation(
            _("Something is missing"),
            sentence or _("Something in what you sent is missing or has the wrong shape."),
            _("Nothing was changed."),
            _("Go back and look at the marked fields."),
        ),
        429: lambda: Explanation(
            _("Too many tries"),
            sentence or _("There were too many tries in a short time."),
            _("Nothing was changed."),
            _("Wait a few minutes, then try again."),
        ),
        500: lambda: Explanation(
            _("The portal failed"),
            _("This is our fault, not yours. It has been written down for the administrators."),
            _("The change was not made; nothing is half done."),
            _("Try once more. If it fails again, tell your administrator the time shown here."),
        ),
    }
    known = status if status in explanations else (500 if status >= 500 else 400)
    return explanations[known]()
