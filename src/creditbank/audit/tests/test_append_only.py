"""The database itself refuses to change or remove what is only ever added."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.exceptions import BadMigrationError
from django.db.migrations.state import ModelState, ProjectState

from creditbank.audit import trail
from creditbank.audit.append_only import AppendOnly, append_only
from creditbank.audit.vendor_sql import VendorSql

pytestmark = pytest.mark.django_db
ID = UUID(int=7)


@pytest.fixture
def row() -> None:
    trail.record(
        request_id=ID,
        verb="deposit",
        actor=1,
        subject_type="deposit",
        subject_id="1",
        content={},
        at=datetime(2025, 6, 1, tzinfo=UTC),
    )


def run(sql: str, *parameters: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.mark.usefixtures("row")
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_auditrow SET verb = 'certify'",
        "UPDATE audit_auditrow SET actor = NULL",
        "UPDATE audit_auditrow SET verb = verb",
        "DELETE FROM audit_auditrow",
        "DELETE FROM audit_auditrow WHERE verb = 'deposit'",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_audit_row(sql: str) -> None:
    with pytest.raises(IntegrityError, match="APPEND_ONLY audit_auditrow"):
        run(sql)


@pytest.mark.postgres
@pytest.mark.usefixtures("row")
def test_postgresql_refuses_to_empty_the_table() -> None:
    with pytest.raises(IntegrityError, match="APPEND_ONLY"):
        run("TRUNCATE audit_auditrow")


def test_replacing_a_row_is_removing_it(row: None) -> None:
    if connection.vendor == "sqlite":
        with pytest.raises(IntegrityError, match="APPEND_ONLY"):
            run(
                "INSERT OR REPLACE INTO audit_auditrow "
                "(id, verb, institution, subject_type, subject_id, content_hash, at, detail) "
                "SELECT id, 'x', institution, subject_type, subject_id, content_hash, at, detail FROM audit_auditrow"
            )
    else:
        with pytest.raises(IntegrityError, match="APPEND_ONLY"):
            run(
                "INSERT INTO audit_auditrow (id, verb, institution, subject_type, subject_id, content_hash, at, detail) "
                "SELECT id, 'x', institution, subject_type, subject_id, content_hash, at, detail FROM audit_auditrow "
                "ON CONFLICT (id) DO UPDATE SET verb = excluded.verb"
            )


def test_one_request_id_is_written_once(row: None) -> None:
    with pytest.raises(IntegrityError):
        run(
            "INSERT INTO audit_auditrow (id, verb, institution, subject_type, subject_id, content_hash, at, detail) "
            "SELECT id, verb, institution, subject_type, subject_id, content_hash, at, detail FROM audit_auditrow"
        )


# A table of the test's own, to try the operation itself: forwards, backwards, again.


def state_with_parcel() -> ProjectState:
    state = ProjectState()
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.BigAutoField(primary_key=True)),
        ("weight", models.IntegerField(null=True)),
        ("place", models.TextField()),
    ]
    state.add_model(ModelState("audit", "Parcel", fields))
    return state


@pytest.fixture
def parcel() -> ProjectState:
    run("CREATE TABLE audit_parcel (id bigint PRIMARY KEY, weight integer NULL, place text NOT NULL)")
    run("INSERT INTO audit_parcel (id, weight, place) VALUES (1, NULL, 'Hefei')")
    return state_with_parcel()


def apply(operation: AppendOnly, state: ProjectState, *, backwards: bool = False) -> None:
    editor = connection.schema_editor()
    run_it = operation.database_backwards if backwards else operation.database_forwards
    run_it("audit", editor, state, state)


def place_only() -> AppendOnly:
    return append_only("audit_parcel", may_change=("place",))


SET_PLACE = "UPDATE audit_parcel SET place = 'Wuhu'"
SET_WEIGHT = "UPDATE audit_parcel SET weight = 5"


def test_only_the_columns_named_may_change(parcel: ProjectState) -> None:
    apply(place_only(), parcel)
    run(SET_PLACE)
    run("UPDATE audit_parcel SET place = 'Anqing', weight = weight, id = id")
    for sql in (SET_WEIGHT, "UPDATE audit_parcel SET id = 2", "DELETE FROM audit_parcel"):
        with pytest.raises(IntegrityError, match="APPEND_ONLY audit_parcel"):
            run(sql)


def test_taken_back_it_lets_go_and_applied_twice_it_replaces_itself(parcel: ProjectState) -> None:
    operation = place_only()
    apply(operation, parcel)
    apply(append_only("audit_parcel"), parcel)
    with pytest.raises(IntegrityError):
        run(SET_PLACE)
    apply(operation, parcel, backwards=True)
    run(SET_WEIGHT)
    run("DELETE FROM audit_parcel")


@pytest.mark.parametrize(("table", "columns"), [("audit_nothing", ()), ("audit_parcel", ("colour",))])
def test_a_table_or_column_that_does_not_exist_stops_the_migration(table: str, columns: tuple[str, ...]) -> None:
    with pytest.raises(BadMigrationError):
        apply(AppendOnly(table, columns), state_with_parcel())


def test_the_operation_describes_and_repeats_itself() -> None:
    operation = place_only()
    name, positional, named = operation.deconstruct()
    assert (name, positional, named) == ("AppendOnly", ["audit_parcel"], {"may_change": ("place",)})
    assert "audit_parcel" in operation.describe()
    plain = VendorSql({"sqlite": ()}, {"sqlite": ()})
    assert plain.deconstruct() == ("VendorSql", [], {"forwards": {"sqlite": ()}, "backwards": {"sqlite": ()}})
    assert plain.describe()
