"""One byte sequence for one meaning: JCS (RFC 8785) for JSON, RDFC-1.0 for the statements of a JSON-LD document."""

from collections.abc import Mapping
from typing import Any

from creditbank.credentials.proofs.jcs import jcs
from creditbank.credentials.proofs.limits import LIMITS, Limits, Measured, measure, read_json
from creditbank.credentials.proofs.members import listed
from creditbank.credentials.proofs.rdfc import Canonical, Quad, canonicalize, line_of_quad
from creditbank.credentials.proofs.statements import quads_of_expanded

__all__ = [
    "LIMITS",
    "Canonical",
    "Limits",
    "Measured",
    "Quad",
    "canonicalize",
    "dataset",
    "inline_contexts",
    "jcs",
    "line_of_quad",
    "measure",
    "quads_of",
    "rdfc",
    "read_json",
]


def quads_of(document: Mapping[str, Any], *, limit: Limits = LIMITS) -> set[Quad]:
    """The statements of a JSON-LD document; its blank nodes are labelled ``_:b0``, ``_:b1`` … as they come.

    Nothing is left out: a term without a definition, a relative name or a member that has no statement is refused.
    Raises ``DocumentRefused``.
    """
    # The processor of linked data takes a tenth of a second to load: only who asks for statements shall wait.
    from creditbank.credentials.proofs.linked_data import expand

    measure(document, limit)
    return quads_of_expanded(expand(document, limit), limit)


def dataset(document: Mapping[str, Any], *, limit: Limits = LIMITS, hash: str = "sha256") -> Canonical:  # noqa: A002
    """The canonical dataset of a JSON-LD document, with the labels given to its blank nodes. Raises ``DocumentRefused``."""
    return canonicalize(quads_of(document, limit=limit), hash_name=hash, calls_max=limit.hash_calls_max)


def rdfc(document: Mapping[str, Any], *, limit: Limits = LIMITS, hash: str = "sha256") -> str:  # noqa: A002
    """The canonical N-Quads of a JSON-LD document. ``hash`` is the algorithm inside: ``sha256``, ``sha384`` for P-384.

    RDFC-1.0 over JSON-LD 1.1, in what other libraries call safe mode. Raises ``DocumentRefused``.
    """
    return dataset(document, limit=limit, hash=hash).text


def inline_contexts(document: Mapping[str, Any]) -> bool:
    """Whether ``document`` defines terms of its own: a ``@context`` that is neither an address nor a list of addresses."""
    pending: list[Any] = [document]
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            contexts = one.get("@context")
            if not all(isinstance(context, str | None) for context in listed(contexts)):
                return True
            pending.extend(one.values())
        elif isinstance(one, list):
            pending.extend(one)
    return False
