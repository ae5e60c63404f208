"""Write the one line that every change leaves in its case's history (decision 8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Boolean, DateTime, Text, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from models import Case, EventKind
from portal.access.actors import Actor


@dataclass(frozen=True, slots=True)
class Audience:
    """Who reads an event besides the brand; only this dealer, this person, where named."""

    dealer: bool = False
    installer: bool = False
    customer: bool = False
    dealer_id: int | None = None
    installer_id: int | None = None


BRAND: Final = Audience()
DEALER: Final = Audience(dealer=True)
EVERYBODY: Final = Audience(dealer=True, installer=True, customer=True)
PARTIES: Final = Audience(dealer=True, installer=True)
CUSTOMER: Final = Audience(dealer=True, customer=True)


def only_dealer(dealer_id: int | None) -> Audience:
    """The brand and this one dealer: another one never reads it."""
    return Audience(dealer=True, dealer_id=dealer_id)


# The realm's own rights decide: the function runs as its caller, the chain is a trigger's.
_RECORD: Final = text(
    "SELECT record_event(:case_id, :at, :actor, :user_id, :kind, :dealer, :installer, :customer,"
    " :dealer_id, :installer_id, :detail, :body)"
).bindparams(
    bindparam("case_id", type_=BigInteger),
    bindparam("at", type_=DateTime(timezone=True)),
    bindparam("actor", type_=Text),
    bindparam("user_id", type_=BigInteger),
    bindparam("kind", type_=Text),
    bindparam("dealer", type_=Boolean),
    bindparam("installer", type_=Boolean),
    bindparam("customer", type_=Boolean),
    bindparam("dealer_id", type_=BigInteger),
    bindparam("installer_id", type_=BigInteger),
    bindparam("detail", type_=JSONB),
    bindparam("body", type_=Text),
)

# Not steps of the matter: they do not become the queue's "last step".
_QUIET: Final = frozenset(
    {EventKind.PHONE_REVEALED, EventKind.AUDITED, EventKind.TEXT_ERASED, EventKind.LINK_ISSUED}
)


def record(
    session: Session,
    actor: Actor,
    case: Case,
    kind: EventKind,
    *,
    now: datetime,
    audience: Audience = BRAND,
    body: str | None = None,
    **detail: Any,
) -> int:
    """Append an event to the case and return its id.

    `detail` holds ids, codes and parameters that JSON can carry, never personal words; those go
    into `body`, which lies apart and can be erased. What is pending is flushed first.
    """
    if kind not in _QUIET and actor.realm not in ("link", "qa", "sales"):
        case.last_step, case.last_step_at = kind.value, now
    session.flush()
    values = _values(actor, case, kind, now, audience, body, detail)
    event_id: int = session.execute(_RECORD, values).scalar_one()
    return event_id


def record_many(
    session: Session,
    actor: Actor,
    events: Sequence[tuple[Case, str | None, Mapping[str, Any]]],
    kind: EventKind,
    *,
    now: datetime,
    audience: Audience = BRAND,
) -> None:
    """The same kind of event on many cases, as (case, body, detail), in one go."""
    if not events:
        return
    session.flush()
    session.execute(
        _RECORD,
        [_values(actor, case, kind, now, audience, body, detail) for case, body, detail in events],
    )


def _values(
    actor: Actor,
    case: Case,
    kind: EventKind,
    now: datetime,
    audience: Audience,
    body: str | None,
    detail: Mapping[str, Any],
) -> dict[str, Any]:
    return {
        "case_id": case.id,
        "at": now,
        "actor": actor.label,
        "user_id": actor.user_id,
        "kind": kind.value,
        "dealer": audience.dealer,
        "installer": audience.installer,
        "customer": audience.customer,
        "dealer_id": audience.dealer_id,
        "installer_id": audience.installer_id,
        "detail": dict(detail),
        "body": body or None,
    }
