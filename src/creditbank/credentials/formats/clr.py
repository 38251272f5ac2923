"""A transcript as a ``ClrCredential``: 1EdTech Comprehensive Learner Record 2.0, the awards in it as Open Badges.

The programme (专业) stands among the achievements as a ``LearningProgram``: its code, catalogue year, the credits it asks for.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from creditbank.credentials.award import Association, Transcript
from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.formats import open_badge
from creditbank.credentials.formats.achievements import OWN, TRANSLATION, chinese, english, marked
from creditbank.credentials.formats.people import (
    holder_of,
    identities_of,
    identity,
    party_of,
    person,
    profile,
    statuses_node,
    statuses_of,
)
from creditbank.credentials.formats.reading import name_at, object_at, objects_at, refuse_unbounded, text_at, texts_at
from creditbank.credentials.formats.rest import rest, with_rest, without_empty
from creditbank.credentials.formats.values import credits_of_number, number_of_credits, whole_of_text
from creditbank.credentials.proofs.moments import text_of_moment
from creditbank.kernel.quantity import format_amount
from creditbank.rules.definitions import Name

MEDIA_TYPE = "application/vc"
TYPE = "ClrCredential"
CONTEXTS = (
    open_badge.CREDENTIALS,
    "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
    open_badge.BADGES,
)

PROGRAMME, EARNED, TITLE, NUMBER = f"{OWN}programme", f"{OWN}earned", f"{OWN}title", f"{OWN}transcript"
_APART = frozenset({"type", "achievement", "association", "verifiableCredential"})


def build(transcript: Transcript, *, signed: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """The unsigned credential of ``transcript``.

    ``signed`` holds, by id, credentials of awards that were issued before: they are enclosed as they stand, with their proofs.
    """
    return with_rest(_plain(transcript, signed or {}), transcript.extra)


def _plain(transcript: Transcript, signed: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return without_empty(
        {
            "@context": list(CONTEXTS),
            "id": transcript.id,
            "type": ["VerifiableCredential", TYPE],
            "issuer": profile(transcript.issuer),
            "validFrom": text_of_moment(transcript.valid_from),
            "validUntil": text_of_moment(transcript.valid_until) if transcript.valid_until else None,
            "name": chinese(transcript.name),
            "partial": transcript.partial,
            "credentialSubject": _subject(transcript, signed),
            "credentialStatus": statuses_node(transcript.statuses),
        }
    )


def _subject(transcript: Transcript, signed: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    node = person(transcript.holder)
    number = identity(transcript.number, NUMBER)
    if number:
        node["identifier"] = [*node.get("identifier", []), number]
    enclosed = [
        dict(signed[award.id]) if award.id in signed else open_badge.build(award) for award in transcript.awards
    ]
    programme = _programme(transcript)
    return node | without_empty(
        {
            "type": ["ClrSubject"],
            "achievement": [programme] if programme else [],
            "association": [
                {
                    "type": ["Association"],
                    "associationType": association.type,
                    "sourceId": association.source,
                    "targetId": association.target,
                }
                for association in transcript.associations
            ],
            "verifiableCredential": enclosed,
        }
    )


def _programme(transcript: Transcript) -> dict[str, Any]:
    """The programme as an ``Achievement``; nothing where the transcript speaks of none."""
    name = transcript.programme or {}
    own = list(_own(transcript))
    said = without_empty(
        {
            "name": chinese(name),
            "humanCode": transcript.programme_code,
            "version": "" if transcript.year is None else str(transcript.year),
            "creditsAvailable": None if transcript.required is None else number_of_credits(transcript.required),
            "alignment": own,
        }
    )
    if not said:
        return {}
    return {
        "id": _programme_id(transcript.id),
        "type": ["Achievement"],
        "achievementType": "LearningProgram",
        "description": chinese(name) or chinese(transcript.name),
        "criteria": {"narrative": "修满培养方案要求的学分。"},
    } | said


def _own(transcript: Transcript) -> Iterable[dict[str, Any]]:
    node = {"type": ["Alignment"], "targetUrl": _programme_id(transcript.id)}
    if transcript.programme and english(transcript.programme):
        yield node | {"targetType": TRANSLATION, "targetName": english(transcript.programme), "inLanguage": "en"}
    if english(transcript.name):
        yield node | {"targetType": TITLE, "targetName": english(transcript.name), "inLanguage": "en"}
    if transcript.earned is not None:
        yield node | {
            "targetType": EARNED,
            "targetName": "已得学分",
            "targetCode": format_amount(transcript.earned, 2),
        }


def _programme_id(transcript_id: str) -> str:
    return f"{transcript_id}#programme"


def parse(document: Mapping[str, Any]) -> Transcript:
    """The transcript a credential asserts; no ``proof`` is read. Enclosed credentials that are no Open Badges stay in ``extra``."""
    refuse_unbounded(document)
    if TYPE not in texts_at(document, "type", ""):
        raise DocumentRefused("CREDENTIAL_TYPE_UNKNOWN", path="/type")
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    transcript = _facts(unsigned)
    return msgspec.structs.replace(transcript, extra=rest(_plain(transcript, {}), unsigned))


def _facts(document: Mapping[str, Any]) -> Transcript:
    at = "/credentialSubject"
    subject = object_at(document, "credentialSubject", "")
    if not subject:
        raise DocumentRefused("MEMBER_MISSING", path=at)
    transcript_id = text_at(document, "id", "")
    programme = _programme_of(subject, transcript_id)
    own = marked(programme, f"{at}/achievement")
    number = identities_of(subject, at).get(NUMBER, {})
    name = name_at(document, "name", "")
    return Transcript(
        id=transcript_id,
        number=text_at(number, "identityHash", f"{at}/identifier"),
        holder=holder_of(_without_number(subject), at, apart=_APART),
        issuer=party_of(object_at(document, "issuer", ""), "/issuer"),
        name=_in_english(name, own.get((TITLE, "en"))),
        valid_from=open_badge.valid_from_of(document),
        valid_until=open_badge.valid_until_of(document),
        programme=_in_english(name_at(programme, "name", at), own.get((TRANSLATION, "en")))
        if "name" in programme
        else None,
        programme_code=text_at(programme, "humanCode", at),
        year=whole_of_text(text_at(programme, "version", at)),
        earned=credits_of_number(own.get((EARNED, ""), {}).get("targetCode"), f"{at}/achievement/alignment"),
        required=credits_of_number(programme.get("creditsAvailable"), f"{at}/achievement/creditsAvailable"),
        partial=document.get("partial") is True,
        awards=tuple(
            open_badge.parse(enclosed)
            for enclosed in objects_at(subject, "verifiableCredential", at)
            if set(open_badge.TYPES) & set(texts_at(enclosed, "type", f"{at}/verifiableCredential"))
        ),
        associations=_associations_of(subject, f"{at}/association"),
        statuses=statuses_of(document),
    )


def _without_number(subject: Mapping[str, Any]) -> dict[str, Any]:
    """A subject without the number of the transcript, which stands among the identities of the person."""
    kept = [node for node in objects_at(subject, "identifier", "") if node.get("identityType") != NUMBER]
    return {**subject, "identifier": kept or None}


def _programme_of(subject: Mapping[str, Any], transcript_id: str) -> Mapping[str, Any]:
    ours = [
        node
        for node in objects_at(subject, "achievement", "/credentialSubject")
        if node.get("id") == _programme_id(transcript_id)
    ]
    return next(iter(ours), {})


def _in_english(name: Name, node: Mapping[str, Any] | None) -> Name:
    return {**name, "en": text_at(node, "targetName", "")} if node else name


def _associations_of(subject: Mapping[str, Any], path: str) -> tuple[Association, ...]:
    return tuple(
        Association(
            type=text_at(node, "associationType", path),
            source=text_at(node, "sourceId", path),
            target=text_at(node, "targetId", path),
        )
        for node in objects_at(subject, "association", "/credentialSubject")
    )
