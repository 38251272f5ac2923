"""Post entries and read balances: the one door to the ledger (记账).

The id of an entry is looked up before anything else, so that a retry gets its first answer even when the balance has
been spent meanwhile. Python checks give good messages; that no account is overdrawn is guaranteed by the database.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from creditbank.ledger import statements
from creditbank.ledger.accounts import AccountKey, family_of
from creditbank.ledger.entries import EntryDraft, Movement, contains_mirror, content_hash, refuse_malformed
from creditbank.ledger.errors import AlreadyReversed, EntryConflict, InvalidEntry, Overdraft, UnknownEntry
from creditbank.ledger.lookups import movements_of_many
from creditbank.ledger.models import TOTAL_MAX, Account, Entry, Transfer
from creditbank.ledger.statements import AccountRow, Row

__all__ = [
    "AccountKey",
    "AlreadyReversed",
    "EntryConflict",
    "EntryDraft",
    "InvalidEntry",
    "Movement",
    "Overdraft",
    "Posted",
    "PostedEntry",
    "UnknownEntry",
    "balance",
    "balances",
    "entries_touching",
    "flows",
    "issued",
    "lock",
    "movements_of",
    "post",
    "post_many",
    "reversal",
    "reversal_movements",
]

CHUNK = 1000
"""Entries per round of statements."""


@dataclass(frozen=True, slots=True)
class Posted:
    """The answer of posting. ``replayed``: the entry was there before, with the same content, and nothing moved."""

    id: UUID
    content_hash: str
    replayed: bool


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """An entry as it stands in the ledger, with all its movements in order."""

    id: UUID
    kind: str
    effective_on: date
    posted_at: datetime
    reverses: UUID | None
    movements: tuple[Movement, ...]


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A well-formed draft with the hash of its content."""

    draft: EntryDraft
    hash: str


def post(draft: EntryDraft) -> Posted:
    """Post one entry, within the caller's transaction, in a fixed number of SQL statements. Raises as ``post_many``."""
    return post_many((draft,))[0]


def post_many(drafts: Iterable[EntryDraft]) -> list[Posted]:
    """Post entries as if one after the other; all or none. A fixed number of SQL statements per ``CHUNK`` entries.

    An id that is there already with the same content is answered, not posted. Raises ``InvalidEntry``,
    ``EntryConflict``, ``AlreadyReversed``, ``UnknownEntry``, ``Overdraft``; then nothing of the call is written.
    """
    _require_transaction()
    sealed = [_sealed(draft) for draft in drafts]
    posted: list[Posted] = []
    with transaction.atomic():
        for start in range(0, len(sealed), CHUNK):
            posted += _post_chunk(sealed[start : start + CHUNK])
    return posted


def lock(keys: Iterable[AccountKey]) -> None:
    """Open and lock these accounts, in the order of name and unit, until the caller's transaction ends.

    For a verb that posts several entries, before the first of them: the accounts that verbs for other learners move too
    (sources and sinks). Else each of two could hold the one that the other wants next. Raises ``InvalidEntry``.
    """
    _require_transaction()
    _locked(sorted(set(keys)))


def reversal(entry_id: UUID, *, new_id: UUID, kind: str, effective_on: date, posted_at: datetime) -> EntryDraft:
    """Draft the entry that turns another one round (冲正). Raises ``UnknownEntry``."""
    return EntryDraft(new_id, kind, reversal_movements((entry_id,)), effective_on, posted_at, reverses=entry_id)


def reversal_movements(entry_ids: Sequence[UUID]) -> tuple[Movement, ...]:
    """The movements of several entries turned round, the last one first. Raises ``UnknownEntry``."""
    stored = movements_of_many(entry_ids)
    for entry_id in entry_ids:
        if entry_id not in stored:
            raise UnknownEntry("ENTRY_UNKNOWN", entry=str(entry_id))
    undone = [movement for entry_id in entry_ids for movement in stored[entry_id]]
    return tuple(movement.turned_round() for movement in reversed(undone))


def balance(name: str, unit: str) -> int:
    """What the account holds now; 0 if it was never opened."""
    inflow, outflow = flows(name, unit)
    return inflow - outflow


def balances(keys: Iterable[AccountKey]) -> dict[AccountKey, int]:
    """What each account (name, unit) holds now, by one statement; 0 for those never opened."""
    found = dict.fromkeys(keys, 0)
    for row in statements.read_accounts(tuple(found)):
        found[row.name, row.unit] = row.inflow - row.outflow
    return found


def flows(name: str, unit: str) -> tuple[int, int]:
    """Everything that ever came into the account and went out of it, reversals included."""
    rows = statements.read_accounts(((name, unit),))
    return (rows[0].inflow, rows[0].outflow) if rows else (0, 0)


def issued(keys: Iterable[AccountKey]) -> dict[AccountKey, int]:
    """What was issued into each account, less what was turned back: the full amount of a lot, wherever it is now."""
    found = dict.fromkeys(keys, 0)
    return found | statements.read_issued(tuple(found))


def movements_of(entry_id: UUID) -> tuple[Movement, ...]:
    """The movements of an entry, in order. Raises ``UnknownEntry``."""
    stored = movements_of_many((entry_id,))
    if entry_id not in stored:
        raise UnknownEntry("ENTRY_UNKNOWN", entry=str(entry_id))
    return stored[entry_id]


def entries_touching(name: str) -> list[PostedEntry]:
    """All entries that moved something in or out of the account, in any unit, in the order of posting."""
    accounts = list(Account.objects.filter(name=name).values_list("id", flat=True))
    touching = Transfer.objects.filter(Q(source__in=accounts) | Q(target__in=accounts)).order_by("id")
    entry_ids = list(dict.fromkeys(touching.values_list("entry_id", flat=True)))
    entries, movements = Entry.objects.in_bulk(entry_ids), movements_of_many(entry_ids)
    return [_posted_entry(entries[entry_id], movements[entry_id]) for entry_id in entry_ids]


def _posted_entry(entry: Entry, movements: tuple[Movement, ...]) -> PostedEntry:
    return PostedEntry(entry.id, entry.kind, entry.effective_on, entry.posted_at, entry.reverses_id, movements)


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an entry is posted inside the transaction of its event")


def _sealed(draft: EntryDraft) -> _Sealed:
    refuse_malformed(draft)
    return _Sealed(draft, content_hash(draft.kind, draft.movements, draft.effective_on, draft.reverses))


def _post_chunk(chunk: Sequence[_Sealed]) -> list[Posted]:
    first: dict[UUID, _Sealed] = {}
    for sealed in chunk:
        first.setdefault(sealed.draft.id, sealed)
    known = _known_hashes(first.values())
    _refuse_conflicts(chunk, {entry_id: sealed.hash for entry_id, sealed in first.items()} | known)
    fresh = [sealed for entry_id, sealed in first.items() if entry_id not in known]
    if fresh:
        _refuse_false_reversals([sealed.draft for sealed in chunk if sealed.draft.id not in known])
        claimed = statements.claim_entries([_entry_row(sealed) for sealed in fresh])
        lost = [sealed for sealed in fresh if sealed.draft.id not in claimed]
        if lost:
            # Somebody else has posted them since we looked; by now that is committed, and can be read.
            known |= _known_hashes(lost)
            _refuse_conflicts(lost, known)
        _move([sealed.draft for sealed in fresh if sealed.draft.id in claimed])
    return _answers(chunk, known)


def _answers(chunk: Sequence[_Sealed], known: dict[UUID, str]) -> list[Posted]:
    seen = set(known)
    answers = []
    for sealed in chunk:
        answers.append(Posted(sealed.draft.id, sealed.hash, replayed=sealed.draft.id in seen))
        seen.add(sealed.draft.id)
    return answers


def _known_hashes(wanted: Iterable[_Sealed]) -> dict[UUID, str]:
    """Content hashes of those already posted. Raises ``AlreadyReversed`` if another entry took a reversal."""
    drafts = {sealed.draft.id: sealed.draft for sealed in wanted}
    is_wanted = Q(id__in=drafts)
    if reverses := [draft.reverses for draft in drafts.values() if draft.reverses]:
        is_wanted |= Q(reverses_id__in=reverses)
    found = Entry.objects.filter(is_wanted).values_list("id", "content_hash", "reverses_id")
    known = {entry_id: found_hash for entry_id, found_hash, _ in found if entry_id in drafts}
    reversed_by = {reverses: entry_id for entry_id, _, reverses in found if reverses}
    for entry_id, draft in drafts.items():
        if entry_id not in known and draft.reverses in reversed_by:
            raise AlreadyReversed("ALREADY_REVERSED", entry=str(draft.reverses), by=str(reversed_by[draft.reverses]))
    return known


def _refuse_conflicts(chunk: Iterable[_Sealed], hashes: dict[UUID, str]) -> None:
    for sealed in chunk:
        if hashes[sealed.draft.id] != sealed.hash:
            raise EntryConflict("ENTRY_CONFLICT", entry=str(sealed.draft.id))


def _refuse_false_reversals(drafts: Sequence[EntryDraft]) -> None:
    """Each reversal undoes an entry that exists, wholly, and once."""
    wanted = {draft.reverses for draft in drafts if draft.reverses}
    if not wanted:
        return
    originals = movements_of_many(wanted)
    reversed_by: dict[UUID, UUID] = {}
    for draft in drafts:
        if draft.reverses:
            original = originals.get(draft.reverses)
            if original is None:
                raise UnknownEntry("ENTRY_UNKNOWN", entry=str(draft.reverses))
            if not contains_mirror(draft.movements, original):
                raise InvalidEntry("REVERSAL_INCOMPLETE", entry=str(draft.id), reverses=str(draft.reverses))
            by = reversed_by.setdefault(draft.reverses, draft.id)
            if by != draft.id:
                raise AlreadyReversed("ALREADY_REVERSED", entry=str(draft.reverses), by=str(by))
        # An entry of this very call can be reversed by a later one.
        originals.setdefault(draft.id, draft.movements)


def _move(drafts: Sequence[EntryDraft]) -> None:
    keys = sorted({(name, m.unit) for draft in drafts for m in draft.movements for name in (m.source, m.target)})
    before = _locked(keys)
    after = _after(drafts, before)
    ids = {key: row.id for key, row in before.items()}
    statements.insert_transfers(
        [
            _transfer_row(draft, position, movement, ids)
            for draft in drafts
            for position, movement in enumerate(draft.movements)
        ]
    )
    statements.add_flows([_flow_row(before[key], after[key]) for key in keys])


def _locked(keys: Sequence[AccountKey]) -> dict[AccountKey, AccountRow]:
    statements.open_accounts([_account_row(*key) for key in keys])
    return {(row.name, row.unit): row for row in statements.lock_accounts(keys)}


def _after(drafts: Sequence[EntryDraft], before: dict[AccountKey, AccountRow]) -> dict[AccountKey, AccountRow]:
    """The accounts after each entry in turn. Raises ``Overdraft`` at the first entry that takes what is not there."""
    after = dict(before)
    for draft in drafts:
        for key, (inflow, outflow) in sorted(_flows_of(draft).items()):
            row = after[key]
            available = row.inflow + inflow - row.outflow
            if outflow > available and not row.may_go_negative:
                raise Overdraft("OVERDRAFT", name=row.name, unit=row.unit, wanted=outflow, available=available)
            moved = row._replace(inflow=row.inflow + inflow, outflow=row.outflow + outflow)
            if max(moved.inflow, moved.outflow) > TOTAL_MAX:
                raise InvalidEntry("TOTAL_TOO_LARGE", name=row.name, unit=row.unit)
            after[key] = moved
    return after


def _flows_of(draft: EntryDraft) -> dict[AccountKey, tuple[int, int]]:
    """What goes into and out of each account; an account may pass on what it gets in the same entry."""
    flow: dict[AccountKey, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for source, target, unit, amount in draft.movements:
        inflow, outflow = flow[source, unit]
        flow[source, unit] = (inflow, outflow + amount)
        inflow, outflow = flow[target, unit]
        flow[target, unit] = (inflow + amount, outflow)
    return flow


def _entry_row(sealed: _Sealed) -> Row:
    draft = sealed.draft
    return {
        "id": draft.id.hex,
        "kind": draft.kind,
        "effective_on": draft.effective_on.isoformat(),
        "posted_at": str(connection.ops.adapt_datetimefield_value(draft.posted_at)),
        "reverses_id": draft.reverses.hex if draft.reverses else None,
        "content_hash": sealed.hash,
    }


def _account_row(name: str, unit: str) -> Row:
    return {"name": name, "unit": unit, "may_go_negative": family_of(name).may_go_negative}


def _transfer_row(draft: EntryDraft, position: int, movement: Movement, ids: dict[AccountKey, int]) -> Row:
    return {
        "entry_id": draft.id.hex,
        "position": position,
        "source_id": ids[movement.source, movement.unit],
        "target_id": ids[movement.target, movement.unit],
        "unit": movement.unit,
        "amount": movement.amount,
    }


def _flow_row(before: AccountRow, after: AccountRow) -> Row:
    return {"id": before.id, "inflow": after.inflow - before.inflow, "outflow": after.outflow - before.outflow}
