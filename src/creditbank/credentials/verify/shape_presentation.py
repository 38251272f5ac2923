"""Presentations, and the envelopes in which signed tokens travel as JSON. VC Data Model 2.0, §4.13 and §4.13.1–2."""

from collections.abc import Iterator, Mapping
from typing import Any

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.envelopes import is_envelope, token_of_envelope
from creditbank.credentials.verify.contexts import V1, V2, context_faults
from creditbank.credentials.verify.fields import (
    PRESENTATION,
    Fault,
    fault_of,
    id_faults,
    is_url,
    object_faults,
    objects_of,
    place,
    type_faults,
)


def presentation_faults(document: Mapping[str, Any], credential_type: str) -> Iterator[Fault]:
    """What is wrong with a presentation itself; the credentials inside are only looked at for what they are."""
    contexts = document.get("@context")
    base = V1 if isinstance(contexts, list) and contexts[:1] == [V1] else V2
    yield from context_faults(contexts, base)
    yield from type_faults(document, "", PRESENTATION)
    yield from id_faults(document, "")
    yield from object_faults(document, "termsOfUse")
    if "holder" in document:
        holder = document["holder"]
        if not is_url(holder.get("id") if isinstance(holder, Mapping) else holder):
            yield Fault("HOLDER_MALFORMED", "/holder")
    for number, one in enumerate(objects_of(document, "verifiableCredential")):
        pointer = place("/verifiableCredential", number)
        if not isinstance(one, Mapping):
            yield Fault("OBJECT_EXPECTED", pointer)
        elif is_envelope(one):
            yield from envelope_faults(one, pointer)
        else:
            yield from type_faults(one, pointer, credential_type)


def envelope_faults(document: Mapping[str, Any], pointer: str) -> Iterator[Fault]:
    """An envelope has the base context, its one type, and a token as a ``data:`` URL."""
    if len(objects_of(document, "type")) != 1:
        yield Fault("TYPE_MALFORMED", place(pointer, "type"))
    try:
        token_of_envelope(document)
    except DocumentRefused as refused:
        yield fault_of(refused, pointer)
