"""Thousands of cases in triage whose clock has run out, put straight into a database's tables."""

import psycopg

# Each statement as the owner: this is about many, not about walls.
_AGENT = """
INSERT INTO users (side, role, name, locale, created_at)
VALUES ('brand', 'agent', 'The agent of all of them', 'en', %(now)s) RETURNING id
"""
_CUSTOMER = """
INSERT INTO customers (name, name_folded, name_tokens, kind, key_account, created_at)
VALUES ('One customer', 'one customer', '', 'private', false, %(now)s) RETURNING id
"""
_CASES = """
INSERT INTO cases (number, status, severity, channel, summary, wish, danger, spreading,
  customer_id, district, agent_id, at_supervisor, declines, first_heard_at, opened_at, attempt,
  chases, last_step, last_step_at, next_stage, next_due_at, version)
SELECT 'T-' || n, 'triage', 'normal', 'phone', 'Left alone', '', false, false, %(customer)s, '',
  %(agent)s, false, 0, since, since, 1, 0, 'opened', since, 'triage', since + interval '1 hour', 1
  FROM (SELECT n, %(now)s::timestamptz - interval '62 minutes' AS since
          FROM generate_series(1, %(count)s) n) made
"""
_CLOCKS = """
INSERT INTO sla_clocks (case_id, attempt, stage, owner, policy_id, severity, calendar_code, minutes,
  started_at, warn_at, due_at, supervisor_at, double_at, state)
SELECT c.id, 1, 'triage', 'hotline', (SELECT min(id) FROM sla_policies), 'normal', 'always', 60,
  c.opened_at, c.opened_at + interval '45 minutes', c.opened_at + interval '60 minutes',
  c.opened_at + interval '75 days', c.opened_at + interval '120 days', 'running'
  FROM cases c WHERE c.number LIKE 'T-%%' ORDER BY c.id
"""


def put_due_clocks(owner: psycopg.Connection, count: int, *, now: str = "now") -> int:
    """So many cases of one agent, each overdue since two minutes; returns the agent's id."""
    at = owner.execute("SELECT %s::timestamptz", [now]).fetchone()[0]
    agent = owner.execute(_AGENT, {"now": at}).fetchone()[0]
    customer = owner.execute(_CUSTOMER, {"now": at}).fetchone()[0]
    owner.execute(_CASES, {"now": at, "agent": agent, "customer": customer, "count": count})
    owner.execute(_CLOCKS)
    owner.commit()
    owner.autocommit = True
    owner.execute("ANALYZE cases, sla_clocks")
    return agent
