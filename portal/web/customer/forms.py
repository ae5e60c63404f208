"""The forms on the customer's page, each under its own prefix, and when each is shown (K9)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, MultipleFileField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from models import CaseStatus, ClaimState, ContactClaim, Visit
from portal.cases.customer_says import LONGEST, WAITING, WITH_A_DEALER
from portal.cases.link_view import LinkView
from portal.web.forms import PortalForm


class DigitsForm(PortalForm):
    """Links get forwarded; the digits do not (domain K9)."""

    last_four = StringField(
        _l("Last four digits of your phone number"),
        validators=[
            InputRequired(_l("Enter the four digits")),
            Regexp(r"^\d{4}$", message=_l("Four digits, please")),
        ],
        render_kw={"inputmode": "numeric", "maxlength": "4"},
    )


class WithdrawForm(DigitsForm):
    """Why it need not go on."""

    reason = TextAreaField(
        _l("Why do you withdraw?"),
        validators=[InputRequired(_l("A word is enough")), Length(max=LONGEST)],
    )


class NotContactedForm(PortalForm):
    """Nobody has been in touch."""

    said = TextAreaField(_l("What should we know?"), validators=[Length(max=LONGEST)])


class ContactedForm(PortalForm):
    """Somebody has been in touch: one button, for the contact that was asked about."""

    claim = HiddenField()


class VisitedForm(PortalForm):
    """Somebody was here: one button, for the visit that was asked about."""

    visit = HiddenField()


class NotVisitedForm(PortalForm):
    """Nobody was here."""

    said = TextAreaField(_l("What should we know?"), validators=[Length(max=LONGEST)])


class VacantForm(PortalForm):
    """A number of ours that nobody answers any more: one button."""

    spelled = HiddenField()


class SettledForm(DigitsForm):
    """It is settled."""


class NotSettledForm(PortalForm):
    """It is not settled."""

    said = TextAreaField(_l("What is not right yet?"), validators=[Length(max=LONGEST)])


class LinkPhotosForm(PortalForm):
    """Photos from the customer's phone."""

    photos = MultipleFileField(_l("Photos"))


@dataclass(frozen=True, slots=True)
class Place:
    """One form of the page: its name in the template, its prefix, its door and its hour."""

    name: str
    kind: type[PortalForm]
    endpoint: str
    shown: Callable[[LinkView], bool]

    @property
    def prefix(self) -> str:
        return self.name.replace("_", "")


def _resolved(view: LinkView) -> bool:
    return view.case.status is CaseStatus.RESOLVED


def _may_confirm(claimed: ContactClaim | Visit | None) -> bool:
    return claimed is not None and claimed.state is not ClaimState.VERIFIED


def _may_deny(claimed: ContactClaim | Visit | None) -> bool:
    return claimed is not None and claimed.state is not ClaimState.DISPUTED


PLACES: Final = (
    Place(
        "withdraw", WithdrawForm, "customer_link.withdraw_submit",
        lambda view: view.case.is_open and view.withdrawal is None,
    ),
    Place(
        "not_me", DigitsForm, "customer_link.object_submit",
        lambda view: view.withdrawal is not None,
    ),
    Place(
        "not_contacted", NotContactedForm, "link_says.not_contacted_submit",
        lambda view: view.case.status in WAITING
        or (view.case.status is CaseStatus.VISITED and _may_deny(view.contact)),
    ),
    Place(
        "contacted", ContactedForm, "link_says.contacted_submit",
        lambda view: view.case.status in WITH_A_DEALER
        or (view.case.status is CaseStatus.VISITED and _may_confirm(view.contact)),
    ),
    Place(
        "visited", VisitedForm, "link_says.visited_submit", lambda view: _may_confirm(view.came)
    ),
    Place(
        "not_visited", NotVisitedForm, "link_says.not_visited_submit",
        lambda view: _may_deny(view.came),
    ),
    Place("vacant", VacantForm, "link_says.vacant_submit", lambda view: view.case.is_open),
    Place("settled", SettledForm, "link_says.settled_submit", _resolved),
    Place("not_settled", NotSettledForm, "link_says.not_settled_submit", _resolved),
    Place(
        "photos", LinkPhotosForm, "link_says.photos_submit", lambda view: view.case.is_open
    ),
)  # fmt: skip


def forms_on(view: LinkView, sent: PortalForm | None) -> Mapping[str, Any]:
    """What the page shows now, each empty, but for the one that was just sent."""
    found: dict[str, Any] = {}
    for place in PLACES:
        mine = sent is not None and sent._prefix == f"{place.prefix}-"
        if mine or place.shown(view):
            found[place.name] = sent if mine else place.kind(formdata=None, prefix=place.prefix)
    if "contacted" in found and view.contact is not None:
        found["contacted"].claim.data = view.contact.id
    if "visited" in found and view.came is not None:
        found["visited"].visit.data = view.came.id
    return found
