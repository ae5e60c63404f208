"""Hold the settings that every page needs, currency and time zone, and look again now and then.

Each process asks the database at most once in half a minute, so a change reaches every page of
every process within that time; the process that made it shows it at once.
"""

from datetime import datetime, timedelta
from typing import Final

from flask import Flask, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from portal.infra import clock, db
from portal.infra.identity import SIGNIN
from portal.settings.known import CURRENCY, TIME_ZONE
from portal.settings.read import all_settings

_EVERY: Final = timedelta(seconds=30)
_KEY: Final = "settings_read_at"


def init_app(app: Flask) -> None:
    """Keep the app's own figures as those of who has set nothing."""
    app.extensions[_KEY] = None
    app.before_request(_keep_in_force)


def look_again() -> None:
    """The next request reads the settings anew."""
    current_app.extensions[_KEY] = None


def _keep_in_force() -> None:
    read_at: datetime | None = current_app.extensions[_KEY]
    if request.endpoint == "static" or "sessions" not in current_app.extensions:
        return
    if read_at is not None and clock.now() - read_at < _EVERY:
        return
    current_app.extensions[_KEY] = clock.now()
    try:
        with db.aside(current_app.extensions["sessions"], SIGNIN) as own:
            values = all_settings(own)
    except SQLAlchemyError:
        return  # The page itself will say that the database does not answer.
    current_app.config["TIME_ZONE"] = values[TIME_ZONE.key]
    current_app.config["CURRENCY"] = values[CURRENCY.key]
