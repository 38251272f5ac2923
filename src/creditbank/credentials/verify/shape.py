"""Whether a document is a credential as the W3C's Verifiable Credentials Data Model 2.0 (REC, 15 May 2025) demands.

Only what a signature cannot say is looked at here; what a term means, and that none is dropped, is for canonicalization.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.envelopes import is_envelope
from creditbank.credentials.status_list import ENTRIES, read_entry
from creditbank.credentials.verify.contexts import V1, V2, content_of, context_faults
from creditbank.credentials.verify.digests import digest_fault
from creditbank.credentials.verify.fields import (
    CREDENTIAL,
    PRESENTATION,
    Fault,
    fault_of,
    id_faults,
    is_url,
    object_faults,
    objects_of,
    period_faults,
    place,
    text_faults,
    type_faults,
    types_of,
)
from creditbank.credentials.verify.shape_legacy import legacy_faults
from creditbank.credentials.verify.shape_presentation import envelope_faults, presentation_faults

Content = Callable[[str], bytes | None]
"""The bytes behind a URL, where they are known offline."""


_TYPED = ("credentialStatus", "termsOfUse", "evidence", "refreshService")
"""Members whose values must say their type. VC Data Model 2.0, §4.5 (table) and §5.10 (reserved ones)."""
_RESERVED = ("confidenceMethod", "renderMethod")
_PROOF_TEXTS = ("type", "proofPurpose", "verificationMethod", "proofValue")


def check_shape(document: object, *, content: Content = content_of) -> list[Fault]:
    """All faults of a credential, a presentation or an envelope, of data model 2.0 or 1.1; empty for none.

    The first context says which version it is. ``content`` gives the bytes of resources known offline (by default the
    contexts of this package), so that digests of related resources can be compared; others are only looked at for form. A missing proof is no
    fault here: a credential is also checked before it is signed.
    """
    if not isinstance(document, Mapping):
        return [Fault("OBJECT_EXPECTED")]
    if is_envelope(document):
        return list(envelope_faults(document, ""))
    types = types_of(document)
    if (
        PRESENTATION in types and CREDENTIAL in types
    ):  # else what only the holder signed could pass for an issuer's word
        return [Fault("TYPES_CONTRADICT", "/type")]
    if PRESENTATION in types:
        return [*presentation_faults(document, CREDENTIAL), *proof_faults(document)]
    return list(credential_faults(document, content))


def credential_faults(document: Mapping[str, Any], content: Content = content_of) -> Iterator[Fault]:
    """What is wrong with one credential that lies open (not in an envelope)."""
    contexts = document.get("@context")
    if isinstance(contexts, list) and contexts[:1] == [V1]:
        yield from legacy_faults(document)
    else:
        yield from _current_faults(document)
    yield from status_faults(document)
    yield from _related_faults(document, content)
    yield from proof_faults(document)


def _current_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    yield from context_faults(document.get("@context"), V2)
    yield from type_faults(document, "", CREDENTIAL)
    yield from id_faults(document, "")
    yield from text_faults(document, "")
    yield from issuer_faults(document)
    yield from subject_faults(document)
    yield from period_faults(document, "validFrom", "validUntil")
    for member in ("issuanceDate", "expirationDate"):
        if member in document:  # unknown to the 2.0 context: an end of validity that no 2.0 verifier would see
            yield Fault("MEMBER_OF_OTHER_VERSION", place("", member))
    for member in (*_TYPED, *_RESERVED):
        yield from object_faults(document, member)
    yield from object_faults(document, "credentialSchema", id_required=True)


def issuer_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """The issuer is a URL, or an object with one as id. VC Data Model 2.0, §4.7."""
    issuer = document.get("issuer")
    if issuer is None:
        yield Fault("ISSUER_MISSING")
    elif isinstance(issuer, Mapping):
        if not is_url(issuer.get("id")):
            yield Fault("ISSUER_MALFORMED", "/issuer/id")
        yield from text_faults(issuer, "/issuer")
    elif not is_url(issuer):
        yield Fault("ISSUER_MALFORMED", "/issuer")


def subject_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Each subject is an object that says something. VC Data Model 2.0, §4.8."""
    member = "credentialSubject"
    subjects = objects_of(document, member)
    if document.get(member) is None or not subjects:
        yield Fault("SUBJECT_MISSING")
        return
    for number, subject in enumerate(subjects):
        pointer = place(place("", member), number) if isinstance(document[member], list) else place("", member)
        if not isinstance(subject, Mapping) or not subject:
            yield Fault("SUBJECT_EMPTY", pointer)
        else:
            yield from id_faults(subject, pointer)


def status_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Status entries of the kinds that are read here are whole. Bitstring Status List 1.0, §2.1."""
    for number, entry in enumerate(objects_of(document, "credentialStatus")):
        if isinstance(entry, Mapping) and any(one in ENTRIES for one in types_of(entry)):
            single = not isinstance(document["credentialStatus"], list)
            pointer = "/credentialStatus" if single else f"/credentialStatus/{number}"
            try:
                read_entry(entry, path=pointer)
            except DocumentRefused as refused:
                yield fault_of(refused, pointer)


def _related_faults(document: Mapping[str, Any], content: Content) -> Iterator[Fault]:
    """Related resources have an id of their own and a digest, which is right where it can be compared. §5.3."""
    if "relatedResource" not in document:
        return
    listed = objects_of(document, "relatedResource")
    seen: set[str] = set()
    for number, one in enumerate(listed):
        pointer = (
            place("/relatedResource", number) if isinstance(document["relatedResource"], list) else "/relatedResource"
        )
        if not isinstance(one, Mapping):
            yield Fault("OBJECT_EXPECTED", pointer)
            continue
        yield from id_faults(one, pointer, required=True)
        url = one.get("id")
        if isinstance(url, str):
            if url in seen:
                yield Fault("RESOURCE_TWICE", place(pointer, "id"), {"url": url})
            seen.add(url)
        known = content(url) if isinstance(url, str) else None
        yield from digest_fault(one, pointer, known)
    if not listed:
        yield Fault("OBJECT_EXPECTED", "/relatedResource")


def proof_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Proofs, where present, have the members without which none can be checked. Data Integrity 1.0, §2.1."""
    if "proof" not in document:
        return
    listed = objects_of(document, "proof")
    if not listed:
        yield Fault("PROOF_MALFORMED", "/proof")
    for number, proof in enumerate(listed):
        pointer = place("/proof", number) if isinstance(document["proof"], list) else "/proof"
        if not isinstance(proof, Mapping):
            yield Fault("PROOF_MALFORMED", pointer)
            continue
        texts = _PROOF_TEXTS if proof.get("type") != "DataIntegrityProof" else (*_PROOF_TEXTS, "cryptosuite")
        for member in texts:
            if not isinstance(proof.get(member), str):
                yield Fault("PROOF_MALFORMED", place(pointer, member))
