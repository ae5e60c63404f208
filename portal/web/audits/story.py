"""A case's history beside a scorecard: the timeline as its reader may know it."""

from dataclasses import dataclass
from typing import Any, Final

from models import Case, StoredFile
from portal.access.scope import visible
from portal.cases.timeline import read_names, read_timeline
from portal.infra import db
from portal.web.cases.case_timeline import Day, days_of, photos_of
from portal.web.guard import actor
from portal.web.now import now

# An auditor reads a case as a whole: seldom does one have more than this.
SIZE: Final = 150
_MOST_PHOTOS: Final = 200


@dataclass(frozen=True, slots=True)
class Story:
    """A page of it; `before` is the key of the earlier one."""

    days: list[Day]
    before: int | None


def story_of(case: Case, *, before: int | None = None) -> Story:
    """The events by day, newest first, with their words and photos."""
    session, me = db.session(), actor()
    timeline = read_timeline(session, me, case, before=before, size=SIZE)
    lines = timeline.lines
    files = session.scalars(
        visible(me, StoredFile)
        .where(StoredFile.case_id == case.id)
        .order_by(StoredFile.id)
        .limit(_MOST_PHOTOS)
    ).all()
    names = read_names(
        session,
        me,
        users={line.user_id for line in lines},
        dealers={line.dealer_id for line in lines} | _named(lines, "dealer_id"),
        installers={line.installer_id for line in lines}
        | _named(lines, "installer_id")
        | {one for line in lines for one in line.detail.get("installer_ids") or ()},
    )
    return Story(days_of(lines, names, case, photos_of(lines, files), now=now()), timeline.before)


def _named(lines: Any, key: str) -> set[int | None]:
    found = (line.detail.get(key) for line in lines)
    return {value for value in found if isinstance(value, int)}
