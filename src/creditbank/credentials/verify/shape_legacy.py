"""Credentials of the Verifiable Credentials Data Model 1.1 (REC, 3 March 2022), which are still in people's hands."""

from collections.abc import Iterator, Mapping
from typing import Any

from creditbank.credentials.verify.contexts import V1, context_faults
from creditbank.credentials.verify.fields import (
    CREDENTIAL,
    Fault,
    id_faults,
    is_url,
    object_faults,
    objects_of,
    period_faults,
    place,
    type_faults,
)


def legacy_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with a credential of version 1.1. Names are free there; the date of issue is required."""
    yield from context_faults(document.get("@context"), V1)
    yield from type_faults(document, "", CREDENTIAL)
    yield from id_faults(document, "")
    yield from _party_faults(document)
    yield from _subject_faults(document)
    if "issuanceDate" not in document:
        yield Fault("ISSUANCE_DATE_MISSING")
    yield from period_faults(document, "issuanceDate", "expirationDate")
    yield from period_faults(document, "validFrom", "validUntil")
    for member in ("credentialStatus", "credentialSchema", "refreshService"):
        yield from object_faults(document, member, id_required=True)
    for member in ("termsOfUse", "evidence"):
        yield from object_faults(document, member)


def _party_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    issuer = document.get("issuer")
    if issuer is None:
        yield Fault("ISSUER_MISSING")
    elif not is_url(issuer.get("id") if isinstance(issuer, Mapping) else issuer):
        yield Fault("ISSUER_MALFORMED", "/issuer")


def _subject_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    subjects = objects_of(document, "credentialSubject")
    if document.get("credentialSubject") is None or not subjects:
        yield Fault("SUBJECT_MISSING")
    for subject in subjects:
        if not isinstance(subject, Mapping) or not subject:
            yield Fault("SUBJECT_EMPTY", place("", "credentialSubject"))
        else:
            yield from id_faults(subject, place("", "credentialSubject"))
