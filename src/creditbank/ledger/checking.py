"""Count the whole ledger again from its transfers and name whatever does not agree (核对)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from creditbank.ledger.accounts import family_of
from creditbank.ledger.entries import Movement, contains_mirror, content_hash
from creditbank.ledger.errors import InvalidEntry
from creditbank.ledger.models import Account, Entry, Transfer

_WRONG_TOTALS = """
SELECT a.name, a.unit, a.inflow, a.outflow, COALESCE(moved.inflow, 0), COALESCE(moved.outflow, 0)
FROM ledger_account a LEFT JOIN (
    SELECT account_id, SUM(inflow) AS inflow, SUM(outflow) AS outflow
    FROM (SELECT target_id AS account_id, amount AS inflow, 0 AS outflow FROM ledger_transfer
          UNION ALL SELECT source_id, 0, amount FROM ledger_transfer) AS leg
    GROUP BY account_id
) AS moved ON moved.account_id = a.id
WHERE a.inflow <> COALESCE(moved.inflow, 0) OR a.outflow <> COALESCE(moved.outflow, 0)
ORDER BY a.name, a.unit
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong: a stable ``code`` and plain JSON ``parameters`` that name it; worded in ``wording``."""

    code: str
    parameters: dict[str, str | int]


class _Checked(NamedTuple):
    """An entry as stored, for the comparisons."""

    id: UUID
    kind: str
    effective_on: date
    reverses: UUID | None
    hash: str


def check() -> list[Finding]:
    """All findings over the whole ledger; empty when every row agrees with every other. Reads only.

    ``TOTALS_DIFFER``, ``OVERDRAWN``, ``ACCOUNT_MALFORMED``, ``UNIT_DIFFERS``, ``ENTRY_WITHOUT_TRANSFERS``,
    ``HASH_DIFFERS``, ``REVERSAL_INCOMPLETE``.
    """
    return [*_totals(), *_accounts(), *_units(), *_entries()]


def _totals() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(_WRONG_TOTALS)
        for name, unit, inflow, outflow, moved_in, moved_out in cursor.fetchall():
            yield Finding(
                "TOTALS_DIFFER",
                {
                    "name": name,
                    "unit": unit,
                    "inflow": inflow,
                    "outflow": outflow,
                    "moved_in": int(moved_in),
                    "moved_out": int(moved_out),
                },
            )


def _accounts() -> Iterator[Finding]:
    rows = Account.objects.order_by("name", "unit").values_list("name", "unit", "may_go_negative", "inflow", "outflow")
    for name, unit, flag, inflow, outflow in rows.iterator():
        try:
            may_go_negative = family_of(name).may_go_negative
        except InvalidEntry:
            yield Finding("ACCOUNT_MALFORMED", {"name": name, "unit": unit})
            continue
        if flag != may_go_negative:
            yield Finding("ACCOUNT_MALFORMED", {"name": name, "unit": unit})
        if outflow > inflow and not may_go_negative:
            yield Finding("OVERDRAWN", {"name": name, "unit": unit, "balance": inflow - outflow})


def _units() -> Iterator[Finding]:
    strange = ~Q(source__unit=F("unit")) | ~Q(target__unit=F("unit"))
    rows = Transfer.objects.filter(strange).order_by("id").values_list("entry_id", "position", "unit")
    for entry_id, position, unit in rows:
        yield Finding("UNIT_DIFFERS", {"entry": str(entry_id), "position": position, "unit": unit})


def _entries() -> Iterator[Finding]:
    reversals: dict[UUID, tuple[UUID, list[Movement]]] = {}
    for entry, movements in _stored_entries():
        if not movements:
            yield Finding("ENTRY_WITHOUT_TRANSFERS", {"entry": str(entry.id)})
        if content_hash(entry.kind, movements, entry.effective_on, entry.reverses) != entry.hash:
            yield Finding("HASH_DIFFERS", {"entry": str(entry.id)})
        if entry.reverses:
            reversals[entry.reverses] = (entry.id, movements)
    for original, movements in _stored_entries(reversed_only=True):
        by, moved_back = reversals[original.id]
        if not contains_mirror(moved_back, movements):
            yield Finding("REVERSAL_INCOMPLETE", {"entry": str(by), "reverses": str(original.id)})


def _stored_entries(*, reversed_only: bool = False) -> Iterator[tuple[_Checked, list[Movement]]]:
    """Each entry with its movements in order, by one statement; nothing else is kept in memory."""
    entries = Entry.objects.filter(reversed_by__isnull=False) if reversed_only else Entry.objects.all()
    rows = entries.order_by("id", "transfers__position").values_list(
        "id",
        "kind",
        "effective_on",
        "reverses_id",
        "content_hash",
        "transfers__source__name",
        "transfers__target__name",
        "transfers__unit",
        "transfers__amount",
    )
    for key, group in groupby(rows.iterator(), key=lambda row: row[:5]):
        yield _Checked(*key), [Movement(*row[5:]) for row in group if row[5] is not None]
