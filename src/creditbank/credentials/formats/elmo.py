"""Awards for student systems abroad: ELMO XML, version 1 of EMREX, the format of student mobility in Europe.

One report for each issuer, one learning opportunity for each award. Element order is that of the schema (elmo-schemas, v1).
What a foreign file says beyond the fields of ``carried`` is not kept: this is an export.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring  # nosec B405

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]

from creditbank.credentials.award import Achievement, Award, Holder, Party, Result, Transcript
from creditbank.credentials.errors import CredentialError, DocumentRefused
from creditbank.credentials.formats.values import credits_of_number, day_of_text, whole_of_text
from creditbank.credentials.proofs.moments import moment_of_text, text_of_moment
from creditbank.kernel.quantity import format_amount
from creditbank.rules.definitions import Name

MEDIA_TYPE = "text/xml"
NAMESPACE = "https://github.com/emrex-eu/elmo-schemas/tree/v1"
LARGEST = 4 << 20
"""Bytes of a file that is read at all."""

ADDRESS, NUMBER, LEARNER, USCC, CODE = "creditbank", "creditbank-number", "creditbank-learner", "uscc", "local"
"""Types of identifiers."""

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def build(award: Award) -> bytes:
    """The ELMO file of one award."""
    return _file(award.holder, (award,), award.valid_from)


def build_transcript(transcript: Transcript) -> bytes:
    """The ELMO file of the awards of a transcript, a report for each institution that issued some of them.

    Raises ``CredentialError`` for a transcript without awards: the schema has no file without a report.
    """
    if not transcript.awards:
        raise CredentialError("EXPORT_EMPTY", transcript=transcript.id)
    return _file(transcript.holder, transcript.awards, transcript.valid_from)


def _file(holder: Holder, awards: Iterable[Award], generated: datetime) -> bytes:
    register_namespace("", NAMESPACE)
    root = Element(f"{{{NAMESPACE}}}elmo")
    _add(root, "generatedDate", text_of_moment(generated))
    learner = _add(root, "learner")
    _identifiers(learner, {LEARNER: holder.number, ADDRESS: holder.id})
    _add(learner, "givenNames", "")
    _add(learner, "familyName", holder.name)  # which letters are the family name is not ours to guess
    by_issuer = sorted(awards, key=lambda award: award.issuer.id)
    for _, group in groupby(by_issuer, key=lambda award: award.issuer.id):
        _report(root, list(group))
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _report(root: Element, awards: list[Award]) -> None:
    party, report = awards[0].issuer, _add(root, "report")
    issuer = _add(report, "issuer")
    _add(issuer, "country", "CN")
    _identifiers(issuer, {ADDRESS: party.id, USCC: party.uscc})
    _titles(issuer, "title", party.name)
    _add(issuer, "url", party.url)
    schemes: dict[str, str] = {}
    for award in awards:
        _opportunity(report, award, schemes)
    _add(report, "issueDate", text_of_moment(max(award.valid_from for award in awards)))
    for scale, local in schemes.items():
        scheme = _add(report, "gradingScheme")
        scheme.set("localId", local)
        _add(scheme, "description", scale)


def _opportunity(report: Element, award: Award, schemes: dict[str, str]) -> None:
    achievement = award.achievement
    specification = _add(report, "learningOpportunitySpecification")
    _identifiers(specification, {CODE: achievement.code, ADDRESS: achievement.id})
    _titles(specification, "title", achievement.name)
    _titles(specification, "description", achievement.description)
    instance = _add(_add(specification, "specifies"), "learningOpportunityInstance")
    _identifiers(instance, {ADDRESS: award.id, NUMBER: award.number})
    if award.earned_on:
        _add(instance, "date", award.earned_on.isoformat())
    _add(instance, "status", "passed")
    for result in award.results[:1]:
        if token(result.scale):
            local = schemes.setdefault(token(result.scale), f"scale-{len(schemes) + 1}")
            _add(instance, "gradingSchemeLocalId", local)
        _add(instance, "resultLabel", result.value)
    if award.credits is not None:
        credit = _add(instance, "credit")
        _add(credit, "scheme", "学分")
        _add(credit, "value", format_amount(award.credits, 2))
    if achievement.level:
        level = _add(instance, "level")
        _add(level, "type", achievement.level_scale)
        _add(level, "value", achievement.level)
    if award.hours is not None:
        _add(instance, "engagementHours", str(award.hours))


def token(text: str) -> str:
    """``text`` as XML Schema's ``token``: single spaces, and without letters that XML 1.0 cannot write."""
    return " ".join(_UNWRITABLE.sub("", text).split())


def _add(parent: Element, name: str, text: str = "") -> Element:
    element = SubElement(parent, f"{{{NAMESPACE}}}{name}")
    element.text = token(text) or None
    return element


def _identifiers(parent: Element, values: dict[str, str]) -> None:
    for kind, value in values.items():
        if value:
            _add(parent, "identifier", value).set("type", kind)


def _titles(parent: Element, name: str, texts: Name) -> None:
    for language in ("zh", "en"):
        _add(parent, name, texts.get(language, "")).set(_LANGUAGE, language)


def carried(award: Award) -> Award:
    """``award`` with no more than an ELMO file carries: of its results the first, of its texts no line breaks."""
    holder, issuer, achievement = award.holder, award.issuer, award.achievement
    levelled = achievement.level != ""
    return Award(
        id=award.id,
        number=award.number,
        holder=Holder(id=holder.id, name=token(holder.name), number=holder.number),
        issuer=Party(id=issuer.id, name=_tokens(issuer.name), uscc=issuer.uscc, url=issuer.url),
        achievement=Achievement(
            id=achievement.id,
            name=_tokens(achievement.name),
            description=_tokens(achievement.description),
            criteria={"zh": "", "en": ""},
            code=token(achievement.code),
            level=token(achievement.level),
            level_scale=token(achievement.level_scale) if levelled else "",
        ),
        earned_on=award.earned_on,
        valid_from=award.valid_from,
        credits=award.credits,
        hours=award.hours,
        results=tuple(
            Result(name="", value=token(result.value), scale=token(result.scale)) for result in award.results[:1]
        ),
    )


def _tokens(name: Name) -> Name:
    return {"zh": token(name.get("zh", "")), "en": token(name.get("en", ""))}


def parse(document: bytes) -> Award:
    """The first award of an ELMO file."""
    return next(iter(parse_all(document)))


def parse_all(document: bytes) -> tuple[Award, ...]:
    """The awards of an ELMO file. Raises ``DocumentRefused`` for another file, entities, or one without awards."""
    if len(document) > LARGEST:
        raise DocumentRefused("CREDENTIAL_TOO_LARGE", most=LARGEST)
    try:
        root = fromstring(document, forbid_dtd=True)
    except DefusedXmlException:
        raise DocumentRefused("XML_ENTITIES") from None
    except (ParseError, ValueError, LookupError):
        raise DocumentRefused("XML_MALFORMED") from None
    if root.tag != f"{{{NAMESPACE}}}elmo":
        raise DocumentRefused("CREDENTIAL_TYPE_UNKNOWN", path="/")
    awards = tuple(award for report in _all(root, "report") for award in _awards_of(report, _holder_of(root)))
    if not awards:
        raise DocumentRefused("MEMBER_MISSING", path="/elmo/report/learningOpportunitySpecification")
    return awards


def _holder_of(root: Element) -> Holder:
    learner = _one(root, "learner")
    name = " ".join(filter(None, (_said(learner, "givenNames"), _said(learner, "familyName"))))
    return Holder(id=_identified(learner, ADDRESS), name=name, number=_identified(learner, LEARNER))


def _awards_of(report: Element, holder: Holder) -> Iterator[Award]:
    issuer = _one(report, "issuer")
    party = Party(
        id=_identified(issuer, ADDRESS),
        name=_named(issuer, "title"),
        uscc=_identified(issuer, USCC),
        url=_said(issuer, "url"),
    )
    scales = {scheme.get("localId", ""): _said(scheme, "description") for scheme in _all(report, "gradingScheme")}
    issued = moment_of_text(_said(report, "issueDate"), path="/elmo/report/issueDate")
    for specification in report.iter(f"{{{NAMESPACE}}}learningOpportunitySpecification"):
        yield _award_of(specification, holder, party, issued, scales)


def _award_of(specification: Element, holder: Holder, party: Party, issued: datetime, scales: dict[str, str]) -> Award:
    instance = _one(_one(specification, "specifies"), "learningOpportunityInstance")
    at = "/elmo/report/learningOpportunitySpecification"
    value = _said(_one(instance, "credit"), "value")
    level = _one(instance, "level")
    scale = scales.get(_said(instance, "gradingSchemeLocalId"), "")
    graded = next(_all(instance, "resultLabel"), None) is not None
    return Award(
        id=_identified(instance, ADDRESS),
        number=_identified(instance, NUMBER),
        holder=holder,
        issuer=party,
        achievement=Achievement(
            id=_identified(specification, ADDRESS),
            name=_named(specification, "title"),
            description=_named(specification, "description"),
            criteria={"zh": "", "en": ""},
            code=_identified(specification, CODE),
            level=_said(level, "value"),
            level_scale=_said(level, "type"),
        ),
        earned_on=day_of_text(_said(instance, "date"), f"{at}/date"),
        valid_from=issued.astimezone(UTC),
        credits=credits_of_number(value, f"{at}/credit/value") if value else None,
        hours=whole_of_text(_said(instance, "engagementHours")),
        results=(Result(name="", value=_said(instance, "resultLabel"), scale=scale),) if graded else (),
    )


def _all(parent: Element, name: str) -> Iterator[Element]:
    return iter(parent.findall(f"{{{NAMESPACE}}}{name}"))


def _one(parent: Element, name: str) -> Element:
    """The first child of that name; an empty element where there is none."""
    return next(_all(parent, name), Element(name))


def _said(parent: Element, name: str) -> str:
    return token(_one(parent, name).text or "")


def _identified(parent: Element, kind: str) -> str:
    found = [token(element.text or "") for element in _all(parent, "identifier") if element.get("type") == kind]
    return next(iter(found), "")


def _named(parent: Element, name: str) -> Name:
    """Titles by language; a title in one language alone, or in none, stands for both."""
    said = {(element.get(_LANGUAGE) or "")[:2]: token(element.text or "") for element in _all(parent, name)}
    only = said.get("zh") or said.get("en") or next(iter(said.values()), "")
    return {"zh": said.get("zh") or only, "en": said.get("en") or only}
