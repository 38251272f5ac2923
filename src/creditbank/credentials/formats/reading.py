"""Reading members of documents that strangers wrote: bounded, typed, and with the place named when something is wrong."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from creditbank.credentials.errors import DocumentRefused
from creditbank.rules.definitions import Name

DEEPEST = 64
"""Levels of nesting that are read at all."""
MOST = 200_000
"""Values and names in one document that are read at all: a transcript of some hundred awards."""


def refuse_unbounded(document: object) -> None:
    """Raise ``DocumentRefused`` where ``document`` is too deep, of too many values, or has a number or text that is none."""
    level: list[object] = [document]
    seen = depth = 0
    while level:
        seen += len(level)
        if seen > MOST:
            raise DocumentRefused("CREDENTIAL_TOO_LARGE", most=MOST)
        if depth > DEEPEST:
            raise DocumentRefused("CREDENTIAL_TOO_DEEP", most=DEEPEST)
        if any(isinstance(value, float) and not math.isfinite(value) for value in level):
            raise DocumentRefused("NUMBER_NOT_FINITE", path=next(_not_finite(document, "", 0)))
        level = [inner for value in level for inner in _inside(value)]
        _refuse_broken_text(level)
        depth += 1


def _refuse_broken_text(values: list[object]) -> None:
    try:
        for value in values:
            if isinstance(value, str) and not value.isascii():
                value.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair: nobody could write it down again
        raise DocumentRefused("TEXT_NOT_UNICODE") from None


def _inside(value: object) -> Iterator[object]:
    """What is right inside a value: the members and their names, or the items."""
    if isinstance(value, Mapping):
        yield from value
    yield from (inner for _, inner in _named(value))


def _named(value: object) -> Iterable[tuple[object, object]]:
    if isinstance(value, Mapping):
        return value.items()
    return enumerate(value) if isinstance(value, list | tuple) else ()


def _not_finite(value: object, path: str, depth: int) -> Iterator[str]:
    """Where numbers stand that are none."""
    if isinstance(value, float) and not math.isfinite(value):
        yield path
    if depth < DEEPEST:
        for name, inner in _named(value):
            yield from _not_finite(inner, f"{path}/{name}", depth + 1)


def object_at(node: Mapping[str, Any], name: str, path: str) -> Mapping[str, Any]:
    """The one object under ``name``, or of a list of objects the first; an empty one where it is absent."""
    return next(iter(objects_at(node, name, path)), {})


def objects_at(node: Mapping[str, Any], name: str, path: str) -> list[Mapping[str, Any]]:
    """The objects under ``name``, of which JSON-LD lets one stand without a list. A text is the id of an object."""
    value = node.get(name)
    values = [] if value is None else value if isinstance(value, list | tuple) else [value]
    return [_object(inner, f"{path}/{name}") for inner in values if inner is not None]


def _object(value: object, path: str) -> Mapping[str, Any]:
    if isinstance(value, str):
        return {"id": value}
    if isinstance(value, Mapping):
        return value
    raise DocumentRefused("MEMBER_MALFORMED", path=path, wanted="object")


def texts_at(node: Mapping[str, Any], name: str, path: str) -> list[str]:
    """The texts under ``name``, one or a list."""
    value = node.get(name)
    values = [] if value is None else value if isinstance(value, list | tuple) else [value]
    return [_text(inner, f"{path}/{name}") for inner in values]


def text_at(node: Mapping[str, Any], name: str, path: str) -> str:
    """The text under ``name``, in whatever language it says it is; empty where it is absent."""
    return _pick(node.get(name), "zh", f"{path}/{name}")


def name_at(node: Mapping[str, Any], name: str, path: str) -> Name:
    """The text under ``name`` in both languages. A document in one language says the same in both."""
    value, place = node.get(name), f"{path}/{name}"
    return {"zh": _pick(value, "zh", place), "en": _pick(value, "en", place)}


def _pick(value: object, language: str, path: str) -> str:
    """Of a text, a language-tagged value or a list of them (JSON-LD 1.1, §4.2.4): the one in ``language``, else the first."""
    if value is None:
        return ""
    values = value if isinstance(value, list | tuple) else [value]
    for tagged in values:
        if isinstance(tagged, Mapping) and str(tagged.get("@language", "")).lower().startswith(language):
            return _text(tagged, path)
    return _text(values[0], path) if values else ""


def _text(value: object, path: str) -> str:
    if isinstance(value, Mapping) and "@value" in value:
        value = value["@value"]
    if not isinstance(value, str):
        raise DocumentRefused("MEMBER_MALFORMED", path=path, wanted="text")
    return value
