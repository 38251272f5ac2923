"""What posting must do, as small checks of any module that says it is ``posting``.

``test_posting`` runs them on the real one, ``test_mutants`` on broken copies, where one of them must fail.
Each check runs in a transaction that is rolled back.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from creditbank.ledger.checking import check
from creditbank.ledger.models import Account, Entry, Transfer
from creditbank.ledger.tests.drafts import DAY, NOW, draft, hold, issue

Posting = Any
"""The module under test, or a broken copy of it."""


def an_entry_moves_from_source_to_target(posting: Posting) -> None:
    posted = posting.post(issue(300))
    assert not posted.replayed
    assert posting.balance("award:1", "credit") == 300
    assert posting.balance("issued:college", "credit") == -300
    assert posting.flows("award:1", "credit") == (300, 0)
    assert posting.flows("issued:college", "credit") == (0, 300)
    assert check() == []


def flows_add_up_over_entries(posting: Posting) -> None:
    posting.post(issue(300))
    posting.post(issue(200))
    posting.post(hold(450))
    assert posting.flows("award:1", "credit") == (500, 450)
    assert check() == []


def several_movements_of_one_entry_add_up(posting: Posting) -> None:
    entry = draft(
        ("issued:college", "award:1", "credit", 300),
        ("issued:college", "award:1", "credit", 200),
        ("award:1", "held:1", "credit", 100),
    )
    posting.post(entry)
    assert posting.movements_of(entry.id) == entry.movements
    assert posting.flows("award:1", "credit") == (500, 100)
    assert check() == []


def units_are_apart(posting: Posting) -> None:
    posting.post(issue(300, unit="credit"))
    posting.post(issue(1, unit="use"))
    keys = [("award:1", "credit"), ("award:1", "use"), ("award:1", "point")]
    assert posting.balances(keys) == dict(zip(keys, (300, 1, 0), strict=True))
    assert posting.balances([("award:1", "use")]) == {("award:1", "use"): 1}
    assert posting.flows("award:1", "use") == (1, 0)


def a_lot_cannot_give_what_it_does_not_hold(posting: Posting) -> None:
    posting.post(issue(300))
    with pytest.raises(posting.Overdraft) as caught:
        posting.post(hold(301))
    assert caught.value.code == "OVERDRAFT"
    assert caught.value.parameters == {"name": "award:1", "unit": "credit", "wanted": 301, "available": 300}
    assert posting.balance("award:1", "credit") == 300
    posting.post(hold(300))
    with pytest.raises(posting.Overdraft):
        posting.post(hold(1))
    assert check() == []


def a_refused_entry_leaves_nothing_behind(posting: Posting) -> None:
    refused = hold(1, lot="award:never", line="held:never")
    with pytest.raises(posting.Overdraft):
        posting.post(refused)
    assert not Entry.objects.exists()
    assert not Account.objects.exists()


def an_account_may_pass_on_what_it_gets_in_the_same_entry(posting: Posting) -> None:
    posting.post(draft(("award:1", "held:1", "credit", 300), ("issued:college", "award:1", "credit", 300)))
    assert posting.balance("held:1", "credit") == 300


def the_same_entry_twice_counts_once(posting: Posting) -> None:
    entry = issue(300)
    first = posting.post(entry)
    later = posting.post(replace(entry, posted_at=NOW + timedelta(days=1)))
    assert later.replayed
    assert (later.id, later.content_hash) == (first.id, first.content_hash)
    assert posting.balance("award:1", "credit") == 300
    assert Transfer.objects.count() == 1


def a_retry_after_the_balance_is_spent_gets_its_first_answer(posting: Posting) -> None:
    posting.post(issue(300))
    entry = hold(300)
    assert not posting.post(entry).replayed
    assert posting.post(entry).replayed
    assert posting.balance("held:1", "credit") == 300


def the_same_id_with_other_content_is_a_conflict(posting: Posting) -> None:
    posting.post(issue(500))
    entry = hold(100)
    posting.post(entry)
    others = (
        replace(entry, kind="final"),
        replace(entry, movements=hold(101).movements),
        # A conflict is seen before the balance is.
        replace(entry, movements=hold(9999).movements),
        replace(entry, movements=entry.movements * 2),
        replace(entry, effective_on=DAY + timedelta(days=1)),
        replace(entry, reverses=uuid4()),
    )
    for other in others:
        with pytest.raises(posting.EntryConflict):
            posting.post(other)
    assert posting.flows("award:1", "credit") == (500, 100)


def a_reversal_turns_everything_round(posting: Posting) -> None:
    posting.post(issue(300))
    entry = draft(("award:1", "held:1", "credit", 300), ("granted:college", "enrolment:1", "course_credit", 400))
    posting.post(entry)
    back = posting.reversal(entry.id, new_id=uuid4(), kind="withdraw", effective_on=DAY, posted_at=NOW)
    assert back.reverses == entry.id
    posting.post(back)
    assert posting.balance("award:1", "credit") == 300
    assert posting.balance("held:1", "credit") == 0
    assert posting.balance("granted:college", "course_credit") == 0
    assert posting.post(back).replayed
    assert check() == []


def an_entry_is_reversed_at_most_once(posting: Posting) -> None:
    entry = issue(300)
    posting.post(entry)
    posting.post(issue(300))
    first, second = (
        posting.reversal(entry.id, new_id=uuid4(), kind="undo", effective_on=DAY, posted_at=NOW) for _ in range(2)
    )
    posting.post(first)
    with pytest.raises(posting.AlreadyReversed) as caught:
        posting.post(second)
    assert caught.value.parameters == {"entry": str(entry.id), "by": str(first.id)}
    assert posting.balance("award:1", "credit") == 300


def a_reversal_must_turn_round_the_whole_entry(posting: Posting) -> None:
    entry = draft(("issued:college", "award:1", "credit", 300), ("issued:college", "award:2", "credit", 300))
    posting.post(entry)
    part = draft(("award:1", "issued:college", "credit", 300), reverses=entry.id)
    with pytest.raises(posting.InvalidEntry) as caught:
        posting.post(part)
    assert caught.value.code == "REVERSAL_INCOMPLETE"
    with pytest.raises(posting.UnknownEntry):
        posting.post(replace(part, reverses=uuid4()))


def what_was_passed_on_cannot_be_reversed(posting: Posting) -> None:
    entry = issue(300)
    posting.post(entry)
    posting.post(hold(100))
    with pytest.raises(posting.Overdraft):
        posting.post(posting.reversal(entry.id, new_id=uuid4(), kind="undo", effective_on=DAY, posted_at=NOW))


def many_are_posted_as_one_after_the_other(posting: Posting) -> None:
    entry = issue(300)
    take, give = hold(300), issue(100, lot="award:2")
    undo = draft(("award:2", "issued:college", "credit", 100), kind="undo", reverses=give.id)
    answers = posting.post_many([entry, take, entry, give, undo])
    assert [answer.replayed for answer in answers] == [False, False, True, False, False]
    assert [answer.id for answer in answers] == [entry.id, take.id, entry.id, give.id, undo.id]
    assert posting.balances([("held:1", "credit"), ("award:1", "credit"), ("award:2", "credit")]) == {
        ("held:1", "credit"): 300,
        ("award:1", "credit"): 0,
        ("award:2", "credit"): 0,
    }
    assert check() == []


def many_are_refused_where_one_after_the_other_would_be(posting: Posting) -> None:
    with pytest.raises(posting.Overdraft):
        # In sum they would balance; but at its turn the first has nothing to take.
        posting.post_many([hold(300), issue(300)])
    again = issue(300)
    with pytest.raises(posting.EntryConflict):
        posting.post_many([again, replace(again, kind="final")])
    undo = draft(("award:1", "issued:college", "credit", 300), reverses=again.id)
    with pytest.raises(posting.AlreadyReversed):
        posting.post_many([again, issue(300), undo, replace(undo, id=uuid4())])
    assert not Entry.objects.exists()


def what_was_issued_is_known_wherever_it_is(posting: Posting) -> None:
    entry, again = issue(300), issue(200)
    posting.post_many([entry, again, hold(500)])
    assert posting.issued([("award:1", "credit"), ("award:2", "credit")]) == {
        ("award:1", "credit"): 500,
        ("award:2", "credit"): 0,
    }
    posting.post(draft(("held:1", "award:1", "credit", 500), kind="withdraw"))
    posting.post(posting.reversal(again.id, new_id=uuid4(), kind="undo", effective_on=DAY, posted_at=NOW))
    assert posting.issued([("award:1", "credit")]) == {("award:1", "credit"): 300}


def a_statement_lists_entries_in_order(posting: Posting) -> None:
    entries = [issue(300), issue(50, lot="award:2"), hold(100), hold(200, line="held:2")]
    for entry in entries:
        posting.post(entry)
    listed = posting.entries_touching("award:1")
    assert [(found.id, found.kind, found.movements) for found in listed] == [
        (entry.id, entry.kind, entry.movements) for entry in (entries[0], entries[2], entries[3])
    ]
    assert {(found.effective_on, found.posted_at, found.reverses) for found in listed} == {(DAY, NOW, None)}
    assert posting.movements_of(entries[2].id) == entries[2].movements


def several_entries_can_be_turned_round_in_one(posting: Posting) -> None:
    taken, passed = hold(300), draft(("held:1", "converted:1", "credit", 300), kind="final")
    posting.post_many([issue(300), taken, passed])
    back = posting.reversal_movements([taken.id, passed.id])
    # The last movement comes back first.
    assert [movement.source for movement in back] == ["converted:1", "held:1"]
    posting.post(draft(*back, ("award:1", "held:2", "credit", 200), kind="replace", reverses=passed.id))
    assert posting.balances([("award:1", "credit"), ("held:1", "credit"), ("held:2", "credit")]) == {
        ("award:1", "credit"): 100,
        ("held:1", "credit"): 0,
        ("held:2", "credit"): 200,
    }
    assert check() == []


CHECKS: tuple[Callable[[Posting], None], ...] = (
    an_entry_moves_from_source_to_target,
    flows_add_up_over_entries,
    several_movements_of_one_entry_add_up,
    units_are_apart,
    a_lot_cannot_give_what_it_does_not_hold,
    a_refused_entry_leaves_nothing_behind,
    an_account_may_pass_on_what_it_gets_in_the_same_entry,
    the_same_entry_twice_counts_once,
    a_retry_after_the_balance_is_spent_gets_its_first_answer,
    the_same_id_with_other_content_is_a_conflict,
    a_reversal_turns_everything_round,
    an_entry_is_reversed_at_most_once,
    a_reversal_must_turn_round_the_whole_entry,
    what_was_passed_on_cannot_be_reversed,
    many_are_posted_as_one_after_the_other,
    many_are_refused_where_one_after_the_other_would_be,
    what_was_issued_is_known_wherever_it_is,
    a_statement_lists_entries_in_order,
    several_entries_can_be_turned_round_in_one,
)
