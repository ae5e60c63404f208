"""Change a calendar: first what it would do, then under the version that was looked at (T1, T3)."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from models import Dealer
from models.sla import BusinessCalendar, CalendarDay, DayKind
from portal.access.actors import Actor
from portal.access.permissions import Permission
from portal.errors import ChangedMeanwhileError, NotFoundError, RefusedError
from portal.history.changes import record_change
from portal.infra.jobs import defer
from portal.infra.once import forget
from portal.sla.calendar import Calendar, NeverOpenError
from portal.sla.calendars import own_code
from portal.sla.edits import Edit, spell_spans
from portal.sla.plan import Plan, Special, read_plan
from portal.sla.policy import SERVICE
from portal.sla.preview import Preview, preview_hours

RECOMPUTE: Final = "recompute_calendar"
# A rule that had read the old hours just before may write its clock just after.
_ONCE_MORE: Final = timedelta(minutes=1)


def get_calendar(session: Session, calendar_id: int) -> BusinessCalendar:
    """A calendar; they are nobody's secret."""
    found = session.get(BusinessCalendar, calendar_id)
    if found is None:
        raise NotFoundError
    return found


def preview_calendar(
    session: Session,
    actor: Actor,
    calendar_id: int,
    edit: Edit,
    *,
    version: int | None,
    now: datetime,
) -> tuple[Preview, dict[str, Any], dict[str, Any]]:
    """What an edit would move, and what of the calendar is different before and after."""
    actor.require(Permission.SETTINGS_EDIT)
    calendar = get_calendar(session, calendar_id)
    before = read_plan(session, calendar)
    after = _edited(calendar, before, edit, version, now)
    preview = preview_hours(session, calendar, Calendar(after.hours), now=now)
    return preview, *differences(before, after)


def change_calendar(
    session: Session,
    actor: Actor,
    calendar_id: int,
    edit: Edit,
    *,
    version: int | None,
    now: datetime,
) -> BusinessCalendar:
    """Make an edit, on record; a job gives the running clocks their new times."""
    actor.require(Permission.SETTINGS_EDIT)
    calendar = session.scalar(
        select(BusinessCalendar)
        .where(BusinessCalendar.id == calendar_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if calendar is None:
        raise NotFoundError
    before = read_plan(session, calendar)
    after = _edited(calendar, before, edit, version, now)
    _write(session, calendar, before, after)
    was, is_ = differences(before, after)
    record_change(session, actor, f"calendar:{calendar.code}", was, is_, now=now)
    recompute_later(session, calendar, now=now)
    return calendar


def recompute_later(session: Session, calendar: BusinessCalendar, *, now: datetime) -> None:
    """Have the running clocks looked at, and once more when nobody counts by the old hours."""
    for at in (None, now + _ONCE_MORE):
        defer(
            session,
            RECOMPUTE,
            lock=f"calendar:{calendar.id}",
            schedule_at=at,
            calendar_id=calendar.id,
            version=calendar.version,
        )


def give_dealer_calendar(
    session: Session, actor: Actor, dealer_id: int, *, now: datetime
) -> BusinessCalendar:
    """Hours of its own for a dealer; they begin as the service hours are, so nothing moves yet."""
    actor.require(Permission.SETTINGS_EDIT)
    dealer = session.get(Dealer, dealer_id)
    if dealer is None:
        raise NotFoundError
    # One at a time: the second finds the first one's.
    service = session.scalars(
        select(BusinessCalendar)
        .where(BusinessCalendar.code == SERVICE)
        .with_for_update(key_share=True)
    ).one()
    code = own_code(dealer_id)
    if session.scalar(select(BusinessCalendar.id).where(BusinessCalendar.code == code)):
        raise RefusedError("dealer_has_calendar", field="dealer_id")
    plan = read_plan(session, service)
    own = BusinessCalendar(
        code=code,
        dealer_id=dealer_id,
        tz=plan.tz,
        weekly=dict(plan.weekly),
        observes_holidays=plan.observes_holidays,
        known_years=sorted(plan.known_years),
    )
    session.add(own)
    session.flush()
    _put(session, own.id, plan.days)
    forget(session)
    record_change(session, actor, f"calendar:{code}", None, {"name": dealer.name}, now=now)
    return own


def differences(before: Plan, after: Plan) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is different, as JSON, by part of the calendar."""
    was: dict[str, Any] = {}
    is_: dict[str, Any] = {}
    for plan, into in ((before, was), (after, is_)):
        if before.tz != after.tz:
            into["tz"] = plan.tz
        if before.weekly != after.weekly:
            into["weekly"] = {day: spell_spans(spans) for day, spans in plan.weekly.items()}
        if before.known_years != after.known_years:
            into["known_years"] = [str(year) for year in sorted(plan.known_years)]
        for day in sorted({*before.days, *after.days}):
            if before.days.get(day) != after.days.get(day):
                into[day.isoformat()] = _spelled(plan.days.get(day))
    return was, is_


def _spelled(special: Special | None) -> list[str] | None:
    if special is None:
        return None
    spans = [spell_spans(special.spans)] if special.kind is DayKind.OVERRIDE else []
    return [special.kind.value, *(part for part in (*spans, special.name) if part)]


def _edited(
    calendar: BusinessCalendar, before: Plan, edit: Edit, version: int | None, now: datetime
) -> Plan:
    if version is not None and version != calendar.version:
        raise ChangedMeanwhileError("calendar_changed_meanwhile")
    after = edit(before)
    if after == before:
        raise RefusedError("calendar_is_so_already")
    try:
        Calendar(after.hours).next_opening(now)
    except NeverOpenError as error:
        raise RefusedError("calendar_never_open") from error
    return after


def _write(session: Session, calendar: BusinessCalendar, before: Plan, after: Plan) -> None:
    changed = [
        day for day in {*before.days, *after.days} if before.days.get(day) != after.days.get(day)
    ]
    session.execute(
        delete(CalendarDay).where(
            CalendarDay.calendar_id == calendar.id, CalendarDay.day.in_(sorted(changed))
        )
    )
    _put(session, calendar.id, {day: one for day, one in after.days.items() if day in set(changed)})
    calendar.tz, calendar.weekly = after.tz, dict(after.weekly)
    calendar.known_years = sorted(after.known_years)
    # The version is what the counting processes look at.
    calendar.version += 1
    session.flush()
    forget(session)


def _put(session: Session, calendar_id: int, days: Any) -> None:
    rows = [
        {
            "calendar_id": calendar_id,
            "day": day,
            "kind": special.kind,
            "windows": (
                [list(span) for span in special.spans] if special.kind is DayKind.OVERRIDE else None
            ),
            "name": special.name,
        }
        for day, special in sorted(days.items())
    ]
    if rows:
        session.execute(insert(CalendarDay), rows)
