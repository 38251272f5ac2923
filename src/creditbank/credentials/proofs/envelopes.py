"""Tokens inside JSON-LD: enveloped credentials and presentations. VC Data Model 2.0, §4.13 and §4.12; VC-JOSE-COSE 1.0, §3.1.

An envelope is a node whose ``id`` is a ``data:`` URL (RFC 2397) that holds the whole token.
"""

from collections.abc import Mapping
from typing import Any

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.members import listed

CONTEXT = "https://www.w3.org/ns/credentials/v2"
TYPE_OF_KIND = {"vc": "EnvelopedVerifiableCredential", "vp": "EnvelopedVerifiablePresentation"}
MOST_ENCLOSED = 256
"""Credentials that one presentation may carry."""

_OTHER_MEDIA = ("vc+sd-jwt", "vc+cose", "vp+sd-jwt", "vp+cose")
"""Media types of the same Recommendation that are well-formed here, but that nothing here opens."""


def envelope(token: str, *, kind: str = "vc") -> dict[str, Any]:
    """A token of kind ``vc`` or ``vp`` as a member of a JSON-LD document."""
    return {"@context": CONTEXT, "type": TYPE_OF_KIND[kind], "id": f"data:application/{kind}+jwt,{token}"}


def is_envelope(document: Mapping[str, Any]) -> bool:
    """Whether the types of ``document`` say that it only holds a token."""
    return any(name in listed(document.get("type")) for name in TYPE_OF_KIND.values())


def token_of_envelope(document: Mapping[str, Any]) -> tuple[str, str]:
    """Kind and token of an envelope. Raises ``DocumentRefused`` where it is none, or holds what is not a JOSE token."""
    kind, media, token = _content(document)
    if media != f"{kind}+jwt":
        raise DocumentRefused("ENVELOPE_UNREADABLE", media=media)
    return kind, token


def enclosed(presentation: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """The credentials in a presentation, each an envelope or a document with a proof of its own.

    That each stands alone is required: VC-JOSE-COSE 1.0, §3.1.2. Raises ``DocumentRefused`` with the place of one that has
    neither envelope nor proof, and for more than ``MOST_ENCLOSED``.
    """
    inside = listed(presentation.get("verifiableCredential", []))
    if len(inside) > MOST_ENCLOSED:
        raise DocumentRefused("ENCLOSED_TOO_MANY", path="/verifiableCredential", limit=MOST_ENCLOSED)
    for place, one in enumerate(inside):
        path = f"/verifiableCredential/{place}"
        if not isinstance(one, Mapping):
            raise DocumentRefused("ENCLOSED_UNSECURED", path=path)
        if is_envelope(one):
            _content(one, path=path)
        elif not one.get("proof"):
            raise DocumentRefused("ENCLOSED_UNSECURED", path=path)
    return tuple(inside)


def _content(document: Mapping[str, Any], *, path: str = "") -> tuple[str, str, str]:
    """Kind, media type without ``application/``, and content of an envelope."""
    kind = next((kind for kind, name in TYPE_OF_KIND.items() if name in listed(document.get("type"))), "")
    url = document.get("id")
    head, comma, content = url.partition(",") if isinstance(url, str) else ("", "", "")
    media = head.partition(";")[0].removeprefix("data:application/")
    if (
        not kind
        or CONTEXT not in listed(document.get("@context"))
        or not comma
        or not content
        or not head.startswith("data:")
    ):
        raise DocumentRefused("ENVELOPE_MALFORMED", path=path)
    if not media.startswith(f"{kind}+") or media not in (f"{kind}+jwt", *_OTHER_MEDIA):
        raise DocumentRefused("ENVELOPE_UNREADABLE", media=media[:64])
    return kind, media, content
