"""Rows written in bulk are the rows that Django would have written, and constraints hold for them too."""

import gc
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from creditbank.audit.bulk import collector_at_rest, insert_values
from creditbank.audit.models import AuditRow

pytestmark = pytest.mark.django_db


def row(number: int) -> dict[str, Any]:
    made = AuditRow(
        id=UUID(int=number),
        verb="certify",
        subject_type="award",
        subject_id=str(number),
        content_hash="0" * 64,
        at=datetime(2025, 6, 1, tzinfo=UTC),
        detail={"note": "中", "number": number},
    )
    return {field.attname: getattr(made, field.attname) for field in AuditRow._meta.concrete_fields}


def test_rows_are_stored_whole_with_one_statement() -> None:
    with CaptureQueriesContext(connection) as queries:
        insert_values(AuditRow, [row(number) for number in range(1, 3_001)])
    assert len(queries) == 1
    assert AuditRow.objects.count() == 3_000
    found = AuditRow.objects.get(pk=UUID(int=17))
    assert (found.detail, found.at, found.actor) == ({"note": "中", "number": 17}, row(17)["at"], None)


def test_nothing_to_write_asks_nothing() -> None:
    with CaptureQueriesContext(connection) as queries:
        insert_values(AuditRow, [])
    assert len(queries) == 0


def test_a_row_that_breaks_a_constraint_stops_them_all() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_values(AuditRow, [row(1), row(2), row(1)])
    assert not AuditRow.objects.exists()


def test_the_collector_is_back_after_a_failure() -> None:
    with pytest.raises(RuntimeError, match="False"), collector_at_rest():
        raise RuntimeError(gc.isenabled())
    assert gc.isenabled()
