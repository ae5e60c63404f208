"""Holds, pleas and the history of a person's standing; rows that are one person

Revision ID: 0037_standing
Revises: 0036_messages
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.columns import words
from migrations.walls import (
    ALL,
    DEALER,
    ME,
    PERSON,
    Limits,
    OwnName,
    Walls,
    let_count,
    put_limits,
    put_up,
)

revision = "0037_standing"
down_revision = "0036_messages"
branch_labels = None
depends_on = None

NEW = ("standing_hold_cases", "standing_holds", "standing_pleas", "standing_changes")
# A dealer reads of those who work for it now, a person of themselves.
THEIRS = (
    "installer_id IN (SELECT p FROM installer_dealers d, same_people(d.installer_id) AS p"
    f" WHERE d.dealer_id = {DEALER} AND d.until IS NULL)"
)
OWN = f"installer_id IN (SELECT same_people({PERSON}))"
DECISION = (
    "(decided_by_id, decided_at, confirmed, reason, ended_by_id, ended_at, end_reason, condition,"
    " trained_on, trainer, version)"
)
NOT_ANOTHERS = f"(dealer_id IS NULL OR dealer_id = {DEALER})"

WALLS: Walls = {
    "standing_holds": {
        "hotline": (f"S U{DECISION}", ALL),
        "qa": ("S", ALL),
        "dealer": ("S", THEIRS),
        "installer": ("S", OWN),
    },
    # Whose complaint it was is no dealer's to read: `standing_shown` says which cases count (S2).
    "standing_hold_cases": {"hotline": ("S", ALL), "qa": ("S", ALL)},
    "standing_pleas": {
        "hotline": ("S U(decided_by_id, decided_at, granted, answer)", ALL),
        "qa": ("S", ALL),
        "dealer": (
            "S I",
            f"{THEIRS} AND {NOT_ANOTHERS}",
            f"{THEIRS} AND dealer_id = {DEALER} AND decided_at IS NULL",
        ),
        "installer": (
            "S I",
            f"{OWN} AND dealer_id IS NULL",
            f"{OWN} AND dealer_id IS NULL AND decided_at IS NULL",
        ),
    },
    "standing_changes": {
        "hotline": ("S", ALL),
        "qa": ("S", ALL),
        "dealer": ("S", f"{THEIRS} AND {NOT_ANOTHERS}"),
        "installer": ("S", OWN),
    },
}
OWN_NAME: OwnName = (("standing_pleas", "hf_dealer, hf_installer", "asked_by_id"),)
LIMITS: Limits = (
    (
        "standing_holds",
        "own_word",
        "UPDATE",
        "hf_hotline",
        f"decided_by_id = {ME} OR ended_by_id = {ME}",
    ),
    ("standing_pleas", "own_word", "UPDATE", "hf_hotline", f"decided_by_id = {ME}"),
)
# The row of somebody who is known twice stands for the one that leads.
SAME_PEOPLE = """
CREATE FUNCTION same_people(p_installer bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT i.id FROM installers i, installers me
   WHERE me.id = p_installer AND coalesce(me.same_as_id, me.id) IN (i.id, i.same_as_id)
$$
"""


def upgrade() -> None:
    op.add_column(
        "installers",
        _number("same_as_id", "another row of the same person, which leads (S3)", null=True),
    )
    op.add_column(
        "installers",
        _moment(
            "counted_from", "reinstated then: what was heard before counts no more (S3)", null=True
        ),
    )
    op.create_foreign_key(
        op.f("fk_installers_same_as_id"), "installers", "installers", ["same_as_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_installers_same_as_another"), "installers", "same_as_id <> id"
    )
    op.create_index(
        "ix_installers_same_as_id",
        "installers",
        ["same_as_id"],
        postgresql_where=sa.text("same_as_id IS NOT NULL"),
    )
    op.add_column(
        "case_accused",
        sa.Column(
            "about", words("accusedof", "work conduct other"), server_default="work", nullable=False
        ),
    )
    op.add_column(
        "case_accused",
        _number("vouched_by_id", "who has made sure that they were there (S1)", null=True),
    )
    op.create_foreign_key(
        op.f("fk_case_accused_vouched_by_id"), "case_accused", "users", ["vouched_by_id"], ["id"]
    )
    _make_holds()
    _make_pleas()
    _make_history()
    op.execute(SAME_PEOPLE)
    put_up(WALLS)
    # Only a supervisor decides: the portal itself notes the ladder and nothing else.
    op.execute("REVOKE UPDATE, DELETE ON standing_holds FROM hf_worker")
    op.execute("GRANT UPDATE (warned_at, moved_up_at) ON standing_holds TO hf_worker")
    op.execute("REVOKE UPDATE, DELETE ON standing_pleas FROM hf_worker")
    op.execute("GRANT UPDATE (moved_up_at) ON standing_pleas TO hf_worker")
    op.execute("REVOKE UPDATE, DELETE ON standing_changes, standing_hold_cases FROM hf_worker")
    put_limits(OWN_NAME, LIMITS)
    let_count("standing_holds", "standing_changes")
    let_count("standing_pleas", realms=("dealer", "installer"))


def downgrade() -> None:
    for table in NEW:
        op.drop_table(table)
    op.execute("DROP FUNCTION same_people(bigint)")
    op.drop_column("case_accused", "vouched_by_id")
    op.drop_column("case_accused", "about")
    op.drop_column("installers", "counted_from")
    op.drop_column("installers", "same_as_id")


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), autoincrement=True, nullable=False)


def _number(name: str, comment: str | None = None, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=null, comment=comment)


def _moment(name: str, comment: str | None = None, *, null: bool = False) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null, comment=comment)


def _text(name: str, comment: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, comment=comment)


def _points(table: str, **to: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in to.items()
    ]


def _make_holds() -> None:
    table = "standing_holds"
    op.create_table(
        table,
        _id(),
        _number("installer_id"),
        _moment("held_at"),
        _moment("warn_at", "three quarters of the time (T6)"),
        _moment("due_at", "one working day (S1)"),
        _moment("warned_at", null=True),
        _moment("moved_up_at", "nobody had decided (S1)", null=True),
        _number("decided_by_id", null=True),
        _moment("decided_at", null=True),
        sa.Column("confirmed", sa.Boolean(), nullable=True),
        _text("reason", "the person and their dealers read it"),
        _number("ended_by_id", null=True),
        _moment("ended_at", null=True),
        _text("end_reason"),
        _text("condition", "what holds from now on (S3)"),
        sa.Column("trained_on", sa.Date(), nullable=True),
        _text("trainer", "who retrained them"),
        _number("version"),
        *(
            sa.CheckConstraint(check, name=op.f(f"ck_{table}_{name}"))
            for name, check in {
                "decided_paired": "(decided_at IS NULL) = (confirmed IS NULL)"
                " AND (decided_at IS NULL) = (decided_by_id IS NULL)",
                "decided_with_a_reason": "decided_at IS NULL OR reason <> ''",
                "ended_after_the_decision": "(ended_at IS NULL) = (ended_by_id IS NULL)"
                " AND (ended_at IS NULL OR decided_at IS NOT NULL)",
                "lifted_is_ended": "confirmed OR ended_at IS NOT NULL",
                "reinstated_after_training": "NOT confirmed OR ended_at IS NULL OR"
                " (end_reason <> '' AND condition <> '' AND trainer <> ''"
                " AND trained_on IS NOT NULL)",
            }.items()
        ),
        *_points(table, installer_id="installers", decided_by_id="users", ended_by_id="users"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(
        "uq_standing_holds_one_at_a_time",
        table,
        ["installer_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_standing_holds_installer_id_id", table, ["installer_id", "id"])
    op.create_index(
        "ix_standing_holds_waiting",
        table,
        ["due_at", "id"],
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "standing_hold_cases",
        _number("hold_id"),
        _number("case_id"),
        _number("customer_id"),
        *_points("standing_hold_cases", hold_id=table, case_id="cases", customer_id="customers"),
        sa.PrimaryKeyConstraint("hold_id", "case_id", name=op.f("pk_standing_hold_cases")),
    )


def _make_pleas() -> None:
    table = "standing_pleas"
    op.create_table(
        table,
        _id(),
        _number("installer_id"),
        sa.Column("kind", words("pleakind", "contest reinstate"), nullable=False),
        _number("case_id", null=True),
        _number("dealer_id", "which asks; none where the person does", null=True),
        _number("asked_by_id"),
        _moment("asked_at"),
        _text("reason"),
        sa.Column("file_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        _moment("due_at"),
        _moment("moved_up_at", "nobody had decided (T8)", null=True),
        _number("decided_by_id", null=True),
        _moment("decided_at", null=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        _text("answer"),
        *(
            sa.CheckConstraint(check, name=op.f(f"ck_{table}_{name}"))
            for name, check in {
                "contest_has_its_case": "(kind = 'contest') = (case_id IS NOT NULL)",
                "not_on_ones_own_request": "decided_by_id <> asked_by_id",
                "decided_paired": "(decided_at IS NULL) = (granted IS NULL)"
                " AND (decided_at IS NULL) = (decided_by_id IS NULL)",
                "answered_with_a_reason": "decided_at IS NULL OR answer <> ''",
            }.items()
        ),
        *_points(
            table,
            installer_id="installers",
            case_id="cases",
            dealer_id="dealers",
            asked_by_id="users",
            decided_by_id="users",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    waiting = "decided_at IS NULL"
    for name, columns, where in (
        ("open_contest", ["installer_id", "case_id"], f"{waiting} AND kind = 'contest'"),
        ("open_reinstate", ["installer_id"], f"{waiting} AND kind = 'reinstate'"),
    ):
        op.create_index(
            f"uq_{table}_{name}", table, columns, unique=True, postgresql_where=sa.text(where)
        )
    op.create_index(
        f"ix_{table}_waiting", table, ["due_at", "id"], postgresql_where=sa.text(waiting)
    )
    op.create_index(f"ix_{table}_installer_id_id", table, ["installer_id", "id"])
    op.create_index(f"ix_{table}_case_id", table, ["case_id"])


def _make_history() -> None:
    table, levels = "standing_changes", "good watched held suspended"
    op.create_table(
        table,
        _id(),
        _number("installer_id"),
        _moment("at"),
        sa.Column(
            "kind",
            words(
                "standingchangekind",
                "counted held confirmed lifted reinstated contested unfounded upheld asked_back"
                " refused_back moved_up suspended_by_dealer let_by_dealer linked unlinked",
            ),
            nullable=False,
        ),
        sa.Column("before", words("before", levels), nullable=False),
        sa.Column("after", words("after", levels), nullable=False),
        _number("by_id", "none: by the count", null=True),
        _number("dealer_id", null=True),
        _text("reason"),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        *_points(table, installer_id="installers", by_id="users", dealer_id="dealers"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_installer_id_id", table, ["installer_id", "id"])
