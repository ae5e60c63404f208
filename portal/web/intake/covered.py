"""The entitlement in words: what covers it, until when, and what one can truly say (domain E1, E3).

No lock is claimed here, and "the rules" are never the answer.
"""

from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models import EntitlementKind
from portal.i18n.formats import day
from portal.i18n.words import word
from portal.warranty.entitlement import Judgement

_SAY: Final[dict[EntitlementKind, Any]] = {
    EntitlementKind.WARRANTY: _l(
        "“This is under warranty. The repair costs you nothing; I send somebody now.”"
    ),
    EntitlementKind.WORKMANSHIP: _l(
        "“We answer for our installation. Putting it right costs you nothing.”"
    ),
    EntitlementKind.DAMAGE_BY_US: _l(
        "“If we did the damage, we make it good. We come and look first, and that costs you"
        " nothing.”"
    ),
    EntitlementKind.CONTRACT: _l("“Your maintenance contract covers the visit.”"),
    EntitlementKind.LIFETIME: _l("“We look after this for its whole life. I send somebody.”"),
    EntitlementKind.NONE: _l(
        "“The warranty has ended on the day I see here. I tell you what a visit would cost and"
        " what the other ways are, and you choose.”"
    ),
    EntitlementKind.UNPROVEN: _l(
        "“I do not see the purchase yet. Do you have the order number, an invoice or a photo of"
        " the label? Meanwhile I ask the shop.”"
    ),
}
_ICONS: Final = {EntitlementKind.NONE: "shield-slash", EntitlementKind.UNPROVEN: "question-circle"}


@dataclass(frozen=True, slots=True)
class Covered:
    """The card as its macro takes it."""

    tone: str
    image: str
    title: str
    until: str
    say: str
    proof: str


def covered(found: Judgement) -> Covered:
    """The judgement for the reader on the telephone."""
    owed = found.kind not in _ICONS
    return Covered(
        tone="ok" if owed else "soon",
        image=_ICONS.get(found.kind, "shield-check"),
        title=word(found.kind),
        until=_until(found, owed),
        say=str(_SAY[found.kind]),
        proof=_(
            "Until %(day)s it is for us to prove that it is no fault of ours. Nobody may ask the"
            " customer for an expert’s report before our own inspection.",
            day=day(found.proof_ours_until),
        )
        if found.proof_ours_until
        else _("Nobody may ask the customer for an expert’s report before our own inspection."),
    )


def _until(found: Judgement, owed: bool) -> str:
    if found.last_day is None:
        return ""
    if owed:
        return str(_("until %(day)s", day=day(found.last_day)))
    return str(_("ended %(day)s", day=day(found.last_day)))
