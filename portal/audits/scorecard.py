"""The weighted questions of a scorecard, in the reader's language (domain Q1)."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Scorecard, ScorecardQuestion
from portal.errors import NotFoundError

TEXTS: Final = {
    "en": ScorecardQuestion.text_en,
    "zh_Hans": ScorecardQuestion.text_zh_hans,
    "zh_Hant": ScorecardQuestion.text_zh_hant,
}


class Question(NamedTuple):
    """One question as its reader meets it."""

    id: int
    text: str
    weight: int
    fatal: bool


def active_scorecard(session: Session) -> int:
    """The id of the newest scorecard in use: what a new audit is scored on."""
    found = session.scalar(
        select(Scorecard.id).where(Scorecard.active).order_by(Scorecard.version.desc()).limit(1)
    )
    if found is None:
        raise NotFoundError("scorecard")
    return found


def questions_of(session: Session, scorecard_id: int, *, locale: str = "en") -> Sequence[Question]:
    """The questions of a scorecard in their order. A done audit keeps the card it was scored on."""
    text = TEXTS.get(locale, ScorecardQuestion.text_en)
    rows = session.execute(
        select(ScorecardQuestion.id, text, ScorecardQuestion.weight, ScorecardQuestion.fatal)
        .where(ScorecardQuestion.scorecard_id == scorecard_id)
        .order_by(ScorecardQuestion.position, ScorecardQuestion.id)
    )
    return [Question(*row) for row in rows]
