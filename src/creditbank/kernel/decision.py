"""The three answers of every pure decision, with reasons as data."""

from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why: a stable ``code`` and what was tested. ``wanted`` and ``found`` are JSON values; worded in ``wording``."""

    code: str
    field: str = ""
    test: str = ""
    wanted: Any = None
    found: Any = None


class Grant(msgspec.Struct, Generic[T], frozen=True, tag="grant"):
    """Yes, with what is granted."""

    value: T
    reasons: tuple[Reason, ...] = ()


class Refuse(msgspec.Struct, frozen=True, tag="refuse"):
    """No; at least one reason. Holds for ever on these facts and this rule version."""

    reasons: tuple[Reason, ...]


class Refer(msgspec.Struct, frozen=True, tag="refer"):
    """A person must decide: a fact is missing, or the text has an exception that is not encoded."""

    reasons: tuple[Reason, ...]


Decision = Grant[T] | Refuse | Refer
