"""One published rulebook and one founded city for each file of scenarios; after every scenario the bank is clean.

A file that needs rules of its own overrides ``definitions``. What a file sets up, and what each scenario does, is
rolled back.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from creditbank.bank.checking import check_bank
from creditbank.catalogue.publishing import publish
from creditbank.rules.definitions import Shape
from creditbank.rules.rulebook import Rulebook
from creditbank.rules.schema import read_rulebook
from tests.people import FOUNDED, City, found_city, nine_on
from tests.scenarios.definitions import extended
from tests.scenarios.desk import Desk
from tests.scenarios.world import World


@pytest.fixture(scope="session")
def real_book(root: Path) -> Rulebook:
    return read_rulebook(root / "rulebook")


@pytest.fixture(scope="module")
def definitions() -> tuple[Shape, ...]:
    """Rules, programmes and policies that a file adds to the real rulebook."""
    return ()


@pytest.fixture(scope="module")
def city(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, real_book: Rulebook, definitions: tuple[Shape, ...]
) -> Iterator[City]:
    book = extended(real_book, definitions)
    with django_db_blocker.unblock(), transaction.atomic():
        publish(book, author="编制组", approver="审批组", at=nine_on(FOUNDED))
        yield found_city(book)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def world(city: City) -> World:
    """A bank in the middle of its day. What a test does to it is rolled back; its rows in memory may be older."""
    return World(Desk(city))


@pytest.fixture
def desk(city: City, db: None) -> Desk:
    return Desk(city)


@pytest.fixture(autouse=True)
def bank_is_clean_afterwards(desk: Desk) -> Iterator[None]:
    yield
    assert check_bank() == []
