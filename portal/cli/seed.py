"""What a migrated database is given before anybody works with it: announced holidays (T1)."""

from datetime import datetime

from portal.infra import db
from portal.infra.identity import WORKER
from portal.sla.change_calendar import recompute_later
from portal.sla.load_holidays import seed_holidays


def seed(app_url: str, *, now: datetime) -> None:
    """Load the years that are announced; what is there already stays as it is."""
    engine = db.make_engine(app_url, pool_size=1)
    with db.make_sessions(engine)() as session:
        session.info = {"identity": WORKER, "now": None}
        for calendar in seed_holidays(session, now=now):
            recompute_later(session, calendar, now=now)
        session.commit()
    engine.dispose()
