"""The administrators' forms about a dealer."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from sqlalchemy.orm import Session
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import HiddenInput

from models import Dealer, DealerKind, DealerState
from portal.access.actors import Actor
from portal.access.scope import visible
from portal.cases.suggest import OFFERABLE
from portal.dealers.edit import DealerDetails
from portal.web.forms import AddressForm, PortalForm, choice, choices_of


class FindForm(AddressForm):
    q = StringField(lazy_pgettext("business", "Name"), [Optional(), Length(max=100)])
    state = SelectField(
        _l("State"), choices=[choice("", _l("Any")), *choices_of(DealerState)], default=""
    )


class DealerForm(PortalForm):
    """What is known about a dealer."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    name = StringField(
        lazy_pgettext("business", "Name"),
        validators=[InputRequired(_l("Enter its name")), Length(max=200)],
    )
    kind = RadioField(_l("Kind"), choices=choices_of(DealerKind), default=DealerKind.PARTNER.value)
    state = RadioField(
        _l("State"),
        choices=choices_of([DealerState.ACTIVE, DealerState.LIMITED]),
        validate_choice=False,
        default=DealerState.ACTIVE.value,
    )
    city = StringField(_l("City"), validators=[Optional(), Length(max=80)])
    address = StringField(_l("Address"), validators=[Optional(), Length(max=300)])
    districts = TextAreaField(
        _l("Districts it serves"),
        description=_l("One on each line, as they stand on the cases"),
        validators=[Optional(), Length(max=5000)],
    )

    def details(self) -> DealerDetails:
        return DealerDetails(
            name=self.name.data or "",
            kind=DealerKind(self.kind.data),
            state=DealerState(self.state.data),
            city=self.city.data or "",
            address=self.address.data or "",
            districts=tuple((self.districts.data or "").splitlines()),
        )


class StoreForm(PortalForm):
    """A store where the brand's products are sold."""

    name = StringField(
        lazy_pgettext("business", "Name"),
        validators=[InputRequired(_l("Enter its name")), Length(max=200)],
    )
    city = StringField(_l("City"), validators=[Optional(), Length(max=80)])
    address = StringField(_l("Address"), validators=[Optional(), Length(max=300)])


class SellerForm(PortalForm):
    """Somebody who sells in a store."""

    store_id = SelectField(_l("Store"), coerce=int, validate_choice=False)
    name = StringField(_l("Name"), validators=[InputRequired(_l("Enter the name")), Length(max=80)])


class LeavingForm(PortalForm):
    """The one step in which a dealer leaves."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    heir_id = SelectField(
        _l("Who serves its purchases from now on"),
        coerce=lambda given: int(given) if given else None,
        validate_choice=False,
        validators=[Optional()],
    )
    reason = TextAreaField(
        _l("Reason"), validators=[InputRequired(_l("Say why")), Length(max=2000)]
    )


def heir_choices(session: Session, actor: Actor, dealer: Dealer) -> list[Any]:
    """Dealers that take cases, those of the same city first."""
    others = session.scalars(
        visible(actor, Dealer)
        .where(Dealer.id != dealer.id, Dealer.state.in_(OFFERABLE))
        .order_by(Dealer.city != dealer.city, Dealer.name_sort, Dealer.id)
        .limit(500)
    )
    return [
        choice("", _("Nobody (only if it serves none)")),
        *(choice(one.id, f"{one.name} · {one.city}" if one.city else one.name) for one in others),
    ]
