"""Keep the answers of an audit while it is being scored (domain Q1)."""

from collections.abc import Mapping

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models import Audit, AuditAnswer
from portal.access.actors import Actor
from portal.audits.own import own_open_audit
from portal.audits.scorecard import Question, questions_of
from portal.audits.scoring import NO, YES, Answer, Total, total_of
from portal.errors import InvalidError


def save_answers(
    session: Session,
    actor: Actor,
    audit_id: int,
    answers: Mapping[int, Answer],
    summary: str,
    *,
    version: int | None,
) -> tuple[Audit, Total]:
    """Put these answers, and no others, in the place of the earlier ones; the total so far."""
    audit = own_open_audit(session, actor, audit_id, version=version)
    questions = {question.id: question for question in questions_of(session, audit.scorecard_id)}
    for question_id, answer in answers.items():
        _check(questions.get(question_id), answer)
    kept = {
        question_id: answer
        for question_id, answer in answers.items()
        if answer.answered or answer.note.strip()
    }
    session.execute(
        delete(AuditAnswer).where(
            AuditAnswer.audit_id == audit.id, AuditAnswer.question_id.not_in(kept)
        )
    )
    if kept:
        _put(session, audit, kept)
    audit.summary = summary.strip()
    audit.version += 1
    session.flush()
    return audit, total_of(list(questions.values()), kept)


def _check(question: Question | None, answer: Answer) -> None:
    """A fatal question is kept or it is not: nobody is pressed a little."""
    if question is None:
        raise InvalidError("question_unknown")
    known = (None, NO, YES) if question.fatal else (None, *range(NO, YES + 1))
    if answer.points not in known:
        raise InvalidError("points_unknown")


def _put(session: Session, audit: Audit, answers: Mapping[int, Answer]) -> None:
    statement = insert(AuditAnswer).values(
        [
            {
                "audit_id": audit.id,
                "question_id": question_id,
                "answered": answer.answered,
                "points": answer.points if answer.answered else None,
                "note": answer.note.strip(),
            }
            for question_id, answer in sorted(answers.items())
        ]
    )
    new = statement.excluded
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["audit_id", "question_id"],
            set_={"answered": new.answered, "points": new.points, "note": new.note},
            where=func.row(
                AuditAnswer.answered, AuditAnswer.points, AuditAnswer.note
            ).is_distinct_from(func.row(new.answered, new.points, new.note)),
        )
    )
