"""Any sequence of entries, retries, conflicts, reversals and overdrafts agrees with a plain dictionary."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from creditbank.ledger import posting
from creditbank.ledger.accounts import AccountKey, family_of
from creditbank.ledger.checking import check
from creditbank.ledger.models import Entry
from creditbank.ledger.posting import EntryDraft, Movement
from creditbank.ledger.tests.drafts import DAY, NOW, draft

NAMES = ("issued:a", "granted:b", "award:1", "award:2", "held:1", "converted:1", "enrolment:1", "expired")
UNITS = ("credit", "use")


def _movement(names: list[str], unit: str, amount: int) -> Movement:
    return Movement(names[0], names[1], unit, amount)


MOVEMENTS = st.lists(
    st.builds(
        _movement,
        st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique=True),
        st.sampled_from(UNITS),
        st.integers(1, 300),
    ),
    min_size=1,
    max_size=4,
).map(tuple)


def _after(held: Counter[AccountKey], movements: tuple[Movement, ...]) -> Counter[AccountKey] | None:
    """The model: what everybody holds afterwards, or nothing if somebody would hold less than nothing."""
    after = held.copy()
    for source, target, unit, amount in movements:
        after[source, unit] -= amount
        after[target, unit] += amount
    touched = {(name, unit) for source, target, unit, _ in movements for name in (source, target)}
    overdrawn = any(after[key] < 0 and not family_of(key[0]).may_go_negative for key in touched)
    return None if overdrawn else after


class Ledger(RuleBasedStateMachine):
    """Every run has the empty ledger to itself: its transaction is rolled back at the end."""

    posted = Bundle("posted")

    def __init__(self) -> None:
        super().__init__()
        self.held: Counter[AccountKey] = Counter()
        self.entries = 0
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self) -> None:
        try:
            assert check() == []
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    def _post(self, drafts: list[EntryDraft]) -> list[EntryDraft]:
        """Post them in one call; the model says whether they must be taken or refused."""
        after = self.held
        for entry in drafts:
            taken = _after(after, entry.movements)
            if taken is None:
                with pytest.raises(posting.Overdraft):
                    posting.post_many(drafts)
                return []
            after = taken
        assert not any(answer.replayed for answer in posting.post_many(drafts))
        self.held = after
        self.entries += len(drafts)
        return drafts

    @rule(target=posted, movements=MOVEMENTS)
    def post(self, movements: tuple[Movement, ...]) -> Any:
        return multiple(*self._post([draft(*movements)]))

    @rule(target=posted, many=st.lists(MOVEMENTS, min_size=2, max_size=5))
    def post_many(self, many: list[tuple[Movement, ...]]) -> Any:
        return multiple(*self._post([draft(*movements) for movements in many]))

    @rule(entry=posted)
    def retry(self, entry: EntryDraft) -> None:
        assert posting.post(replace(entry, posted_at=NOW + timedelta(hours=1))).replayed

    @rule(entry=posted, movements=MOVEMENTS)
    def use_an_id_again(self, entry: EntryDraft, movements: tuple[Movement, ...]) -> None:
        other = replace(entry, movements=movements, kind="other")
        with pytest.raises(posting.EntryConflict):
            posting.post(other)

    @rule(target=posted, entry=consumes(posted))
    def reverse(self, entry: EntryDraft) -> Any:
        back = posting.reversal(entry.id, new_id=uuid4(), kind="undo", effective_on=DAY, posted_at=NOW)
        if Entry.objects.filter(reverses=entry.id).exists():
            with pytest.raises(posting.AlreadyReversed):
                posting.post(back)
            return multiple()
        # Both may be reversed later: the entry (which must fail), and its reversal.
        return multiple(entry, *self._post([back]))

    @invariant()
    def balances_agree(self) -> None:
        keys = [(name, unit) for name in NAMES for unit in UNITS]
        assert posting.balances(keys) == {key: self.held[key] for key in keys}

    @invariant()
    def nothing_else_was_written(self) -> None:
        assert Entry.objects.count() == self.entries


@pytest.mark.django_db
def test_any_sequence_agrees_with_a_dictionary() -> None:
    few = settings(max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Ledger, settings=few)
