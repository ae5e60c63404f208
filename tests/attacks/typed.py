"""Types an attack into every free text of the world, by column: a new column is found by itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Enum, Text, event, inspect

from models import Model

# A formula for a spreadsheet, an element, an attribute, the end of a script, a template.
MARK = '=HYPERLINK("http://x")"\'><img src=x onerror=alert(7)><x7 onclick=x></script>{{7*7}}'

# Texts that nobody types: the portal makes them, or takes one of a few words.
MADE_BY_THE_PORTAL = {
    "made of another one": {"name_sort", "name_folded", "normal", "phone_normal", "order_normal"},
    "digests and keys": {
        "token_digest", "id_hash", "sha256", "key", "password_hash", "mime",
        "deliveries.message_id",
    },
    "words of the code": {
        "actor", "added_by", "calendar_code", "calendars.code", "calendars.tz", "case_endings.kind",
        "deliveries.reason",
        "ended_by", "end_reason", "ending_kind", "heart_beats.name", "import_problems.code",
        "imports.profile", "import_rows.profile", "last_step", "likely_duplicates.kind",
        "next_stage", "outside_results.kind", "outside_results.source", "promises.outcome",
        "refusal", "refused_attempts.code", "result", "sent_by", "status_before", "verb",
        "visits.cause",
        "setting_changes.what", "form_id", "fields",
    },
    "checked while they are typed": {
        "cases.number", "email", "last4", "customer_links.code", "products.code", "symptoms.code",
    },
}  # fmt: skip
# What is to be done has somebody who does it, by a day.
ONLY_WITH = {"audit_findings.todo": "due_at", "tasks.outcome": "done_at"}
MADE = frozenset().union(*MADE_BY_THE_PORTAL.values())


def typed_columns() -> dict[str, set[str]]:
    """Of each table the columns whose words somebody typed, or a file brought in."""
    return {
        table.name: {
            column.name
            for column in table.columns
            if isinstance(column.type, Text)
            and not isinstance(column.type, Enum)
            and column.computed is None
            and not {column.name, f"{table.name}.{column.name}"} & MADE
        }
        for table in Model.metadata.tables.values()
    }


def mark_of(table: str, column: str) -> str:
    """The attack, and where it was typed."""
    return f"{MARK} {table}.{column}"


@contextmanager
def typing_attacks() -> Iterator[None]:
    """Whatever is written meanwhile has the attack in each such column."""
    columns = typed_columns()

    def type_it(mapper, _connection, row) -> None:
        table = mapper.local_table.name
        for attribute in inspect(row).mapper.column_attrs:
            name = attribute.columns[0].name
            company = ONLY_WITH.get(f"{table}.{name}")
            if name in columns[table] and (company is None or getattr(row, company)):
                setattr(row, attribute.key, mark_of(table, name))

    event.listen(Model, "before_insert", type_it, propagate=True)
    try:
        yield
    finally:
        event.remove(Model, "before_insert", type_it)
