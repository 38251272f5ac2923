"""What the ledger's tests share."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.databases import FreshDatabase, fresh_database


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[FreshDatabase]:
    """A committed database of this test alone, for threads and processes."""
    with django_db_blocker.unblock(), fresh_database() as database:
        yield database
