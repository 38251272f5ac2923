"""What stands in the ``proofValue`` of ecdsa-sd-2023. W3C Data Integrity ECDSA Cryptosuites 1.0, §3.5."""

from typing import Any

import msgspec

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.keys import PublicKey, public_key
from creditbank.credentials.proofs.multibase import base64url_of_bytes, bytes_of_base64url
from creditbank.credentials.proofs.selective_cbor import Item, decode, encode

_BASE, _DERIVED = b"\xd9\x5d\x00", b"\xd9\x5d\x01"
_P256 = b"\x80\x24"
"""Multicodec ``p256-pub`` before the compressed point. §3.6.5."""

_CANONICAL, _SIGNED = "_:c14n", "_:u"
"""Beginnings of labels: as canonicalizing gives them, and as they are signed."""

LONGEST = 1 << 19
"""Letters of a proof value that is read at all: some five thousand statements, a third of a second of checking signatures."""


class Base(msgspec.Struct, frozen=True, kw_only=True):
    """The proof of an issuer. It holds the key that hides and the signatures of everything: for the holder's eyes only."""

    signature: bytes
    public: PublicKey
    """Key of this one proof, under which each statement that may be left out is signed."""
    hmac_key: bytes
    signatures: tuple[bytes, ...]
    mandatory_pointers: tuple[str, ...]


class Derived(msgspec.Struct, frozen=True, kw_only=True):
    """The proof of a holder, for a part of the document."""

    signature: bytes
    public: PublicKey
    signatures: tuple[bytes, ...]
    labels: dict[str, str]
    """Canonical label in the part → label that was signed."""
    mandatory: frozenset[int]
    """Places of the mandatory statements among those of the part."""


def public_bytes(public: PublicKey) -> bytes:
    """The key of a proof as it is signed: multicodec and compressed point."""
    return _P256 + public.raw


def text_of_base(base: Base) -> str:
    """§3.5.2 serializeBaseProofValue."""
    pointers = list(base.mandatory_pointers)
    return _text(_BASE, [base.signature, public_bytes(base.public), base.hmac_key, list(base.signatures), pointers])


def text_of_derived(derived: Derived) -> str:
    """§3.5.7 serializeDerivedProofValue."""
    labels = {
        int(key[len(_CANONICAL) :]): bytes_of_base64url(value[len(_SIGNED) :]) for key, value in derived.labels.items()
    }
    mandatory = sorted(derived.mandatory)
    return _text(
        _DERIVED, [derived.signature, public_bytes(derived.public), list(derived.signatures), labels, mandatory]
    )


def base_of_text(text: object) -> Base:
    """§3.5.3 parseBaseProofValue. Raises ``DocumentRefused`` for anything else, a derived value too."""
    signature, public, hmac_key, signatures, pointers = _parts(text, _BASE)
    return Base(
        signature=_bytes(signature, 64),
        public=_public(public),
        hmac_key=_bytes(hmac_key, 32),
        signatures=_signatures(signatures),
        mandatory_pointers=tuple(_is(pointer, str) for pointer in _is(pointers, list)),
    )


def derived_of_text(text: object) -> Derived:
    """§3.5.8 parseDerivedProofValue. Raises ``DocumentRefused`` for anything else, a base value too."""
    signature, public, signatures, labels, mandatory = _parts(text, _DERIVED)
    named = {
        f"{_CANONICAL}{key}": _SIGNED + base64url_of_bytes(_bytes(value, 32))
        for key, value in _is(labels, dict).items()
    }
    if len(set(named.values())) != len(named):  # two nodes under one label would read as one
        raise _malformed("labels")
    return Derived(
        signature=_bytes(signature, 64),
        public=_public(public),
        signatures=_signatures(signatures),
        labels=named,
        mandatory=frozenset(_is(place, int) for place in _is(mandatory, list)),
    )


def _text(head: bytes, parts: list[Item]) -> str:
    return "u" + base64url_of_bytes(head + encode(parts))


def _parts(text: object, head: bytes) -> list[Any]:
    if not isinstance(text, str) or text[:1] != "u" or len(text) > LONGEST:
        raise _malformed("first letter")
    content = bytes_of_base64url(text[1:])
    if not content.startswith(head):
        raise _malformed({_BASE: "base", _DERIVED: "derived"}.get(content[: len(head)], "head"))
    parts = decode(content[len(head) :])
    if not isinstance(parts, list) or len(parts) != 5:
        raise _malformed("parts")
    return parts


def _is(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise _malformed("parts")
    return value


def _bytes(value: Any, length: int) -> bytes:
    content: bytes = _is(value, bytes)
    if len(content) != length:
        raise _malformed("length")
    return content


def _signatures(value: Any) -> tuple[bytes, ...]:
    return tuple(_bytes(one, 64) for one in _is(value, list))


def _public(value: Any) -> PublicKey:
    content = _bytes(value, len(_P256) + 33)
    if not content.startswith(_P256):
        raise _malformed("key")
    return public_key("P-256", content[len(_P256) :])


def _malformed(reason: str) -> DocumentRefused:
    return DocumentRefused("PROOF_VALUE_MALFORMED", reason=reason)
