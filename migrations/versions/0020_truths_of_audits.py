"""An audit is of a case that has ended, and stays once it is done (Q1)

Revision ID: 0020_truths_of_audits
Revises: 0019_truths_of_endings
"""

from migrations.truths import (
    DEFINER,
    Functions,
    Triggers,
    drop_functions,
    drop_triggers,
    make_functions,
    make_triggers,
)

revision = "0020_truths_of_audits"
down_revision = "0019_truths_of_endings"
branch_labels = None
depends_on = None

FUNCTIONS: Functions = {
    "audit_is_of_ended_case": (
        "",
        "trigger",
        DEFINER,
        """BEGIN
  IF NOT EXISTS (SELECT FROM cases WHERE id = new.case_id AND attempt = new.attempt
                 AND status IN ('closed', 'unreachable', 'final_position', 'withdrawn')) THEN
    RAISE EXCEPTION 'only a case that has ended here is audited (Q1)'
      USING errcode = 'check_violation', constraint = 'audit_is_of_ended_case';
  END IF;
  RETURN new;
END""",
    ),
    "audit_stays": (
        "",
        "trigger",
        "",
        """BEGIN
  IF old.state = 'done' OR (tg_op = 'UPDATE' AND
     to_jsonb(new) - '{state,done_at,score,summary,version}'::text[]
     <> to_jsonb(old) - '{state,done_at,score,summary,version}'::text[]) THEN
    RAISE EXCEPTION 'an audit that is done stays, and one is of its case for good'
      USING errcode = 'check_violation', constraint = 'done_audit_stays';
  END IF;
  RETURN CASE tg_op WHEN 'DELETE' THEN old ELSE new END;
END""",
    ),
    "audit_part_stays": (
        "",
        "trigger",
        DEFINER,
        """DECLARE
  found text;
BEGIN
  -- Locked, so that an answer does not slip in while its audit is being finished.
  FOR found IN SELECT state FROM audits WHERE id IN (
      CASE WHEN tg_op <> 'INSERT' THEN old.audit_id END,
      CASE WHEN tg_op <> 'DELETE' THEN new.audit_id END) ORDER BY id FOR SHARE
  LOOP
    IF found = 'done' THEN
      RAISE EXCEPTION 'what belongs to a done audit stays'
        USING errcode = 'check_violation', constraint = 'done_audit_stays';
    END IF;
  END LOOP;
  RETURN CASE tg_op WHEN 'DELETE' THEN old ELSE new END;
END""",
    ),
}
TRIGGERS: Triggers = {
    "audit_is_of_ended_case": ("BEFORE INSERT", "audits", "audit_is_of_ended_case"),
    "done_audit_stays": ("BEFORE UPDATE OR DELETE", "audits", "audit_stays"),
    "answers_of_done_audit_stay": (
        "BEFORE INSERT OR UPDATE OR DELETE",
        "audit_answers",
        "audit_part_stays",
    ),
    "findings_of_done_audit_stay": (
        "BEFORE INSERT OR UPDATE OR DELETE",
        "audit_findings",
        "audit_part_stays",
    ),
}


def upgrade() -> None:
    make_functions(FUNCTIONS)
    make_triggers(TRIGGERS)


def downgrade() -> None:
    drop_triggers(TRIGGERS)
    drop_functions(FUNCTIONS)
