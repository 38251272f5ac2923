"""Parts of a JSON-LD document named by JSON pointers. W3C Data Integrity ECDSA Cryptosuites 1.0, §3.4.10 to §3.4.13.

A pointer selects a value with everything in it; the objects on the way to it come along with their ``id`` and ``type`` only.
"""

import copy
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from creditbank.credentials.errors import DocumentRefused

MOST_POINTERS = 1024
LONGEST_POINTER = 1024
"""Letters."""

_Tree: TypeAlias = "dict[str, _Tree] | None"
"""Steps from a value downward; None selects the whole value."""


def select(document: Mapping[str, Any], pointers: Iterable[str]) -> dict[str, Any] | None:
    """The part of ``document`` that ``pointers`` name together, with its context; None where there are no pointers.

    Raises ``DocumentRefused``: ``POINTER_MALFORMED``, ``POINTERS_TOO_MANY``, or ``POINTER_UNMATCHED`` where the document has no
    such place.
    """
    listed = list(pointers)
    if len(listed) > MOST_POINTERS:
        raise DocumentRefused("POINTERS_TOO_MANY", limit=MOST_POINTERS)
    for pointer in listed:
        if not matches(document, pointer):
            raise DocumentRefused("POINTER_UNMATCHED", pointer=pointer)
    if not listed:
        return None
    part = _part(document, _tree(listed)) | {"@context": copy.deepcopy(document.get("@context"))}
    return part if isinstance(part, dict) else None


def steps(pointer: str) -> list[str]:
    """The steps of a JSON pointer. RFC 6901, §3. The empty pointer, which names the whole document, selects no part of it."""
    if not isinstance(pointer, str) or len(pointer) > LONGEST_POINTER or pointer[:1] != "/":
        raise DocumentRefused("POINTER_MALFORMED", pointer=str(pointer)[:64])
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/")]


def matches(document: Mapping[str, Any], pointer: str) -> bool:
    """Whether ``pointer`` leads to a value of ``document``."""
    value: Any = document
    for step in steps(pointer):
        if isinstance(value, Mapping) and step in value:
            value = value[step]
        elif isinstance(value, list) and _is_index(step, len(value)):
            value = value[int(step)]
        else:
            return False
    return True


def _is_index(step: str, length: int) -> bool:
    """Whether a step is a place in a list: decimal digits without a leading zero. RFC 6901, §4."""
    return step.isascii() and step.isdigit() and len(step) <= 9 and str(int(step)) == step and int(step) < length


def _tree(pointers: list[str]) -> dict[str, _Tree]:
    root: dict[str, _Tree] = {}
    for pointer in pointers:
        *way, last = steps(pointer)
        place: _Tree = root
        for step in way:
            if place is not None:  # None: an object above is selected whole already
                place = place.setdefault(step, {})
        if place is not None:
            place[last] = None
    return root


def _part(value: Any, tree: _Tree) -> Any:
    """What ``tree`` selects of ``value``. Every step of it is known to be there."""
    if tree is None:
        return copy.deepcopy(value)
    if isinstance(value, list):
        return [_part(value[int(step)], tree[step]) for step in sorted(tree, key=int)]
    found: dict[str, Any] = {}
    for name, member in value.items():
        if name in {"type", "@type"} or (name in {"id", "@id"} and not str(member).startswith("_:")):
            found[name] = copy.deepcopy(member)
        elif name in tree:
            found[name] = _part(member, tree[name])
    return found
