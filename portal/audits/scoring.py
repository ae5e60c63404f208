"""What a scorecard comes to: points times weight, in percent of what applies (domain Q1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portal.audits.scorecard import Question

YES: Final = 2
PARTLY: Final = 1
NO: Final = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """Points from 0 (no) to 2 (yes); none where the question does not apply.

    Not `answered`: there is no more than a note yet.
    """

    points: int | None
    note: str = ""
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Total:
    """`percent` is none while nothing that applies has been answered."""

    percent: int | None
    answered: int
    questions: int
    fatal: bool

    @property
    def complete(self) -> bool:
        return self.answered == self.questions


def total_of(questions: Sequence[Question], answers: Mapping[int, Answer]) -> Total:
    """The score so far. A fatal question answered "no" makes it 0, whatever else was good."""
    given = [
        (question, answers[question.id])
        for question in questions
        if question.id in answers and answers[question.id].answered
    ]
    scored = [(question, answer.points) for question, answer in given if answer.points is not None]
    fatal = any(question.fatal and points == NO for question, points in scored)
    best = sum(question.weight * YES for question, _points in scored)
    reached = sum(question.weight * points for question, points in scored)
    # Halves go up, as everybody rounds by hand.
    percent = (200 * reached + best) // (2 * best) if best else None
    return Total(
        percent=0 if fatal else percent,
        answered=len(given),
        questions=len(questions),
        fatal=fatal,
    )
