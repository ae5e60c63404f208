"""Runs migrations as the owner, over the connection handed in or DATABASE_OWNER_URL."""

import os
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, create_engine

import models
from models.base import UtcDateTime


def plain_types(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write plain types: an old migration must not need today's models."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def ours(_thing: Any, name: str | None, _kind: str, _reflected: bool, _other: Any) -> bool:
    """Procrastinate's own tables are its business."""
    return not (name or "").startswith("procrastinate_")


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=models.Model.metadata,
        render_item=plain_types,
        include_object=ours,
        compare_server_default=False,
    )
    with context.begin_transaction():
        context.run_migrations()


if handed_in := context.config.attributes.get("connection"):
    migrate(handed_in)
else:
    with create_engine(os.environ["DATABASE_OWNER_URL"]).begin() as own:
        migrate(own)
