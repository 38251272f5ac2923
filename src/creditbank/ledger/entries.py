"""What is to be posted, as values: movements, drafts, the hash of their content, and what makes one invalid."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from creditbank.kernel.canonical import digest
from creditbank.ledger.accounts import family_of
from creditbank.ledger.errors import InvalidEntry

AMOUNT_MAX = 10**15
"""Largest amount of one movement, in the scale of its unit."""

_WORD = re.compile(r"[a-z_]{1,32}", re.ASCII)


class Movement(NamedTuple):
    """``amount`` (a positive integer in the scale of ``unit``) goes from ``source`` to ``target``."""

    source: str
    target: str
    unit: str
    amount: int

    def turned_round(self) -> "Movement":
        """The same amount back again."""
        return Movement(self.target, self.source, self.unit, self.amount)


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """Movements to be posted together, under an id the caller chose. ``reverses`` names the entry this one undoes.

    ``effective_on`` is the legal date, ``posted_at`` the moment it became known (with time zone).
    """

    id: UUID
    kind: str
    movements: tuple[Movement, ...]
    effective_on: date
    posted_at: datetime
    reverses: UUID | None = None


def content_hash(kind: str, movements: Iterable[Movement], effective_on: date, reverses: UUID | None) -> str:
    """SHA-256 of what an entry says. When it was posted is no part of it: a retry comes later and says the same."""
    return digest(
        {
            "kind": kind,
            "movements": [list(movement) for movement in movements],
            "effective_on": effective_on.isoformat(),
            "reverses": reverses.hex if reverses else None,
        }
    )


def contains_mirror(movements: Iterable[Movement], original: Iterable[Movement]) -> bool:
    """Whether every movement of ``original`` comes back. More may move: a replacement reverses and posts at once."""
    return Counter(movement.turned_round() for movement in original) <= Counter(movements)


def refuse_malformed(draft: EntryDraft) -> None:
    """Raise ``InvalidEntry`` for a draft that no state of the accounts could accept."""
    if not _WORD.fullmatch(draft.kind):
        raise InvalidEntry("KIND_MALFORMED", kind=draft.kind)
    if not draft.movements:
        raise InvalidEntry("ENTRY_EMPTY", entry=str(draft.id))
    if isinstance(draft.effective_on, datetime):
        raise InvalidEntry("EFFECTIVE_ON_NOT_A_DAY", entry=str(draft.id))
    if draft.posted_at.utcoffset() is None:
        raise InvalidEntry("POSTED_AT_WITHOUT_ZONE", entry=str(draft.id))
    if draft.reverses == draft.id:
        raise InvalidEntry("REVERSES_ITSELF", entry=str(draft.id))
    for movement in draft.movements:
        _refuse_malformed_movement(movement)


def _refuse_malformed_movement(movement: Movement) -> None:
    # A float, a bool or a Decimal would pass a mere comparison.
    if type(movement.amount) is not int or not 0 < movement.amount <= AMOUNT_MAX:
        raise InvalidEntry("AMOUNT_INVALID", amount=str(movement.amount), at_most=AMOUNT_MAX)
    if not _WORD.fullmatch(movement.unit):
        raise InvalidEntry("UNIT_MALFORMED", unit=movement.unit)
    if movement.source == movement.target:
        raise InvalidEntry("SAME_ACCOUNT", name=movement.source)
    family_of(movement.source)
    family_of(movement.target)
