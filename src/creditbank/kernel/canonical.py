"""Canonical JSON: one text for one value, and its SHA-256. Keys sorted, no floats, UTF-8, no spaces."""

import hashlib
from typing import Any

import msgspec

_PLAIN = frozenset({str, int, bool, type(None)})
_ENCODER = msgspec.json.Encoder(order="sorted")


def canonical_json(value: Any, /) -> bytes:
    """Encode structs, mappings, sequences, dates, strings, integers. Floats raise ``TypeError``."""
    _refuse_floats(built := msgspec.to_builtins(value, str_keys=True))
    return _ENCODER.encode(built)


def digest(value: Any, /) -> str:
    """SHA-256 of the canonical JSON, in lower-case hexadecimal."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def _refuse_floats(value: Any) -> None:
    kind = type(value)
    if kind is dict:
        value = value.values()
    elif kind is not list and kind is not tuple:
        if kind is float:
            raise TypeError("canonical JSON has no floats: amounts are integers or strings")
        return
    for item in value:
        if type(item) not in _PLAIN:
            _refuse_floats(item)
