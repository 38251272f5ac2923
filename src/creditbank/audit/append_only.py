"""Tables whose rows are only ever added: the database itself refuses UPDATE and DELETE, on SQLite and PostgreSQL.

Used by the migrations of every room that keeps history. Two things to know when a table changes later: SQLite drops
the triggers when Django rebuilds a table (any ``AlterField``), and a column added later is not guarded; in both cases
the migration ends with ``append_only`` for that table once more.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.exceptions import BadMigrationError
from django.db.migrations.state import ProjectState

from creditbank.audit.vendor_sql import VendorSql


def append_only(table: str, *, may_change: tuple[str, ...] = ()) -> "AppendOnly":
    """A reversible migration operation: no row of ``table`` is deleted, and none changes but in ``may_change``.

    ``may_change`` names columns. The refusal arrives in Python as ``IntegrityError`` with the text ``APPEND_ONLY``.
    """
    return AppendOnly(table, may_change)


class AppendOnly(VendorSql):
    """Triggers on one table; see ``append_only``. Applied twice it replaces its own triggers."""

    def __init__(self, table: str, may_change: tuple[str, ...] = ()) -> None:
        self.table = table
        self.may_change = may_change
        super().__init__({}, {"sqlite": _sqlite_drop(table), "postgresql": _postgresql_drop(table)})

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop the triggers if they are there and make them anew for the columns that the table has now."""
        guarded = _guarded_columns(to_state, app_label, self.table, self.may_change)
        self.forwards = {
            "sqlite": _sqlite_drop(self.table) + _sqlite_create(self.table, guarded),
            "postgresql": _postgresql_drop(self.table) + _postgresql_create(self.table, guarded),
        }
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What ``migrate --plan`` shows."""
        return f"Rows of {self.table} are only added"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How the migration writer repeats it."""
        return type(self).__name__, [self.table], {"may_change": self.may_change}


def _guarded_columns(
    state: ProjectState, app_label: str, table: str, may_change: tuple[str, ...]
) -> tuple[str, ...] | None:
    """The columns that must keep their values; ``None`` when that is all of them."""
    columns = next(
        (
            tuple(field.column or field.name for field in model._meta.local_concrete_fields)
            for model in state.apps.get_app_config(app_label).get_models()
            if model._meta.db_table == table
        ),
        (),
    )
    if not columns or not set(may_change) <= set(columns):
        raise BadMigrationError(f"append_only: {table} with columns {may_change} is not a table of {app_label}")
    return tuple(column for column in columns if column not in may_change) if may_change else None


def _sqlite_drop(table: str) -> tuple[str, ...]:
    return (
        f'DROP TRIGGER IF EXISTS "{table}_no_delete"',
        f'DROP TRIGGER IF EXISTS "{table}_no_update"',
    )


def _sqlite_create(table: str, guarded: tuple[str, ...] | None) -> tuple[str, ...]:
    refuse = f"BEGIN SELECT RAISE(ABORT, 'APPEND_ONLY {table}'); END"
    changed = _any_changed(guarded, 'OLD."{0}" IS NOT NEW."{0}"')
    return (
        f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" {refuse}',
        f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}" {changed} {refuse}',
    )


def _postgresql_drop(table: str) -> tuple[str, ...]:
    return (
        f'DROP TRIGGER IF EXISTS "{table}_no_delete" ON "{table}"',
        f'DROP TRIGGER IF EXISTS "{table}_no_update" ON "{table}"',
        f'DROP TRIGGER IF EXISTS "{table}_no_truncate" ON "{table}"',
        f'DROP FUNCTION IF EXISTS "{table}_append_only"()',
    )


def _postgresql_create(table: str, guarded: tuple[str, ...] | None) -> tuple[str, ...]:
    changed = _any_changed(guarded, 'OLD."{0}" IS DISTINCT FROM NEW."{0}"')
    execute = f'EXECUTE FUNCTION "{table}_append_only"()'
    function = (
        f'CREATE FUNCTION "{table}_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        f"RAISE EXCEPTION 'APPEND_ONLY {table}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    return (
        function,
        f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" FOR EACH ROW {execute}',
        f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}" FOR EACH ROW {changed} {execute}',
        f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {execute}',
    )


def _any_changed(guarded: tuple[str, ...] | None, comparison: str) -> str:
    """The WHEN clause of the update trigger; empty (any update is refused) when every column is guarded."""
    if guarded is None:
        return ""
    return f"WHEN ({' OR '.join(comparison.format(column) for column in guarded)})"
