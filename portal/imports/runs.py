"""Read the runs of imports, and what lies behind their figures: lines, cases, dealers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Case, Import, ImportProblem, OutsideResult
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.access.scope import visible_cases
from portal.errors import NotFoundError

LINES_SHOWN: Final = 12


def imports_page(
    session: Session, actor: Actor, *, before: int | None, size: int
) -> Sequence[Import]:
    """The runs, the latest first; one more than `size` is read."""
    actor.require(Permission.IMPORTS_READ)
    rows = select(Import)
    if before is not None:
        rows = rows.where(Import.id < before)
    return session.scalars(rows.order_by(Import.id.desc()).limit(size + 1)).all()


def get_import(session: Session, actor: Actor, import_id: int) -> Import:
    """One run."""
    actor.require(Permission.IMPORTS_READ)
    found = session.get(Import, import_id)
    if found is None:
        raise NotFoundError("import")
    return found


def odd_rows(
    session: Session, actor: Actor, source: str, *, industry: str = ""
) -> Mapping[str, list[int]]:
    """The first lines of each kind of odd row that was taken from this source."""
    actor.require(Permission.IMPORTS_READ)
    odd = (
        select(
            ImportProblem.code,
            ImportProblem.line,
            func.row_number()
            .over(partition_by=ImportProblem.code, order_by=(ImportProblem.line, ImportProblem.id))
            .label("place"),
        )
        .join(Import, Import.id == ImportProblem.import_id)
        .where(Import.profile == source, ImportProblem.refused.is_(False))
    )
    if industry:
        odd = odd.join(OutsideResult, OutsideResult.case_id == ImportProblem.case_id).where(
            OutsideResult.industry == industry
        )
    few = odd.subquery()
    rows = session.execute(
        select(few.c.code, func.array_agg(few.c.line))
        .where(few.c.place <= LINES_SHOWN)
        .group_by(few.c.code)
        .order_by(few.c.code)
    )
    return {code: sorted(lines) for code, lines in rows}


def dealers_of(
    session: Session, actor: Actor, source: str, businesses: Iterable[str]
) -> Mapping[str, int]:
    """The dealer that each business stands for, by its name as written."""
    actor.require(Permission.IMPORTS_READ)
    rows = session.execute(
        visible_cases(actor)
        .join(OutsideResult, OutsideResult.case_id == Case.id)
        .where(
            OutsideResult.source == source,
            OutsideResult.business.in_(list(businesses)),
            Case.dealer_id.is_not(None),
        )
        .with_only_columns(OutsideResult.business, func.min(Case.dealer_id))
        .group_by(OutsideResult.business)
    )
    return {business: dealer_id for business, dealer_id in rows if dealer_id is not None}


def numbers_of(session: Session, actor: Actor, case_ids: Iterable[int | None]) -> dict[int, str]:
    """The numbers of these cases, as far as the reader may see them."""
    rows = session.execute(
        visible_cases(actor)
        .where(Case.id.in_({row_id for row_id in case_ids if row_id is not None}))
        .with_only_columns(Case.id, Case.number)
    )
    return {row[0]: row[1] for row in rows}
