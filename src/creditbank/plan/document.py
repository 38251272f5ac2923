"""The published documents: a problem or a plan as JSON, read strictly and within bounds.

``docs/schema`` has their JSON Schemas, ``docs/engine.md`` says what they mean. What is read here may come from anyone, so
size and nesting are bounded before anything is built, and everything that a name or an amount could break is told with
the place where it stands.
"""

import re
from typing import Any, TypeVar

import msgspec

from creditbank.kernel.decision import Reason
from creditbank.kernel.errors import CreditbankError
from creditbank.plan.document_faults import MOST_DEPTH, Fault, faults
from creditbank.plan.problem import Plan, Problem, Value

MOST_BYTES = 64 * 2**20
MOST_NESTING = 2 * MOST_DEPTH + 20
"""Brackets within brackets: two for each node of the tree, and some for what hangs on it."""
_PLACE = re.compile(r" - at `(\$.*)`$")
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_NOT_BRACKETS = bytes(sorted(set(range(256)) - set(b"[]{}")))


_Document = TypeVar("_Document")


class Malformed(CreditbankError):
    """A document that cannot be used. Parameters: ``path`` and ``reasons`` (of the first fault), ``faults`` (all told)."""


def read_problem(document: bytes, /) -> Problem:
    """The problem of a JSON document. Raises ``Malformed`` (``PROBLEM_MALFORMED``) with a JSON path and the reason."""
    problem = _read(document, Problem, "PROBLEM_MALFORMED")
    if found := faults(problem):
        raise _malformed("PROBLEM_MALFORMED", *found)
    return problem


class Answer(Value, frozen=True, kw_only=True):
    """What ``creditbank plan --json`` prints: a plan, and what was found out about it."""

    plan: Plan
    checked: bool = False
    findings: tuple[Reason, ...] = ()
    infeasible: dict[str, Any] = {}


def read_plan(document: bytes, /) -> Plan:
    """The plan of a JSON document, bare or in an answer of ``creditbank plan --json``. Whether it is right, ``check`` says.

    Raises ``Malformed`` (``PLAN_DOCUMENT_MALFORMED``).
    """
    code = "PLAN_DOCUMENT_MALFORMED"
    if "plan" in _read(document, dict[str, msgspec.Raw], code):
        return _read(document, Answer, code).plan
    return _read(document, Plan, code)


def too_many(part: str, most: int, found: int, /) -> Malformed:
    """The error for a problem that has more of something than can be answered."""
    return _malformed("PROBLEM_MALFORMED", Fault(f"$.{part}", Reason("DOCUMENT_TOO_MANY", wanted=most, found=found)))


def schema(document: type[Problem] | type[Plan], /) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a document."""
    made: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(document)))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def _read(document: bytes, kind: type[_Document], code: str) -> _Document:
    if len(document) > MOST_BYTES:
        raise _malformed(code, Fault("$", Reason("DOCUMENT_TOO_LARGE", wanted=MOST_BYTES, found=len(document))))
    if _is_nested_deeper(document, MOST_NESTING):
        raise _malformed(code, Fault("$", Reason("DOCUMENT_TOO_DEEP", wanted=MOST_NESTING)))
    try:
        return msgspec.json.decode(document, type=kind)
    except msgspec.ValidationError as error:
        said = str(error)
        place = _PLACE.search(said)
        reason = Reason("DOCUMENT_FORM", found=_PLACE.sub("", said))
        raise _malformed(code, Fault(place[1] if place else "$", reason)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _malformed(code, Fault("$", Reason("DOCUMENT_NOT_JSON", found=str(error)))) from None


def _is_nested_deeper(document: bytes, most: int) -> bool:
    """Whether brackets stand deeper within each other, without recursion; texts are left out."""
    depth = 0
    for bracket in _STRING.sub(b"", document).translate(None, _NOT_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > most:
            return True
    return False


def _malformed(code: str, *found: Fault) -> Malformed:
    told = [{"path": fault.path, "reason": msgspec.to_builtins(fault.reason)} for fault in found]
    return Malformed(code, path=found[0].path, reasons=[told[0]["reason"]], faults=told)
