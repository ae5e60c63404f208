"""The doctor's look at the events: is each history still what was written?"""

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from portal.history.verify import verify_chains
from portal.infra import schema
from portal.infra.checkup.findings import Finding, ok, problem

_SHOWN = 20
_WHY = {
    "missing_before": "an event before it was removed",
    "predecessor_changed": "it does not follow its predecessor",
    "changed": "it is not what was written",
    "text_changed": "its text is not what was written",
}


def check_chains(owner_url: str) -> Iterator[Finding]:
    """Each broken link by its case; one line where all is well."""
    try:
        if schema.current(owner_url) != schema.head():
            return
    except OperationalError:
        return  # said before: the owner cannot log in
    with Session(create_engine(owner_url, poolclass=NullPool)) as session:
        broken = list(islice(verify_chains(session), _SHOWN))
    for link in broken:
        yield problem(
            "events",
            f"Case {link.number}, event {link.seq}: {_WHY.get(link.why, link.why)}.",
            "Somebody wrote into the history as the owner. Compare with a backup.",
        )
    if not broken:
        yield ok("events", "every case's chain is whole")
