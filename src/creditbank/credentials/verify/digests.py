"""Digests of related resources: Subresource Integrity and multibase. VC Data Model 2.0, §5.3."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.multibase import bytes_of_multibase
from creditbank.credentials.verify.fields import Fault, place

_SRI = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/]+={0,2})")
_LENGTHS = {32: "sha256", 48: "sha384", 64: "sha512"}
_MULTIHASH = {b"\x12\x20": "sha256", b"\x20\x30": "sha384", b"\x13\x40": "sha512"}
"""Code and length before a multihash: SHA2-256, SHA2-384, SHA2-512 of the multicodec table."""


def digest_fault(resource: Mapping[str, Any], pointer: str, content: bytes | None) -> Iterator[Fault]:
    """What is wrong with the digests of one resource, compared with ``content`` where that is known."""
    found = [member for member in ("digestSRI", "digestMultibase") if member in resource]
    if not found:
        yield Fault("DIGEST_MISSING", pointer)
    for member in found:
        read = _of_sri if member == "digestSRI" else _of_multibase
        digest = read(resource[member])
        if digest is None:
            yield Fault("DIGEST_MALFORMED", place(pointer, member))
        elif content is not None and hashlib.new(digest[0], content).digest() != digest[1]:
            yield Fault("DIGEST_DIFFERS", place(pointer, member), {"url": str(resource.get("id", ""))})


def _of_sri(text: object) -> tuple[str, bytes] | None:
    """Algorithm and digest of a Subresource Integrity text; a length that the algorithm cannot have is none."""
    match = _SRI.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    try:
        digest = base64.b64decode(match[2], validate=True)
    except (binascii.Error, ValueError):
        return None
    return (match[1], digest) if _LENGTHS.get(len(digest)) == match[1] else None


def _of_multibase(text: object) -> tuple[str, bytes] | None:
    """Algorithm and digest of a multibase text: a multihash, or the bare digest, whose length tells the algorithm."""
    try:
        content = bytes_of_multibase(text) if isinstance(text, str) else b""
    except DocumentRefused:
        return None
    named = _MULTIHASH.get(content[:2])
    if named is not None and _LENGTHS.get(len(content) - 2) == named:
        return named, content[2:]
    algorithm = _LENGTHS.get(len(content))
    return (algorithm, content) if algorithm is not None else None
