"""The filters of a list: a form when it is opened, and one word with a way out for each in use."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import BooleanField, DateField, HiddenField, SelectField, SelectMultipleField
from wtforms import StringField as TextField
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from models import CaseStatus, Dealer, Product, Role, Severity, User
from portal.access.scope import visible
from portal.cases.queue import PRODUCT_NAMES
from portal.i18n import formats
from portal.i18n.words import word
from portal.infra import db
from portal.web.cases.queue_args import Address
from portal.web.forms import AddressForm, choices_of
from portal.web.guard import actor
from portal.web.language import chosen_locale

MOST_CHOICES: Final = 300
AGENTS: Final = (Role.AGENT, Role.SUPERVISOR, Role.DIRECTOR)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use, and the address of the list without it."""

    label: str
    url: str


class FilterForm(AddressForm):
    """What narrows the list of cases."""

    view = HiddenField()
    sort = HiddenField()
    words = TextField(_l("Words, or the customer’s name"))
    status = SelectMultipleField(
        _l("Status"),
        choices=choices_of(CaseStatus),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    severity = SelectMultipleField(
        _l("Severity"),
        choices=choices_of(Severity),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    dealer = SelectField(_l("Dealer"), validators=[Optional()])
    product = SelectField(_l("Product"), validators=[Optional()])
    agent = SelectField(_l("Agent"), validators=[Optional()])
    district = TextField(_l("District"))
    since = DateField(_l("First heard from"), validators=[Optional()])
    until = DateField(_l("to"), validators=[Optional()])
    overdue = BooleanField(_l("Deadline is over"))
    chased = BooleanField(_l("Customer has asked again"))
    stalled = BooleanField(_l("The case stalls"))


def filter_form(address: Address) -> FilterForm:
    """The form with its choices, filled with what the address says."""
    filters = address.asked.filters
    form = FilterForm(
        formdata=None,
        data={
            **{name: address.args.get(name, "") for name in ("view", "sort", "words", "district")},
            "status": [member.value for member in filters.statuses],
            "severity": [member.value for member in filters.severities],
            "dealer": str(filters.dealer_id or ""),
            "product": str(filters.product_id or ""),
            "agent": str(filters.agent_id or ""),
            "since": formats.local_day(filters.since) if filters.since else None,
            "until": _last_day(address),
            "overdue": filters.overdue,
            "chased": filters.chased,
            "stalled": filters.stalled,
        },
    )
    form.dealer.choices = _named(visible(actor(), Dealer), Dealer.id, Dealer.name, Dealer.name_sort)
    name = PRODUCT_NAMES[chosen_locale()]
    form.product.choices = _named(select(Product), Product.id, name, Product.name_sort)
    agents = visible(actor(), User).where(User.role.in_(AGENTS), User.ended_at.is_(None))
    form.agent.choices = _named(agents, User.id, User.name, User.name)
    return form


def chips(path: str, address: Address) -> list[Chip]:
    """The filters in use, each in words."""
    return [Chip(label, address.on(path, **{name: None})) for name, label in _in_words(address)]


def _in_words(address: Address) -> list[tuple[str, str]]:
    filters = address.asked.filters
    last = _last_day(address)
    plain = [
        ("status", formats.listing(map(word, filters.statuses), "or")),
        ("severity", formats.listing(map(word, filters.severities), "or")),
        *_parties(address),
        ("district", filters.district),
        ("chased", _("Customer has asked again") if filters.chased else ""),
        ("stalled", _("The case stalls") if filters.stalled else ""),
        ("overdue", _("Deadline is over") if filters.overdue else ""),
        ("since", filters.since and _("heard from %(day)s", day=formats.day(filters.since))),
        ("until", last and _("heard to %(day)s", day=formats.day(last))),
        ("words", filters.words and _("“%(words)s”", words=filters.words)),
    ]
    return [(name, label) for name, label in plain if label]


def _parties(address: Address) -> list[tuple[str, str]]:
    """Dealer, product and agent by name; one query each, as nobody filters by more than one."""
    filters = address.asked.filters
    asked: list[tuple[str, int | None, Any]] = [
        ("dealer", filters.dealer_id, Dealer),
        ("product", filters.product_id, Product),
        ("agent", filters.agent_id, User),
    ]
    found = []
    for name, row_id, model in asked:
        if row_id is not None:
            known = select(Product) if model is Product else visible(actor(), model)
            column = PRODUCT_NAMES[chosen_locale()] if model is Product else model.name
            label = db.session().scalar(known.where(model.id == row_id).with_only_columns(column))
            found.append((name, label or _("unknown")))
    return found


def _last_day(address: Address) -> date | None:
    """The day that `until` names: the filter ends with the midnight after it."""
    until = address.asked.filters.until
    return formats.local_day(until) - timedelta(days=1) if until else None


def _named(chosen: Any, key: Any, name: Any, order: Any) -> list[tuple[str, Any]]:
    rows = db.session().execute(
        chosen.with_only_columns(key, name).order_by(order, key).limit(MOST_CHOICES)
    )
    return [("", _("all")), *((str(row_id), label) for row_id, label in rows)]
