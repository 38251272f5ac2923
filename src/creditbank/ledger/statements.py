"""The SQL of posting. Each function is one statement, however many rows it is given.

Rows travel as one JSON parameter (SQLite, 3.33 or newer) or as one array per column (PostgreSQL, whose planner then
knows how many they are) and become a table in the database: there is no limit of parameters, and the text of a
statement does not depend on the number of rows.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db import connection

from creditbank.ledger.accounts import AccountKey

Row = Mapping[str, str | int | bool | None]

_KEY = {"name": "text", "unit": "text"}
_ENTRY = {
    "id": "uuid",
    "kind": "text",
    "effective_on": "date",
    "posted_at": "timestamptz",
    "reverses_id": "uuid",
    "content_hash": "text",
}
_TRANSFER = {
    "entry_id": "uuid",
    "position": "integer",
    "source_id": "bigint",
    "target_id": "bigint",
    "unit": "text",
    "amount": "bigint",
}

# PostgreSQL waits here for whoever posts the same id; on SQLite there is one writer, and a double id is an error.
# Both inserts go in key order: two callers that wait for each other's rows would deadlock in any other.
_CLAIM = """
INSERT INTO ledger_entry (id, kind, effective_on, posted_at, reverses_id, content_hash)
SELECT id, kind, effective_on, posted_at, reverses_id, content_hash FROM {given} ORDER BY id {unless_taken}
"""
_OPEN = """
INSERT INTO ledger_account (name, unit, may_go_negative, inflow, outflow)
SELECT given.name, given.unit, given.may_go_negative, 0, 0 FROM {given}
WHERE NOT EXISTS (SELECT 1 FROM ledger_account a WHERE a.name = given.name AND a.unit = given.unit)
ORDER BY given.name, given.unit {unless_taken}
"""
# CROSS JOIN makes SQLite begin with the given rows, not with a walk over all accounts.
_ACCOUNTS = """
SELECT a.id, a.name, a.unit, a.may_go_negative, a.inflow, a.outflow
FROM {given} CROSS JOIN ledger_account AS a
WHERE a.name = given.name AND a.unit = given.unit
ORDER BY a.name, a.unit {lock}
"""
_TRANSFERS = """
INSERT INTO ledger_transfer (entry_id, position, source_id, target_id, unit, amount)
SELECT entry_id, position, source_id, target_id, unit, amount FROM {given}
"""
_ADD = """
UPDATE ledger_account SET inflow = ledger_account.inflow + given.inflow, outflow = ledger_account.outflow + given.outflow
FROM {given} WHERE ledger_account.id = given.id
"""
_ISSUED = """
SELECT a.name, a.unit,
  COALESCE((SELECT SUM(t.amount) FROM ledger_transfer t JOIN ledger_account o ON o.id = t.source_id
            WHERE t.target_id = a.id AND o.name LIKE 'issued:%%'), 0)
  - COALESCE((SELECT SUM(t.amount) FROM ledger_transfer t JOIN ledger_account o ON o.id = t.target_id
              WHERE t.source_id = a.id AND o.name LIKE 'issued:%%'), 0)
FROM {given} CROSS JOIN ledger_account AS a
WHERE a.name = given.name AND a.unit = given.unit
"""
_GIVEN_IN_JSON = "(SELECT {picked} FROM json_each(%s)) AS given"


class AccountRow(NamedTuple):
    """An account as the database has it now."""

    id: int
    name: str
    unit: str
    may_go_negative: bool
    inflow: int
    outflow: int


def claim_entries(rows: Sequence[Row]) -> set[UUID]:
    """Insert the entries whose id, and reversed entry, nobody has taken; the ids of those inserted."""
    if connection.vendor != "postgresql":
        _write(_CLAIM, _ENTRY, rows)
        return {UUID(str(row["id"])) for row in rows}
    claimed = _write(_CLAIM, _ENTRY, rows, unless_taken="ON CONFLICT DO NOTHING RETURNING id")
    return {entry_id for (entry_id,) in claimed}


def open_accounts(rows: Sequence[Row]) -> None:
    """Insert the accounts that are not there yet, empty."""
    unless_taken = "ON CONFLICT DO NOTHING" if connection.vendor == "postgresql" else ""
    _write(_OPEN, _KEY | {"may_go_negative": "boolean"}, rows, unless_taken=unless_taken)


def lock_accounts(keys: Sequence[AccountKey]) -> list[AccountRow]:
    """The accounts, locked in key order until the transaction ends."""
    return _accounts(keys, lock="FOR NO KEY UPDATE OF a" if connection.vendor == "postgresql" else "")


def read_accounts(keys: Sequence[AccountKey]) -> list[AccountRow]:
    """The accounts as they are; those that were never opened are absent."""
    return _accounts(keys, lock="")


def insert_transfers(rows: Sequence[Row]) -> None:
    """Insert transfers."""
    _write(_TRANSFERS, _TRANSFER, rows)


def add_flows(rows: Sequence[Row]) -> None:
    """Add to the running totals. The CHECK of the table refuses an overdraft here, whoever calls."""
    _write(_ADD, {"id": "bigint", "inflow": "bigint", "outflow": "bigint"}, rows)


def read_issued(keys: Sequence[AccountKey]) -> dict[AccountKey, int]:
    """What the ``issued`` accounts put into each account, less what went back to them."""
    with connection.cursor() as cursor:
        cursor.execute(_ISSUED.format(given=_given(_KEY)), _parameters(_KEY, _key_rows(keys)))
        return {(name, unit): int(amount) for name, unit, amount in cursor.fetchall()}


def _accounts(keys: Sequence[AccountKey], *, lock: str) -> list[AccountRow]:
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS.format(given=_given(_KEY), lock=lock), _parameters(_KEY, _key_rows(keys)))
        return [AccountRow(*row) for row in cursor.fetchall()]


def _write(
    statement: str, columns: Mapping[str, str], rows: Sequence[Row], *, unless_taken: str = ""
) -> list[tuple[UUID]]:
    text = statement.format(given=_given(columns), unless_taken=unless_taken)
    with connection.cursor() as cursor:
        cursor.execute(text, _parameters(columns, rows))
        return cursor.fetchall() if "RETURNING" in unless_taken else []


def _given(columns: Mapping[str, str]) -> str:
    """SQL of a table ``given`` with these columns, made of the parameters."""
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
        return f"unnest({arrays}) AS given({', '.join(columns)})"
    picked = ", ".join(f"json_extract(value, '$.{name}') AS {name}" for name in columns)
    return _GIVEN_IN_JSON.format(picked=picked)


def _parameters(columns: Mapping[str, str], rows: Sequence[Row]) -> list[Any]:
    if connection.vendor == "postgresql":
        return [[row[name] for row in rows] for name in columns]
    return [msgspec.json.encode(rows).decode()]


def _key_rows(keys: Sequence[AccountKey]) -> list[Row]:
    return [{"name": name, "unit": unit} for name, unit in keys]
