"""Showing a part of a credential: an issuer signs each statement, and the holder shows what he chooses. ecdsa-sd-2023.

The issuer names what may never be left out (mandatory); the document with its *base proof* goes to the holder only. From it
the holder makes a document with a part of the statements and a *derived proof*, which is all that a verifier accepts.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.canonical import LIMITS, Limits
from creditbank.credentials.proofs.keys import Signer
from creditbank.credentials.proofs.members import listed
from creditbank.credentials.proofs.moments import text_of_moment
from creditbank.credentials.proofs.selective_select import select
from creditbank.credentials.proofs.selective_suite import (
    ALGORITHMS,
    NAME,
    base_proof,
    base_value,
    derived_value,
    usual_pointers,
)


def sign_base(
    document: Mapping[str, Any],
    signer: Signer,
    *,
    created: datetime,
    mandatory_pointers: Sequence[str] | None = None,
    purpose: str = "assertionMethod",
    limits: Limits = LIMITS,
) -> dict[str, Any]:
    """``document`` with a base proof, from which its holder can derive. An earlier proof stays beside it.

    ``mandatory_pointers`` are JSON pointers; without them those of ``selective_suite.USUALLY_MANDATORY``. Raises
    ``DocumentRefused`` for a key that is not of P-256 and for pointers that match nothing.
    """
    if signer.public.algorithm not in ALGORITHMS:
        raise DocumentRefused("KEY_NOT_FOR_SUITE", suite=NAME, algorithm=signer.public.algorithm)
    unsecured = _unsecured(document)
    pointers = usual_pointers(unsecured) if mandatory_pointers is None else mandatory_pointers
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": NAME,
        "created": text_of_moment(created),
        "verificationMethod": signer.verification_method,
        "proofPurpose": purpose,
    }
    proof = options | {"proofValue": base_value(unsecured, options, signer, pointers, limits)}
    earlier = document.get("proof")
    if earlier is None:
        return unsecured | {"proof": proof}
    return unsecured | {"proof": [*listed(earlier), proof]}


def derive(
    document: Mapping[str, Any], *, selective_pointers: Sequence[str] = (), limits: Limits = LIMITS
) -> dict[str, Any]:
    """The part of a signed document that its mandatory pointers and ``selective_pointers`` name, with a proof derived for it.

    Other proofs of the document stay behind, since they cover the whole. Raises ``DocumentRefused``: no base proof, pointers
    that match nothing, nothing selected at all, or a base proof that is not of this document.
    """
    unsecured = _unsecured(document)
    proof, base = base_proof(document.get("proof"))
    revealed = select(unsecured, (*base.mandatory_pointers, *selective_pointers))
    if revealed is None:
        raise DocumentRefused("SELECTION_EMPTY")
    return revealed | {"proof": proof | {"proofValue": derived_value(unsecured, base, selective_pointers, limits)}}


def _unsecured(document: Mapping[str, Any]) -> dict[str, Any]:
    return {member: value for member, value in document.items() if member != "proof"}
