"""The parties of outside complaints: businesses as dealers and installers, kinds, customers.

Each is made once by its name as written. Names that look alike are listed for a person to
decide (`duplicates`), never merged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from models import (
    Case,
    CaseAccused,
    Customer,
    CustomerPhone,
    Dealer,
    DealerState,
    Installer,
    InstallerDealer,
    OutsideResult,
    Symptom,
)
from portal.imports.profile import Profile
from portal.imports.understand import OutsideComplaint
from portal.search.tokens import fold, index_tokens, sort_key

_CODE_LENGTH = 60


@dataclass(slots=True)
class Parties:
    """Who was met before, in this run or an earlier one: name as written → id."""

    dealers: dict[str, int] = field(default_factory=dict)
    installers: dict[str, int] = field(default_factory=dict)
    customers: dict[str, int] = field(default_factory=dict)
    symptoms: dict[str, int] = field(default_factory=dict)


def names_customers(profile: Profile) -> bool:
    """Whether the file names its customers; else each row is somebody else."""
    return profile.compose.get("customer") == "{customer}"


def known_parties(session: Session, profile: Profile) -> Parties:
    """The parties that earlier runs of this profile brought in."""
    ours = OutsideResult.source == profile.name
    # Who was made one with another since then is that other (L2).
    of_case = (
        select(OutsideResult.business, func.coalesce(Dealer.merged_into_id, Dealer.id))
        .join(Case, Case.id == OutsideResult.case_id)
        .join(Dealer, Dealer.id == Case.dealer_id)
    )
    of_person = select(OutsideResult.business, CaseAccused.installer_id).join(
        CaseAccused, CaseAccused.case_id == OutsideResult.case_id
    )
    parties = Parties(
        dealers=_by_name(session.execute(of_case.where(ours).distinct())),
        installers=_by_name(session.execute(of_person.where(ours).distinct())),
    )
    if names_customers(profile):
        named = (
            select(Customer.name, Customer.id)
            .join(Case, Case.customer_id == Customer.id)
            .join(OutsideResult, OutsideResult.case_id == Case.id)
        )
        parties.customers = _by_name(session.execute(named.where(ours).distinct()))
    return parties


def _by_name(rows: Iterable[Any]) -> dict[str, int]:
    return {name: row_id for name, row_id in rows if row_id is not None}


def add_parties(
    session: Session,
    complaints: Sequence[OutsideComplaint],
    parties: Parties,
    profile: Profile,
    *,
    now: datetime,
) -> list[int]:
    """Add who is new among a batch's parties; returns the customer of each complaint."""
    _add_businesses(session, complaints, parties, now)
    _add_symptoms(session, complaints, parties)
    return _add_customers(session, complaints, parties, profile, now)


def _add_businesses(
    session: Session, complaints: Sequence[OutsideComplaint], parties: Parties, now: datetime
) -> None:
    new = {c.business: c for c in complaints if c.business and c.business not in parties.dealers}
    dealers = {
        name: Dealer(
            name=name,
            name_sort=sort_key(name),
            name_folded=fold(name),
            state=DealerState.LIMITED,
            address=first.address,
            city=first.city,
            created_at=now,
        )
        for name, first in new.items()
    }
    # The business is also who did the work: the person that the complaint is about.
    people = {
        name: Installer(
            name=name, name_sort=dealer.name_sort, name_folded=dealer.name_folded, created_at=now
        )
        for name, dealer in dealers.items()
        if name not in parties.installers
    }
    session.add_all([*dealers.values(), *people.values()])
    session.flush()
    parties.dealers |= {name: dealer.id for name, dealer in dealers.items()}
    parties.installers |= {name: person.id for name, person in people.items()}
    session.add_all(
        InstallerDealer(
            installer_id=person.id,
            dealer_id=parties.dealers[name],
            since=new[name].started_on,
        )
        for name, person in people.items()
    )


def _add_symptoms(
    session: Session, complaints: Sequence[OutsideComplaint], parties: Parties
) -> None:
    """Each complaint type as a symptom; outside words serve all three languages."""
    new = {c.kind for c in complaints if c.kind} - parties.symptoms.keys()
    if not new:
        return
    codes = {f"outside:{fold(kind)[:_CODE_LENGTH]}": kind for kind in sorted(new)}
    for code, row_id in session.execute(
        select(Symptom.code, Symptom.id).where(Symptom.code.in_(codes))
    ):
        parties.symptoms[codes.pop(code)] = row_id
    made = [
        Symptom(code=code, name_en=kind, name_zh_hans=kind, name_zh_hant=kind, active=False)
        for code, kind in codes.items()
    ]
    session.add_all(made)
    session.flush()
    parties.symptoms |= {symptom.name_en: symptom.id for symptom in made}


_NAME_TOKENS = text(
    "UPDATE customers SET name_tokens = array_to_tsvector(string_to_array(:tokens, ' '))"
    " WHERE id = :id"
)


def _add_customers(
    session: Session,
    complaints: Sequence[OutsideComplaint],
    parties: Parties,
    profile: Profile,
    now: datetime,
) -> list[int]:
    """One customer for each name where the file names them; else one for each row."""
    named = names_customers(profile)
    made: dict[str, Customer] = {}
    keys = [c.customer if named else c.key for c in complaints]
    for key, complaint in zip(keys, complaints, strict=True):
        if key not in made and not (named and key in parties.customers):
            made[key] = Customer(
                name=complaint.customer,
                name_folded=fold(complaint.customer),
                name_tokens="",
                created_at=now,
            )
    session.add_all(made.values())
    session.flush()
    if made:
        session.execute(
            _NAME_TOKENS,
            [{"tokens": " ".join(index_tokens(one.name)), "id": one.id} for one in made.values()],
        )
    ids = {key: customer.id for key, customer in made.items()}
    _add_phones(session, [(ids[k], c) for k, c in zip(keys, complaints, strict=True) if k in ids])
    if named:
        parties.customers |= ids
        ids = parties.customers
    return [ids[key] for key in keys]


def _add_phones(session: Session, whose: Sequence[tuple[int, OutsideComplaint]]) -> None:
    phones = {
        (customer_id, complaint.phone.normal): complaint.phone
        for customer_id, complaint in whose
        if complaint.phone is not None and complaint.phone.normal
    }
    session.add_all(
        CustomerPhone(
            customer_id=customer_id, spelled=phone.spelled, normal=normal, last4=phone.last4
        )
        for (customer_id, normal), phone in phones.items()
    )
