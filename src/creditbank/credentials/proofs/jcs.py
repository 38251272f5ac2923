"""JSON Canonicalization Scheme. RFC 8785."""

from typing import Any

import msgspec
import rfc8785

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.limits import LIMITS, Limits, measure

_SORTED = msgspec.json.Encoder(order="sorted")


def jcs(value: Any, *, limit: Limits = LIMITS) -> bytes:
    """The canonical bytes of JSON ``value``. Raises ``DocumentRefused`` for what JSON cannot say exactly, and beyond ``limit``.

    Where every name is ASCII and no number is a float, the fast encoder writes the same bytes; both are compared in tests.
    """
    measured = measure(value, limit)
    try:
        return _SORTED.encode(value) if measured.plain else rfc8785.dumps(value)
    except (ValueError, UnicodeError):  # half a surrogate pair: no Unicode text
        raise DocumentRefused("TEXT_NOT_UNICODE") from None
