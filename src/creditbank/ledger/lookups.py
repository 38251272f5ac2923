"""Reading entries by their ids: whether one is there, and what many moved."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from creditbank.ledger.entries import Movement
from creditbank.ledger.models import Entry, Transfer

_AT_ONCE = 1000
"""Ids per statement: a database limits how many parameters one statement has."""


def exists(entry_id: UUID) -> bool:
    """Whether an entry with that id was posted."""
    return Entry.objects.filter(pk=entry_id).exists()


def movements_of_many(entry_ids: Iterable[UUID]) -> dict[UUID, tuple[Movement, ...]]:
    """The movements of these entries, in order; entries that are not there are absent."""
    wanted = list(entry_ids)
    found: dict[UUID, list[Movement]] = defaultdict(list)
    for start in range(0, len(wanted), _AT_ONCE):
        rows = Transfer.objects.filter(entry_id__in=wanted[start : start + _AT_ONCE]).order_by("id")
        for entry_id, source, target, unit, amount in rows.values_list(
            "entry_id", "source__name", "target__name", "unit", "amount"
        ):
            found[entry_id].append(Movement(source, target, unit, amount))
    return {entry_id: tuple(movements) for entry_id, movements in found.items()}
