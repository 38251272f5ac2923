"""Issuers and holders as the nodes of Open Badges 3.0: ``Profile``, ``IdentityObject``, and status entries."""

from collections.abc import Mapping
from typing import Any

import msgspec

from creditbank.credentials.award import Holder, Party, Status
from creditbank.credentials.formats.reading import name_at, objects_at, text_at
from creditbank.credentials.formats.rest import rest, with_rest, without_empty
from creditbank.credentials.formats.values import whole_of_text

USCC = "ext:creditbank.uscc"
"""Type of identifier for the unified social credit code; ``ext:`` is how Open Badges 3.0 lets its lists be extended."""
LEARNER = "ext:creditbank.learner"
NATIONAL = "nationalIdentityNumber"

ABOUT_AWARD = frozenset(
    {
        "type",
        "achievement",
        "result",
        "creditsEarned",
        "activityStartDate",
        "activityEndDate",
        "licenseNumber",
        "narrative",
        "role",
        "source",
        "term",
    }
)
"""Members of a subject that speak of what was earned; all others speak of the person and go to ``Holder.extra``."""

_PERSON = frozenset({"givenName", "familyName", "familyNamePrefix", "patronymicName"})


def profile(party: Party) -> dict[str, Any]:
    """``party`` as a ``Profile``. The Chinese name is ``name``, an English one that differs is ``additionalName``."""
    return with_rest(_profile(party), party.extra)


def _profile(party: Party) -> dict[str, Any]:
    code = {"type": "IdentifierEntry", "identifier": party.uscc, "identifierType": USCC}
    name = party.name.get("zh", "")
    english = party.name.get("en", name)
    return without_empty(
        {
            "id": party.id,
            "type": ["Profile"],
            "name": name,
            "additionalName": english if english != name else "",
            "url": party.url,
            "otherIdentifier": [code] if party.uscc else [],
        }
    )


def party_of(node: Mapping[str, Any], path: str) -> Party:
    """The institution (or, in foreign documents, person) that a ``Profile`` or a bare id describes."""
    name = name_at(node, "name", path)
    if node.get("additionalName") and not _PERSON & node.keys():  # of a person it is a middle name
        name["en"] = text_at(node, "additionalName", path)
    codes = [
        text_at(entry, "identifier", f"{path}/otherIdentifier")
        for entry in objects_at(node, "otherIdentifier", path)
        if entry.get("identifierType") == USCC
    ]
    party = Party(id=text_at(node, "id", path), name=name, uscc=next(iter(codes), ""), url=text_at(node, "url", path))
    return msgspec.structs.replace(party, extra=rest(_profile(party), node))


def person(holder: Holder) -> dict[str, Any]:
    """The members of a subject that say who holds the credential."""
    return with_rest(_person(holder), holder.extra)


def _person(holder: Holder) -> dict[str, Any]:
    identities = [
        identity(holder.name, "name"),
        identity(holder.number, LEARNER),
        identity(holder.identity_hash, NATIONAL, hashed=True, salt=holder.identity_salt),
    ]
    return without_empty({"id": holder.id, "identifier": [node for node in identities if node]})


def identity(value: str, kind: str, *, hashed: bool = False, salt: str = "") -> dict[str, Any]:
    """An ``IdentityObject``, or nothing where there is no value."""
    if not value:
        return {}
    node = {"type": "IdentityObject", "hashed": hashed, "identityHash": value, "identityType": kind}
    return node | ({"salt": salt} if salt else {})


def identities_of(subject: Mapping[str, Any], path: str) -> dict[str, Mapping[str, Any]]:
    """The first identity of each type: a clear one under its type, a hashed one under its type with ``#``."""
    found: dict[str, Mapping[str, Any]] = {}
    for node in objects_at(subject, "identifier", path):
        kind = text_at(node, "identityType", f"{path}/identifier")
        found.setdefault(f"{kind}#" if node.get("hashed") is True else kind, node)
    return found


def holder_of(subject: Mapping[str, Any], path: str, *, apart: frozenset[str] = ABOUT_AWARD) -> Holder:
    """Who a subject describes. ``apart`` are its members that speak of something else."""
    found = identities_of(subject, path)

    def said(kind: str, name: str = "identityHash") -> str:
        return text_at(found.get(kind, {}), name, f"{path}/identifier")

    holder = Holder(
        id=text_at(subject, "id", path),
        name=said("name"),
        number=said(LEARNER),
        identity_hash=said(f"{NATIONAL}#"),
        identity_salt=said(f"{NATIONAL}#", "salt"),
    )
    about = {name: value for name, value in subject.items() if name not in apart}
    return msgspec.structs.replace(holder, extra=rest(_person(holder), about))


def statuses_node(statuses: tuple[Status, ...]) -> dict[str, Any] | list[dict[str, Any]] | None:
    """``credentialStatus``: one entry as an object, several as a list. Bitstring Status List 1.0, §2.1."""
    entries = [
        {
            "id": f"{status.list_url}#{status.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": status.purpose,
            "statusListIndex": str(status.index),
            "statusListCredential": status.list_url,
        }
        for status in statuses
    ]
    return entries[0] if len(entries) == 1 else entries or None


def statuses_of(document: Mapping[str, Any]) -> tuple[Status, ...]:
    """The entries of Bitstring status lists; other kinds of status are no facts of ours and stay in ``extra``."""
    found = []
    for node in objects_at(document, "credentialStatus", ""):
        index = whole_of_text(str(node.get("statusListIndex", "")))
        if node.get("type") == "BitstringStatusListEntry" and index is not None:
            at = "/credentialStatus"
            found.append(
                Status(
                    list_url=text_at(node, "statusListCredential", at),
                    index=index,
                    purpose=text_at(node, "statusPurpose", at),
                )
            )
    return tuple(found)
