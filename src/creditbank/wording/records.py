"""The record, the transcript and the public check in plain sentences, for the terminal."""

from collections.abc import Iterable
from typing import Literal

from creditbank.bank.record_shapes import AwardEntry, EnrolmentEntry, LifelongRecord, PublicCheck, Transcript
from creditbank.kernel.quantity import format_amount
from creditbank.rules.definitions import Name
from creditbank.wording.names import name_of
from creditbank.wording.sentences import word


def record_sentences(record: LifelongRecord, language: str) -> list[str]:
    """The lifelong record: amounts apart, then what moves, what was certified, where it went."""
    said = [
        word(
            "RECORD_HEAD",
            {
                "name": record.name,
                "learner": record.learner,
                "accumulated": format_amount(record.accumulated, 2),
                "pending": format_amount(record.pending, 2),
            },
            language,
        )
    ]
    said += [
        word(
            "RECORD_DEPOSIT",
            {"name": _in(deposit.name, language), "status": name_of("deposit", deposit.status, language),
             "holder": deposit.holder, "due_on": deposit.due_on or "–"},
            language,
        )
        for deposit in record.deposits
    ]  # fmt: skip
    said += [_award(award, language) for award in record.awards]
    for enrolment in record.enrolments:
        said += _enrolment(enrolment, language)
    return said


def transcript_sentences(transcript: Transcript, language: str) -> list[str]:
    """The transcript, one course a line."""
    said = [
        word(
            "TRANSCRIPT_HEAD",
            {"name": transcript.name, "programme": _in(transcript.programme, language), "year": transcript.year,
             "earned": format_amount(transcript.earned, 2), "required": format_amount(transcript.required, 2)},
            language,
        )
    ]  # fmt: skip
    said += [
        word(
            "TRANSCRIPT_COURSE",
            {"course": course.course, "name": _in(course.name, language), "grade": course.grade or "–",
             "credits": format_amount(course.credits, 2), "how": name_of("source", course.source, language)},
            language,
        )
        for course in (*transcript.courses, *transcript.blocks)
    ]  # fmt: skip
    return said


def check_sentence(found: PublicCheck, language: str) -> str:
    """What anyone may know of a record number."""
    return word(
        "CHECK",
        {"number": found.number, "name": found.name, "outcome": _in(found.outcome, language),
         "body": _in(found.body, language), "certified_on": found.certified_on,
         "status": name_of("award", found.status, language)},
        language,
    )  # fmt: skip


def _award(award: AwardEntry, language: str) -> str:
    return word(
        "RECORD_AWARD",
        {"name": _in(award.name, language), "number": award.number, "body": _in(award.body, language),
         "status": name_of("award", award.status, language), "credits": format_amount(award.bank_credits, 2),
         "targets": _joined((target for use in award.uses for target in use.targets), language) or "–"},
        language,
    )  # fmt: skip


def _enrolment(enrolment: EnrolmentEntry, language: str) -> list[str]:
    said = [
        word(
            "RECORD_ENROLMENT",
            {"name": _in(enrolment.name, language), "status": name_of("enrolment", enrolment.status, language),
             "granted": format_amount(enrolment.granted, 2), "pending": format_amount(enrolment.pending, 2),
             "passed": format_amount(enrolment.passed, 2), "required": format_amount(enrolment.required, 2)},
            language,
        )
    ]  # fmt: skip
    said += [
        word(
            "RECORD_LINE",
            {"targets": _joined((_in(grant["name"], language) for grant in line.grants), language),
             "state": name_of("line", line.state, language), "clause": line.clause,
             "credits": format_amount(sum(grant["amount"] for grant in line.grants), 2)},
            language,
        )
        for line in enrolment.lines
    ]  # fmt: skip
    return said


def _joined(words: Iterable[str], language: str) -> str:
    return (", " if language.startswith("en") else "、").join(words)


def _in(name: Name, language: str) -> str:
    key: Literal["zh", "en"] = "en" if language.startswith("en") else "zh"
    return name[key]
