"""Similar cases while a call is being written down: a fragment of the page, and the page's own."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from models import Purchase
from portal.access.permissions import Permission
from portal.access.scope import visible
from portal.cases.similar import Matter, Similar, find_similar
from portal.infra import db
from portal.web.cases.similar_cards import how_many_similar, similar_entries
from portal.web.guard import actor, requires
from portal.web.intake.call_form import CallForm, id_or_none

bp = Blueprint("similar", __name__)

# Fewer signs than that say nothing yet.
SHORTEST = 4


@bp.post("/hotline/cases/new/similar")
@requires(Permission.SIMILAR_READ)
def look() -> ResponseReturnValue:
    """The cases like what has been typed so far; by POST, as addresses are kept in logs."""
    return render_template("intake/_similar.html", **similar_part(CallForm()))


def similar_part(form: CallForm) -> dict[str, object]:
    """What the fragment shows."""
    similar = _find(form)
    return {
        "similar": similar_entries(similar),
        "similar_note": how_many_similar(similar),
        "similar_asked": bool(form.what.data),
    }


def _find(form: CallForm) -> Similar:
    said = (form.what.data or "").strip()
    if len(said) < SHORTEST or not actor().may(Permission.SIMILAR_READ):
        return Similar()
    matter = Matter(
        said, _product(form), id_or_none(form.symptom.data), (form.district.data or "").strip()
    )
    return find_similar(db.session(), actor(), matter)


def _product(form: CallForm) -> int | None:
    """The product that was chosen, or that of the purchase."""
    chosen = id_or_none(form.product.data)
    purchase_id = id_or_none(form.purchase.data)
    if chosen is not None or purchase_id is None:
        return chosen
    bought = visible(actor(), Purchase).where(Purchase.id == purchase_id)
    return db.session().scalar(bought.with_only_columns(Purchase.product_id))
