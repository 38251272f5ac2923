"""What an award is worth elsewhere, without its holder: ``ceterms:TransferValueProfile`` of Credential Engine's CTDL.

The profile describes an achievement and its value for transfer; no person stands in it, so it may be published in a registry.
"""

import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import msgspec

from creditbank.credentials.award import Achievement, Alignment, Award, Holder, Party
from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.formats.reading import object_at, objects_at, refuse_unbounded, text_at, texts_at
from creditbank.credentials.formats.rest import of_format, rest, with_rest, without_empty
from creditbank.credentials.formats.values import (
    credits_of_number,
    day_of_text,
    hours_of_duration,
    number_of_credits,
)
from creditbank.rules.definitions import Name

_REST = of_format("ctdl")
MEDIA_TYPE = "application/ld+json"
TYPE = "ceterms:TransferValueProfile"
CONTEXT = "https://credreg.net/ctdl/schema/context/json"


def build(award: Award) -> dict[str, Any]:
    """The transfer value profile of what ``award`` certifies, with the fields that ``carried`` keeps."""
    return with_rest(_plain(award), award.extra.get(_REST, {}))


def _plain(award: Award) -> dict[str, Any]:
    achievement = award.achievement
    duration = {
        "@type": "ceterms:DurationProfile",
        "ceterms:exactDuration": "" if award.hours is None else f"PT{award.hours}H",
    }
    return without_empty(
        {
            "@context": CONTEXT,
            "@type": TYPE,
            "@id": achievement.id,
            "ceterms:ctid": ctid(achievement.id),
            "ceterms:name": _map(achievement.name),
            "ceterms:description": _map(achievement.description),
            "ceterms:assessmentMethodDescription": _map(achievement.criteria),
            "ceterms:learningMethodDescription": _map(achievement.description),
            "ceterms:identifier": [achievement.code] if achievement.code else [],
            "ceterms:ownedBy": [award.issuer.id] if award.issuer.id else [],
            "ceterms:startDate": award.valid_from.astimezone(UTC).date().isoformat(),
            "ceterms:endDate": award.valid_until.astimezone(UTC).date().isoformat() if award.valid_until else "",
            "ceterms:creditValue": _value(award.credits),
            "ceterms:estimatedDuration": [duration] if award.hours is not None else [],
            "ceterms:subject": [_alignment(alignment) for alignment in achievement.alignments],
        }
    )


def ctid(address: str) -> str:
    """The identifier that a registry keeps for ``address``: ``ce-`` and a UUID, always the same one."""
    return f"ce-{uuid.uuid5(uuid.NAMESPACE_URL, address)}"


def _map(name: Name) -> dict[str, str]:
    return {language: text for language, text in name.items() if text}


def _value(credits_: int | None) -> dict[str, Any]:
    if credits_ is None:
        return {}
    unit = {"zh": "学分", "en": "Credit"}
    return {"@type": "schema:QuantitativeValue", "schema:value": number_of_credits(credits_), "schema:unitText": unit}


def _alignment(alignment: Alignment) -> dict[str, Any]:
    return without_empty(
        {
            "@type": "ceterms:CredentialAlignmentObject",
            "ceterms:frameworkName": without_empty({"zh": alignment.framework}),
            "ceterms:codedNotation": alignment.code,
            "ceterms:targetNode": alignment.url,
            "ceterms:targetNodeName": without_empty({"zh": alignment.name}),
        }
    )


def carried(award: Award) -> Award:
    """``award`` with no more than a transfer value profile carries: nothing of its holder, and days instead of moments."""
    achievement = award.achievement
    return Award(
        id="",
        number="",
        holder=Holder(),
        issuer=Party(id=award.issuer.id, name={"zh": "", "en": ""}),
        achievement=Achievement(
            id=achievement.id,
            name=achievement.name,
            description=achievement.description,
            criteria=achievement.criteria,
            code=achievement.code,
            alignments=tuple(msgspec.structs.replace(alignment, type="") for alignment in achievement.alignments),
        ),
        valid_from=_midnight(award.valid_from.astimezone(UTC).date()),
        valid_until=_midnight(award.valid_until.astimezone(UTC).date()) if award.valid_until else None,
        credits=award.credits,
        hours=award.hours,
        extra={_REST: award.extra[_REST]} if _REST in award.extra else {},
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def parse(document: Mapping[str, Any]) -> Award:
    """What a transfer value profile says of an award. Raises ``DocumentRefused`` for any other document."""
    refuse_unbounded(document)
    if TYPE not in texts_at(document, "@type", ""):
        raise DocumentRefused("CREDENTIAL_TYPE_UNKNOWN", path="/@type")
    started = day_of_text(text_at(document, "ceterms:startDate", ""), "/ceterms:startDate")
    if started is None:
        raise DocumentRefused("MEMBER_MISSING", path="/ceterms:startDate")
    ended = day_of_text(text_at(document, "ceterms:endDate", ""), "/ceterms:endDate")
    worth = object_at(document, "ceterms:creditValue", "")
    duration = object_at(document, "ceterms:estimatedDuration", "")
    award = Award(
        id="",
        number="",
        holder=Holder(),
        issuer=Party(id=next(iter(texts_at(document, "ceterms:ownedBy", "")), ""), name={"zh": "", "en": ""}),
        achievement=_achievement_of(document),
        valid_from=_midnight(started),
        valid_until=_midnight(ended) if ended else None,
        credits=credits_of_number(worth.get("schema:value"), "/ceterms:creditValue/schema:value"),
        hours=hours_of_duration(text_at(duration, "ceterms:exactDuration", "/ceterms:estimatedDuration")),
    )
    beyond = rest(_plain(award), document)
    return msgspec.structs.replace(award, extra={_REST: beyond} if beyond else {})


def _achievement_of(document: Mapping[str, Any]) -> Achievement:
    return Achievement(
        id=text_at(document, "@id", ""),
        name=_name(document, "ceterms:name"),
        description=_name(document, "ceterms:description"),
        criteria=_name(document, "ceterms:assessmentMethodDescription"),
        code=next(iter(texts_at(document, "ceterms:identifier", "")), ""),
        alignments=tuple(
            Alignment(
                framework=_name(node, "ceterms:frameworkName")["zh"],
                code=text_at(node, "ceterms:codedNotation", "/ceterms:subject"),
                name=_name(node, "ceterms:targetNodeName")["zh"],
                url=text_at(node, "ceterms:targetNode", "/ceterms:subject"),
            )
            for node in objects_at(document, "ceterms:subject", "")
        ),
    )


def _name(node: Mapping[str, Any], member: str) -> Name:
    """A language map in Chinese and English; a map in one language says the same in both."""
    languages = object_at(node, member, "")
    zh, en = (text_at(languages, language, f"/{member}") for language in ("zh", "en"))
    only = zh or en or next((value for value in languages.values() if isinstance(value, str)), "")
    return {"zh": zh or only, "en": en or only}
