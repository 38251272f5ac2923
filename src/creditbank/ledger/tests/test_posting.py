"""Posting: what it does (``core``), what it refuses, and how many statements it costs."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from creditbank.ledger import lookups, posting
from creditbank.ledger.checking import check
from creditbank.ledger.entries import AMOUNT_MAX, content_hash
from creditbank.ledger.models import TOTAL_MAX, Account, Entry, Transfer
from creditbank.ledger.posting import EntryDraft, InvalidEntry, Movement, UnknownEntry
from creditbank.ledger.tests.core import CHECKS
from creditbank.ledger.tests.drafts import DAY, NOW, draft, hold, issue
from tests.databases import FreshDatabase

FIXED = 8
"""Statements of a post: savepoint, look up, claim the id, open accounts, lock them, transfers, totals, release."""


@pytest.mark.django_db
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_core(check: Callable[[Any], None]) -> None:
    check(posting)


def _with(**changes: Any) -> EntryDraft:
    return replace(issue(300), **changes)


SAME_ID = uuid4()
MALFORMED = {
    "amount zero": (draft(("issued:a", "award:1", "credit", 0)), "AMOUNT_INVALID"),
    "amount negative": (draft(("issued:a", "award:1", "credit", -1)), "AMOUNT_INVALID"),
    "amount too large": (draft(("issued:a", "award:1", "credit", AMOUNT_MAX + 1)), "AMOUNT_INVALID"),
    "amount a truth value": (draft(("issued:a", "award:1", "credit", True)), "AMOUNT_INVALID"),
    "amount a decimal": (draft(("issued:a", "award:1", "credit", Decimal(1))), "AMOUNT_INVALID"),  # type: ignore[arg-type]
    "same account": (draft(("award:1", "award:1", "credit", 1)), "SAME_ACCOUNT"),
    "unit empty": (draft(("issued:a", "award:1", "", 1)), "UNIT_MALFORMED"),
    "unit in capitals": (draft(("issued:a", "award:1", "Credit", 1)), "UNIT_MALFORMED"),
    "unit too long": (draft(("issued:a", "award:1", "c" * 33, 1)), "UNIT_MALFORMED"),
    "family of the source unknown": (draft(("bonus:a", "award:1", "credit", 1)), "ACCOUNT_UNKNOWN"),
    "family of the target unknown": (draft(("issued:a", "awards:1", "credit", 1)), "ACCOUNT_UNKNOWN"),
    "owner missing": (draft(("issued:a", "award:", "credit", 1)), "ACCOUNT_UNKNOWN"),
    "owner left out": (draft(("issued:a", "award", "credit", 1)), "ACCOUNT_UNKNOWN"),
    "owner with a space": (draft(("issued:a", "award:1 2", "credit", 1)), "ACCOUNT_UNKNOWN"),
    "owner where there is none": (draft(("issued:a", "expired:1", "credit", 1)), "ACCOUNT_UNKNOWN"),
    "name too long": (draft(("issued:a", "award:" + "1" * 195, "credit", 1)), "ACCOUNT_UNKNOWN"),
    "no movement": (draft(), "ENTRY_EMPTY"),
    "kind empty": (_with(kind=""), "KIND_MALFORMED"),
    "kind with a space": (_with(kind="to certify"), "KIND_MALFORMED"),
    "legal date with a time of day": (_with(effective_on=NOW), "EFFECTIVE_ON_NOT_A_DAY"),
    "moment without a zone": (_with(posted_at=NOW.replace(tzinfo=None)), "POSTED_AT_WITHOUT_ZONE"),
    "reverses itself": (_with(id=SAME_ID, reverses=SAME_ID), "REVERSES_ITSELF"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("entry", "code"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_draft_is_refused(entry: EntryDraft, code: str) -> None:
    with pytest.raises(InvalidEntry) as caught:
        posting.post_many([issue(1), entry])
    assert caught.value.code == code
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_the_largest_amount_can_be_posted_until_the_total_is_full() -> None:
    posting.post(issue(AMOUNT_MAX))
    rounds = TOTAL_MAX // AMOUNT_MAX - 1
    movement = Movement("issued:college", "award:1", "credit", AMOUNT_MAX)
    posting.post(replace(issue(1), movements=(movement,) * rounds))
    assert posting.balance("award:1", "credit") == TOTAL_MAX
    with pytest.raises(InvalidEntry) as caught:
        posting.post(issue(1))
    assert caught.value.code == "TOTAL_TOO_LARGE"


@pytest.mark.django_db
@pytest.mark.parametrize("movements", [1, 5, 50, 1500])
def test_an_entry_costs_a_fixed_number_of_statements(movements: int, django_assert_num_queries: Any) -> None:
    entry = draft(*[("issued:college", f"award:{number}", "credit", 100) for number in range(movements)])
    with django_assert_num_queries(FIXED):
        posting.post(entry)
    with django_assert_num_queries(3):
        assert posting.post(entry).replayed
    back = posting.reversal(entry.id, new_id=uuid4(), kind="undo", effective_on=DAY, posted_at=NOW)
    with django_assert_num_queries(FIXED + 1):  # and the entry that is turned round is read
        posting.post(back)


@pytest.mark.django_db
def test_many_entries_cost_what_one_costs(django_assert_num_queries: Any) -> None:
    entries = [issue(100, lot=f"award:{number}") for number in range(posting.CHUNK)]
    with django_assert_num_queries(FIXED):
        posting.post_many(entries)
    with django_assert_num_queries(1):
        assert set(posting.balances((f"award:{number}", "credit") for number in range(2000)).values()) == {0, 100}


@pytest.mark.django_db
def test_chunks_are_one_call() -> None:
    entries = [issue(1, lot=f"award:{number}") for number in range(posting.CHUNK + 1)]
    with pytest.raises(posting.Overdraft):
        posting.post_many([*entries, hold(2, lot="award:0")])
    assert not Account.objects.exists()
    assert [answer.replayed for answer in posting.post_many([*entries, entries[0]])][-2:] == [False, True]


@pytest.mark.django_db
def test_posting_nothing_writes_nothing() -> None:
    assert posting.post_many([]) == []


@pytest.mark.django_db
def test_entries_are_looked_up_by_id(django_assert_num_queries: Any) -> None:
    entries = [issue(number) for number in range(1, 4)]
    posting.post_many(entries)
    assert [lookups.exists(entry.id) for entry in entries] == [True] * 3
    assert not lookups.exists(uuid4())
    with django_assert_num_queries(1):
        found = lookups.movements_of_many([*(entry.id for entry in entries), uuid4()])
    assert found == {entry.id: entry.movements for entry in entries}


@pytest.mark.django_db
def test_rows_say_what_they_are() -> None:
    entry = issue(300)
    posting.post(entry)
    assert str(Account.objects.get(name="award:1")) == "award:1 [credit]"
    assert str(Entry.objects.get()) == f"certify {entry.id}"
    assert str(Transfer.objects.get()) == f"{entry.id}/0"


@pytest.mark.django_db
def test_what_was_never_posted_is_unknown() -> None:
    with pytest.raises(UnknownEntry):
        posting.movements_of(uuid4())
    with pytest.raises(UnknownEntry):
        posting.reversal_movements([uuid4()])
    assert posting.balance("award:never", "credit") == 0
    assert posting.flows("award:never", "credit") == (0, 0)
    assert posting.entries_touching("award:never") == []


@pytest.mark.django_db
def test_moments_keep_their_zone() -> None:
    entry = replace(issue(1), posted_at=datetime.fromisoformat("2026-01-01T00:30:00.000001+08:00"))
    posting.post(entry)
    assert Entry.objects.get().posted_at == datetime(2025, 12, 31, 16, 30, 0, 1, tzinfo=UTC)


def test_the_hash_of_an_entry_never_changes() -> None:
    # A new way to hash would make every retry of an older entry a conflict.
    movements = (Movement("award:1", "held:1", "credit", 150),)
    entry = EntryDraft(UUID(int=1), "apply", movements, date(2026, 3, 2), NOW, reverses=UUID(int=2))
    text = (
        '{"effective_on":"2026-03-02","kind":"apply","movements":[["award:1","held:1","credit",150]],'
        '"reverses":"00000000000000000000000000000002"}'
    )
    assert content_hash(entry.kind, entry.movements, entry.effective_on, entry.reverses) == (
        hashlib.sha256(text.encode()).hexdigest()
    )


def test_an_entry_is_posted_only_inside_a_transaction(own_database: FreshDatabase) -> None:
    entry = issue(1)
    with pytest.raises(transaction.TransactionManagementError):
        posting.post(entry)
    with pytest.raises(transaction.TransactionManagementError):
        posting.lock([("award:1", "credit")])
    with transaction.atomic():
        posting.post(entry)
    assert posting.balance("award:1", "credit") == 1


@pytest.mark.django_db
def test_accounts_are_locked_empty_and_once_for_all() -> None:
    posting.post(issue(300))
    keys = (("revoked", "use"), ("issued:college", "credit"), ("revoked", "use"))
    posting.lock(keys)
    posting.lock(keys)
    assert sorted(Account.objects.values_list("name", "unit", "may_go_negative", "inflow", "outflow")) == [
        ("award:1", "credit", False, 300, 0),
        ("issued:college", "credit", True, 0, 300),
        ("revoked", "use", False, 0, 0),
    ]
    assert check() == []
    with pytest.raises(InvalidEntry, match="ACCOUNT_UNKNOWN"):
        posting.lock([("bonus:a", "credit")])
