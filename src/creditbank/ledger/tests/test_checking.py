"""The checker finds damage that was made by hand, with the guards of the database taken away first."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from django.db import connection

from creditbank.ledger import posting
from creditbank.ledger.checking import Finding, check
from creditbank.ledger.entries import content_hash
from creditbank.ledger.models import Account, Entry, Transfer
from creditbank.ledger.tests.drafts import DAY, NOW, draft, hold

pytestmark = pytest.mark.django_db

ISSUE = UUID("00000000-0000-4000-8000-00000000000a")
UNDO = UUID("00000000-0000-4000-8000-00000000000b")
HOLD = UUID("00000000-0000-4000-8000-00000000000c")


@pytest.fixture(autouse=True)
def unguarded() -> None:
    """A sound ledger, whose guards are gone until the test's transaction is rolled back."""
    posting.post_many(
        [
            draft(("issued:college", "award:1", "credit", 300)),
            draft(
                ("issued:college", "award:2", "credit", 100), ("issued:college", "award:3", "use", 1), entry_id=ISSUE
            ),
            hold(100),
            draft(("award:1", "held:2", "credit", 50), entry_id=HOLD),
        ]
    )
    posting.post(posting.reversal(ISSUE, new_id=UNDO, kind="undo", effective_on=DAY, posted_at=NOW))
    assert check() == []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_no_overdraft")
            cursor.execute("ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_few_go_negative")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'ledger_%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")


@pytest.fixture(autouse=True)
def without_checks(unguarded: None) -> Iterator[None]:
    """SQLite cannot drop a CHECK, but it can look away."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA ignore_check_constraints = ON")
    yield
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA ignore_check_constraints = OFF")


def _lot(name: str = "award:1") -> Account:
    return Account.objects.get(name=name, unit="credit")


def _inflow_is_forged() -> None:
    Account.objects.filter(id=_lot().id).update(inflow=400)


def _transfer_is_raised() -> None:
    Transfer.objects.filter(entry=HOLD).update(amount=60)


def _transfer_is_lost() -> None:
    Transfer.objects.filter(entry=HOLD).delete()


def _account_is_lost_to_another() -> None:
    Transfer.objects.filter(entry=HOLD).update(target=_lot("held:1"))


def _lot_is_overdrawn() -> None:
    held = Transfer.objects.get(entry=HOLD)
    Transfer.objects.filter(id=held.id).update(amount=250)
    Account.objects.filter(name="award:1").update(outflow=350)
    Account.objects.filter(name="held:2").update(inflow=250)
    movements = [posting.Movement("award:1", "held:2", "credit", 250)]
    Entry.objects.filter(id=HOLD).update(content_hash=content_hash("certify", movements, DAY, None))


def _lot_may_go_negative() -> None:
    Account.objects.filter(name="award:1").update(may_go_negative=True)


def _name_is_none() -> None:
    Account.objects.create(name="bonus:1", unit="credit", may_go_negative=False)


def _kind_is_changed() -> None:
    Entry.objects.filter(id=HOLD).update(kind="other")


def _date_is_changed() -> None:
    Entry.objects.filter(id=HOLD).update(effective_on="2020-01-01")


def _unit_is_changed() -> None:
    Transfer.objects.filter(entry=ISSUE, position=1).update(unit="credit")


def _reversal_loses_a_transfer() -> None:
    movements = posting.movements_of(UNDO)
    Transfer.objects.filter(entry=UNDO, position=1).delete()
    Account.objects.filter(name="award:2").update(outflow=0)
    Account.objects.filter(name="issued:college", unit="credit").update(inflow=0)
    Entry.objects.filter(id=UNDO).update(content_hash=content_hash("undo", movements[:1], DAY, ISSUE))


DAMAGE: dict[str, tuple[Callable[[], None], list[str]]] = {
    "a total is forged": (_inflow_is_forged, ["TOTALS_DIFFER"]),
    "an amount is raised": (_transfer_is_raised, ["TOTALS_DIFFER", "TOTALS_DIFFER", "HASH_DIFFERS"]),
    "the only transfer of an entry is lost": (
        _transfer_is_lost,
        ["TOTALS_DIFFER", "TOTALS_DIFFER", "ENTRY_WITHOUT_TRANSFERS", "HASH_DIFFERS"],
    ),
    "a transfer goes elsewhere": (_account_is_lost_to_another, ["TOTALS_DIFFER", "TOTALS_DIFFER", "HASH_DIFFERS"]),
    "a lot is overdrawn, all else agreeing": (_lot_is_overdrawn, ["OVERDRAWN"]),
    "a lot is let go negative": (_lot_may_go_negative, ["ACCOUNT_MALFORMED"]),
    "an account has a strange name": (_name_is_none, ["ACCOUNT_MALFORMED"]),
    "a kind is changed": (_kind_is_changed, ["HASH_DIFFERS"]),
    "a date is changed": (_date_is_changed, ["HASH_DIFFERS"]),
    "a unit is changed": (_unit_is_changed, ["UNIT_DIFFERS", "HASH_DIFFERS", "REVERSAL_INCOMPLETE"]),
    "a reversal loses a transfer, all else agreeing": (_reversal_loses_a_transfer, ["REVERSAL_INCOMPLETE"]),
}


@pytest.mark.parametrize(("damage", "codes"), DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_is_found(damage: Callable[[], None], codes: list[str]) -> None:
    damage()
    assert [finding.code for finding in check()] == codes


def test_a_finding_names_what_is_wrong() -> None:
    _inflow_is_forged()
    parameters: dict[str, str | int] = {
        "name": "award:1",
        "unit": "credit",
        "inflow": 400,
        "outflow": 150,
        "moved_in": 300,
        "moved_out": 150,
    }
    assert check() == [Finding("TOTALS_DIFFER", parameters)]
    _lot_is_overdrawn()
    assert Finding("OVERDRAWN", {"name": "award:1", "unit": "credit", "balance": -50}) not in check()  # 400 came in
    Account.objects.filter(name="award:1").update(inflow=300)
    assert check() == [Finding("OVERDRAWN", {"name": "award:1", "unit": "credit", "balance": -50})]
    _reversal_loses_a_transfer()
    assert Finding("REVERSAL_INCOMPLETE", {"entry": str(UNDO), "reverses": str(ISSUE)}) in check()
