"""The doctor's look at the ways out: set so that they can work, there, and getting through."""

import socket
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psycopg

from models import DeliveryChannel
from portal.errors import InvalidError
from portal.infra.checkup.findings import Finding, look, ok, problem
from portal.infra.postgres.dumps import plain_url
from portal.notices.channels.ways import configured
from portal.notices.sealing import UnreadableSecretError, unseal

_PATIENCE = 5.0
_WAYS = """
    SELECT c.kind, c.config, s.sealed, c.last_sent_at, c.last_failed_at, c.last_error
      FROM channels c LEFT JOIN channel_secrets s ON s.channel_id = c.id
     WHERE c.enabled ORDER BY c.kind
"""
_LOST = """
    SELECT count(*) FROM deliveries
     WHERE state IN ('failed', 'bounced') AND attended_at IS NULL
"""
_LATE = """
    SELECT count(*) FROM deliveries
     WHERE state IN ('waiting', 'held') AND carrier_id IS NULL
       AND not_before < now() - interval '15 minutes'
"""


def check_channels(owner_url: str, secret_key: str) -> Iterator[Finding]:
    """Each way that is switched on, and what lies about undelivered."""
    try:
        connection = psycopg.connect(plain_url(owner_url), connect_timeout=10)
    except psycopg.OperationalError:
        return  # said already, by the checks of the database
    with connection:
        if connection.execute("SELECT to_regclass('channels')").fetchone() == (None,):
            return
        ways = connection.execute(_WAYS).fetchall()
        if not ways:
            yield look(
                "messages",
                "No channel is configured: people read their notices on their page alone.",
                "Set one up at /admin/channels.",
            )
        for kind, config, sealed, sent_at, failed_at, error in ways:
            yield _way(kind, config, sealed, secret_key) or _doing(kind, sent_at, failed_at, error)
        yield from _undelivered(connection)


def _way(kind: str, config: dict[str, Any], sealed: bytes | None, key: str) -> Finding | None:
    """What keeps it from sending at all; none where it could."""
    remedy = f"See to it at /admin/channels/{kind}."
    try:
        secrets = {} if sealed is None else unseal(key, bytes(sealed))
        made = configured(DeliveryChannel(kind), {**config, **secrets})
    except UnreadableSecretError:
        return problem(
            "messages", f"{kind}: its secret was sealed with another SECRET_KEY.",
            f"Enter it once more at /admin/channels/{kind}.",
        )  # fmt: skip
    except InvalidError as error:
        return problem("messages", f"{kind}: {error.code} ({error.field}).", remedy)
    if kind == DeliveryChannel.EMAIL:
        try:
            socket.create_connection((made.host, made.port), _PATIENCE).close()
        except OSError as error:
            return problem(
                "messages", f"{kind}: nobody answers at {made.host}:{made.port} ({error}).", remedy
            )
    return None


def _doing(kind: str, sent_at: datetime | None, failed_at: datetime | None, error: str) -> Finding:
    if failed_at is not None and (sent_at is None or failed_at > sent_at):
        return look(
            "messages", f"{kind}: the last attempt failed: {error}",
            f"See to it at /admin/channels/{kind}.",
        )  # fmt: skip
    return ok("messages", f"{kind} is set up")


def _undelivered(connection: psycopg.Connection[Any]) -> Iterator[Finding]:
    for query, words, remedy in (
        (_LOST, "did not arrive and nobody has seen to them", "Look at /messages/failed."),
        (
            _LATE,
            "wait for more than a quarter of an hour beyond their time",
            "Is a worker running?",
        ),
    ):
        (count,) = connection.execute(query).fetchone() or (0,)
        if count:
            yield look("messages", f"{count} {words}.", remedy)
