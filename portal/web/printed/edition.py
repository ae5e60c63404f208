"""`/printed/<id>`: one edition, its numbers today, its recalls, its QR code (P3)."""

from io import BytesIO

import segno
from flask import Blueprint, Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from models import Dealer, Edition
from portal.access.permissions import Permission
from portal.access.scope import get_one
from portal.contacts.editions import numbers_of, recalls_of, withdraw_edition
from portal.contacts.recalls import finish_recall
from portal.infra import db
from portal.web.deadline import Deadline
from portal.web.dealers.contact_forms import SendForm
from portal.web.forms import PortalForm
from portal.web.guard import actor, requires
from portal.web.now import now
from portal.web.once import take_once
from portal.web.take import take
from portal.web.whole_address import whole_address

bp = Blueprint("edition", __name__, url_prefix="/printed")
P = Permission


class DoneForm(PortalForm):
    """What became of the copies."""

    evidence = TextAreaField(
        _l("What was done"),
        description=_l("How many copies were destroyed or pasted over, where, who saw it"),
        validators=[InputRequired(_l("Write down what was done")), Length(max=2000)],
    )


@bp.get("/<int:edition_id>")
@requires(P.PRINTED_KEEP)
def show(edition_id: int) -> ResponseReturnValue:
    return _page(edition_id)


@bp.post("/<int:edition_id>/recalls/<int:recall_id>")
@requires(P.PRINTED_KEEP)
def done_submit(edition_id: int, recall_id: int) -> ResponseReturnValue:
    form = DoneForm(prefix=f"recall{recall_id}")

    def done() -> str:
        finish_recall(db.session(), actor(), recall_id, form.evidence.data or "", now=now())
        flash(_("The recall is done."), "ok")
        return url_for(".show", edition_id=edition_id)

    return take(form, done, lambda: _page(edition_id, recall_id, form))


@bp.post("/<int:edition_id>/withdraw")
@requires(P.PRINTED_KEEP)
def withdraw_submit(edition_id: int) -> ResponseReturnValue:
    def withdraw() -> str:
        gone = withdraw_edition(db.session(), actor(), edition_id, now=now())
        flash(_("%(title)s is not in use any more.", title=gone.title), "ok")
        return url_for("printed.show")

    return take_once(SendForm(), withdraw)


@bp.get("/<int:edition_id>/qr.<any(svg, png):kind>")
@requires(P.PRINTED_KEEP)
def qr(edition_id: int, kind: str) -> ResponseReturnValue:
    """For the printer: it leads to the numbers that are alive on the day somebody looks."""
    edition = get_one(db.session(), actor(), Edition, edition_id)
    content = BytesIO()
    made = segno.make(whole_address("numbers_alive.show", token=edition.token), error="m")
    made.save(content, kind=kind, scale=8, border=4)
    answer = Response(
        content.getvalue(), mimetype="image/svg+xml" if kind == "svg" else "image/png"
    )
    answer.headers["Content-Disposition"] = f'inline; filename="qr-{edition.id}.{kind}"'
    return answer


def _page(edition_id: int, sent_id: int | None = None, sent: DoneForm | None = None) -> str:
    session, who = db.session(), actor()
    edition = get_one(session, who, Edition, edition_id)
    dealer = get_one(session, who, Dealer, edition.dealer_id) if edition.dealer_id else None
    return render_template(
        "printed/edition.html",
        edition=edition,
        dealer=dealer,
        numbers=numbers_of(session, who, edition_id),
        recalls=[
            (
                one,
                Deadline(one.due_at),
                sent
                if one.id == sent_id and sent
                else DoneForm(formdata=None, prefix=f"recall{one.id}"),
            )
            for one in recalls_of(session, who, edition_id)
        ],
        send=SendForm(formdata=None),
        public_url=whole_address("numbers_alive.show", token=edition.token),
        back_url=url_for("printed.show"),
    )
