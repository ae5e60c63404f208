"""One line for each thing that happened: plain for people, JSON where machines collect them."""

import json
import logging
import re
import sys
from datetime import UTC, datetime

from portal.infra.config import Environment

# What every record carries; whatever else is on it was given with `extra=`.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

_KEYS = re.compile(r"(/(?:t|o|invitations)/)[A-Za-z0-9_-]{16,}")


class JsonFormatter(logging.Formatter):
    """A record as one JSON object, with what was given as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class WithoutKeys(logging.Filter):
    """An address that is a key opens its page: what it opens is said, the key is not."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        masked = _KEYS.sub(r"\1…", said)
        if masked != said:
            record.msg, record.args = masked, ()
        return True


def configure_logging(environment: Environment) -> None:
    """Send all logging to standard error; what a library chatters about stays out.

    httpx would say every address that it asks, and a robot's address is its key.
    """
    handler = logging.StreamHandler(sys.stderr)
    if environment is Environment.PRODUCTION:
        handler.setFormatter(JsonFormatter())
    else:
        handler.setFormatter(logging.Formatter("%(levelname).1s %(name)s: %(message)s"))
    handler.addFilter(WithoutKeys())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for chatty in ("procrastinate", "alembic", "PIL", "psycopg.pool", "httpx", "httpcore"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
