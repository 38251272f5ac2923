"""All learners ranked by several processes, each with a connection of its own to one committed database."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from creditbank.bank import batch as batching
from creditbank.bank.batch import batch, digest_of
from creditbank.catalogue.publishing import publish
from creditbank.rules.rulebook import Rulebook
from tests.databases import fresh_database
from tests.people import FOUNDED, found_city, nine_on
from tests.scenarios.desk import Desk

APRIL = date(2026, 4, 13)
KINDS = {
    "li": ("occupational_skill_certificate", {"occupation": "6-18-01-01", "level": "3"}),
    "he": ("occupational_skill_certificate", {"occupation": "6-18-01-01", "level": "4"}),
    "zhang": ("computer_rank", {"subject": "C语言", "level": "2"}),
}


@pytest.fixture(autouse=True)
def bank_is_clean_afterwards() -> None:
    """The database is thrown away."""


@pytest.fixture
def desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker, real_book: Rulebook) -> Iterator[Desk]:
    with django_db_blocker.unblock(), fresh_database():
        publish(real_book, author="编制组", approver="审批组", at=nine_on(FOUNDED))
        desk = Desk(found_city(real_book))
        for who, (kind, details) in KINDS.items():
            desk.award(who, kind, date(2024, 5, 6), **details)
        yield desk


def test_the_answer_does_not_depend_on_how_many(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "PARTITION", 1)
    two, one, copied = tmp_path / "two", tmp_path / "one", tmp_path / "copied"
    assert batch(desk.call("sun", APRIL), two, processes=2).anew == 3
    assert batch(desk.call("sun", APRIL), one).anew == 3
    assert batch(desk.call("sun", APRIL), copied, processes=2, before=one).anew == 0
    assert digest_of(two) == digest_of(one) == digest_of(copied)
