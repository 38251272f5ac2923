"""How much work a document from outside may cause, checked before any of it is done."""

import json
from collections.abc import Iterable
from typing import Any, NoReturn

import msgspec

from creditbank.credentials.errors import DocumentRefused

_EXACT_MAX = 2**53 - 1
"""Largest integer that every reader of JSON takes for the same number. RFC 7493, §2.2; RFC 8785, §3.2.2.3."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of one document. A transcript of two hundred awards stays well inside."""

    bytes_max: int = 2_000_000
    depth_max: int = 64
    nodes_max: int = 60_000
    """Objects, lists and values together."""
    context_terms_max: int = 20_000
    """Definitions of terms made while contexts are processed; those of a badge need about 500, once in the life of a process."""
    quads_max: int = 60_000
    blank_nodes_max: int = 12_000
    proofs_max: int = 6
    hash_calls_max: int = 65_536
    """Hashes of related blank nodes and permutations tried, RDFC-1.0 §4.8: together about a second of work."""


LIMITS = Limits()


class Measured(msgspec.Struct, frozen=True):
    """What one walk over a document found."""

    nodes: int
    plain: bool
    """Names of members in ASCII only, and no number whose shortest form depends on the writer: any encoder of sorted
    members then writes what RFC 8785 asks."""


def measure(value: Any, limits: Limits = LIMITS) -> Measured:
    """Walk over JSON ``value`` once. Raises ``DocumentRefused`` beyond the limits, and for what is not exact in JSON."""
    nodes = text = 0
    plain = True
    level = [value]
    for _ in range(limits.depth_max + 1):
        nodes += len(level)
        _check_size(nodes, text, limits)
        deeper: list[Any] = []
        for one in level:
            kind = one.__class__
            if kind is str:
                text += len(one)
            elif kind is dict:
                length, ascii_only = _measure_names(one)
                text += length
                plain = plain and ascii_only
                deeper.extend(one.values())
            elif kind is list:
                deeper.extend(one)
            else:
                plain = _measure_scalar(one) and plain
        if not deeper:
            _check_size(nodes, text, limits)
            return Measured(nodes, plain)
        level = deeper
    raise DocumentRefused("DOCUMENT_TOO_DEEP", wanted=limits.depth_max)


def _check_size(nodes: int, text: int, limits: Limits) -> None:
    if nodes > limits.nodes_max:
        raise DocumentRefused("DOCUMENT_TOO_MANY", wanted=limits.nodes_max, found=nodes)
    if text > limits.bytes_max:
        raise DocumentRefused("DOCUMENT_TOO_LARGE", wanted=limits.bytes_max, found=text)


def _measure_names(members: dict[Any, Any]) -> tuple[int, bool]:
    try:
        names = "".join(members)
    except TypeError:
        raise DocumentRefused("VALUE_NOT_JSON", kind="member name") from None
    return len(names), names.isascii()


def _measure_scalar(value: object) -> bool:
    """Whether all write ``value`` alike. Raises ``DocumentRefused`` where JSON cannot say it, or not exactly."""
    if value is None:
        return True
    if isinstance(value, int) and -_EXACT_MAX <= value <= _EXACT_MAX:
        return True
    if isinstance(value, float) and value - value == 0:  # neither infinite nor NaN
        return (
            1e-3 < abs(value) < 1e15 and value % 1 != 0
        )  # 6.0 is written 6; very large and small ones differ in exponents
    if isinstance(value, int | float):
        raise DocumentRefused("NUMBER_NOT_EXACT", number=str(value)[:32] if isinstance(value, float) else "…")
    raise DocumentRefused("VALUE_NOT_JSON", kind=type(value).__name__)


def read_json(content: bytes | str, limits: Limits = LIMITS) -> Any:
    """JSON from outside. Raises ``DocumentRefused``: too large, too deep, not JSON, a member named twice, NaN, absurd numbers.

    A member named twice would mean one thing to the signer and another to the reader (RFC 8259, §4).
    """
    if len(content) > limits.bytes_max:
        raise DocumentRefused("DOCUMENT_TOO_LARGE", wanted=limits.bytes_max, found=len(content))
    try:
        value = json.loads(content, object_pairs_hook=_object, parse_constant=_no_constant)
    except RecursionError:
        raise DocumentRefused("DOCUMENT_TOO_DEEP", wanted=limits.depth_max) from None
    except ValueError as error:  # not JSON, not UTF-8, or an integer of thousands of digits
        raise DocumentRefused("DOCUMENT_NOT_JSON", found=type(error).__name__) from None
    measure(value, limits)
    return value


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise DocumentRefused("MEMBER_TWICE", name=name[:64])
        members[name] = value
    return members


def _no_constant(name: str) -> NoReturn:
    raise DocumentRefused("NUMBER_NOT_EXACT", number=name)
