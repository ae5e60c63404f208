"""Record the resolution: what, cost, responsibility, and what each side does about it (R1)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from flask import Blueprint, flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DecimalField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from models import Bearer, Case, CaseStatus, CustomersWord
from portal.access.permissions import Permission
from portal.cases.lifecycle import Step
from portal.cases.resolve import Account, Prevention, resolve_case
from portal.cases.steps import check_step
from portal.infra import db
from portal.web.cases.page import case_on_page, to_case
from portal.web.cases.reason import Words
from portal.web.cases.send import send
from portal.web.cases.task_fields import ROWS, TaskRow, due_at
from portal.web.cases.verb import verb_page
from portal.web.forms import CaseForm, choices_of
from portal.web.guard import actor, requires
from portal.web.now import now

bp = Blueprint("resolve", __name__)
URL = "/cases/<number>/resolve"
SIDES = tuple(Bearer)

BY_DEALER = Words(
    title=_l("Record the resolution"),
    explain=_l("What was done, why it happened, who answers for it. The hotline then rings the"
               " customer; nobody closes the case without that call."),
    button=_l("Record the resolution"),
    image="clipboard-check",
)  # fmt: skip
BY_BRAND = Words(
    title=_l("Settle it ourselves"),
    explain=_l("Without a dealer: what we did, why it happened, who answers for it. A colleague"
               " then rings the customer; whoever settles it does not make that call."),
    button=_l("Record the resolution"),
    image="clipboard-check",
)  # fmt: skip


class PreventionRow(TaskRow):
    """What one side does so that it does not come back."""

    side = SelectField(_l("Which side"), choices=choices_of((Bearer.BRAND, Bearer.DEALER)))


def _share(label: Any) -> IntegerField:
    return IntegerField(label, default=0, validators=[InputRequired(), NumberRange(0, 100)])


def _amount(label: Any) -> Any:
    return DecimalField(
        label, default=Decimal(0), places=2, validators=[Optional(), NumberRange(min=0)]
    )


class ResolutionForm(CaseForm):
    """The account of R1."""

    what = TextAreaField(
        _l("What was done"), validators=[InputRequired(_l("Say what was done")), Length(max=4000)]
    )
    root_cause = TextAreaField(
        _l("Root cause"), validators=[InputRequired(_l("Say why it happened")), Length(max=4000)]
    )
    customers_word = RadioField(
        _l("What the customer says of it"),
        choices=choices_of(CustomersWord),
        validators=[InputRequired(_l("Choose one"))],
    )
    cost = _amount(_l("Cost"))
    cost_bearer = SelectField(_l("Who bears the cost"), choices=choices_of(Bearer))
    claimed = _amount(_l("Amount claimed"))
    granted = _amount(_l("Amount granted"))
    share_brand = _share(_l("Brand (%)"))
    share_dealer = _share(_l("Dealer (%)"))
    share_installer = _share(_l("Installer (%)"))
    share_customer = _share(_l("Customer (%)"))
    share_third_party = _share(_l("Third party (%)"))
    share_reason = TextAreaField(
        _l("Why these shares"), validators=[InputRequired(_l("Give the reasons")), Length(max=2000)]
    )
    prevention = FieldList(
        FormField(PreventionRow),
        label=_l("So that it does not come back"),
        description=_l("Each becomes a task with an owner and a date. Leave empty what you do"
                       " not need."),
        min_entries=ROWS,
        max_entries=ROWS,
    )  # fmt: skip

    def account(self) -> Account:
        return Account(
            what=self.what.data or "",
            root_cause=self.root_cause.data or "",
            cost=self.cost.data or Decimal(0),
            cost_bearer=Bearer(self.cost_bearer.data),
            shares={side: self[f"share_{side.value}"].data for side in SIDES},
            share_reason=self.share_reason.data or "",
            customers_word=CustomersWord(self.customers_word.data),
            claimed=self.claimed.data or Decimal(0),
            granted=self.granted.data or Decimal(0),
            prevention=tuple(self._prevention()),
        )

    def _prevention(self) -> Iterator[Prevention]:
        for row in self.prevention:
            if row.form.title.data:
                yield Prevention(
                    Bearer(row.form.side.data),
                    row.form.title.data,
                    due_at(row.form),
                    row.form.owner_id.data,
                )


@bp.get(URL)
@requires(Permission.CASE_RESOLVE, Permission.CASE_SETTLE)
def show(number: str) -> ResponseReturnValue:
    case = case_on_page(number)
    check_step(actor(), case, _step(case))
    by_brand = case.status is CaseStatus.TRIAGE
    side = Bearer.BRAND if by_brand else Bearer.DEALER
    form = ResolutionForm(formdata=None, version=case.version, cost_bearer=side.value)
    return _page(case, form)


@bp.post(URL)
@requires(Permission.CASE_RESOLVE, Permission.CASE_SETTLE)
def submit(number: str) -> ResponseReturnValue:
    return send(number, ResolutionForm(), _resolve, _page)


def _resolve(case: Case, form: ResolutionForm) -> str:
    resolve_case(
        db.session(), actor(), case.id, form.account(), version=form.version.data, now=now()
    )
    flash(_("The resolution is on record. The hotline rings the customer next."), "ok")
    return to_case(case)


def _page(case: Case, form: ResolutionForm) -> str:
    words = BY_BRAND if case.status is CaseStatus.TRIAGE else BY_DEALER
    return verb_page(case, form, words, "cases/resolve.html")


def _step(case: Case) -> Step:
    return Step.RESOLVE_BY_BRAND if case.status is CaseStatus.TRIAGE else Step.RESOLVE
