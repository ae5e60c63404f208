"""The triggers read what administrators have set (K4, K6, K7, T1, T4)

Each has a least below which it would prove nothing: a setting written past the portal does not
go under it. A withdrawal keeps the end that it was given when it was made.

Revision ID: 0044_numbers_are_settings
Revises: 0043_late_parts
"""

from collections.abc import Mapping
from typing import Final

from alembic import op

from migrations.truths import (
    Functions,
    Triggers,
    drop_functions,
    drop_triggers,
    keep_to_ourselves,
    make_functions,
    make_triggers,
    reword_function,
)

revision = "0044_numbers_are_settings"
down_revision = "0043_late_parts"
branch_labels = None
depends_on = None

READS: Final[Functions] = {
    # Every realm may read the settings; so whoever fires a trigger may ask.
    "number_set": (
        "p_key text, p_default integer, p_least integer",
        "integer",
        "STABLE",
        """DECLARE
  found jsonb := (SELECT value FROM settings WHERE key = p_key);
BEGIN
  IF found IS NULL OR jsonb_typeof(found) <> 'number' THEN RETURN p_default; END IF;
  RETURN least(greatest(trunc((found #>> '{}')::numeric), p_least), 10000)::integer;
END""",
    ),
}
FUNCTIONS: Final[Functions] = {
    "withdrawal_waits": (
        "",
        "trigger",
        "",
        """BEGIN
  IF new.ends_at < new.made_at + make_interval(days => number_set('withdrawal_days', 7, 3)) THEN
    RAISE EXCEPTION 'a withdrawal waits for an objection (K6)'
      USING errcode = 'check_violation', constraint = 'withdrawal_stood_seven_days';
  END IF;
  RETURN new;
END""",
    ),
}
TRIGGERS: Final[Triggers] = {"waits": ("BEFORE INSERT", "withdrawals", "withdrawal_waits")}


def _days(key: str, default: int, least: int) -> str:
    return f"make_interval(days => number_set('{key}', {default}, {least}))"


SAID: Final[Mapping[str, Mapping[str, str]]] = {
    "ending_stays": {"interval '30 days'": _days("merge_undo_days", 30, 7)},
    "ending_is_proven": {"interval '7 days'": "interval '3 days'"},
    "unreachable_is_proven": {
        "calls < 3 OR days < 2 OR parts < 2": "calls < number_set('unreachable_calls', 3, 2)"
        " OR days < number_set('unreachable_days', 2, 1)"
        " OR parts < number_set('unreachable_parts', 2, 1)",
        "interval '3 days'": _days("silence_days", 3, 1),
    },
    "pauses_take_ten_days_at_most": {"> 10 THEN": "> number_set('pause_days', 10, 1) THEN"},
    "closure_is_decided_by_the_brand": {
        "::date + 3 THEN": "::date + number_set('closure_days_ahead', 3, 1) THEN"
    },
}


def upgrade() -> None:
    make_functions(READS)
    make_functions(FUNCTIONS)
    keep_to_ourselves(FUNCTIONS)
    make_triggers(TRIGGERS)
    for name, said in SAID.items():
        reword_function(name, said)
    op.execute("REVOKE ALL ON FUNCTION number_set(text, integer, integer) FROM PUBLIC")
    for realm in ("hotline", "qa", "dealer", "installer", "link", "worker"):
        op.execute(f"GRANT EXECUTE ON FUNCTION number_set(text, integer, integer) TO hf_{realm}")


def downgrade() -> None:
    for name, said in SAID.items():
        reword_function(name, {new: old for old, new in said.items()})
    drop_triggers(TRIGGERS)
    drop_functions(FUNCTIONS)
    drop_functions(READS)
