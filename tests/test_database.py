"""The run uses the database that was asked for, and the triggers survive the emptying between tests."""

import os

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone


def test_the_database_asked_for_is_the_database_used() -> None:
    given = os.environ.get("DATABASE_URL", "")
    expected = "postgresql" if given else "sqlite"
    assert connection.vendor == os.environ.get("CREDITBANK_TEST_VENDOR", expected)


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_run_on_postgresql_talks_to_a_real_server() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        assert cursor.fetchone()[0].startswith("PostgreSQL ")


def _audit_row_that_may_not_go() -> None:
    model = apps.get_model("audit", "AuditRow")
    row = model.objects.create(
        id="00000000-0000-4000-8000-000000000001",
        verb="test",
        subject_type="test",
        subject_id="1",
        content_hash="",
        at=timezone.now(),
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


@pytest.mark.django_db(transaction=True)
def test_emptying_the_test_database_leaves_the_triggers_in_place() -> None:
    _audit_row_that_may_not_go()
    call_command("flush", interactive=False, verbosity=0)
    assert not apps.get_model("audit", "AuditRow").objects.exists()
    _audit_row_that_may_not_go()
