"""A fresh, migrated, committed database for tests with threads of their own or with processes that are killed.

It is a copy of the test database that pytest-django has made, so it costs no migration: a copied file on SQLite, a
copy by TEMPLATE on PostgreSQL. It is thrown away as a whole; no append-only trigger has to be lifted to empty it.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class FreshDatabase:
    """``environment`` makes another process use this database; ``vendor`` is ``sqlite`` or ``postgresql``."""

    vendor: str
    environment: Mapping[str, str]


@contextmanager
def fresh_database() -> Iterator[FreshDatabase]:
    """Within the block the default connection of this and of new threads is the copy; every thread closes its own.

    The caller must not be inside a transaction and must have access to the database: take the fixture below,
    or ask for ``django_db_setup`` and unblock ``django_db_blocker``.
    """
    template = connections["default"]
    with tempfile.TemporaryDirectory(prefix="creditbank-") as folder:
        copy = _copied_file(template, Path(folder)) if template.vendor == "sqlite" else _copied_database(template)
        with copy as (name, environment), _default_connection(template, name):
            yield FreshDatabase(template.vendor, {**os.environ, **environment})


@contextmanager
def _default_connection(template: BaseDatabaseWrapper, name: str) -> Iterator[None]:
    """Connections opened from here on read this name: all threads share the one mapping of settings."""
    settings = template.settings_dict
    original = settings["NAME"]
    settings["NAME"] = name
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        settings["NAME"] = original
        connections["default"] = template


@contextmanager
def _copied_file(template: BaseDatabaseWrapper, folder: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    # The name under which the settings look for it, when no DATABASE_URL is given.
    file = folder / "creditbank.sqlite3"
    with template.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    yield str(file), {"CREDITBANK_VAR": str(folder), "DATABASE_URL": ""}


@contextmanager
def _copied_database(template: BaseDatabaseWrapper) -> Iterator[tuple[str, Mapping[str, str]]]:
    original = template.settings_dict["NAME"]
    name = f"{original}_{uuid4().hex[:8]}"
    template.close()  # A database with visitors cannot be a template.
    with template._nodb_cursor() as cursor:
        # The thread of a live server may still hold a connection from an earlier test.
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [original])
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')
    try:
        yield name, {"DATABASE_URL": _url(template, name)}
    finally:
        with template._nodb_cursor() as cursor:
            # FORCE also shows out what a killed process has left behind.
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _url(template: BaseDatabaseWrapper, name: str) -> str:
    given = {key: quote(str(value), safe="") for key, value in template.settings_dict.items() if value}
    who = given.get("USER", "") + (f":{given['PASSWORD']}" if "PASSWORD" in given else "")
    where = given.get("HOST", "") + (f":{given['PORT']}" if "PORT" in given else "")
    return f"postgresql://{who}{'@' if who else ''}{where}/{quote(name, safe='')}"
