"""The doctor's look at the ways out: set so that they can work, there, and getting through."""

import socket
from collections.abc import Iterator
from typing import Any, Final

import psycopg

from models import DeliveryChannel
from portal.cli.channel_remedies import remedy_of
from portal.errors import InvalidError
from portal.infra.checkup.findings import Finding, look, ok, problem
from portal.infra.postgres.dumps import plain_url
from portal.notices.channels.outgoing import ChannelError
from portal.notices.channels.peer import Reach, place_of
from portal.notices.channels.ways import configured
from portal.notices.sealing import UnreadableSecretError, unseal

_PATIENCE = 5.0
_WAYS = """
    SELECT c.kind, c.config, array_remove(array_agg(s.sealed ORDER BY s.name), NULL),
           c.last_sent_at, c.last_failed_at, c.last_error
      FROM channels c LEFT JOIN channel_secrets s ON s.channel_id = c.id
     WHERE c.enabled GROUP BY c.id ORDER BY c.kind
"""
_ROBOTS = """
    SELECT p.id, p.label, s.sealed FROM robot_secrets s
      JOIN contact_points p ON p.id = s.contact_point_id
     WHERE p.state <> 'retired' ORDER BY p.id
"""
_LOST = """
    SELECT count(*) FROM deliveries
     WHERE state IN ('failed', 'bounced') AND attended_at IS NULL AND NOT trial
"""
_LATE = """
    SELECT count(*) FROM deliveries
     WHERE state IN ('waiting', 'held') AND carrier_id IS NULL
       AND not_before < now() - interval '15 minutes'
"""
_UNDELIVERED: Final = (
    (
        _LOST,
        "did not arrive and nobody has seen to them",
        "Open /messages/failed: send each again or by another way, or ring and note it there.",
    ),
    (
        _LATE,
        "wait for more than a quarter of an hour beyond their time",
        "See what the doctor says of the worker above, start one with `huifang run`, and look at"
        " its log for errors of `deliver`.",
    ),
)


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
            failing = failed_at is not None and (sent_at is None or failed_at > sent_at)
            yield _way(kind, config, sealed, secret_key, error if failing else "")
        yield from _robots(connection, secret_key)
        yield from _undelivered(connection)


def _way(kind: str, config: dict[str, Any], sealed: list[bytes], key: str, error: str) -> Finding:
    """What keeps it from sending at all; else how it is doing."""
    secrets: dict[str, Any] = {}
    try:
        for one in sealed:
            secrets |= unseal(key, bytes(one))
        made = configured(DeliveryChannel(kind), {**config, **secrets})
    except UnreadableSecretError:
        return problem(
            "messages", f"{kind}: a secret was sealed with another SECRET_KEY.",
            f"Enter every secret once more at /admin/channels/{kind}, or start the portal with the"
            " SECRET_KEY that it had.",
        )  # fmt: skip
    except InvalidError as wrong:
        return problem(
            "messages", f"{kind}: {wrong.code} ({wrong.field}).",
            f"Correct {wrong.field} at /admin/channels/{kind}.",
        )  # fmt: skip
    if error and kind != DeliveryChannel.EMAIL:
        return _failing(kind, error)
    return _nobody_there(DeliveryChannel(kind), made) or (
        _failing(kind, error) if error else ok("messages", f"{kind} is set up")
    )


def _nobody_there(kind: DeliveryChannel, made: Any) -> Finding | None:
    try:
        _knock(kind, made)
    except ChannelError as error:
        return problem("messages", f"{kind.value}: {error}.", remedy_of(kind, error.code))
    except OSError as error:
        where = f" at {made.host}:{made.port}" if kind is DeliveryChannel.EMAIL else ""
        return problem(
            "messages", f"{kind.value}: nobody answers{where} ({error}).",
            remedy_of(kind, "unreachable"),
        )  # fmt: skip
    return None


def _knock(kind: DeliveryChannel, made: Any) -> None:
    """Whether somebody is there; nothing is said to them. A webhook has no address of its own."""
    if kind is DeliveryChannel.EMAIL:
        place = (made.host, made.port)
    elif kind is DeliveryChannel.WEBHOOK:
        return
    else:
        url = made.url if kind is DeliveryChannel.SMS else made.base_url
        parts, address = place_of(url, Reach(made.plain_http, made.private_network))
        place = (address, parts.port or (80 if parts.scheme == "http" else 443))
    socket.create_connection(place, _PATIENCE).close()


def _failing(kind: str, error: str) -> Finding:
    return look(
        "messages", f"{kind}: the last attempt failed: {error}",
        remedy_of(kind, error.partition(" ")[0]),
    )  # fmt: skip


def _robots(connection: psycopg.Connection[Any], key: str) -> Iterator[Finding]:
    for point_id, label, sealed in connection.execute(_ROBOTS).fetchall():
        try:
            unseal(key, bytes(sealed))
        except UnreadableSecretError:
            yield problem(
                "messages", f"The secret of robot “{label}” was sealed with another SECRET_KEY.",
                f"Enter it once more at /admin/contacts/{point_id}/robot.",
            )  # fmt: skip


def _undelivered(connection: psycopg.Connection[Any]) -> Iterator[Finding]:
    for query, words, remedy in _UNDELIVERED:
        (count,) = connection.execute(query).fetchone() or (0,)
        if count:
            yield look("messages", f"{count} {words}.", remedy)
