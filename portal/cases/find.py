"""Record what was found on site, its causes, and what was done (domain D3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from models import Cause, EventKind, Missing, Visit
from portal.access.actors import Actor
from portal.cases.on_site import own_visit, still_missing
from portal.errors import InvalidError, RefusedError
from portal.history.record import Audience, record


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen, by tapping and in words; and whether somebody has to come again."""

    causes: Sequence[Cause]
    words: str
    done: str
    needs_return: bool = False


def record_finding(
    session: Session, actor: Actor, visit_id: int, finding: Finding, *, now: datetime
) -> Visit:
    """May be put right until the job is finished; the photos before it come first."""
    site = own_visit(session, actor, visit_id)
    if not finding.causes:
        raise InvalidError("cause_missing", field="causes")
    if Cause.OTHER in finding.causes and not finding.words.strip():
        raise InvalidError("finding_words_missing", field="finding")
    if Missing.BEFORE in still_missing(session, actor, site):
        raise RefusedError("before_photos_missing", field="before")
    visit = site.visit
    wanted = _columns(finding)
    if visit.found_at is not None and wanted == {name: getattr(visit, name) for name in wanted}:
        return visit  # sent a second time with the rest of the page
    for name, value in wanted.items():
        setattr(visit, name, value)
    visit.found_at = now
    visit.version += 1
    record(
        session,
        actor,
        site.case,
        EventKind.FOUND,
        now=now,
        audience=Audience(dealer=True, installer=True, dealer_id=visit.dealer_id),
        body="\n".join(words for words in (finding.words.strip(), finding.done.strip()) if words),
        visit_id=visit.id,
        causes=[cause.value for cause in finding.causes],
        needs_return=finding.needs_return,
    )
    return visit


def causes_of(visit: Visit) -> list[Cause]:
    """The causes as they were tapped."""
    return [Cause(code) for code in visit.cause.split()]


def _columns(finding: Finding) -> dict[str, object]:
    chosen = [cause.value for cause in Cause if cause in finding.causes]
    return {
        "cause": " ".join(chosen),
        "finding": finding.words.strip(),
        "done": finding.done.strip(),
        "needs_return": finding.needs_return,
    }
