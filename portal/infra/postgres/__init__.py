"""The embedded database: a real PostgreSQL in the data folder, kept by ourselves."""

from portal.infra.postgres.errors import PostgresError
from portal.infra.postgres.keeper import EmbeddedPostgres, Urls

__all__ = ["EmbeddedPostgres", "PostgresError", "Urls"]
