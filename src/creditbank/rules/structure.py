"""Compare what a TOML file says with a shape and name every fault with its path, not only the first one.

``msgspec.convert`` would stop at the first fault and cannot name the key of a table; it does the conversion afterwards.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect


@dataclass(frozen=True, slots=True)
class Fault:
    """One deviation from a shape."""

    path: str
    code: str
    parameters: Mapping[str, Any]
    mend: str


@cache
def shape_of(wanted: Any) -> inspect.Type:
    """The description of a type that ``faults_in`` walks along."""
    return inspect.type_info(wanted)


def faults_in(value: object, shape: inspect.Type, path: str = "") -> Iterator[Fault]:
    """All deviations of plain data (dates already ISO texts) from a shape, in the order of the shape."""
    checker = _CHECKERS.get(type(shape))
    if checker is not None:
        yield from checker(value, shape, path)
    elif not _fits(value, shape):
        yield _wrong_type(value, shape, path)


def joined(path: str, key: str) -> str:
    """The path of a key inside a path."""
    return f"{path}.{key}" if path else key


def _struct(value: object, shape: inspect.StructType, path: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield _wrong_type(value, shape, path)
        return
    fields = {field.encode_name: field for field in shape.fields}
    for key in value:
        if key not in fields:
            near = get_close_matches(key, fields, n=1)
            yield Fault(joined(path, key), "UNKNOWN_KEY", {"key": key}, near[0] if near else " | ".join(fields))
    for key, field in fields.items():
        if key in value:
            yield from faults_in(value[key], field.type, joined(path, key))
        elif field.required:
            yield Fault(joined(path, key), "MISSING_KEY", {"key": key}, f"{key} = {_pattern(field.type)}")


def _table(value: object, shape: inspect.DictType, path: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield _wrong_type(value, shape, path)
    elif isinstance(shape.key_type, inspect.LiteralType):
        yield from _name(value, shape.key_type.values, path)
    else:
        for key, item in value.items():
            yield from faults_in(item, shape.value_type, joined(path, key))


def _name(value: dict[str, object], languages: tuple[Any, ...], path: str) -> Iterator[Fault]:
    for key in value:
        if key not in languages:
            yield Fault(joined(path, key), "UNKNOWN_KEY", {"key": key}, " | ".join(languages))
    for language in sorted(languages):
        text = value.get(language)
        if not isinstance(text, str) or not text.strip():
            yield Fault(joined(path, language), "NAME_INCOMPLETE", {"language": language}, f'{language} = "…"')


def _list(value: object, shape: inspect.VarTupleType, path: str) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield _wrong_type(value, shape, path)
        return
    for place, item in enumerate(value):
        yield from faults_in(item, shape.item_type, f"{path}[{place}]")


def _pair(value: object, shape: inspect.TupleType, path: str) -> Iterator[Fault]:
    if not isinstance(value, list) or len(value) != len(shape.item_types):
        yield _wrong_type(value, shape, path)
        return
    for place, (item, kind) in enumerate(zip(value, shape.item_types, strict=True)):
        yield from faults_in(item, kind, f"{path}[{place}]")


def _union(value: object, shape: inspect.UnionType, path: str) -> Iterator[Fault]:
    fitting = next((kind for kind in shape.types if _fits(value, kind)), None)
    if fitting is None:
        yield _wrong_type(value, shape, path)
    else:
        yield from faults_in(value, fitting, path)


def _literal(value: object, shape: inspect.LiteralType, path: str) -> Iterator[Fault]:
    if value not in shape.values:
        allowed = [str(one) for one in shape.values if one]
        yield Fault(path, "NOT_ONE_OF", {"found": str(value)}, " | ".join(f'"{one}"' for one in allowed))


def _day(value: object, shape: inspect.DateType, path: str) -> Iterator[Fault]:
    if not isinstance(value, str) or not _is_day(value):
        yield _wrong_type(value, shape, path)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2025-01-31")


_CHECKERS: Mapping[type, Callable[[object, Any, str], Iterator[Fault]]] = {
    inspect.StructType: _struct,
    inspect.DictType: _table,
    inspect.VarTupleType: _list,
    inspect.TupleType: _pair,
    inspect.UnionType: _union,
    inspect.LiteralType: _literal,
    inspect.DateType: _day,
}

_PYTHON: Mapping[type, type] = {
    inspect.StructType: dict,
    inspect.DictType: dict,
    inspect.VarTupleType: list,
    inspect.TupleType: list,
    inspect.StrType: str,
    inspect.LiteralType: str,
    inspect.DateType: str,
    inspect.BoolType: bool,
    inspect.IntType: int,
}

_PATTERNS: Mapping[type, str] = {
    inspect.StructType: "{ … }",
    inspect.DictType: "{ … }",
    inspect.VarTupleType: "[ … ]",
    inspect.TupleType: "[ …, … ]",
    inspect.StrType: '"…"',
    inspect.BoolType: "true | false",
    inspect.IntType: "1",
    inspect.DateType: "2025-01-31",
}


def _fits(value: object, kind: inspect.Type) -> bool:
    wanted = _PYTHON.get(type(kind))
    return wanted is not None and type(value) is wanted


def _wrong_type(value: object, shape: inspect.Type, path: str) -> Fault:
    if isinstance(value, float) and any(_is_text(kind) for kind in _members(shape)):
        # Amounts are texts, so that they never pass through a float.
        return Fault(path, "WRONG_TYPE", {"found": str(value)}, f'"{value}"')
    return Fault(path, "WRONG_TYPE", {"found": _shown(value)}, _pattern(shape))


def _is_text(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.StrType)


def _members(shape: inspect.Type) -> tuple[inspect.Type, ...]:
    return shape.types if isinstance(shape, inspect.UnionType) else (shape,)


def _pattern(shape: inspect.Type) -> str:
    if isinstance(shape, inspect.UnionType):
        return " | ".join(text for text in map(_pattern, shape.types) if text)
    if isinstance(shape, inspect.DictType) and isinstance(shape.key_type, inspect.LiteralType):
        return '{ zh = "…", en = "…" }'
    if isinstance(shape, inspect.LiteralType):
        return " | ".join(f'"{one}"' for one in shape.values if one)
    return _PATTERNS.get(type(shape), "")


def _shown(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value, enc_hook=str).decode()
