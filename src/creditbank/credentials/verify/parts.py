"""Credentials inside a document: those that a presentation shows, and those that a transcript binds together."""

from collections.abc import Iterator, Mapping
from typing import Any

from creditbank.credentials.proofs.envelopes import is_envelope
from creditbank.credentials.verify.fields import PRESENTATION, Fault, objects_of, types_of

PARTS_MAX = 64
"""Credentials inside one document; each is verified by itself."""
PARTS_DEPTH = 2
"""How deep they are followed: a presentation shows a transcript, a transcript binds credentials."""


def parts_of(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What is to be verified inside: of a presentation everything, of a transcript what is signed by itself.

    A transcript may list results that its issuer alone asserts (CLR 2.0, §4.2); they rest on its signature.
    """
    listed = [one for one in _inside(document) if isinstance(one, Mapping)]
    if PRESENTATION in types_of(document):
        return listed
    return [one for one in listed if "proof" in one or is_envelope(one)]


def part_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    """Not more credentials inside than are verified in one go."""
    if len(_inside(document)) > PARTS_MAX:
        yield Fault("ENCLOSED_TOO_MANY", "", {"limit": PARTS_MAX})


def purpose_of(presentation: Mapping[str, Any]) -> str:
    """What the proofs of a presentation are for: authentication, unless all of them only assert it."""
    found = [one.get("proofPurpose") for one in objects_of(presentation, "proof") if isinstance(one, Mapping)]
    return "assertionMethod" if found and set(map(str, found)) == {"assertionMethod"} else "authentication"


def _inside(document: Mapping[str, Any]) -> list[Any]:
    if PRESENTATION in types_of(document):
        return objects_of(document, "verifiableCredential")
    subjects = [one for one in objects_of(document, "credentialSubject") if isinstance(one, Mapping)]
    return [inside for one in subjects for inside in objects_of(one, "verifiableCredential")]
