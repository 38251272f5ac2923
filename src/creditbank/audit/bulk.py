"""Insert many unsaved rows of one model with one prepared statement: what the bulk verbs write with."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import msgspec
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import JSONField, Model
from django.db.models.fields import Field


def insert_rows(rows: Sequence[Model]) -> None:
    """INSERT all rows as they are (every concrete column, the primary key included); returns no generated values.

    Django's ``bulk_create`` compiles a statement per batch of at most 999 parameters on SQLite; one ``executemany``
    costs a third of it. Constraints and triggers act as always.
    """
    if rows:
        names = [field.attname for field in _fields(type(rows[0]))]
        _insert(type(rows[0]), [[getattr(row, name) for row in rows] for name in names])


def insert_values(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """The same for rows that were never made into instances: every column by its attribute's name."""
    if rows:
        _insert(model, [[row[field.attname] for row in rows] for field in _fields(model)])


def _fields(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if not (field.primary_key and _is_generated(field))]


def _insert(model: type[Model], columns: Sequence[Sequence[Any]]) -> None:
    used = connections[DEFAULT_DB_ALIAS]  # django.db.connection looks itself up again at every attribute
    fields = _fields(model)
    quote = used.ops.quote_name
    named = ", ".join(quote(field.column or field.name) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({named}) VALUES ({marks})"  # noqa: S608 - names of our own columns
    prepared = [_adapted(field, values, used) for field, values in zip(fields, columns, strict=True)]
    with used.cursor() as cursor:
        cursor.executemany(statement, list(zip(*prepared, strict=True)))


def _adapted(field: "Field[Any, Any]", values: Sequence[Any], used: BaseDatabaseWrapper) -> list[Any]:
    """One column as the driver wants it. Rows of a roster share most dates, texts and keys: each value is adapted once."""
    if isinstance(field, JSONField):
        return [None if value is None else msgspec.json.encode(value).decode() for value in values]
    adapted: dict[Hashable, Any] = {value: field.get_db_prep_save(value, used) for value in set(values)}
    return [adapted[value] for value in values]


def _is_generated(field: "Field[Any, Any]") -> bool:
    return field.get_internal_type() in {"AutoField", "BigAutoField", "SmallAutoField"}
