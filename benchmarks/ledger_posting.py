"""Posting 10,000 lots in one call, and one by one, against bare SQL that writes the same rows without any check."""

import json
import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from benchmarks.vendors import measured
from tests import with_postgres

if TYPE_CHECKING:
    from creditbank.ledger.posting import EntryDraft

ENTRIES = 10_000
ONE_BY_ONE = 1_000
ROUNDS = 3
LABELS = {"many": "one call", "single": "one by one"}
DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def run() -> dict[str, object]:
    """Measure on SQLite, then on PostgreSQL, each in a process of its own."""
    rows = measured("ledger_posting", "SQLite", "", LABELS)
    with with_postgres.database_url() as url:
        rows += measured("ledger_posting", "PostgreSQL", url, LABELS)
    return {
        "subject": "ledger_posting",
        "unit": f"seconds for {ENTRIES:,} entries",
        "machine": {"cores": os.cpu_count()},
        "rows": rows,
        "note": (
            f"Each entry issues one new lot. `post_many` in one call; `post` one by one, each in its own transaction"
            f" ({ONE_BY_ONE:,} entries, scaled). The baseline writes the same accounts, entries, transfers and totals by bare"
            f" `executemany`, with the constraints and triggers in place and no check in the code. Median of {ROUNDS}"
            f" rounds, all committed."
        ),
    }


def _measure() -> dict[str, float]:
    """On the database of this process; it is empty before and after."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    kinds: dict[str, Callable[[], float]] = {"bare": _bare, "many": _many, "single": _single}
    times: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(ROUNDS):
        for kind, timed in kinds.items():
            times[kind].append(timed())
    return {kind: statistics.median(found) for kind, found in times.items()}


def _drafts(count: int) -> "list[EntryDraft]":
    from creditbank.ledger.posting import EntryDraft, Movement

    return [
        EntryDraft(uuid4(), "certify", (Movement("issued:college", f"award:{uuid4()}", "credit", 300),), DAY, NOW)
        for _ in range(count)
    ]


def _many() -> float:
    from django.db import transaction

    from creditbank.ledger import posting

    drafts = _drafts(ENTRIES)
    began = time.perf_counter()
    with transaction.atomic():
        posting.post_many(drafts)
    return time.perf_counter() - began


def _single() -> float:
    from django.db import transaction

    from creditbank.ledger import posting

    drafts = _drafts(ONE_BY_ONE)
    began = time.perf_counter()
    for draft in drafts:
        with transaction.atomic():
            posting.post(draft)
    return (time.perf_counter() - began) * ENTRIES / ONE_BY_ONE


def _bare() -> float:
    from django.db import connection, transaction

    drafts = _drafts(ENTRIES)
    opened = "INSERT INTO ledger_account (id, name, unit, may_go_negative, inflow, outflow) VALUES (%s, %s, 'credit', %s, 0, 0)"
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM ledger_account")
        # Far above the numbers that the database gives by itself.
        first = max(int(cursor.fetchone()[0]), 10**9) + 1
        issuer = first
        lots = [(first + 1 + place, draft.movements[0].target, False) for place, draft in enumerate(drafts)]
        entries = [(draft.id.hex, "certify", DAY, str(NOW), "0" * 64) for draft in drafts]
        moved = [(draft.id.hex, issuer, lot[0], 300) for draft, lot in zip(drafts, lots, strict=True)]
        began = time.perf_counter()
        with transaction.atomic():
            cursor.execute(opened, (issuer, f"issued:{uuid4()}", True))
            cursor.executemany(opened, lots)
            cursor.executemany(
                "INSERT INTO ledger_entry (id, kind, effective_on, posted_at, content_hash) VALUES (%s, %s, %s, %s, %s)",
                entries,
            )
            cursor.executemany(
                "INSERT INTO ledger_transfer (entry_id, position, source_id, target_id, unit, amount)"
                " VALUES (%s, 0, %s, %s, 'credit', %s)",
                moved,
            )
            cursor.executemany(
                "UPDATE ledger_account SET inflow = inflow + 300 WHERE id = %s", [(lot[0],) for lot in lots]
            )
            cursor.execute("UPDATE ledger_account SET outflow = outflow + %s WHERE id = %s", (300 * ENTRIES, issuer))
        return time.perf_counter() - began


if __name__ == "__main__":
    import django
    from django.db import connection

    django.setup()
    if connection.vendor == "postgresql":
        # The address names a database that is not there yet.
        named = connection.settings_dict["NAME"]
        with connection._nodb_cursor() as admin:
            admin.execute(f'CREATE DATABASE "{named}"')
        try:
            print(json.dumps(_measure()))
        finally:
            connection.close()
            with connection._nodb_cursor() as admin:
                admin.execute(f'DROP DATABASE "{named}" WITH (FORCE)')
    else:
        print(json.dumps(_measure()))
