"""What can go wrong with the embedded server, said so that its owner can mend it."""


class PostgresError(RuntimeError):
    """The embedded server cannot be started, stopped or used; the message says why."""
