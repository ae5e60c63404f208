"""Rows on their way into the tables: gathered by table, written by COPY in the order given."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import psycopg
from psycopg import sql

Row = tuple[Any, ...]

# Also the order in which they are written: what is pointed at comes first.
COLUMNS: Final[Mapping[str, str]] = {
    "dealers": "id name name_sort name_folded kind state city address created_at version",
    "dealer_districts": "dealer_id district",
    "contact_points": "dealer_id kind label spelled normal state proved_at created_at",
    "stores": "id name name_sort dealer_id city address active",
    "installers": "id name name_sort name_folded standing created_at version",
    "installer_contacts": "installer_id phone_spelled phone_normal",
    "installer_dealers": "installer_id dealer_id since",
    "users": "id side role name dealer_id installer_id locale created_at",
    "credentials": "user_id email changed_at",
    "products": "id code name_en name_zh_hans name_zh_hant name_sort warranty_months"
    " workmanship_months warranty_start lifetime durable active",
    "symptoms": "id code name_en name_zh_hans name_zh_hant installation active",
    "customers": "id name name_folded name_tokens kind key_account told_purpose_at created_at",
    "customer_phones": "customer_id spelled normal last4 whose",
    "customer_addresses": "id customer_id district text",
    "purchases": "id customer_id product_id address_id store_id selling_dealer_id"
    " serving_dealer_id installer_id order_number order_normal bought_on installed_on"
    " out_of_use_days place created_at version",
    "imports": "id profile file_name sha256 started_at ended_at rows added known refused",
    "import_rows": "id import_id profile row_key line",
    "new_cases": "id number status severity channel summary wish danger spreading customer_id"
    " purchase_id product_id symptom_id address_id district entitlement_id dealer_id agent_id"
    " at_supervisor declines first_heard_at opened_at attempt chases last_chased_at last_step"
    " last_step_at next_stage next_due_at ended_at ending_id import_row_id version",
    "new_entitlements": "id case_id kind until judged_at",
    "outside_results": "case_id source kind industry result satisfaction granted business"
    " started_on closed_on odd",
    "case_accused": "case_id installer_id at",
    "offers": "id case_id dealer_id attempt made_by_id made_at compulsory state answered_at"
    " answered_by_id reason released_at release release_reason",
    "contact_claims": "id case_id dealer_id attempt claimed_by_id caller_role caller_name how"
    " reached spoke_to_customer contacted_at claimed_at note counts state",
    "dispatches": "id case_id dealer_id offer_id entitlement_id purpose window_start window_end"
    " state note made_by_id made_at ended_at end_reason",
    "dispatch_people": "dispatch_id case_id dealer_id installer_id lead slot active visible_from"
    " visible_until",
    "visits": "id dispatch_id case_id dealer_id installer_id checked_in_at finding cause done"
    " needs_return found_at signer_name signer_relation left_at version",
    "resolutions": "id case_id attempt resolved_by_id made_at dealer_id remote what root_cause"
    " cost cost_bearer share_brand share_dealer share_installer share_customer share_third_party"
    " share_reason customers_word claimed granted",
    "callbacks": "id case_id resolution_id resolved_by_id resolved_at made_by_id maker_side"
    " made_at outcome solved treated pressed note",
    "withdrawals": "id case_id via made_by_id maker_side reason made_at ends_at",
    "case_endings": "id case_id kind resolution_id callback_id withdrawal_id must_settle"
    " ended_by_id ended_at",
    "sla_clocks": "case_id attempt stage owner dealer_id policy_id severity calendar_code minutes"
    " started_at due_at state stopped_at breached_at warn_at supervisor_at double_at",
    "promises": "case_id body due_at made_by_id made_by_name made_at owner_id version",
    "tasks": "case_id kind title owner_id team due_at made_by_id made_at outcome",
    "case_events": "id case_id seq at actor user_id kind for_dealer for_installer for_customer"
    " dealer_id installer_id detail text_digest prev hash",
    "event_texts": "event_id case_id salt body",
    "case_search": "case_id body tokens",
}
# A case and its entitlement point at each other: one statement writes both.
_STAGED: Final = ("cases", "entitlements")


class Sheets:
    """What will be written next."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Row]] = {table: [] for table in COLUMNS}

    def add(self, table: str, *values: Any) -> None:
        self._rows[table].append(values)

    def write(self, connection: psycopg.Connection[Any]) -> None:
        """Write everything into the open transaction, and begin anew."""
        for table, rows in self._rows.items():
            if rows:
                _copy(connection, table, rows)
                rows.clear()
            if table == "new_entitlements":
                _unstage(connection)


def stage(connection: psycopg.Connection[Any]) -> None:
    """Make the tables in which cases and entitlements wait for each other."""
    for table in _STAGED:
        columns = ", ".join(COLUMNS[f"new_{table}"].split())
        connection.execute(
            f"CREATE TEMP TABLE new_{table} AS SELECT {columns} FROM {table} WITH NO DATA"
        )


def _copy(connection: psycopg.Connection[Any], table: str, rows: Iterable[Row]) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS[table].split()))
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)


def _unstage(connection: psycopg.Connection[Any]) -> None:
    both = {name: ", ".join(COLUMNS[f"new_{name}"].split()) for name in _STAGED}
    connection.execute(
        f"WITH made AS (INSERT INTO entitlements ({both['entitlements']})"
        f" SELECT {both['entitlements']} FROM new_entitlements)"
        f" INSERT INTO cases ({both['cases']}) SELECT {both['cases']} FROM new_cases ORDER BY id"
    )
    connection.execute("TRUNCATE new_cases, new_entitlements")
