"""The contexts of a document: the base one first, then addresses or definitions that JSON-LD can process."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from creditbank.credentials.contexts import documents
from creditbank.credentials.contexts.documents import CONTEXTS
from creditbank.credentials.verify.fields import Fault, is_url, place

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"

_NO_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')


def context_faults(found: object, base: str) -> Iterator[Fault]:
    """An ordered set that begins with ``base``; the rest are URLs and definitions. VC Data Model 2.0, §4.3."""
    if found is None:
        yield Fault("CONTEXT_MISSING")
    elif not isinstance(found, list) or found[:1] != [base]:
        yield Fault("CONTEXT_WRONG", "/@context", {"wanted": base})
    else:
        for number, one in enumerate(found[1:], start=1):
            if isinstance(one, Mapping):
                yield from _definition_faults(one, place("/@context", number))
            elif not is_url(one):
                yield Fault("CONTEXT_MALFORMED", place("/@context", number))
            elif one not in CONTEXTS:  # what its terms mean cannot be told, whatever the signature covers
                yield Fault("CONTEXT_UNKNOWN", place("/@context", number), {"url": one[:200]})


def content_of(url: str) -> bytes | None:
    """The bytes of a context of this package, with which digests of related resources are compared."""
    pinned = CONTEXTS.get(url)
    return (Path(documents.__file__).parent / "files" / pinned.file).read_bytes() if pinned is not None else None


def _definition_faults(definitions: Mapping[str, Any], pointer: str) -> Iterator[Fault]:
    """A term is defined as something that can be an IRI: an address with a blank in it names nothing."""
    for term, definition in definitions.items():
        meaning = definition.get("@id") if isinstance(definition, Mapping) else definition
        if isinstance(meaning, str) and _NO_IRI.search(meaning):
            yield Fault("CONTEXT_MALFORMED", place(pointer, term))
