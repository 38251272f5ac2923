"""An award for Europe: European Learning Model v3 in JSON-LD, in the shape of a European Digital Credential.

An export without the electronic seal that Europass asks of issuers; of version 1.1 of the data model, as ELM v3 is. The terms are
those of the application profile ``edc-generic-full``; ids of vocabularies that could not be confirmed are marked 待核 in
docs/credentials-formats.md.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from creditbank.credentials.award import Achievement, Award, Holder, Party, Result
from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.formats.achievements import chinese
from creditbank.credentials.formats.open_badge import valid_from_of, valid_until_of
from creditbank.credentials.formats.reading import object_at, objects_at, refuse_unbounded, text_at, texts_at
from creditbank.credentials.formats.rest import of_format, rest, with_rest, without_empty
from creditbank.credentials.formats.values import credits_of_number, day_of_text, hours_of_duration
from creditbank.credentials.proofs.moments import text_of_moment
from creditbank.kernel.quantity import format_amount
from creditbank.rules.definitions import Name

_REST = of_format("elm")
MEDIA_TYPE = "application/ld+json"
TYPE = "EuropeanDigitalCredential"
CONTEXTS = ("https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap")

_AUTHORITY = "http://publications.europa.eu/resource/authority"
_GENERIC = "http://data.europa.eu/snb/credential/e34929035b"
_PROFILE = "http://data.europa.eu/snb/model/ap/edc-generic-full"
_CREDIT = "urn:creditbank:unit:credit"
NUMBER, LEARNER, CODE = "学分银行记录号", "学分银行学习者号", "成果编码"
"""Names of our schemes of identifiers."""


def build(award: Award) -> dict[str, Any]:
    """The unsealed credential of ``award``, with the fields that ``carried`` keeps."""
    return with_rest(_plain(award), award.extra.get(_REST, {}))


def _plain(award: Award) -> dict[str, Any]:
    ends = text_of_moment(award.valid_until) if award.valid_until else ""
    return without_empty(
        {
            "@context": list(CONTEXTS),
            "id": award.id,
            "type": ["VerifiableCredential", TYPE],
            "credentialProfiles": _concept(_GENERIC, {"en": "Generic"}),
            "credentialSchema": {"id": _PROFILE, "type": "ShaclValidator2017"},
            "displayParameter": _display(award),
            "identifier": _identifiers(award.id, {NUMBER: award.number}),
            "issuer": _organisation(award.issuer),
            "issuanceDate": text_of_moment(award.valid_from),
            "validFrom": text_of_moment(award.valid_from),
            "expirationDate": ends,
            "validUntil": ends,
            "credentialSubject": without_empty(
                {
                    "id": award.holder.id,
                    "type": "Person",
                    "fullName": without_empty({"zh": award.holder.name}),
                    "identifier": _identifiers(f"{award.id}#holder", {LEARNER: award.holder.number}),
                    "hasClaim": _claim(award),
                }
            ),
        }
    )


def _concept(address: str, label: Mapping[str, str]) -> dict[str, Any]:
    return {"id": address, "type": "Concept", "prefLabel": dict(label)}


def _identifiers(base: str, notations: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"id": f"{base}#identifier-{at}", "type": "Identifier", "schemeName": scheme, "notation": notation}
        for at, (scheme, notation) in enumerate(notations.items(), 1)
        if notation
    ]


def _display(award: Award) -> dict[str, Any]:
    languages = [
        _concept(f"{_AUTHORITY}/language/{code}", {"en": label})
        for code, label in (("ZHO", "Chinese"), ("ENG", "English"))
    ]
    return {
        "id": f"{award.id}#display",
        "type": "DisplayParameter",
        "title": dict(award.achievement.name),
        "primaryLanguage": languages[0],
        "language": languages,
    }


def _organisation(party: Party) -> dict[str, Any]:
    country = _concept(f"{_AUTHORITY}/country/CHN", {"zh": "中国", "en": "China"})
    registration = {"id": f"{party.id}#uscc", "type": "LegalIdentifier", "notation": party.uscc, "spatial": country}
    address = {"id": f"{party.id}#address", "type": "Address", "countryCode": country}
    return without_empty(
        {
            "id": party.id,
            "type": "Organisation",
            "legalName": dict(party.name),
            "registration": registration if party.uscc else {},
            "location": {"id": f"{party.id}#location", "type": "Location", "address": address},
            "homepage": {"id": f"{party.id}#homepage", "type": "WebResource", "contentURL": party.url}
            if party.url
            else {},
        }
    )


def _claim(award: Award) -> dict[str, Any]:
    day = f"{award.earned_on.isoformat()}T00:00:00Z" if award.earned_on else ""
    awarding = {
        "id": f"{award.id}#awarding",
        "type": "AwardingProcess",
        "awardingBody": {"id": award.issuer.id, "type": "Organisation"},
        "awardingDate": day,
    }
    return without_empty(
        {
            "id": f"{award.id}#claim",
            "type": "LearningAchievement",
            "title": dict(award.achievement.name),
            "description": dict(award.achievement.description),
            "awardedBy": without_empty(awarding),
            "provenBy": [_assessment(award, at, result) for at, result in enumerate(award.results, 1)],
            "specifiedBy": _specification(award),
        }
    )


def _assessment(award: Award, at: int, result: Result) -> dict[str, Any]:
    base = f"{award.id}#assessment-{at}"
    note = {"id": f"{base}-grade", "type": "Note", "noteLiteral": {"zh": result.value}}
    return {"id": base, "type": "LearningAssessment", "title": {"zh": result.name}, "grade": note}


def _specification(award: Award) -> dict[str, Any]:
    achievement = award.achievement
    points = {
        "id": f"{award.id}#credits",
        "type": "CreditPoint",
        "framework": _concept(_CREDIT, {"zh": "学分", "en": "Credit"}),
        "point": "" if award.credits is None else format_amount(award.credits, 2),
    }
    return without_empty(
        {
            "id": achievement.id,
            "type": "LearningAchievementSpecification",
            "title": dict(achievement.name),
            "identifier": _identifiers(achievement.id, {CODE: achievement.code}),
            "creditPoint": points if points["point"] else {},
            "volumeOfLearning": "" if award.hours is None else f"PT{award.hours}H",
        }
    )


def carried(award: Award) -> Award:
    """``award`` with no more than an ELM credential carries."""
    issuer, achievement, holder = award.issuer, award.achievement, award.holder
    return Award(
        id=award.id,
        number=award.number,
        holder=Holder(id=holder.id, name=holder.name, number=holder.number),
        issuer=Party(id=issuer.id, name=issuer.name, uscc=issuer.uscc, url=issuer.url),
        achievement=Achievement(
            id=achievement.id,
            name=achievement.name,
            description=achievement.description,
            criteria={"zh": "", "en": ""},
            code=achievement.code,
        ),
        earned_on=award.earned_on,
        valid_from=award.valid_from,
        valid_until=award.valid_until,
        credits=award.credits,
        hours=award.hours,
        results=tuple(Result(name=result.name, value=result.value) for result in award.results),
        extra={_REST: award.extra[_REST]} if _REST in award.extra else {},
    )


def parse(document: Mapping[str, Any]) -> Award:
    """The award of an ELM credential. Raises ``DocumentRefused`` for any other document."""
    refuse_unbounded(document)
    if TYPE not in texts_at(document, "type", ""):
        raise DocumentRefused("CREDENTIAL_TYPE_UNKNOWN", path="/type")
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    award = _facts(unsigned)
    beyond = rest(_plain(award), unsigned)
    return msgspec.structs.replace(award, extra={_REST: beyond} if beyond else {})


def _facts(document: Mapping[str, Any]) -> Award:
    at = "/credentialSubject/hasClaim"
    subject = object_at(document, "credentialSubject", "")
    claim = object_at(subject, "hasClaim", "/credentialSubject")
    if not claim:
        raise DocumentRefused("MEMBER_MISSING", path=at)
    specified, awarding = object_at(claim, "specifiedBy", at), object_at(claim, "awardedBy", at)
    points = object_at(specified, "creditPoint", f"{at}/specifiedBy")
    return Award(
        id=text_at(document, "id", ""),
        number=_notation(document, NUMBER, ""),
        holder=Holder(
            id=text_at(subject, "id", "/credentialSubject"),
            name=chinese(_name(subject, "fullName", "/credentialSubject")),
            number=_notation(subject, LEARNER, "/credentialSubject"),
        ),
        issuer=_party_of(object_at(document, "issuer", "")),
        achievement=Achievement(
            id=text_at(specified, "id", at),
            name=_name(claim, "title", at),
            description=_name(claim, "description", at),
            criteria={"zh": "", "en": ""},
            code=_notation(specified, CODE, at),
        ),
        earned_on=day_of_text(text_at(awarding, "awardingDate", at), f"{at}/awardedBy/awardingDate"),
        valid_from=valid_from_of(document),
        valid_until=valid_until_of(document),
        credits=credits_of_number(points.get("point"), f"{at}/specifiedBy/creditPoint/point"),
        hours=hours_of_duration(text_at(specified, "volumeOfLearning", at)),
        results=tuple(_result_of(node, at) for node in objects_at(claim, "provenBy", at)),
    )


def _result_of(node: Mapping[str, Any], path: str) -> Result:
    grade = object_at(node, "grade", path)
    return Result(name=chinese(_name(node, "title", path)), value=chinese(_name(grade, "noteLiteral", path)))


def _party_of(node: Mapping[str, Any]) -> Party:
    return Party(
        id=text_at(node, "id", "/issuer"),
        name=_name(node, "legalName", "/issuer"),
        uscc=text_at(object_at(node, "registration", "/issuer"), "notation", "/issuer/registration"),
        url=text_at(object_at(node, "homepage", "/issuer"), "contentURL", "/issuer/homepage"),
    )


def _name(node: Mapping[str, Any], member: str, path: str) -> Name:
    """A language map (JSON-LD 1.1, §4.2.5): Chinese and English, or whatever single language there is for both."""
    said = {language: text_at(object_at(node, member, path), language, path) for language in ("zh", "en")}
    others = [value for value in object_at(node, member, path).values() if isinstance(value, str)]
    only = said["zh"] or said["en"] or next(iter(others), "")
    return {"zh": said["zh"] or only, "en": said["en"] or only}


def _notation(node: Mapping[str, Any], scheme: str, path: str) -> str:
    found = [
        text_at(identifier, "notation", path)
        for identifier in objects_at(node, "identifier", path)
        if identifier.get("schemeName") == scheme
    ]
    return next(iter(found), "")
