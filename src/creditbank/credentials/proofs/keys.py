"""Keys and signatures: Ed25519, ECDSA on P-256 and P-384, SM2. A signer is anything that signs bytes, a device too."""

import functools
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import gmssl_pyx
import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.multibase import (
    base64url_of_bytes,
    bytes_of_base64url,
    bytes_of_multibase,
    multibase,
)

ALGORITHMS = ("Ed25519", "P-256", "P-384", "SM2")

_MULTICODEC = {
    "Ed25519": b"\xed\x01",
    "P-256": b"\x80\x24",
    "P-384": b"\x81\x24",
    "SM2": b"\x86\x24",
}
"""Prefix of the public key. W3C Controlled Identifiers 1.0, §2.2.2 Multikey; ``sm2-pub`` (0x1206) from the multicodec table."""

_SCALAR_LENGTH = {"P-256": 32, "P-384": 48, "SM2": 32}
_RAW_LENGTH = {"Ed25519": 32, "P-256": 33, "P-384": 49, "SM2": 33}

_SM2_ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
"""Order of the base point of the SM2 curve. GB/T 32918.5, appendix A."""


def _curve(algorithm: str) -> ec.EllipticCurve:
    return ec.SECP256R1() if algorithm == "P-256" else ec.SECP384R1()


def _ecdsa(algorithm: str) -> ec.ECDSA:
    """ECDSA with the curve's hash. The nonce comes from key and message (RFC 6979): a bad random source cannot leak the key."""
    return ec.ECDSA(hashes.SHA256() if algorithm == "P-256" else hashes.SHA384(), deterministic_signing=True)


def _raw_of_der(signature: bytes, length: int) -> bytes:
    r, s = decode_dss_signature(signature)
    return r.to_bytes(length, "big") + s.to_bytes(length, "big")


def _der_of_raw(signature: bytes, length: int) -> bytes:
    return encode_dss_signature(int.from_bytes(signature[:length], "big"), int.from_bytes(signature[length:], "big"))


class PublicKey(msgspec.Struct, frozen=True):
    """A public key. ``raw``: 32 bytes for Ed25519, the compressed point for P-256, P-384 and SM2."""

    algorithm: str
    raw: bytes

    def verify(self, signature: bytes, message: bytes) -> bool:
        """Whether ``signature`` over ``message`` is this key's.

        Hashed inside: SHA-256 for P-256, SHA-384 for P-384, SM3 with the default user id for SM2. Signatures on curves are
        ``r || s`` of fixed length, as the suites demand; any other encoding is not this key's signature.
        """
        return _verifier(self)(signature, message)

    def multibase(self) -> str:
        """``publicKeyMultibase`` of a Multikey."""
        return multibase(_MULTICODEC[self.algorithm] + self.raw)

    def jwk(self) -> dict[str, str]:
        """``publicKeyJwk``. RFC 7517, RFC 8037; the curve name ``SM2`` is not registered and known to this project only."""
        if self.algorithm == "Ed25519":
            return {"kty": "OKP", "crv": "Ed25519", "x": base64url_of_bytes(self.raw)}
        point = _point(self)
        half = len(point) // 2
        x, y = base64url_of_bytes(point[:half]), base64url_of_bytes(point[half:])
        return {"kty": "EC", "crv": self.algorithm, "x": x, "y": y}


@functools.lru_cache(maxsize=1024)
def _point(public: PublicKey) -> bytes:
    """``x || y`` of a compressed point. Raises ``DocumentRefused`` where no such point is on the curve."""
    try:
        if public.algorithm == "SM2":
            return bytes(gmssl_pyx.normalize_sm2_public_key(public.raw))
        loaded = ec.EllipticCurvePublicKey.from_encoded_point(_curve(public.algorithm), public.raw)
    except (ValueError, gmssl_pyx.InvalidValueError):
        raise _malformed("not a point of the curve") from None
    return loaded.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)[1:]


@functools.lru_cache(maxsize=1024)  # loading a point costs as much as checking a signature with it
def _verifier(public: PublicKey) -> Callable[[bytes, bytes], bool]:
    if public.algorithm == "Ed25519":
        return _ed25519_verifier(public)
    if public.algorithm == "SM2":
        return _sm2_verifier(public)
    return _ecdsa_verifier(public)


def _ed25519_verifier(public: PublicKey) -> Callable[[bytes, bytes], bool]:
    loaded = ed25519.Ed25519PublicKey.from_public_bytes(public.raw)

    def verify(signature: bytes, message: bytes) -> bool:
        try:
            loaded.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    return verify


def _ecdsa_verifier(public: PublicKey) -> Callable[[bytes, bytes], bool]:
    loaded = ec.EllipticCurvePublicKey.from_encoded_point(_curve(public.algorithm), b"\x04" + _point(public))
    scheme, length = _ecdsa(public.algorithm), _SCALAR_LENGTH[public.algorithm]

    def verify(signature: bytes, message: bytes) -> bool:
        if len(signature) != 2 * length:
            return False
        try:
            loaded.verify(_der_of_raw(signature, length), message, scheme)
        except InvalidSignature:
            return False
        return True

    return verify


def _sm2_verifier(public: PublicKey) -> Callable[[bytes, bytes], bool]:
    point = _point(public)

    def verify(signature: bytes, message: bytes) -> bool:
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        # The library reports numbers out of range on standard error; they are refused before it sees them.
        if len(signature) != 64 or not (0 < r < _SM2_ORDER and 0 < s < _SM2_ORDER):
            return False
        return bool(gmssl_pyx.sm2_verify(point, message, encode_dss_signature(r, s)))

    return verify


def _malformed(reason: str) -> DocumentRefused:
    return DocumentRefused("KEY_MALFORMED", reason=reason)


def public_key(algorithm: str, raw: bytes) -> PublicKey:
    """The public key of checked bytes. Raises ``DocumentRefused`` for a wrong length or a point that is not on the curve."""
    if algorithm not in ALGORITHMS:
        raise _malformed("unknown algorithm")
    if len(raw) != _RAW_LENGTH[algorithm]:
        raise _malformed("length")
    public = PublicKey(algorithm, raw)
    if algorithm != "Ed25519":
        _point(public)
    return public


def public_key_of_multibase(text: str) -> PublicKey:
    """The key of a ``publicKeyMultibase``, base 58 only. W3C Controlled Identifiers 1.0, §2.2.2."""
    if text[:1] != "z":
        raise _malformed("first letter")
    content = bytes_of_multibase(text)
    for algorithm, prefix in _MULTICODEC.items():
        if content.startswith(prefix):
            return public_key(algorithm, content[len(prefix) :])
    raise _malformed("unknown algorithm")


def public_key_of_jwk(mapping: Mapping[str, Any]) -> PublicKey:
    """The key of a ``publicKeyJwk``. A key that shows its private part is refused: whoever reads it can sign."""
    if "d" in mapping:
        raise _malformed("private part shown")
    algorithm, x, y = mapping.get("crv"), mapping.get("x"), mapping.get("y", "")
    if algorithm not in ALGORITHMS or mapping.get("kty") != ("OKP" if algorithm == "Ed25519" else "EC"):
        raise _malformed("unknown algorithm")
    if not isinstance(x, str) or not isinstance(y, str):
        raise _malformed("coordinate")
    first, second = bytes_of_base64url(x), bytes_of_base64url(y)
    if algorithm == "Ed25519":
        return public_key(algorithm, first)
    if len(first) != _SCALAR_LENGTH[algorithm] or len(second) != len(first):
        raise _malformed("length")
    public = public_key(algorithm, bytes([2 + (second[-1] & 1)]) + first)
    if _point(public) != first + second:
        raise _malformed("not a point of the curve")
    return public


def did_key(public: PublicKey) -> str:
    """The ``did:key`` of a public key. The did:key Method (W3C CCG draft)."""
    return "did:key:" + public.multibase()


class Signer(Protocol):
    """Whatever signs for one verification method: software here, a cryptographic device or a remote service elsewhere."""

    @property
    def verification_method(self) -> str:
        """URL of the verification method, with its fragment."""
        ...

    @property
    def public(self) -> PublicKey:
        """The public key that checks its signatures."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The signature, encoded as ``PublicKey.verify`` takes it."""
        ...


class PrivateKey(Protocol):
    """A private key in memory."""

    @property
    def public(self) -> PublicKey:
        """Its public key."""
        ...

    def private_bytes(self) -> bytes:
        """The secret, as ``private_of_bytes`` takes it. To be kept encrypted."""
        ...

    def sign(self, message: bytes) -> bytes:
        """The signature, encoded as ``PublicKey.verify`` takes it."""
        ...


class _Ed25519Private:
    def __init__(self, loaded: ed25519.Ed25519PrivateKey) -> None:
        self._loaded = loaded
        self.public = PublicKey("Ed25519", loaded.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def private_bytes(self) -> bytes:
        return self._loaded.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())

    def sign(self, message: bytes) -> bytes:
        return self._loaded.sign(message)


class _EcdsaPrivate:
    def __init__(self, algorithm: str, loaded: ec.EllipticCurvePrivateKey) -> None:
        self._loaded = loaded
        self._scheme = _ecdsa(algorithm)
        self._length = _SCALAR_LENGTH[algorithm]
        compressed = loaded.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        self.public = PublicKey(algorithm, compressed)

    def private_bytes(self) -> bytes:
        return self._loaded.private_numbers().private_value.to_bytes(self._length, "big")

    def sign(self, message: bytes) -> bytes:
        return _raw_of_der(self._loaded.sign(message, self._scheme), self._length)


class _Sm2Private:
    """The point is kept beside the scalar, since the library computes no public key from a private one."""

    def __init__(self, scalar: bytes, point: bytes) -> None:
        self._scalar = scalar
        self._point = point
        self.public = public_key("SM2", bytes([2 + (point[-1] & 1)]) + point[:32])

    def private_bytes(self) -> bytes:
        return self._scalar + self._point

    def sign(self, message: bytes) -> bytes:
        return _raw_of_der(gmssl_pyx.sm2_sign(self._scalar, self._point, message), 32)


def generate(algorithm: str) -> PrivateKey:
    """A new private key from the system's random source."""
    if algorithm == "Ed25519":
        return _Ed25519Private(ed25519.Ed25519PrivateKey.generate())
    if algorithm in {"P-256", "P-384"}:
        return _EcdsaPrivate(algorithm, ec.generate_private_key(_curve(algorithm)))
    if algorithm == "SM2":
        point, scalar = gmssl_pyx.sm2_key_generate()
        return _Sm2Private(scalar, point)
    raise _malformed("unknown algorithm")


def private_of_bytes(algorithm: str, content: bytes) -> PrivateKey:
    """The private key of ``PrivateKey.private_bytes``: seed of Ed25519, scalar of P-256 and P-384, scalar and point of SM2."""
    if algorithm == "Ed25519" and len(content) == 32:
        return _Ed25519Private(ed25519.Ed25519PrivateKey.from_private_bytes(content))
    if algorithm in {"P-256", "P-384"} and len(content) == _SCALAR_LENGTH[algorithm]:
        try:
            loaded = ec.derive_private_key(int.from_bytes(content, "big"), _curve(algorithm))
        except ValueError:
            raise _malformed("scalar out of range") from None
        return _EcdsaPrivate(algorithm, loaded)
    if algorithm == "SM2" and len(content) == 96:
        private = _Sm2Private(content[:32], content[32:])
        if not private.public.verify(private.sign(b"creditbank"), b"creditbank"):
            raise _malformed("point of another key")
        return private
    raise _malformed("length" if algorithm in ALGORITHMS else "unknown algorithm")


class SoftwareSigner:
    """A signer whose private key is in the memory of this process."""

    def __init__(self, verification_method: str, private: PrivateKey) -> None:
        self.verification_method = verification_method
        self.public = private.public
        self._private = private

    def sign(self, message: bytes) -> bytes:
        """The signature over ``message``."""
        return self._private.sign(message)


def did_key_signer(private: PrivateKey) -> SoftwareSigner:
    """A signer under the key's own ``did:key``: for learners and for tests."""
    did = did_key(private.public)
    return SoftwareSigner(f"{did}#{did.removeprefix('did:key:')}", private)
