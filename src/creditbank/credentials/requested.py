"""A credential that somebody else wrote and asks to have signed: looked at, made ready, and signed. Pure.

Whoever signs names himself: the id of the issuer is always that of the signer, whatever stood there. What is malformed, or
would be lost in signing, is refused before anything is signed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from creditbank.credentials.award import Status
from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.formats.people import statuses_node
from creditbank.credentials.proofs.envelopes import envelope, is_envelope
from creditbank.credentials.proofs.integrity import add_proof
from creditbank.credentials.proofs.jose import sign_jwt
from creditbank.credentials.proofs.keys import Signer
from creditbank.credentials.proofs.selective import sign_base
from creditbank.credentials.proofs.selective_suite import NAME as SELECTIVE
from creditbank.credentials.proofs.selective_suite import usual_pointers
from creditbank.credentials.status_list import LIST_TYPES
from creditbank.credentials.verify.contexts import V1, V2
from creditbank.credentials.verify.fields import CREDENTIAL, types_of
from creditbank.credentials.verify.hidden import hidden_faults
from creditbank.credentials.verify.reading import check_bounds
from creditbank.credentials.verify.shape import check_shape

JWT = "jwt"
"""In place of a cryptosuite: the credential is signed as a token and given as an envelope."""
PROOF_CONTEXT = "https://w3id.org/security/data-integrity/v2"
"""What version 1.1 of the data model needs to say what a proof is; 2.0 says it itself."""
_ALWAYS = frozenset({"/credentialStatus", "/validFrom", "/validUntil", "/expirationDate"})
"""What no choice of pointers leaves out."""
_LISTS = frozenset(of_list for of_list, _ in LIST_TYPES.values())


def ready(credential: object, issuer: str) -> dict[str, Any]:
    """The credential as ``issuer`` will sign it.

    Raises ``DocumentRefused``: no credential, malformed, or a status list, which nobody writes by hand.
    """
    if not isinstance(credential, Mapping):
        raise DocumentRefused("CREDENTIAL_EXPECTED", path="/credential")
    document = dict(credential)
    check_bounds(document)
    for fault in check_shape(document):
        raise DocumentRefused(fault.code, **{**fault.parameters, "path": fault.pointer})
    types = types_of(document)
    if CREDENTIAL not in types or is_envelope(document):
        raise DocumentRefused("CREDENTIAL_EXPECTED", path="/credential/type")
    if _LISTS.intersection(types):
        raise DocumentRefused("STATUS_LIST_BY_HAND", path="/credential/type")
    for fault in hidden_faults(document):  # a status list or a status under another name is one all the same
        raise DocumentRefused(fault.code, **{**fault.parameters, "path": "/credential"})
    named = document["issuer"]
    document["issuer"] = {**named, "id": issuer} if isinstance(named, Mapping) else issuer
    return document


def can_tell_status(document: Mapping[str, Any]) -> bool:
    """Whether status entries can be added to a ready document: version 2.0, since 1.1 has no words for them, and none there."""
    return "credentialStatus" not in document and document["@context"][:1] == [V2]


def with_statuses(document: Mapping[str, Any], statuses: tuple[Status, ...]) -> dict[str, Any]:
    """A ready document with where its status is told."""
    return {**document, "credentialStatus": statuses_node(statuses)}


def secured(
    document: Mapping[str, Any],
    signer: Signer,
    suite: str,
    *,
    created: datetime,
    mandatory_pointers: Sequence[str] | None = None,
) -> dict[str, Any]:
    """A ready document, signed in that suite. ``mandatory_pointers`` are for selective disclosure only.

    Raises ``DocumentRefused`` for what cannot be signed whole, a suite that the key does not serve, pointers that do not fit.
    """
    if suite == SELECTIVE:
        return sign_base(document, signer, created=created, mandatory_pointers=_pointers(document, mandatory_pointers))
    if mandatory_pointers:
        raise DocumentRefused("POINTERS_NOT_FOR_SUITE", suite=suite)
    if suite == JWT:
        return envelope(sign_jwt(document, signer, at=created))
    return add_proof(with_proof_context(document), signer, suite=suite, created=created)


def with_proof_context(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document of version 1.1 with the context in which a proof is defined, behind its own."""
    contexts = document["@context"]
    if contexts[:1] != [V1] or PROOF_CONTEXT in contexts:
        return dict(document)
    return {**document, "@context": [*contexts, PROOF_CONTEXT]}


def pointers_of(options: Mapping[str, Any], member: str) -> list[str] | None:
    """JSON pointers in the options of a request; ``None`` where there are none. Raises ``DocumentRefused``."""
    found = options.get(member)
    if found is None:
        return None
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise DocumentRefused("REQUEST_MEMBER_MALFORMED", path=f"/options/{member}", wanted="texts")
    return found


def _pointers(document: Mapping[str, Any], asked: Sequence[str] | None) -> list[str] | None:
    """Those asked for, status and dates: a part that hides them could not be found revoked or out of its time."""
    if asked is None:
        return None
    return list(dict.fromkeys([*asked, *(one for one in usual_pointers(document) if one in _ALWAYS)]))
