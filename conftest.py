"""What every test run needs, whatever room it tests: the right database, a browser, and a way to empty guarded tables."""

import os
import shutil
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations

from tests.with_postgres import version_of

# Playwright keeps an event loop running in the thread of the tests; Django would take each query there for a mistake.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


QUIET_BROWSER = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
"""No graphics card, and no talk with the world outside."""


def pytest_report_header() -> str:
    """Say which database this run uses: a run on the wrong one must be seen at once."""
    if connection.vendor == "postgresql":
        return f"database: {version_of(os.environ['DATABASE_URL'])}"
    version = ".".join(map(str, connection.Database.sqlite_version_info))
    return f"database: SQLite {version}, in memory"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests for PostgreSQL only wait for its run."""
    if connection.vendor == "postgresql":
        return
    waiting = [item for item in items if item.get_closest_marker("postgres")]
    if waiting:
        config.hook.pytest_deselected(items=waiting)
        items[:] = [item for item in items if item not in waiting]


@pytest.fixture(scope="session", autouse=True)
def emptied_with_lifted_triggers() -> Iterator[None]:
    """Between transactional tests Django empties every table, which the append-only triggers refuse, as they should.

    Only for that moment they are lifted: on SQLite dropped and made again, on PostgreSQL switched off for the
    transaction.
    """
    original = BaseDatabaseOperations.execute_sql_flush
    BaseDatabaseOperations.execute_sql_flush = _flush_with_lifted_triggers  # type: ignore[method-assign]
    yield
    BaseDatabaseOperations.execute_sql_flush = original  # type: ignore[method-assign]


def _flush_with_lifted_triggers(operations: BaseDatabaseOperations, statements: Iterable[str]) -> None:
    used = operations.connection
    with transaction.atomic(using=used.alias), used.cursor() as cursor:
        again: list[str] = []
        if used.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            again = [sql for _, sql in triggers]
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
        for statement in [*statements, *again]:
            cursor.execute(statement)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium; without its sandbox where we are root, which Chromium refuses otherwise."""
    found = shutil.which("chromium")
    if found is None:
        pytest.fail("Chromium is missing: run `make setup-dev`.")
    arguments = [*QUIET_BROWSER, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return {**browser_type_launch_args, "executable_path": found, "args": arguments}
