"""What a document says under other names: statements that are signed, and that steps which read members would not see.

Suites over statements sign what terms mean. So a member can be renamed to its full address, by a context of the document's
own, or put into a nesting, and the signature still holds: a revocation or an end of validity would be out of sight. Whatever
counts for the verdict must therefore stand under its usual name.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.limits import Limits
from creditbank.credentials.proofs.members import listed
from creditbank.credentials.verify.fields import Fault

_CREDENTIALS = "https://www.w3.org/2018/credentials#"
_STATUS = "https://www.w3.org/ns/credentials/status#"
_KNOWN = (_CREDENTIALS, _STATUS, "https://www.w3.org/ns/credentials", "https://purl.imsglobal.org/spec/")
"""Vocabularies whose types decide what is verified."""
_WATCHED = (
    "credentialStatus",
    "validFrom",
    "validUntil",
    "issuanceDate",
    "expirationDate",
    "issuer",
    "credentialSubject",
    "holder",
    "verifiableCredential",
)
_OUT_OF_SIGHT = ("@included", "@graph", "@reverse")
_TEXT = frozenset({"@value", "@language", "@direction"})
"""Members of a text in a language, VC Data Model 2.0, §11.1: they hide nothing."""


def hidden_faults(document: Mapping[str, Any], limits: Limits | None = None) -> list[Fault]:
    """The members and types that the document holds under other names. None where it uses only published names.

    A document that cannot be expanded has no statements: its signature over them fails by itself.
    """
    if _is_plain(document, whole=True):
        return []
    # The processor of linked data takes a tenth of a second to load: a plain document is not made to wait for it.
    from creditbank.credentials.proofs.linked_data import expand

    try:
        expanded = expand({name: value for name, value in document.items() if name != "proof"}, limits or Limits())
    except DocumentRefused:
        return []
    if len(expanded) != 1 or not isinstance(expanded[0], dict):
        return [Fault("MEMBER_HIDDEN", "", {"member": "@graph"})]
    return [Fault("MEMBER_HIDDEN", "", {"member": name}) for name in _hidden(document, expanded[0])]


def _hidden(document: Mapping[str, Any], node: Mapping[str, Any]) -> Iterator[str]:
    yield from (name for name in _OUT_OF_SIGHT if name in node)
    for name in _WATCHED:
        if len(node.get(_CREDENTIALS + name, ())) != len(_listed(document.get(name))):
            yield name
    yield from _hidden_types(document, node, "type")
    entries = node.get(_CREDENTIALS + "credentialStatus", [])
    for entry, said in zip(_listed(document.get("credentialStatus")), entries, strict=False):
        yield from _hidden_in_entry(entry, said)


def _hidden_in_entry(entry: Any, said: Any) -> Iterator[str]:
    for iri in said if isinstance(said, dict) and isinstance(entry, dict) else ():
        name = str(iri).removeprefix(_STATUS)
        if str(iri) in _OUT_OF_SIGHT or (name != iri and name not in entry):
            yield f"credentialStatus/{name}"
    if isinstance(entry, dict) and isinstance(said, dict):
        yield from _hidden_types(entry, said, "credentialStatus/type")


def _hidden_types(named: Mapping[str, Any], meant: Mapping[str, Any], where: str) -> Iterator[str]:
    """Types that are known by a short name and stand here under another, and types that only the statements hold."""
    names, iris = _listed(named.get("type")), meant.get("@type", [])
    if len(names) != len(iris):
        yield where
    for name, iri in zip(names, iris, strict=False):
        if ":" in str(name) and str(iri).startswith(_KNOWN):
            yield where


def _is_plain(value: Any, *, whole: bool = False) -> bool:
    """Whether only published contexts and short names are used: nothing can be hidden then, and nothing is expanded."""
    if isinstance(value, list):
        return all(_is_plain(one) for one in value)
    if not isinstance(value, dict):
        return True
    return all(_is_plain_member(name, inner, whole) for name, inner in value.items())


def _is_plain_member(name: str, value: Any, whole: bool) -> bool:
    if name == "@context":
        return whole and all(isinstance(one, str) for one in _listed(value))
    if name == "type":
        return not any(":" in str(one) for one in _listed(value))
    return (not name.startswith("@") or name in _TEXT) and ":" not in name and _is_plain(value)


def _listed(value: Any) -> list[Any]:
    """Without nulls, which say nothing in linked data."""
    return [one for one in listed(value) if one is not None]
