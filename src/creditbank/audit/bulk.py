"""Insert many rows of one model with one prepared statement: what the bulk verbs write with."""

import gc
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ForeignKey, JSONField, Model, UUIDField
from django.db.models.fields import Field


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Keep the cycle collector from running meanwhile.

    A bulk verb makes hundreds of thousands of objects without cycles, which reference counts free; the collector walks
    through all of them again and again, a sixth of the verb's time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def insert_values(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """INSERT rows given as every concrete column by its attribute's name, the primary key where it is not generated.

    Django's ``bulk_create`` compiles a statement per batch of at most 999 parameters on SQLite; one ``executemany``
    costs a third of it. Constraints and triggers act as always.
    """
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
    stored = field.target_field if isinstance(field, ForeignKey) else field
    if isinstance(stored, UUIDField):  # keys differ from row to row, and hashing one is what takes time
        native = used.features.has_native_uuid_field
        return [value if native or value is None else value.hex for value in values]
    adapted: dict[Hashable, Any] = {value: field.get_db_prep_save(value, used) for value in set(values)}
    return [adapted[value] for value in values]


def _is_generated(field: "Field[Any, Any]") -> bool:
    return field.get_internal_type() in {"AutoField", "BigAutoField", "SmallAutoField"}
