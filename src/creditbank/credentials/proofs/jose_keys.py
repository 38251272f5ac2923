"""Which key a token names: from its ``kid`` or ``jwk`` to a verification method of its issuer. VC-JOSE-COSE 1.0, §4 Key Discovery."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.controllers import Resolve
from creditbank.credentials.proofs.keys import PublicKey, public_key_of_jwk, public_key_of_multibase
from creditbank.credentials.proofs.multibase import base64url_of_bytes
from creditbank.kernel.canonical import canonical_json

ALGORITHM_OF_NAME = {"EdDSA": "Ed25519", "Ed25519": "Ed25519", "ES256": "P-256", "ES384": "P-384"}
"""Algorithm of the key by ``alg``. RFC 7518, §3.4; RFC 8037, §3.1; RFC 9864 names the curve. Nothing else is read, ``none`` least."""

NAME_OF_ALGORITHM = {"Ed25519": "EdDSA", "P-256": "ES256", "P-384": "ES384"}
"""``alg`` by algorithm of the key, as it is written. SM2 has no registered name."""

_MOST_METHODS = 64
"""Verification methods of one controller that are looked through. No controller known keeps a tenth of this."""


def thumbprint(public: PublicKey) -> str:
    """The JWK thumbprint of a key, SHA-256 in base64url. RFC 7638, §3."""
    return base64url_of_bytes(hashlib.sha256(canonical_json(public.jwk())).digest())


def method_url(header: Mapping[str, Any], controller: str, resolve: Resolve) -> str:
    """The verification method that the header of a token names.

    ``kid`` as an absolute URL says it outright. A shorter ``kid`` (fragment, JWK ``kid`` or thumbprint) and a ``jwk`` only pick
    one of the methods that ``controller`` lists: a key that a token brings along proves nothing about its issuer. Raises
    ``DocumentRefused`` where the header names no key, or none that the controller lists.
    """
    kid, jwk = header.get("kid"), header.get("jwk")
    if isinstance(kid, str) and "#" in kid and ":" in kid.partition("#")[0]:
        return kid
    if not isinstance(kid, str) and not isinstance(jwk, Mapping):
        raise DocumentRefused("JWT_KEY_UNNAMED")
    document = resolve(controller)
    if document is None:
        raise DocumentRefused("CONTROLLER_UNKNOWN", controller=controller)
    wanted = public_key_of_jwk(jwk) if isinstance(jwk, Mapping) else None
    for url, method in _methods(document, controller):
        if (isinstance(kid, str) and _is_named(method, url, kid)) or (wanted is not None and _public(method) == wanted):
            return url
    raise DocumentRefused("METHOD_ABSENT", method=kid if isinstance(kid, str) else "jwk", controller=controller)


def _methods(document: Mapping[str, Any], controller: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    listed = document.get("verificationMethod")
    for method in (listed if isinstance(listed, list) else [])[:_MOST_METHODS]:
        if isinstance(method, Mapping) and isinstance(url := method.get("id"), str):
            yield (controller + url if url.startswith("#") else url), method


def _is_named(method: Mapping[str, Any], url: str, kid: str) -> bool:
    if kid.removeprefix("#") == url.partition("#")[2]:
        return True
    jwk = method.get("publicKeyJwk")
    if isinstance(jwk, Mapping) and jwk.get("kid") == kid:
        return True
    public = _public(method)
    return public is not None and thumbprint(public) == kid


def _public(method: Mapping[str, Any]) -> PublicKey | None:
    """The key of a method, or None where it has none that is known here. What it may do is judged elsewhere."""
    text, jwk = method.get("publicKeyMultibase"), method.get("publicKeyJwk")
    try:
        if isinstance(jwk, Mapping):
            return public_key_of_jwk(jwk)
        return public_key_of_multibase(text) if isinstance(text, str) else None
    except DocumentRefused:
        return None
