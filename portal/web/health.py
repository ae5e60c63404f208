"""`GET /healthz`: whether web, database, migrations and worker work, for machines that ask."""

from datetime import timedelta
from functools import cache

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.accounts import HeartBeat
from portal.infra import db, schema
from portal.web.guard import public
from portal.web.now import now

# The worker gives a sign every five seconds.
SILENT_AFTER = timedelta(seconds=20)

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public("load balancers and `huifang run` ask whether the portal works")
def show() -> ResponseReturnValue:
    """200 while pages can be served; `status` is `ok` only if the worker is alive as well."""
    parts = {"web": "ok", **_database_parts()}
    serves = parts["database"] == parts["migrations"] == "ok"
    status = "down" if not serves else "ok" if parts["worker"] == "ok" else "degraded"
    answer = jsonify(status=status, **parts)
    answer.headers["Cache-Control"] = "no-store"
    return answer, 200 if serves else 503


def _database_parts() -> dict[str, str]:
    session = db.session()
    try:
        at = session.scalar(text("SELECT version_num FROM alembic_version"))
        worker = _worker(session)
    except SQLAlchemyError:
        session.rollback()
        return {"database": "down", "migrations": "unknown", "worker": "unknown"}
    return {
        "database": "ok",
        "migrations": "ok" if at == _head() else "behind",
        "worker": worker,
    }


def _worker(session: Session) -> str:
    seen = session.scalar(select(HeartBeat.at).where(HeartBeat.name == "worker"))
    if seen is None:
        return "never seen"
    return "ok" if now() - seen < SILENT_AFTER else "silent"


@cache
def _head() -> str:
    return schema.head()
