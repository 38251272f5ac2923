"""Broken ledgers: what is wrong with each, the file, the text to replace, and its replacement.

``test_mutants`` shows that the checks in ``core`` notice every one of them.
"""

from typing import NamedTuple


class Mutant(NamedTuple):
    """One thing broken on purpose. ``matters_on``: on the other database ON CONFLICT mends it."""

    name: str
    file: str
    text: str
    replacement: str
    matters_on: str = ""


MUTANTS = (
    Mutant("the balance is not checked", "posting", "if outflow > available and not", "if False and not"),
    Mutant("one too much may be taken", "posting", "if outflow > available and", "if outflow > available + 1 and"),
    Mutant("the last one may not be taken", "posting", "if outflow > available and", "if outflow >= available and"),
    Mutant(
        "what comes in with the same entry cannot be passed on",
        "posting",
        "available = row.inflow + inflow - row.outflow",
        "available = row.inflow - row.outflow",
    ),
    Mutant("sources of value are checked, too", "posting", "and not row.may_go_negative", "and True"),
    Mutant(
        "the balance is checked before the id is looked up",
        "posting",
        "    known = _known_hashes(first.values())\n    _refuse",
        """    drafts = [sealed.draft for sealed in chunk]
    keys = sorted({(name, m.unit) for draft in drafts for m in draft.movements for name in (m.source, m.target)})
    statements.open_accounts([_account_row(*key) for key in keys])
    _after(drafts, {(row.name, row.unit): row for row in statements.lock_accounts(keys)})
    known = _known_hashes(first.values())
    _refuse""",
    ),
    Mutant("the id is not looked up", "posting", "if entry_id in drafts}", "if False}"),
    Mutant(
        "any entry of the id is taken for the same", "posting", "if hashes[sealed.draft.id] != sealed.hash", "if False"
    ),
    Mutant("a retry is not told from the first", "posting", "replayed=sealed.draft.id in seen", "replayed=False"),
    Mutant("the same entry twice in a call is news twice", "posting", "        seen.add(sealed.draft.id)\n", ""),
    Mutant(
        "nothing is undone when an entry is refused", "posting", "    with transaction.atomic():\n", "    if True:\n"
    ),
    Mutant(
        "a transfer goes the wrong way",
        "posting",
        '"source_id": ids[movement.source',
        '"source_id": ids[movement.target',
    ),
    Mutant(
        "inflow and outflow are swapped",
        "posting",
        "for source, target, unit, amount in draft",
        "for target, source, unit, amount in draft",
    ),
    Mutant(
        "only the last movement into an account counts",
        "posting",
        "= (inflow + amount, outflow)",
        "= (amount, outflow)",
    ),
    Mutant(
        "only the last movement out of an account counts",
        "posting",
        "= (inflow, outflow + amount)",
        "= (inflow, amount)",
    ),
    Mutant(
        "totals do not grow from entry to entry of a call",
        "posting",
        "            after[key] = moved\n",
        "            after[key] = moved if row is before[key] else row\n",
    ),
    Mutant("inflow is not added up", "posting", '"inflow": after.inflow - before.inflow', '"inflow": after.inflow'),
    Mutant("outflow is not moved", "posting", '"outflow": after.outflow - before.outflow', '"outflow": 0'),
    Mutant(
        "units are one",
        "posting",
        '"target_id": ids[movement.target, movement.unit]',
        '"target_id": ids[movement.target, "credit"]',
    ),
    Mutant("every transfer has the place of the first", "posting", '"position": position', '"position": 0'),
    Mutant(
        "an entry is not written",
        "posting",
        "statements.claim_entries([_entry_row(sealed) for sealed in fresh])",
        "{sealed.draft.id for sealed in fresh}",
    ),
    Mutant("transfers are left out", "posting", "    statements.insert_transfers(", "    len("),
    Mutant("totals are left out", "posting", "    statements.add_flows(", "    len("),
    Mutant(
        "a reversal may be part of the entry",
        "posting",
        "if not contains_mirror(draft.movements, original)",
        "if False",
    ),
    Mutant(
        "an entry may be reversed twice",
        "posting",
        "if entry_id not in known and draft.reverses in reversed_by",
        "if False",
    ),
    Mutant(
        "two reversals in one call", "posting", "            if by != draft.id:\n", "            if False:\n", "sqlite"
    ),
    Mutant(
        "an entry of the same call is unknown",
        "posting",
        "        originals.setdefault(draft.id, draft.movements)\n",
        "",
    ),
    Mutant(
        "a reversal of nothing",
        "posting",
        "            if original is None:\n",
        "            original = original or ()\n            if False:\n",
    ),
    Mutant(
        "a reversal goes the same way again",
        "posting",
        "tuple(movement.turned_round() for movement in reversed(undone))",
        "tuple(reversed(undone))",
    ),
    Mutant(
        "the first movement comes back first", "posting", "for movement in reversed(undone))", "for movement in undone)"
    ),
    Mutant(
        "a reversal does not say what it reverses",
        "posting",
        ", effective_on, posted_at, reverses=entry_id)",
        ", effective_on, posted_at)",
    ),
    Mutant(
        "what it reverses is not written",
        "posting",
        '"reverses_id": draft.reverses.hex if draft.reverses else None',
        '"reverses_id": None',
    ),
    Mutant("the balance is all that came in", "posting", "    return inflow - outflow\n", "    return inflow\n"),
    Mutant("a statement begins with the newest", "posting", 'accounts)).order_by("id")', 'accounts)).order_by("-id")'),
    Mutant(
        "statements show only what went out",
        "posting",
        "Q(source__in=accounts) | Q(target__in=accounts)",
        "Q(source__in=accounts)",
    ),
    Mutant("movements come in no order", "lookups", 'order_by("id")', 'order_by("-id")'),
    Mutant("the hash leaves the kind out", "entries", '            "kind": kind,\n', ""),
    Mutant("the hash leaves the date out", "entries", '            "effective_on": effective_on.isoformat(),\n', ""),
    Mutant(
        "the hash leaves out what is reversed",
        "entries",
        '            "reverses": reverses.hex if reverses else None,\n',
        "",
    ),
    Mutant(
        "the hash leaves the amounts out",
        "entries",
        "[list(movement) for movement in movements]",
        "[list(movement[:3]) for movement in movements]",
    ),
    Mutant(
        "the hash sees each movement once",
        "entries",
        "[list(movement) for movement in movements]",
        "[list(movement) for movement in dict.fromkeys(movements)]",
    ),
    Mutant(
        "a movement turned round stays as it is",
        "entries",
        "Movement(self.target, self.source,",
        "Movement(self.source, self.target,",
    ),
    Mutant(
        "an account that is there is opened again",
        "statements",
        "WHERE NOT EXISTS (SELECT 1 FROM ledger_account a WHERE a.name = given.name AND a.unit = given.unit)",
        "WHERE true",
        "sqlite",
    ),
    Mutant(
        "accounts of any unit are taken",
        "statements",
        "WHERE a.name = given.name AND a.unit = given.unit\nORDER",
        "WHERE a.name = given.name\nORDER",
    ),
    Mutant(
        "outflow takes what comes in",
        "statements",
        "outflow = ledger_account.outflow + given.outflow",
        "outflow = ledger_account.outflow + given.inflow",
    ),
    Mutant(
        "totals are replaced, not added to",
        "statements",
        "inflow = ledger_account.inflow + given.inflow",
        "inflow = given.inflow",
    ),
    Mutant("what was turned back still counts as issued", "statements", "  - COALESCE(", "  - 0 * COALESCE("),
    Mutant(
        "whatever came in counts as issued",
        "statements",
        "t.target_id = a.id AND o.name LIKE 'issued:%%'",
        "t.target_id = a.id",
    ),
)
