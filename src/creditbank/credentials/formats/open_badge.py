"""An award as an ``AchievementCredential``, written ``OpenBadgeCredential``: 1EdTech Open Badges 3.0 (2024-05-27) on the W3C Verifiable Credentials Data Model 2.0.

``parse`` also reads what others issue, in version 1.1 of the data model too, and keeps in ``extra`` whatever it does not know:
``build(parse(document))`` is ``document`` without its proof. Reading is not verifying.
"""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from creditbank.credentials.award import Award, Evidence
from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.formats import achievements as nodes
from creditbank.credentials.formats.people import holder_of, party_of, person, profile, statuses_node, statuses_of
from creditbank.credentials.formats.reading import object_at, objects_at, refuse_unbounded, text_at, texts_at
from creditbank.credentials.formats.rest import of_open_badge, rest, with_rest, without_empty
from creditbank.credentials.formats.values import (
    credits_of_number,
    day_of_text,
    number_of_credits,
    sha256_of_sri,
    sri_of_sha256,
)
from creditbank.credentials.proofs.moments import moment_of_text, text_of_moment

MEDIA_TYPE = "application/vc"
CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CONTEXTS = (CREDENTIALS, BADGES)
TYPES = ("OpenBadgeCredential", "AchievementCredential")
"""Two names of one type (Open Badges 3.0, AchievementCredential). The second is an alias in the context, which verifiers that ask
for the compacted form do not accept; so we write the first and read both."""

SOURCE = f"{nodes.OWN}source"
"""Genre of the evidence of a grant: the credential of an award that paid for it."""


def build(award: Award) -> dict[str, Any]:
    """The unsigned credential of ``award``. Raises ``CredentialError`` for credits or digests that cannot be written."""
    return with_rest(_plain(award), of_open_badge(award.extra))


def _plain(award: Award) -> dict[str, Any]:
    return without_empty(
        {
            "@context": list(CONTEXTS),
            "id": award.id,
            "type": ["VerifiableCredential", TYPES[0]],
            "issuer": profile(award.issuer),
            "validFrom": text_of_moment(award.valid_from),
            "validUntil": text_of_moment(award.valid_until) if award.valid_until else None,
            "name": nodes.chinese(award.achievement.name),
            "credentialSubject": _subject(award),
            "evidence": [*map(_evidence, award.evidence), *_sources(award)],
            "credentialStatus": statuses_node(award.statuses),
        }
    )


def _subject(award: Award) -> dict[str, Any]:
    about = {
        "type": ["AchievementSubject"],
        "achievement": nodes.achievement_node(award),
        "activityEndDate": f"{award.earned_on.isoformat()}T00:00:00Z" if award.earned_on else "",
        "creditsEarned": None if award.credits is None else number_of_credits(award.credits),
        "licenseNumber": award.number,
        "source": _original_issuer(award.original_issuer),
        "result": nodes.result_nodes(award),
    }
    return person(award.holder) | without_empty(about)


def _original_issuer(name: str) -> dict[str, Any]:
    """A ``Profile`` must have an id, and of who issued a paper we know the name: the id is one for each name."""
    return {"id": uuid.uuid5(uuid.NAMESPACE_OID, name).urn, "type": ["Profile"], "name": name} if name else {}


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return without_empty(
        {
            "id": evidence.url,
            "type": ["Evidence"],
            "name": evidence.name,
            "digestSRI": sri_of_sha256(evidence.sha256),
        }
    )


def _sources(award: Award) -> list[dict[str, Any]]:
    sources = award.granted.sources if award.granted else ()
    return [{"id": source, "type": ["Evidence"], "genre": SOURCE} for source in sources]


def parse(document: Mapping[str, Any]) -> Award:
    """The award a credential asserts; its ``proof`` is not read. Raises ``DocumentRefused`` for what is no Open Badge 3.0."""
    refuse_unbounded(document)
    if not set(TYPES) & set(texts_at(document, "type", "")):
        raise DocumentRefused("CREDENTIAL_TYPE_UNKNOWN", path="/type")
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    award = _facts(unsigned)
    return msgspec.structs.replace(award, extra=rest(_plain(award), unsigned))


def _facts(document: Mapping[str, Any]) -> Award:
    subject = object_at(document, "credentialSubject", "")
    at = "/credentialSubject/achievement"
    node = object_at(subject, "achievement", "/credentialSubject")
    if not subject or not node:
        raise DocumentRefused("MEMBER_MISSING", path=at if subject else "/credentialSubject")
    own, (results, hours) = nodes.marked(node, at), nodes.results_of(subject, node)
    evidence, sources = _evidences_of(document)
    award = Award(
        id=text_at(document, "id", ""),
        number=text_at(subject, "licenseNumber", "/credentialSubject"),
        holder=holder_of(subject, "/credentialSubject"),
        issuer=party_of(object_at(document, "issuer", ""), "/issuer"),
        achievement=nodes.achievement_of(node, at),
        earned_on=_earned_on(document, subject),
        valid_from=valid_from_of(document),
        valid_until=valid_until_of(document),
        original_issuer=text_at(
            object_at(subject, "source", "/credentialSubject"), "name", "/credentialSubject/source"
        ),
        credits=credits_of_number(subject.get("creditsEarned"), "/credentialSubject/creditsEarned"),
        hours=hours,
        results=results,
        evidence=evidence,
        statuses=statuses_of(document),
        clause=text_at(own.get((nodes.CLAUSE, ""), {}), "targetName", at),
        granted=nodes.granted_of(own, sources, at),
    )
    return msgspec.structs.replace(award, achievement=nodes.with_extra(award, node))


def _evidences_of(document: Mapping[str, Any]) -> tuple[tuple[Evidence, ...], tuple[str, ...]]:
    """The documents a credential rests on, and apart from them the credentials that paid for a grant."""
    evidence, sources = [], []
    for node in objects_at(document, "evidence", ""):
        url = text_at(node, "id", "/evidence")
        if node.get("genre") == SOURCE:
            sources.append(url)
            continue
        digest = sha256_of_sri(text_at(node, "digestSRI", "/evidence"))
        evidence.append(Evidence(name=text_at(node, "name", "/evidence"), sha256=digest, url=url))
    return tuple(evidence), tuple(sources)


def _earned_on(document: Mapping[str, Any], subject: Mapping[str, Any]) -> date | None:
    ended = text_at(subject, "activityEndDate", "/credentialSubject")
    return day_of_text(ended, "/credentialSubject/activityEndDate") or day_of_text(
        text_at(document, "awardedDate", ""), "/awardedDate"
    )


def valid_from_of(document: Mapping[str, Any]) -> datetime:
    """Since when a credential is valid: ``validFrom``, or ``issuanceDate`` of data model 1.1. Open Badges requires it."""
    name = "issuanceDate" if "validFrom" not in document and "issuanceDate" in document else "validFrom"
    if document.get(name) is None:
        raise DocumentRefused("MEMBER_MISSING", path="/validFrom")
    return moment_of_text(document[name], path=f"/{name}")


def valid_until_of(document: Mapping[str, Any]) -> datetime | None:
    """Until when a credential is valid: ``validUntil``, or ``expirationDate`` of data model 1.1."""
    name = "expirationDate" if "validUntil" not in document and "expirationDate" in document else "validUntil"
    return None if document.get(name) is None else moment_of_text(document[name], path=f"/{name}")
