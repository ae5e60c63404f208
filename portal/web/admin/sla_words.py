"""The table of stage times in words: when a clock starts, whom a row is for, a time."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Dealer, Product
from models.cases import Severity
from models.sla import Stage
from portal.i18n import formats
from portal.i18n.words import word
from portal.sla.policy import OWNERS
from portal.sla.policy_table import Cell, Difference, Scope, Table, Time
from portal.web.admin.calendar_words import CALENDAR_NAMES
from portal.web.names import name_of

STARTS: Final[Mapping[Stage, Any]] = {
    Stage.TRIAGE: _l("from when it was first heard, and from each return to triage"),
    Stage.ACCEPT: _l("from the offer"),
    Stage.FIRST_CONTACT: _l("from the acceptance"),
    Stage.VISIT: _l("from the contact that counted"),
    Stage.RESOLVE: _l("from when it was first heard"),
    Stage.DECISION: _l("from the lock"),
    Stage.CALLBACK: _l("from the resolution"),
}


def names_of(session: Session, scopes: Iterable[Scope]) -> dict[Scope, str]:
    """Whom each scope is for, in words; the base row's is nothing."""
    wanted = set(scopes) - {Scope()}
    dealers: dict[int, str] = {
        dealer.id: dealer.name
        for dealer in session.scalars(
            select(Dealer)
            .where(Dealer.id.in_({scope.dealer_id for scope in wanted} - {None}))
            .order_by(Dealer.id)
        )
    }
    products: dict[int, str] = {
        product.id: name_of(product)
        for product in session.scalars(
            select(Product)
            .where(Product.id.in_({scope.product_id for scope in wanted} - {None}))
            .order_by(Product.id)
        )
    }
    return {
        scope: " · ".join(
            str(part)
            for part in (
                scope.key_account and _("Key accounts"),
                dealers.get(scope.dealer_id or 0),
                products.get(scope.product_id or 0),
                scope.district,
            )
            if part
        )
        for scope in wanted
    }


def time_words(time: Time | None) -> str:
    """2 h · Service hours"""
    if time is None:
        return "–"
    parts = [formats.length(time.minutes), str(CALENDAR_NAMES.get(time.calendar_code, ""))]
    if time.night is not None:
        parts.append(str(_("at night %(time)s", time=formats.length(time.night))))
    return " · ".join(parts)


def stage_about(stage: Stage) -> dict[str, Any]:
    """What a stage is, for its head."""
    return {"stage": stage, "owner": OWNERS[stage], "starts": STARTS[stage]}


def blocks_of(table: Table, names: Mapping[Scope, str]) -> list[dict[str, Any]]:
    """The table as it is read: stage by stage, the base row first."""
    found = []
    for stage in Stage:
        scopes = dict.fromkeys(cell.scope for cell in table if cell.stage is stage)
        rows = [
            {
                "name": names.get(scope, ""),
                "times": [
                    {"severity": severity, "time": _spelled(table, Cell(stage, severity, scope))}
                    for severity in Severity
                ],
            }
            for scope in sorted(scopes, key=lambda scope: scope != Scope())
        ]
        found.append({**stage_about(stage), "rows": rows})
    return found


def _spelled(table: Table, cell: Cell) -> dict[str, str] | None:
    time = table.get(cell)
    return time and {
        "length": formats.length(time.minutes),
        "calendar": str(CALENDAR_NAMES.get(time.calendar_code, time.calendar_code)),
        "night": formats.length(time.night) if time.night is not None else "",
    }


def changes_of(
    differences: Sequence[Difference], names: Mapping[Scope, str]
) -> list[dict[str, str]]:
    """What is different, each time as it was and as it is."""
    return [
        {
            "row": " · ".join(
                part
                for part in (
                    word(one.cell.stage),
                    word(one.cell.severity),
                    names.get(one.cell.scope, ""),
                )
                if part
            ),
            "before": time_words(one.before),
            "after": time_words(one.after),
        }
        for one in differences
    ]
