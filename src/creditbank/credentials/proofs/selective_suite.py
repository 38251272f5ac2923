"""The cryptosuite ecdsa-sd-2023: what is signed, what is derived from it, and how that is checked. ECDSA Cryptosuites 1.0, §3.6.

``selective`` puts its values into documents.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.canonical import Limits, quads_of, rdfc
from creditbank.credentials.proofs.keys import PrivateKey, PublicKey, Signer, generate
from creditbank.credentials.proofs.members import listed
from creditbank.credentials.proofs.multibase import base64url_of_bytes
from creditbank.credentials.proofs.selective_group import Grouped, Relabel, canonical, group, relabelled
from creditbank.credentials.proofs.selective_select import matches
from creditbank.credentials.proofs.selective_values import (
    Base,
    Derived,
    base_of_text,
    derived_of_text,
    public_bytes,
    text_of_base,
    text_of_derived,
)

NAME = "ecdsa-sd-2023"
ALGORITHMS = ("P-256",)

USUALLY_MANDATORY = (
    "/issuer",
    "/validFrom",
    "/validUntil",
    "/issuanceDate",
    "/expirationDate",
    "/credentialStatus",
    "/credentialSchema",
    "/termsOfUse",
    "/credentialSubject/id",
    "/credentialSubject/type",
)
"""What must be shown where the issuer says nothing else: else a part could hide that it is void, or whom it is about."""


def usual_pointers(document: Mapping[str, Any]) -> tuple[str, ...]:
    """Those of ``USUALLY_MANDATORY`` that lead somewhere in ``document``."""
    return tuple(pointer for pointer in USUALLY_MANDATORY if matches(document, pointer))


def sign(document: Mapping[str, Any], options: Mapping[str, Any], signer: Signer, limits: Limits) -> str:
    """The value of a base proof with the usual mandatory pointers. What ``suites.Sign`` asks for."""
    return base_value(document, options, signer, usual_pointers(document), limits)


def base_value(
    document: Mapping[str, Any],
    options: Mapping[str, Any],
    signer: Signer,
    mandatory_pointers: Sequence[str],
    limits: Limits,
    *,
    hmac_key: bytes | None = None,
    proof_key: PrivateKey | None = None,
) -> str:
    """The value of a base proof for ``document`` without proofs and the other members of the proof. §3.6.1.

    ``hmac_key`` and ``proof_key`` are drawn for each proof; to give them serves to repeat published examples. Raises
    ``DocumentRefused`` for pointers that match nothing.
    """
    hmac_key = hmac_key or secrets.token_bytes(32)
    proof_key = proof_key or generate("P-256")
    grouped = group(document, {"mandatory": mandatory_pointers}, _by_hmac(hmac_key), limits)
    mandatory, others = _parted(grouped.lines, set(grouped.places["mandatory"]))
    signed = _to_sign(document, options, proof_key.public, mandatory, limits)
    return text_of_base(
        Base(
            signature=signer.sign(signed),
            public=proof_key.public,
            hmac_key=hmac_key,
            signatures=tuple(proof_key.sign(line.encode()) for line in others),
            mandatory_pointers=tuple(mandatory_pointers),
        )
    )


def derived_value(document: Mapping[str, Any], base: Base, selective_pointers: Sequence[str], limits: Limits) -> str:
    """The value of a proof for the part of ``document`` that mandatory and selective pointers name. §3.5.4, §3.6.6.

    Places and signatures are as they stand in the part, labels as its reader will find them. Raises ``DocumentRefused`` for
    pointers that match nothing and for a base proof of another document.
    """
    groups = {
        "mandatory": base.mandatory_pointers,
        "selective": selective_pointers,
        "combined": (*base.mandatory_pointers, *selective_pointers),
    }
    grouped = group(document, groups, _by_hmac(base.hmac_key), limits)
    mandatory, selective = set(grouped.places["mandatory"]), set(grouped.places["selective"])
    others = [place for place in range(len(grouped.lines)) if place not in mandatory]
    if len(others) != len(base.signatures):
        raise DocumentRefused("PROOF_VALUE_MISFIT", reason="signatures")
    return text_of_derived(
        Derived(
            signature=base.signature,
            public=base.public,
            signatures=tuple(one for place, one in zip(others, base.signatures, strict=True) if place in selective),
            labels=_labels_for_reader(grouped, limits),
            mandatory=frozenset(at for at, place in enumerate(grouped.places["combined"]) if place in mandatory),
        )
    )


def check(
    document: Mapping[str, Any], options: Mapping[str, Any], proof_value: str, key: PublicKey, limits: Limits
) -> bool:
    """Whether a derived proof holds for ``document``. §3.6.7; what ``suites.Check`` asks for.

    Raises ``DocumentRefused`` for a value that is malformed, that is a base proof, or that does not fit the document.
    """
    derived = derived_of_text(proof_value)
    quads = quads_of(document, limit=limits)
    labels = canonical(quads, limits).labels
    if set(labels.values()) != derived.labels.keys():
        raise DocumentRefused("PROOF_VALUE_MISFIT", reason="labels")
    lines = relabelled(quads, {node: derived.labels[label] for node, label in labels.items()})
    mandatory, others = _parted(lines, derived.mandatory)
    if len(mandatory) != len(derived.mandatory) or len(others) != len(derived.signatures):
        raise DocumentRefused("PROOF_VALUE_MISFIT", reason="signatures")
    signed = _to_sign(document, options, derived.public, mandatory, limits)
    return key.verify(derived.signature, signed) and all(
        derived.public.verify(signature, line.encode())
        for signature, line in zip(derived.signatures, others, strict=True)
    )


def base_proof(proofs: object) -> tuple[dict[str, Any], Base]:
    """The base proof among the proofs of a document. Raises ``DocumentRefused``: ``BASE_PROOF_ABSENT`` where there is none."""
    for proof in listed(proofs):
        if isinstance(proof, Mapping) and proof.get("cryptosuite") == NAME:
            return dict(proof), base_of_text(proof.get("proofValue"))
    raise DocumentRefused("BASE_PROOF_ABSENT")


def _by_hmac(key: bytes) -> Relabel:
    """§3.4.4. Canonical labels are counted up; keyed digests in their place do not tell how much was left out."""

    def relabel(labels: Mapping[str, str]) -> dict[str, str]:
        digests = ((node, hmac.digest(key, label[2:].encode(), "sha256")) for node, label in labels.items())
        return {node: f"_:u{base64url_of_bytes(digest)}" for node, digest in digests}

    return relabel


def _labels_for_reader(grouped: Grouped, limits: Limits) -> dict[str, str]:
    found = canonical(grouped.quads["combined"], limits).labels
    return {label: grouped.labels[node] for node, label in found.items()}


def _parted(lines: list[str], mandatory: Collection[int]) -> tuple[list[str], list[str]]:
    """The mandatory lines and the others, each in order."""
    return (
        [line for place, line in enumerate(lines) if place in mandatory],
        [line for place, line in enumerate(lines) if place not in mandatory],
    )


def _to_sign(
    document: Mapping[str, Any], options: Mapping[str, Any], public: PublicKey, mandatory: list[str], limits: Limits
) -> bytes:
    """What the issuer signs: hash of the options, key of the proof, hash of the mandatory statements. §3.5.1, §3.6.4."""
    if "previousProof" in options:  # a part of a document cannot carry the earlier proofs, which cover the whole
        raise DocumentRefused("CHAIN_NOT_SELECTIVE")
    configuration = rdfc({**options, "@context": document.get("@context", [])}, limit=limits)
    hashes = [hashlib.sha256(text.encode()).digest() for text in (configuration, "".join(mandatory))]
    return hashes[0] + public_bytes(public) + hashes[1]
