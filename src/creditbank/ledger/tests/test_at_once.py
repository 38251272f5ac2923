"""Many at once, and one that dies: committed databases, real threads, real processes."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from threading import Barrier, BrokenBarrierError
from uuid import UUID

import pytest
from django.db import connection, transaction

from creditbank.ledger import posting
from creditbank.ledger.checking import check
from creditbank.ledger.models import Entry, Transfer
from creditbank.ledger.posting import EntryDraft
from creditbank.ledger.tests.drafts import draft, hold, issue
from creditbank.ledger.tests.test_posting import FIXED
from tests.databases import FreshDatabase

ENTRY = UUID("00000000-0000-4000-8000-00000000000a")

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer: threads would only stand in line"
)


def _post(entry: EntryDraft) -> str:
    with transaction.atomic():
        return "again" if posting.post(entry).replayed else "first"


def _at_once(count: int, work: Callable[[int], str]) -> list[str]:
    """Run ``work(0)``, ``work(1)``, … in threads that start together; what each answered, errors by their class."""
    start = Barrier(count)

    def one(number: int) -> str:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            return work(number)
        except posting.Overdraft as error:
            return error.code
        except posting.EntryConflict as error:
            return error.code
        except posting.AlreadyReversed as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return sorted(threads.map(one, range(count)))


def _meet(inside: Barrier) -> None:
    """Wait a moment for the other thread: two that must not be here together pass alone."""
    with suppress(BrokenBarrierError):
        inside.wait(timeout=1)


@pytest.mark.postgres
@on_postgresql
@pytest.mark.usefixtures("own_database")
def test_forty_threads_draw_on_one_lot() -> None:
    _post(issue(300))
    answers = _at_once(40, lambda number: _post(hold(30, line=f"held:{number}")))
    assert answers == ["OVERDRAFT"] * 30 + ["first"] * 10
    assert posting.flows("award:1", "credit") == (300, 300)
    assert check() == []


@pytest.mark.postgres
@on_postgresql
@pytest.mark.usefixtures("own_database")
def test_the_same_entry_from_twenty_threads_counts_once() -> None:
    _post(issue(300))
    entry = hold(300)
    assert _at_once(20, lambda _: _post(entry)) == ["again"] * 19 + ["first"]
    assert posting.balance("held:1", "credit") == 300
    assert (Entry.objects.count(), Transfer.objects.count()) == (2, 2)
    assert check() == []


@pytest.mark.postgres
@on_postgresql
@pytest.mark.usefixtures("own_database")
def test_one_id_with_other_contents_from_many_threads_is_taken_once() -> None:
    _post(issue(1000))
    answers = _at_once(12, lambda number: _post(replace(hold(10 + number), id=ENTRY)))
    assert answers == ["ENTRY_CONFLICT"] * 11 + ["first"]
    assert check() == []


@pytest.mark.postgres
@on_postgresql
@pytest.mark.usefixtures("own_database")
def test_an_entry_is_reversed_once_by_many_threads() -> None:
    _post(replace(issue(10), id=ENTRY))
    _post(issue(1000))
    undo = draft(("award:1", "issued:college", "credit", 10), kind="undo", reverses=ENTRY)
    answers = _at_once(12, lambda number: _post(replace(undo, id=UUID(int=number))))
    assert answers == ["ALREADY_REVERSED"] * 11 + ["first"]
    assert posting.balance("award:1", "credit") == 1000
    assert check() == []


@pytest.mark.postgres
@on_postgresql
@pytest.mark.usefixtures("own_database")
def test_threads_that_use_the_same_accounts_in_any_order_do_not_deadlock() -> None:
    lots = [f"award:{number}" for number in range(8)]

    def work(number: int) -> str:
        turn = number % len(lots)
        mine = lots[turn:] + lots[:turn]
        for _ in range(5):
            entry = draft(*[("issued:college", lot, "credit", 1) for lot in (mine if number % 2 else mine[::-1])])
            _post(entry)
        return "first"

    assert _at_once(16, work) == ["first"] * 16
    assert set(posting.balances((lot, "credit") for lot in lots).values()) == {80}
    assert check() == []


@pytest.mark.postgres
@on_postgresql
@pytest.mark.parametrize("opened", [True, False], ids=["opened before", "opened here"])
@pytest.mark.usefixtures("own_database")
def test_verbs_that_post_several_entries_in_opposite_orders_do_not_deadlock(opened: bool) -> None:
    """Each locks what both use before its first entry: then neither holds what the other still wants."""
    sources = ("issued:college", "issued:school")
    if opened:
        for source in sources:
            _post(draft((source, "award:0", "credit", 1)))
    inside = Barrier(2)

    def work(number: int) -> str:
        with transaction.atomic():
            posting.lock((source, "credit") for source in sources[:: 1 - 2 * number])
            for source in sources[:: 1 - 2 * number]:
                posting.post(draft((source, f"award:{1 + number}", "credit", 1)))
                _meet(inside)
        return "first"

    assert _at_once(2, work) == ["first"] * 2
    assert [posting.balance(f"award:{number}", "credit") for number in (1, 2)] == [2, 2]
    assert check() == []


DIES = """
import os, sys
import django
django.setup()
from django.db import connection, transaction
from creditbank.ledger import posting
from creditbank.ledger.tests.drafts import hold
from dataclasses import replace
from uuid import UUID

left = int(sys.argv[1])

def counted(execute, sql, params, many, context):
    global left
    if left == 0:
        os._exit(9)
    left -= 1
    return execute(sql, params, many, context)

with transaction.atomic():
    connection.execute_wrappers.append(counted)
    posting.post(replace(hold(100), id=UUID(sys.argv[2])))
    if left == 0:
        os._exit(9)
"""


def test_a_process_that_dies_between_two_statements_leaves_no_half_entry(own_database: FreshDatabase) -> None:
    _post(issue(300))
    connection.close()
    for statements in range(FIXED + 1):
        died = subprocess.run(
            [sys.executable, "-c", DIES, str(statements), str(ENTRY)],
            env={**own_database.environment, "DJANGO_SETTINGS_MODULE": "creditbank.config.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert died.returncode == 9, died.stderr
        assert Entry.objects.count() == 1
        assert posting.balance("award:1", "credit") == 300
        assert check() == []
    assert _post(replace(hold(100), id=ENTRY)) == "first"
