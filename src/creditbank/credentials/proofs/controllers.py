"""Who controls which key: controller documents known offline, and the one key that a proof may be checked with."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.keys import PublicKey, public_key_of_jwk, public_key_of_multibase
from creditbank.credentials.proofs.members import listed
from creditbank.credentials.proofs.moments import moment_of_text

Resolve = Callable[[str], Mapping[str, Any] | None]
"""The controller document of a DID or controller URL, or None where it is not known. It looks up; it never fetches."""

RELATIONSHIPS = ("assertionMethod", "authentication", "capabilityInvocation", "capabilityDelegation", "keyAgreement")
"""What a key may be for. W3C Controlled Identifiers 1.0, §2.3."""

_SIGNING = RELATIONSHIPS[:4]


class Controllers:
    """An immutable collection of controller documents, callable as a ``Resolve``. ``did:key`` needs no entry: it is computed."""

    def __init__(self, documents: Iterable[Mapping[str, Any]] = ()) -> None:
        self._by_id = {document["id"]: document for document in documents}

    def __call__(self, controller: str) -> Mapping[str, Any] | None:
        """The document whose id is ``controller``, or None."""
        if controller.startswith("did:key:"):
            return did_key_document(controller)
        return self._by_id.get(controller)

    def with_documents(self, documents: Iterable[Mapping[str, Any]]) -> "Controllers":
        """This collection and ``documents``. A document known already stays: what comes with a credential replaces no trusted one."""
        joined = Controllers(documents)
        joined._by_id |= self._by_id
        return joined


def did_key_document(did: str) -> Mapping[str, Any] | None:
    """The controller document that a ``did:key`` stands for, or None where it holds no key."""
    letters = did.removeprefix("did:key:")
    try:
        public_key_of_multibase(letters)
    except DocumentRefused:
        return None
    method = f"{did}#{letters}"
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": [{"id": method, "type": "Multikey", "controller": did, "publicKeyMultibase": letters}],
        **{relationship: [method] for relationship in _SIGNING},
    }


def did_web(url: str) -> str:
    """The ``did:web`` of an https address: ``https://host:8443/issuers/a`` is ``did:web:host%3A8443:issuers:a``.

    The did:web Method (W3C CCG draft), §2. Raises ``DocumentRefused`` where the address cannot carry one.
    """
    parts = urlsplit(url)
    if (
        parts.scheme not in {"https", "http"}
        or not parts.hostname
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
    ):
        raise DocumentRefused("CONTROLLER_URL_MALFORMED", url=url)
    host = quote(parts.netloc.lower(), safe="")
    steps = [quote(unquote(step), safe="") for step in parts.path.split("/") if step]
    return ":".join(["did:web", host, *steps])


def did_web_url(did: str) -> str:
    """Where the document of a ``did:web`` is published: its ``did.json``, under ``/.well-known`` for a bare host."""
    host, *steps = did.removeprefix("did:web:").split(":")
    if not did.startswith("did:web:") or not host or not all(steps):
        raise DocumentRefused("CONTROLLER_URL_MALFORMED", url=did)
    return "/".join(["https:/", unquote(host), *(steps or [".well-known"]), "did.json"])


def controller_of(verification_method: str) -> str:
    """The controller's id in the URL of a verification method. Raises ``DocumentRefused`` where there is no fragment."""
    controller, _, fragment = verification_method.partition("#")
    if not controller or not fragment or ":" not in controller:
        raise DocumentRefused("METHOD_URL_MALFORMED", method=verification_method)
    return controller


def method_of(resolve: Resolve, verification_method: str, purpose: str, at: datetime) -> PublicKey:
    """The key that signs for ``verification_method``, if it was in force for ``purpose`` at the moment ``at``.

    W3C Controlled Identifiers 1.0, §3.3 Retrieve Verification Method. Raises ``DocumentRefused`` with the reason: controller
    unknown or lying about its id, method absent or of another controller, purpose not allowed, key expired or revoked.
    """
    controller = controller_of(verification_method)
    document = resolve(controller)
    if document is None:
        raise DocumentRefused("CONTROLLER_UNKNOWN", controller=controller)
    if document.get("id") != controller:
        raise DocumentRefused("CONTROLLER_MISMATCH", controller=controller, found=str(document.get("id")))
    if purpose not in RELATIONSHIPS:
        raise DocumentRefused("PURPOSE_UNKNOWN", purpose=purpose)
    method = _find(document, verification_method, purpose)
    if method.get("controller") != controller:
        raise DocumentRefused("CONTROLLER_MISMATCH", controller=controller, found=str(method.get("controller")))
    _check_in_force(method, verification_method, at)
    return _key_of(method, verification_method)


def _find(document: Mapping[str, Any], wanted: str, purpose: str) -> Mapping[str, Any]:
    """The method ``wanted``, which the relationship names or embeds; an embedded one serves this relationship only."""
    controller = str(document["id"])
    listed = _entries(document, purpose)
    for entry in listed:
        if isinstance(entry, Mapping) and _absolute(entry.get("id"), controller) == wanted:
            return entry
    method = next((one for one in _entries(document, "verificationMethod") if isinstance(one, Mapping)
                   and _absolute(one.get("id"), controller) == wanted), None)  # fmt: skip
    if method is None:
        raise DocumentRefused("METHOD_ABSENT", method=wanted, controller=controller)
    if wanted not in {_absolute(entry, controller) for entry in listed if isinstance(entry, str)}:
        raise DocumentRefused("PURPOSE_NOT_ALLOWED", method=wanted, purpose=purpose)
    return method


def _entries(document: Mapping[str, Any], member: str) -> list[Any]:
    return listed(document.get(member, []))


def _absolute(reference: object, controller: str) -> str:
    """A DID document may name its own methods by the fragment alone (DID 1.0, §3.2.2)."""
    text = reference if isinstance(reference, str) else ""
    return controller + text if text.startswith("#") else text


def _check_in_force(method: Mapping[str, Any], url: str, at: datetime) -> None:
    for member, code in (("revoked", "KEY_REVOKED"), ("expires", "KEY_EXPIRED")):
        if member in method and at >= moment_of_text(method[member], path=f"/{member}"):
            raise DocumentRefused(code, method=url, since=str(method[member]))


def _key_of(method: Mapping[str, Any], url: str) -> PublicKey:
    """The key in its one form. Two forms in one method could disagree, so they are refused (Controlled Identifiers 1.0, §2.2)."""
    text, jwk = method.get("publicKeyMultibase"), method.get("publicKeyJwk")
    if isinstance(text, str) and jwk is None and method.get("type") in {"Multikey", "Ed25519VerificationKey2020"}:
        return public_key_of_multibase(text)
    if isinstance(jwk, Mapping) and text is None and method.get("type") in {"JsonWebKey", "JsonWebKey2020"}:
        return public_key_of_jwk(jwk)
    raise DocumentRefused("METHOD_MALFORMED", method=url)
