"""Adding proofs to a document and checking them: single proofs, sets and chains. W3C Data Integrity 1.0, §4.

A proof says who signed what and for which purpose; whether that signer may issue such a document is asked elsewhere.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.canonical import LIMITS, Limits, measure
from creditbank.credentials.proofs.controllers import Resolve, method_of
from creditbank.credentials.proofs.keys import Signer
from creditbank.credentials.proofs.moments import moment_of_text, text_of_moment
from creditbank.credentials.proofs.statements import is_iri
from creditbank.credentials.proofs.suites import SUITES, Sign, Suite

DATA_INTEGRITY = "DataIntegrityProof"


class ProofResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one proof. Where it did not pass, ``code`` and ``parameters`` are those of the refusal."""

    suite: str
    verification_method: str
    controller: str
    """Whose key it is by the proof's own word, proven only where ``passed``: to be compared with the issuer."""
    passed: bool
    code: str = ""
    parameters: dict[str, Any] = {}
    created: str = ""


def add_proof(
    document: Mapping[str, Any],
    signer: Signer,
    *,
    suite: str,
    created: datetime,
    purpose: str = "assertionMethod",
    id: str = "",  # noqa: A002  the member's name
    previous_proof: str | Sequence[str] | None = None,
    domain: str | Sequence[str] | None = None,
    challenge: str | None = None,
    expires: datetime | None = None,
    verification_method: str | None = None,
    limits: Limits = LIMITS,
) -> dict[str, Any]:
    """``document`` with one more proof. Data Integrity 1.0, §4.2 and §4.3.

    A second proof makes a set; with ``previous_proof``, the ids of proofs already there, the new one also covers those (a
    chain). Raises ``DocumentRefused`` for an unknown suite, a key of another algorithm, and whatever could not be signed whole.
    """
    context_in_proof, sign = _suite_to_sign(suite, signer)
    options = _options(
        suite,
        id=id,
        created=text_of_moment(created),
        expires=text_of_moment(expires) if expires else None,
        verificationMethod=verification_method or signer.verification_method,
        proofPurpose=purpose,
        domain=domain,
        challenge=challenge,
        previousProof=previous_proof,
    )
    unsecured = _unsecured(document)
    if context_in_proof and "@context" in unsecured:
        options["@context"] = unsecured["@context"]
    earlier = _listed(document.get("proof"))
    covered = _with_matching(unsecured, options, earlier)
    proof = {**options, "proofValue": sign(covered, options, signer, limits)}
    return {**unsecured, "proof": [*earlier, proof] if earlier else proof}


def check_proofs(
    document: Mapping[str, Any],
    resolve: Resolve,
    *,
    purpose: str = "assertionMethod",
    now: datetime,
    limits: Limits = LIMITS,
    domain: str | Sequence[str] | None = None,
    challenge: str | None = None,
) -> tuple[ProofResult, ...]:
    """The result of each proof of ``document``, in order; none where it carries no proof. Data Integrity 1.0, §4.4 and §4.5.

    ``domain`` and ``challenge``, where given, must be the proof's. Raises ``DocumentRefused`` only where the document is beyond
    ``limits`` or not JSON; what is wrong with a proof is its result. A document counts as proven when its results are not empty
    and all passed: a link of a chain covers what it names, and a failed one breaks it.
    """
    measure(document, limits)
    if "proof" not in document:
        return ()
    proofs = _listed(document["proof"]) if document["proof"] is not None else [None]
    if len(proofs) > limits.proofs_max:
        raise DocumentRefused("DOCUMENT_TOO_MANY", wanted=limits.proofs_max, found=len(proofs))
    asked = _Asked(resolve=resolve, purpose=purpose, now=now, limits=limits, domain=domain, challenge=challenge)
    return tuple(_result(document, proof, proofs, asked) for proof in proofs)


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a proof must satisfy."""

    resolve: Resolve
    purpose: str
    now: datetime
    limits: Limits
    domain: str | Sequence[str] | None
    challenge: str | None


def _result(document: Mapping[str, Any], proof: Any, proofs: list[Any], asked: _Asked) -> ProofResult:
    told = proof if isinstance(proof, dict) else {}
    suite, method, created = (
        value if isinstance(value, str) else ""
        for value in (told.get("cryptosuite", told.get("type")), told.get("verificationMethod"), told.get("created"))
    )
    code, parameters = "", dict[str, Any]()
    try:
        _check(document, proof, proofs, asked)
    except DocumentRefused as refused:
        code, parameters = refused.code, dict(refused.parameters)
    return ProofResult(
        suite=suite,
        verification_method=method,
        controller=method.partition("#")[0],
        passed=not code,
        code=code,
        parameters=parameters,
        created=created,
    )


def _check(document: Mapping[str, Any], proof: Any, proofs: list[Any], asked: _Asked) -> None:
    """Raises ``DocumentRefused`` unless the proof holds. Data Integrity 1.0, §4.4."""
    if not isinstance(proof, dict):
        raise DocumentRefused("PROOF_MALFORMED", path="/proof")
    suite = _suite_of(proof)
    _check_members(proof)
    _check_asked(proof, asked)
    at = moment_of_text(proof["created"], path="/created") if "created" in proof else asked.now
    key = method_of(asked.resolve, proof["verificationMethod"], proof["proofPurpose"], at)
    if key.algorithm not in suite.algorithms:
        raise DocumentRefused("KEY_NOT_FOR_SUITE", suite=suite.name, algorithm=key.algorithm)
    options = {member: value for member, value in proof.items() if member != "proofValue"}
    covered = _with_matching(_unsecured(document), options, proofs)
    if not suite.check(covered, options, proof["proofValue"], key, asked.limits):
        raise DocumentRefused("SIGNATURE_WRONG")


def _suite_of(proof: Mapping[str, Any]) -> Suite:
    """The suite that a proof names; exactly as written, since the name is among what is signed."""
    kind, name = proof.get("type"), proof.get("cryptosuite")
    if kind != DATA_INTEGRITY and name is None:
        name = kind
    suite = SUITES.get(name) if isinstance(name, str) else None
    if suite is None or kind != (suite.name if suite.legacy else DATA_INTEGRITY):
        raise DocumentRefused("SUITE_UNKNOWN", type=str(kind)[:64], suite=str(name)[:64])
    return suite


def _check_members(proof: Mapping[str, Any]) -> None:
    """The shape of a proof. Data Integrity 1.0, §2.1."""
    for member in ("verificationMethod", "proofPurpose", "proofValue"):
        if not isinstance(proof.get(member), str):
            raise DocumentRefused("PROOF_MEMBER_MALFORMED", member=member)
    for member, fits in _OPTIONAL.items():
        if member in proof and not fits(proof[member]):
            raise DocumentRefused("PROOF_MEMBER_MALFORMED", member=member)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_text_or_texts(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and bool(value) and all(map(_is_text, value)))


_OPTIONAL = {
    "id": is_iri,
    "created": _is_text,
    "expires": _is_text,
    "domain": _is_text_or_texts,
    "challenge": _is_text,
    "nonce": _is_text,
    "previousProof": _is_text_or_texts,
}


def _check_asked(proof: Mapping[str, Any], asked: _Asked) -> None:
    if proof["proofPurpose"] != asked.purpose:
        raise DocumentRefused("PURPOSE_MISMATCH", expected=asked.purpose, found=proof["proofPurpose"][:64])
    if asked.domain is not None and set(_listed(asked.domain)) != set(_listed(proof.get("domain"))):
        raise DocumentRefused("DOMAIN_MISMATCH")
    if asked.challenge is not None and asked.challenge != proof.get("challenge"):
        raise DocumentRefused("CHALLENGE_MISMATCH")
    if "expires" in proof and moment_of_text(proof["expires"], path="/expires") <= asked.now:
        raise DocumentRefused("PROOF_EXPIRED", expires=proof["expires"])


def _with_matching(unsecured: dict[str, Any], options: Mapping[str, Any], proofs: Sequence[Any]) -> dict[str, Any]:
    """What a proof covers: the document, and the proofs that it names before it. Data Integrity 1.0, §4.3 and §4.5."""
    if "previousProof" not in options:
        return unsecured
    matching = []
    for wanted in _listed(options["previousProof"]):
        found = [proof for proof in proofs if isinstance(proof, dict) and proof.get("id") == wanted]
        if len(found) != 1:
            raise DocumentRefused("PREVIOUS_PROOF_ABSENT", proof=str(wanted)[:200])
        matching.append(found[0])
    return {**unsecured, "proof": matching}


def _unsecured(document: Mapping[str, Any]) -> dict[str, Any]:
    return {member: value for member, value in document.items() if member != "proof"}


def _suite_to_sign(name: str, signer: Signer) -> tuple[bool, Sign]:
    suite = SUITES.get(name)
    if suite is None or suite.sign is None:
        raise DocumentRefused("SUITE_UNKNOWN", type=DATA_INTEGRITY, suite=name)
    if signer.public.algorithm not in suite.algorithms:
        raise DocumentRefused("KEY_NOT_FOR_SUITE", suite=name, algorithm=signer.public.algorithm)
    return suite.context_in_proof, suite.sign


def _options(suite: str, **members: Any) -> dict[str, Any]:
    """The proof so far, without what is empty; tuples as the lists that JSON has."""
    options: dict[str, Any] = {"type": DATA_INTEGRITY, "cryptosuite": suite}
    for member, value in members.items():
        if value:
            options[member] = value if isinstance(value, str) else list(value)
    return options


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
