"""What an actor causes and may not see: the portal itself writes it, in the same transaction.

A dealer who declines may not see the case any more, yet its triage clock must start. Rules step
beyond the actor's sight for exactly such lines; `tests/house` lists every place that does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

_ROLE: Final = text("SELECT set_config('role', :role, true)")
# These see every case anyway: no round trip for them.
_SEES_ALL: Final = frozenset({"hotline", "worker"})


@contextmanager
def beyond_sight(session: Session, *, always: bool = False) -> Iterator[None]:
    """Within, the transaction is in the worker's realm; `always` also for the hotline.

    After a failure the realm is not restored: the transaction can only be rolled back.
    """
    identity = session.info.get("identity")
    if (
        identity is None
        or identity.realm == "worker"
        or session.info.get("beyond_sight")
        or (identity.realm in _SEES_ALL and not always)
    ):
        yield
        return
    session.flush()
    session.execute(_ROLE, {"role": "hf_worker"})
    # A rule within may step beyond as well: only the outermost one comes back.
    session.info["beyond_sight"] = True
    try:
        yield
        session.flush()
        session.execute(_ROLE, {"role": identity.role})
    finally:
        del session.info["beyond_sight"]
