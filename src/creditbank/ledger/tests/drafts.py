"""Short ways to write drafts."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from creditbank.ledger.posting import EntryDraft, Movement

DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def draft(
    *movements: tuple[str, str, str, int],
    entry_id: UUID | None = None,
    kind: str = "certify",
    reverses: UUID | None = None,
) -> EntryDraft:
    """An entry of these movements (source, target, unit, amount)."""
    moved = tuple(Movement(*movement) for movement in movements)
    return EntryDraft(entry_id or uuid4(), kind, moved, DAY, NOW, reverses)


def issue(amount: int, lot: str = "award:1", unit: str = "credit") -> EntryDraft:
    """A lot is filled, as at certify."""
    return draft(("issued:college", lot, unit, amount))


def hold(amount: int, lot: str = "award:1", line: str = "held:1", unit: str = "credit") -> EntryDraft:
    """A lot's content is held, as at apply."""
    return draft((lot, line, unit, amount), kind="apply")
