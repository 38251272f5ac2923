"""A migration operation that says the same thing to SQLite and to PostgreSQL, each in its own SQL."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

Statements = Sequence[str]
"""SQL statements, each run by itself: a trigger body holds semicolons, so they are never split."""


class VendorSql(Operation):
    """Runs ``forwards[vendor]``; undone by ``backwards[vendor]``. Changes nothing in the state of the models."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, forwards: Mapping[str, Statements], backwards: Mapping[str, Statements]) -> None:
        self.forwards = forwards
        self.backwards = backwards

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Constraints and triggers are not part of Django's state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Run the statements of this vendor."""
        _run(schema_editor, self.forwards[schema_editor.connection.vendor])

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Undo them."""
        _run(schema_editor, self.backwards[schema_editor.connection.vendor])

    def describe(self) -> str:
        """What ``migrate --plan`` shows."""
        return "SQL of each database vendor"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How the migration writer repeats it."""
        return type(self).__name__, [], {"forwards": self.forwards, "backwards": self.backwards}


def _run(schema_editor: BaseDatabaseSchemaEditor, statements: Statements) -> None:
    for statement in statements:
        schema_editor.execute(statement, params=None)
