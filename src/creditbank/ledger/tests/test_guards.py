"""The database itself refuses what must not be: every statement here is written past the code."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from creditbank.ledger import posting, statements
from creditbank.ledger.models import TOTAL_MAX, Account, Entry, Transfer
from creditbank.ledger.tests.drafts import DAY, NOW, draft, hold, issue

pytestmark = pytest.mark.django_db

ENTRY = UUID("00000000-0000-4000-8000-00000000000a")
REVERSAL = UUID("00000000-0000-4000-8000-00000000000b")

CHANGES = {
    "change an entry": "UPDATE ledger_entry SET kind = 'other'",
    "change an entry's date": "UPDATE ledger_entry SET effective_on = '2020-01-01'",
    "delete an entry": "DELETE FROM ledger_entry WHERE reverses_id IS NOT NULL",
    "delete all entries": "DELETE FROM ledger_entry",
    "change a transfer": "UPDATE ledger_transfer SET amount = 1",
    "delete a transfer": "DELETE FROM ledger_transfer",
    "delete an account": "DELETE FROM ledger_account WHERE name = 'expired'",
    "rename an account": "UPDATE ledger_account SET name = 'award:2' WHERE name = 'award:1'",
    "change an account's unit": "UPDATE ledger_account SET unit = 'point' WHERE name = 'award:1'",
    "let an account go negative": "UPDATE ledger_account SET may_go_negative = true WHERE name = 'award:1'",
    "forbid a source to go negative": "UPDATE ledger_account SET may_go_negative = false WHERE name = 'issued:college'",
    "decrease inflow": "UPDATE ledger_account SET inflow = inflow - 1 WHERE name = 'award:1'",
    "decrease outflow": "UPDATE ledger_account SET outflow = outflow - 1 WHERE name = 'award:1'",
    "overdraw": "UPDATE ledger_account SET outflow = inflow + 1 WHERE name = 'award:1'",
    "exceed the largest inflow": f"UPDATE ledger_account SET inflow = {TOTAL_MAX + 1} WHERE name = 'award:1'",
    "exceed the largest outflow": f"UPDATE ledger_account SET outflow = {TOTAL_MAX + 1} WHERE name = 'issued:college'",
    "open an account twice": """INSERT INTO ledger_account (name, unit, may_go_negative, inflow, outflow)
        VALUES ('award:1', 'credit', false, 0, 0)""",
    "open an account with value in it": """INSERT INTO ledger_account (name, unit, may_go_negative, inflow, outflow)
        VALUES ('award:3', 'credit', false, 100, 0)""",
    "open an account that has given": """INSERT INTO ledger_account (name, unit, may_go_negative, inflow, outflow)
        VALUES ('issued:3', 'credit', true, 0, 100)""",
    "open a lot that may go negative": """INSERT INTO ledger_account (name, unit, may_go_negative, inflow, outflow)
        VALUES ('award:3', 'credit', true, 0, 0)""",
}


@pytest.fixture(autouse=True)
def posted() -> None:
    posting.post_many(
        [
            draft(("issued:college", "award:1", "credit", 300)),
            issue(1, unit="use"),
            hold(100),
            draft(("award:1", "expired", "credit", 50), kind="expire"),
            draft(("issued:college", "award:2", "credit", 7), entry_id=ENTRY),
        ]
    )
    posting.post(posting.reversal(ENTRY, new_id=REVERSAL, kind="undo", effective_on=DAY, posted_at=NOW))


@pytest.fixture
def unchanged() -> Iterator[None]:
    before = _everything()
    yield
    assert _everything() == before


def _everything() -> list[list[object]]:
    return [list(model._default_manager.order_by("pk").values_list()) for model in (Account, Entry, Transfer)]


def _run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_is_refused(statement: str) -> None:
    with pytest.raises(IntegrityError):
        _run(statement)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("table", ["ledger_account", "ledger_entry", "ledger_transfer"])
def test_a_row_cannot_be_written_over(table: str) -> None:
    """The ways to write that are called INSERT and change a row all the same."""
    changed = {"ledger_account": "unit = 'x'", "ledger_entry": "kind = 'x'", "ledger_transfer": "amount = 9"}[table]
    with pytest.raises(IntegrityError):
        _run(f"INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT (id) DO UPDATE SET {changed}")
    if connection.vendor == "sqlite":
        with pytest.raises(IntegrityError):
            _run(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        with pytest.raises(IntegrityError):
            _run(f"UPDATE OR REPLACE {table} SET {changed}, id = id WHERE id = (SELECT max(id) FROM {table})")


@pytest.mark.postgres
@pytest.mark.usefixtures("unchanged")
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@pytest.mark.parametrize("table", ["ledger_transfer", "ledger_entry CASCADE", "ledger_account CASCADE"])
def test_truncate_is_refused(table: str) -> None:
    _run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError):
        _run(f"TRUNCATE {table}")


def _account(name: str, unit: str = "credit") -> Account:
    return Account.objects.get(name=name, unit=unit)


def _entry(**changes: Any) -> Entry:
    values: dict[str, Any] = {
        "id": uuid4(),
        "kind": "x",
        "effective_on": DAY,
        "posted_at": NOW,
        "content_hash": "",
    } | changes
    return Entry.objects.create(**values)


def _transfer(**changes: Any) -> Transfer:
    values: dict[str, Any] = {
        "position": 0,
        "source": _account("issued:college"),
        "target": _account("award:1"),
        "unit": "credit",
    }
    return Transfer.objects.create(**values | {"amount": 1} | changes)


WRONG_TRANSFERS = {
    "unit of neither account": {"unit": "use"},
    "unit of the source only": {"target": ("award:1", "use")},
    "unit of the target only": {"source": ("issued:college", "use")},
    "nothing": {"amount": 0},
    "less than nothing": {"amount": -1},
    "to itself": {"source": ("award:1", "credit")},
}


@pytest.mark.parametrize("changes", WRONG_TRANSFERS.values(), ids=WRONG_TRANSFERS.keys())
def test_a_transfer_that_is_none_is_refused(changes: dict[str, Any]) -> None:
    entry = _entry()
    found = {key: _account(*value) if isinstance(value, tuple) else value for key, value in changes.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        _transfer(entry=entry, **found)
    _transfer(entry=entry)


def test_a_place_in_an_entry_is_taken_once() -> None:
    entry = _entry()
    _transfer(entry=entry)
    with pytest.raises(IntegrityError), transaction.atomic():
        _transfer(entry=entry)


def test_a_second_reversal_is_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        _entry(reverses_id=ENTRY)


def test_an_entry_that_reverses_itself_is_refused() -> None:
    same = uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        _entry(id=same, reverses_id=same)


def test_a_transfer_of_no_entry_is_refused() -> None:
    points = transaction.savepoint()
    _transfer(entry_id=uuid4())
    # A foreign key waits for the end of the transaction; here it is asked at once.
    with pytest.raises(IntegrityError):
        connection.check_constraints()
    transaction.savepoint_rollback(points)


@pytest.mark.usefixtures("unchanged")
def test_an_overdraft_that_slips_past_the_code_is_refused() -> None:
    lot = _account("award:1")
    with pytest.raises(IntegrityError), transaction.atomic():
        statements.add_flows([{"id": lot.id, "inflow": 0, "outflow": lot.inflow - lot.outflow + 1}])
