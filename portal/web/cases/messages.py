"""`/cases/<number>/messages`: what was sent about a case, to whom, by which way, and whether."""

from collections.abc import Iterable

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from models import Locale
from portal.access.permissions import Permission
from portal.infra import db
from portal.notices.read import lines_of
from portal.notices.sent import LOST, Said, said_about
from portal.web.cases.page import case_on_page
from portal.web.guard import actor, requires

bp = Blueprint("messages", __name__)


@bp.get("/cases/<number>/messages")
@requires(Permission.QUEUE_READ)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    session, me = db.session(), actor()
    said = said_about(session, me, case.id)
    lines = lines_of(session, me, [one.notice for one in said], Locale(str(get_locale())))
    return render_template(
        "cases/messages.html",
        case=case,
        said=list(zip(said, lines, strict=True)),
        with_address=me.realm == "hotline",
        lost=_lost(said) if me.may(Permission.CASE_OPEN) else frozenset(),
    )


def _lost(said: Iterable[Said]) -> frozenset[int]:
    """What did not arrive and nobody has seen to: it can go once more."""
    return frozenset(
        delivery.id
        for one in said
        for delivery in one.deliveries
        if delivery.state in LOST and delivery.attended_at is None
    )
