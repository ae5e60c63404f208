"""What the migrations made, read from PostgreSQL's catalogues, and how a database differs.

The owner can drop a constraint or disable a trigger, and no statement would tell; `huifang doctor`
compares with `expected_schema.json`, which is read from a freshly migrated database.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg

EXPECTED = Path(__file__).with_name("expected_schema.json")

Fingerprint = dict[str, dict[str, str]]

# Each query gives a name and everything that must be as it was.
_QUERIES: Mapping[str, str] = {
    "constraint": """
        SELECT c.conrelid::regclass || '.' || c.conname,
               CASE WHEN c.convalidated THEN '' ELSE 'NOT VALIDATED ' END
               || CASE WHEN coalesce((to_jsonb(c) ->> 'conenforced')::boolean, true)
                       THEN '' ELSE 'NOT ENFORCED ' END
               || pg_get_constraintdef(c.oid)
          FROM pg_constraint c
         WHERE c.connamespace = 'public'::regnamespace AND c.conrelid <> 0 AND c.contype <> 'n'
    """,
    "column that must be filled": """
        SELECT a.attrelid::regclass || '.' || a.attname, format_type(a.atttypid, a.atttypmod)
          FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid
         WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p')
           AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull
    """,
    "unique index": """
        SELECT i.indexrelid::regclass::text,
               CASE WHEN i.indisvalid THEN '' ELSE 'INVALID ' END || pg_get_indexdef(i.indexrelid)
          FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
         WHERE t.relnamespace = 'public'::regnamespace AND i.indisunique
    """,
    "trigger": """
        SELECT g.tgrelid::regclass || '.' || g.tgname,
               CASE g.tgenabled WHEN 'O' THEN '' WHEN 'A' THEN 'ALWAYS ' ELSE 'DISABLED ' END
               || pg_get_triggerdef(g.oid)
          FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
         WHERE t.relnamespace = 'public'::regnamespace AND NOT g.tgisinternal
    """,
    "internal triggers of a table": """
        SELECT t.oid::regclass::text, string_agg(DISTINCT g.tgenabled::text, '')
          FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
         WHERE t.relnamespace = 'public'::regnamespace AND g.tgisinternal
         GROUP BY t.oid
    """,
    "policy": """
        SELECT p.polrelid::regclass || '.' || p.polname,
               CASE WHEN p.polpermissive THEN '' ELSE 'RESTRICTIVE ' END || p.polcmd::text
               || ' TO ' || coalesce((SELECT string_agg(r.rolname, ', ' ORDER BY r.rolname)
                                   FROM pg_roles r WHERE r.oid = ANY (p.polroles)), 'PUBLIC')
               || ' USING ' || coalesce(pg_get_expr(p.polqual, p.polrelid), '-')
               || ' CHECK ' || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '-')
          FROM pg_policy p JOIN pg_class t ON t.oid = p.polrelid
         WHERE t.relnamespace = 'public'::regnamespace
    """,
    "row security": """
        SELECT t.oid::regclass::text,
               CASE WHEN t.relrowsecurity THEN 'enabled' ELSE 'disabled' END
               || CASE WHEN t.relforcerowsecurity THEN ', forced' ELSE '' END
          FROM pg_class t
         WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p')
    """,
    "function": """
        SELECT f.oid::regprocedure::text,
               CASE WHEN f.prosecdef THEN 'SECURITY DEFINER ' ELSE '' END
               || coalesce(array_to_string(f.proconfig, ' ') || ' ', '')
               || encode(sha256(convert_to(f.prosrc, 'UTF8')), 'hex')
          FROM pg_proc f
         WHERE f.pronamespace = 'public'::regnamespace
    """,
    "grant": """
        SELECT o.name || ' ' || CASE a.grantee WHEN 0 THEN 'PUBLIC'
                                ELSE a.grantee::regrole::text END,
               string_agg(a.privilege_type, ' ' ORDER BY a.privilege_type)
          FROM (SELECT oid::regclass::text, relacl, relowner FROM pg_class
                 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'S')
                UNION ALL
                SELECT oid::regprocedure::text,
                       coalesce(proacl, acldefault('f', proowner)), proowner FROM pg_proc
                 WHERE pronamespace = 'public'::regnamespace
                UNION ALL
                SELECT c.oid::regclass || '.' || attname, attacl, relowner
                  FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
                 WHERE relnamespace = 'public'::regnamespace AND attnum > 0
               ) AS o (name, acl, owner), LATERAL aclexplode(o.acl) AS a
         WHERE a.grantee <> o.owner
         GROUP BY 1
    """,
    "role": """
        SELECT r.rolname,
               concat_ws(' ', CASE WHEN r.rolsuper THEN 'SUPERUSER' END,
                              CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END,
                              CASE WHEN m.inherit_option THEN 'INHERITED' END)
          FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid
         WHERE m.member = to_regrole('hf_app')
    """,
}
_CASTS = re.compile(r"::(?:character varying|text)(?:\[\])?|[()\s]")
# Their text is written by the server and changes a little between its majors.
_DEPARSED = ("constraint", "unique index", "trigger", "policy")


def read_fingerprint(connection: psycopg.Connection[Any]) -> Fingerprint:
    """The database's own account of what guards it; read as the owner."""
    connection.execute("SET LOCAL search_path = public")
    return {
        kind: {str(name): str(text) for name, text in connection.execute(query.encode())}
        for kind, query in _QUERIES.items()
    }


def differences(expected: Fingerprint, found: Fingerprint, *, same_major: bool) -> Iterator[str]:
    """One sentence for each thing that is missing, changed or too much."""
    for kind in _QUERIES:
        wanted, there = expected.get(kind, {}), found.get(kind, {})
        for name in sorted(wanted.keys() | there.keys()):
            if name not in there:
                yield f"{kind} {name} is missing"
            elif name not in wanted:
                yield f"{kind} {name} is not from a migration: {there[name]}"
            elif _differs(kind, wanted[name], there[name], same_major=same_major):
                yield f"{kind} {name} is {there[name]!r} and should be {wanted[name]!r}"


def load_expected() -> tuple[str, int, Fingerprint]:
    """The revision, the server's major version and the fingerprint that was read there."""
    stored = json.loads(EXPECTED.read_text())
    return stored["revision"], stored["server"], stored["schema"]


def store_expected(revision: str, server: int, fingerprint: Fingerprint) -> None:
    """Write the expectations, in an order that makes readable diffs."""
    stored = {"revision": revision, "server": server, "schema": fingerprint}
    EXPECTED.write_text(json.dumps(stored, indent=1, ensure_ascii=False, sort_keys=True) + "\n")


def _differs(kind: str, wanted: str, there: str, *, same_major: bool) -> bool:
    if kind in _DEPARSED and not same_major:
        marks = ("NOT VALIDATED", "NOT ENFORCED", "INVALID", "DISABLED")
        return any((mark in wanted) != (mark in there) for mark in marks)
    return _without_casts(wanted) != _without_casts(there)


def _without_casts(text: str) -> str:
    """A dumped and loaded constraint says the same with its casts in other places."""
    return _CASTS.sub("", text)
