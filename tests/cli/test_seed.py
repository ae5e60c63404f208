"""A migrated database knows the holidays that are announced, and says which year it does not."""

from sqlalchemy import create_engine, text

from portal.cli.seed import seed
from tests.support.world import NOON


def test_announced_years_are_known_and_the_next_one_is_not(clone):
    seed(clone.app_url, now=NOON)
    seed(clone.app_url, now=NOON)

    engine = create_engine(clone.owner_url)
    with engine.connect() as owner:
        years = owner.execute(
            text("SELECT known_years FROM calendars WHERE code = 'office'")
        ).scalar_one()
        make_up_days = owner.execute(
            text("SELECT count(*) FROM calendar_days WHERE kind = 'make_up'")
        ).scalar_one()
    engine.dispose()
    assert 2026 in years
    assert 2027 not in years
    assert make_up_days > 0


def test_clocks_are_counted_anew_by_the_years_that_became_known_and_once(clone):
    seed(clone.app_url, now=NOON)
    seed(clone.app_url, now=NOON)

    engine = create_engine(clone.owner_url)
    with engine.connect() as owner:
        queued = owner.execute(
            text(
                "SELECT DISTINCT args FROM procrastinate_jobs"
                " WHERE task_name = 'recompute_calendar'"
            )
        ).scalars()
        changed = owner.execute(
            text("SELECT id, version FROM calendars WHERE observes_holidays ORDER BY id")
        ).all()
    engine.dispose()
    jobs = sorted((job["calendar_id"], job["version"]) for job in queued)
    assert jobs == [tuple(row) for row in changed]
