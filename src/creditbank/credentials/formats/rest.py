"""What a foreign document says beyond our facts, kept so that building again gives the same document.

``rest`` is a JSON Merge Patch (RFC 7386) from what we would write to what was read; ``with_rest`` applies it. A list that
differs is kept whole. A member whose value is ``null`` counts as absent, as it does for JSON-LD, and is not kept.

The patch of an Open Badge is ``extra`` itself; that of another format stands in ``extra`` under ``of_format``, so that what a
foreign ELM document says never gets into an Open Badge, nor the other way about.
"""

from collections.abc import Mapping
from typing import Any

_FORMAT = "format:"


def rest(built: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """The members of ``document`` that ``built`` lacks or has otherwise; ``None`` marks what ``built`` has too much."""
    patch: dict[str, Any] = {name: None for name in built if document.get(name) is None}
    for name, value in document.items():
        if value is None:
            continue
        ours = built.get(name)
        if isinstance(value, Mapping) and isinstance(ours, Mapping):
            inner = rest(ours, value)
            if inner:
                patch[name] = inner
        elif type(value) is bool or type(ours) is bool:
            if value is not ours:  # for Python, and only for Python, True equals 1
                patch[name] = value
        elif ours != value:
            patch[name] = value
    return patch


def with_rest(built: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """``built`` with the members of ``patch`` set or, where ``None``, left out. Neither argument is changed."""
    merged = dict(built)
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, Mapping):
            ours = merged.get(name)
            merged[name] = with_rest(ours if isinstance(ours, Mapping) else {}, value)
        else:
            merged[name] = value
    return merged


def without_empty(node: Mapping[str, Any]) -> dict[str, Any]:
    """``node`` without members that say nothing: empty texts, lists and objects, and ``None``. Zero and ``False`` stay."""
    return {name: value for name, value in node.items() if value is not None and value not in ("", [], {}, ())}


def of_format(format_id: str) -> str:
    """The member of ``extra`` that holds the rest of a document of another format than Open Badges."""
    return f"{_FORMAT}{format_id}"


def of_open_badge(extra: Mapping[str, Any]) -> dict[str, Any]:
    """``extra`` without what other formats left there."""
    return {name: value for name, value in extra.items() if not name.startswith(_FORMAT)}
