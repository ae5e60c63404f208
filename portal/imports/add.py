"""Add a batch of outside complaints: their parties, cases, words and outside results."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from models import (
    Case,
    CaseAccused,
    CaseStatus,
    Channel,
    EventKind,
    Import,
    ImportRow,
    OutsideResult,
)
from portal.access.actors import Actor
from portal.cases.number import format_number
from portal.history.record import record_many
from portal.imports.parties import Parties, add_parties
from portal.imports.profile import Profile
from portal.imports.understand import OutsideComplaint
from portal.installers.standing import lock_people, recount_standing
from portal.search.keep import keep_likeness, what_happened
from portal.search.tokens import fold, index_tokens
from portal.sla.clocks import next_deadline, start_first_clocks


def add_complaints(
    session: Session,
    actor: Actor,
    run: Import,
    profile: Profile,
    complaints: Sequence[OutsideComplaint],
    parties: Parties,
    *,
    now: datetime,
) -> list[Case]:
    """The cases, in the order of the complaints.

    An ended one is `closed_elsewhere`: set here, by INSERT, and never again (domain K2).
    """
    if not complaints:
        return []
    lock_people(session, [parties.installers[name] for name in _known_people(complaints, parties)])
    customers = add_parties(session, complaints, parties, profile, now=now)
    rows = [
        ImportRow(import_id=run.id, profile=profile.name, row_key=one.key, line=one.line)
        for one in complaints
    ]
    session.add_all(rows)
    session.flush()
    numbers = session.scalars(_NUMBERS, {"many": len(complaints)}).all()
    cases = [
        _case(one, parties, customer_id, number, row, now)
        for one, customer_id, number, row in zip(complaints, customers, numbers, rows, strict=True)
    ]
    session.add_all(cases)
    session.flush()
    pairs = list(zip(cases, complaints, strict=True))
    _results(session, pairs, profile, parties, now)
    _words(session, pairs)
    record_many(
        session,
        actor,
        [
            (case, one.body or None, {"source": profile.name, "line": one.line})
            for case, one in pairs
        ],
        EventKind.IMPORTED,
        now=now,
    )
    for case in cases:
        if case.status is CaseStatus.TRIAGE:
            case.next_stage, case.next_due_at = next_deadline(start_first_clocks(session, case))
    accused = {parties.installers[name] for name in _known_people(complaints, parties)}
    recount_standing(session, accused, now=now)
    return cases


def _known_people(complaints: Sequence[OutsideComplaint], parties: Parties) -> set[str]:
    return {one.business for one in complaints if one.business in parties.installers}


_NUMBERS = text("SELECT nextval('case_running') FROM generate_series(1, :many)")
_SEARCH = text(
    "INSERT INTO case_search (case_id, body, tokens)"
    " VALUES (:case_id, :body, array_to_tsvector(string_to_array(:tokens, ' ')))"
)


def _case(
    one: OutsideComplaint,
    parties: Parties,
    customer_id: int,
    number: int,
    row: ImportRow,
    now: datetime,
) -> Case:
    over = one.ended_at is not None
    return Case(
        number=format_number(one.started_on.year, number),
        status=CaseStatus.CLOSED_ELSEWHERE if over else CaseStatus.TRIAGE,
        channel=Channel.IMPORT,
        summary=one.summary,
        customer_id=customer_id,
        symptom_id=parties.symptoms.get(one.kind),
        dealer_id=parties.dealers.get(one.business) if over else None,
        district=one.district,
        first_heard_at=one.started_at,
        opened_at=one.started_at,
        last_step=EventKind.IMPORTED.value,
        last_step_at=now,
        ended_at=one.ended_at,
        import_row_id=row.id,
    )


def _results(
    session: Session,
    pairs: Sequence[tuple[Case, OutsideComplaint]],
    profile: Profile,
    parties: Parties,
    now: datetime,
) -> None:
    for case, one in pairs:
        session.add(
            OutsideResult(
                case_id=case.id,
                source=profile.name,
                kind=one.kind,
                industry=one.industry,
                result=one.result,
                satisfaction=one.satisfaction,
                granted=one.granted,
                business=one.business,
                started_on=one.started_on,
                closed_on=one.closed_on,
                odd=",".join(one.odd),
            )
        )
        person = parties.installers.get(one.business)
        if person is not None:
            session.add(CaseAccused(case_id=case.id, installer_id=person, at=now))
    session.flush()


def _words(session: Session, pairs: Sequence[tuple[Case, OutsideComplaint]]) -> None:
    found_by = [(case.id, f"{one.summary}\n{one.body}") for case, one in pairs]
    session.execute(
        _SEARCH,
        [
            {"case_id": case_id, "body": fold(words), "tokens": " ".join(index_tokens(words))}
            for case_id, words in found_by
        ],
    )
    keep_likeness(session, [(case.id, what_happened(one.summary, one.body)) for case, one in pairs])
