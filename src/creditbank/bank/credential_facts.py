"""What credentials say, gathered from the tables: awards, grants of final lines, transcripts. Reads only.

Names in both languages come from the rulebook and the catalogue, evidence as the hash of each paper under the name that the
kind gives it (file names tell too much). The identity number is never here, not even hashed: with its salt beside it, a
number of eighteen digits can be guessed in hours.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from creditbank.bank.lots import AwardState
from creditbank.bank.models import Award as AwardRow
from creditbank.bank.record_rows import achievement_name, institution_name
from creditbank.credentials.award import Achievement, Alignment, Award, Evidence, Holder, Party, Result, Status
from creditbank.credentials.keyring import did_of
from creditbank.people.encryption import fingerprint
from creditbank.rules.definitions import Kind, Name, Source
from creditbank.rules.rulebook import Rulebook

_SHA256 = re.compile("[0-9a-f]{64}")
OCCUPATIONS = "中华人民共和国职业分类大典（2022年版）"
ACHIEVEMENT_TYPES: Mapping[str, str] = {
    "occupational_skill_certificate": "Certification",
    "vocational_qualification": "Certification",
    "industry_certificate": "Certification",
    "korean_technical_qualification": "Certification",
    "computer_rank": "Certificate",
    "diploma": "Diploma",
    "degree_course": "Course",
    "assessed_course": "Course",
    "nqf_course": "Course",
    "abc_course_credit": "Course",
    "self_study_exam": "Course",
    "credit_examination": "Course",
    "short_course": "Course",
    "union_course": "Course",
    "online_course_certificate": "Course",
    "training_certificate": "CertificateOfCompletion",
    "on_the_job_training": "CertificateOfCompletion",
    "micro_credential": "MicroCredential",
    "competency_cluster": "Competency",
    "post_competence": "Competency",
    "rpl_portfolio": "Assessment",
    "skill_contest_prize": "Award",
    "ranked_contest": "Award",
    "research_award": "Award",
    "craftsman_honour": "Award",
}
"""Achievement types of Open Badges 3.0 for kinds; any other kind is an ``Achievement``, which is always true."""


def award_facts(
    row: AwardRow,
    state: AwardState,
    book: Rulebook,
    *,
    id: UUID,  # noqa: A002
    statuses: tuple[Status, ...],
    now: datetime,
) -> Award:
    """What the credential of one award says. The row brings learner, body, achievement and deposit with it."""
    kind = book.kinds[row.kind]
    facts = row.facts
    hours = facts.get("hours")
    return Award(
        id=id.urn,
        number=row.number,
        holder=holder_of(row.learner),
        issuer=party_of(row.body),
        achievement=_achievement(row, kind, book),
        earned_on=row.earned_on,
        valid_from=now,
        valid_until=end_of(row.valid_until),
        original_issuer=row.issuer,
        credits=state.issued if state.unit == "credit" else None,
        hours=hours if isinstance(hours, int) else None,
        results=tuple(_results(facts, kind)),
        evidence=tuple(_evidence(row.deposit.evidence, kind)),
        statuses=statuses,
        clause=_clause(row.standard_hash, kind, book),
    )


def holder_of(learner: Any) -> Holder:
    """Whose it is: name and learner number, under an id that only this bank can connect with him."""
    return Holder(
        id=UUID(fingerprint(f"holder:{learner.number}")[:32], version=5).urn, name=learner.name, number=learner.number
    )


def party_of(institution: Any) -> Party:
    """Who issues it."""
    return Party(
        id=did_of(institution.pk),
        name=institution_name(institution),
        uscc=institution.uscc,
        url=f"{settings.SITE_URL}/issuers/{institution.pk}",
    )


def end_of(day: date | None) -> datetime | None:
    """The moment at which a last day is over, where the bank is."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(settings.TIME_ZONE)).astimezone(UTC)


def source_text(source: Source) -> str:
    """A document as it is cited: title, number, year."""
    number = source.number or (str(source.year) if source.year else "")
    return f"《{source.document}》" + (f"（{number}）" if number else "") + source.clause


def _achievement(row: AwardRow, kind: Kind, book: Rulebook) -> Achievement:
    name, body = achievement_name(row), institution_name(row.body)
    papers = [asked.name for asked in kind.evidence.values() if asked.required]
    return Achievement(
        id=f"{settings.SITE_URL}/achievements/{row.achievement_id}",
        name=name,
        description={"zh": f"{kind.name['zh']}：{name['zh']}", "en": f"{kind.name['en']}: {name['en']}"},
        criteria=_criteria(body, kind, papers),
        kind=kind.id,
        type=ACHIEVEMENT_TYPES.get(kind.id, "Achievement"),
        code=row.achievement_id,
        level=str(row.facts.get("level", "")),
        level_scale=str(row.facts.get("level_scale", "")),
        alignments=tuple(_alignments(row.facts, kind, book)),
    )


def _criteria(body: Name, kind: Kind, papers: list[Name]) -> Name:
    papers_zh, papers_en = "、".join(one["zh"] for one in papers), ", ".join(one["en"] for one in papers)
    source = source_text(kind.source)
    return {
        "zh": f"{body['zh']}依据{source}核验{papers_zh or '学习成果'}后认证。",
        "en": f"Certified by {body['en']} after it had checked: {papers_en or 'the outcome'}. Source: {source}.",
    }


def _alignments(facts: Mapping[str, Any], kind: Kind, book: Rulebook) -> Iterable[Alignment]:
    for field, detail in kind.details.items():
        code = str(facts.get(field, "")) if detail.occupation else ""
        if code:
            yield Alignment(
                framework=OCCUPATIONS,
                code=code,
                name=book.occupations.get(code, code),
                url=f"{settings.SITE_URL}/occupations/{code}",
            )
    yield from _level(str(facts.get("level_scale", "")), str(facts.get("level", "")), book)


def _level(scale: str, level: str, book: Rulebook) -> Iterable[Alignment]:
    """The level among those of its scale, by its name."""
    if (found := book.scales.get(scale)) is None:
        return
    for step in found.value:
        if step.id == level:
            url = f"{settings.SITE_URL}/levels/{scale}/{level}"
            yield Alignment(framework=found.name["zh"], code=level, name=step.name["zh"], url=url)


def _results(facts: Mapping[str, Any], kind: Kind) -> Iterable[Result]:
    """The grade as issued, and every score that the kind asks for."""
    if grade := facts.get("grade"):
        yield Result(name="成绩", value=str(grade), scale=str(facts.get("grade_scale", "")))
    for field, detail in kind.details.items():
        if field == "score" or field.endswith("_score"):
            score = facts.get(field)
            if score is not None:
                yield Result(name=detail.name["zh"], value=str(score))


def _evidence(papers: Iterable[Mapping[str, str]], kind: Kind) -> Iterable[Evidence]:
    """Papers by what was asked for. One entered without a whole SHA-256 is left out: its name alone shows nothing."""
    for paper in papers:
        if not _SHA256.fullmatch(paper["sha256"]):
            continue
        asked = kind.evidence.get(paper.get("code", ""))
        yield Evidence(name=asked.name["zh"] if asked else "佐证材料", sha256=paper["sha256"])


def _clause(standard_hash: str, kind: Kind, book: Rulebook) -> str:
    """The recognition standard that gave the credits; empty where the bank gave none."""
    versions = book.standards.get(kind.standard, ()) if standard_hash else ()
    return next((source_text(one.source) for one in versions if book.hash_of(one) == standard_hash), "")
