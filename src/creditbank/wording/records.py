"""The record, the transcript and the public check in plain sentences, for the terminal."""

from collections.abc import Iterable, Mapping

from creditbank.bank.record_shapes import (
    AwardEntry,
    DepositEntry,
    EnrolmentEntry,
    LifelongRecord,
    LineEntry,
    PublicCheck,
    Transcript,
    TranscriptCourse,
)
from creditbank.kernel.quantity import format_amount
from creditbank.rules.definitions import Name
from creditbank.rules.rulebook import Rulebook
from creditbank.wording.amounts import amount_words, figure
from creditbank.wording.names import column, key_of, name_of
from creditbank.wording.sentences import word


def record_sentences(
    record: LifelongRecord, book: Rulebook, language: str, names: Mapping[str, Name] | None = None
) -> list[str]:
    """The lifelong record: amounts apart, then what moves, what was certified, where it went.

    ``book`` says the units; ``names`` are those of the institutions that hold deposits.
    """
    figures = {
        "name": record.name,
        "learner": record.learner,
        "accumulated": format_amount(record.accumulated, 2),
        "pending": format_amount(record.pending, 2),
    }
    said = [word("RECORD_HEAD", figures, language)]
    said += [_deposit(deposit, language, names or {}) for deposit in record.deposits]
    lines = {line.id: line for enrolment in record.enrolments for line in enrolment.lines}
    said += [_award(award, lines, language) for award in record.awards]
    for enrolment in record.enrolments:
        said += _enrolment(enrolment, book, language)
    return said


def transcript_sentences(transcript: Transcript, book: Rulebook, language: str) -> list[str]:
    """The transcript, one course a line; courses with their code, block credit by its module."""
    figures = {
        "name": transcript.name,
        "programme": _in(transcript.programme, language),
        "year": transcript.year,
        "earned": figure(transcript.earned, transcript.unit, book),
        "required": amount_words(transcript.required, transcript.unit, language, book),
    }
    said = [word("TRANSCRIPT_HEAD", figures, language)]
    said += [_entry(course, f"{course.course} ", transcript.unit, book, language) for course in transcript.courses]
    said += [_entry(block, "", transcript.unit, book, language) for block in transcript.blocks]
    return said


def check_sentence(found: PublicCheck, language: str) -> str:
    """What anyone may know of a record number."""
    parameters = {
        "number": found.number,
        "name": found.name,
        "outcome": _in(found.outcome, language),
        "body": _in(found.body, language),
        "certified_on": found.certified_on,
        "status": name_of("award", found.status, language),
    }
    return word("CHECK", parameters, language)


def _deposit(deposit: DepositEntry, language: str, names: Mapping[str, Name]) -> str:
    holder = names.get(deposit.holder)
    parameters = {
        "name": _in(deposit.name, language),
        "status": name_of("deposit", deposit.status, language),
        "holder": _in(holder, language) if holder is not None else name_of("role", deposit.holder, language),
        "due_on": deposit.due_on,
    }
    return word("RECORD_DEPOSIT" if deposit.due_on else "RECORD_DEPOSIT_UNDATED", parameters, language)


def _award(award: AwardEntry, lines: Mapping[str, LineEntry], language: str) -> str:
    used = [_used(lines[use.line], language) for use in award.uses if use.line in lines]
    parameters = {
        "name": _in(award.name, language),
        "number": award.number,
        "body": _in(award.body, language),
        "status": name_of("award", award.status, language),
        "credits": format_amount(award.bank_credits, 2),
        "targets": ("; " if column(language) else "；").join(used) or "–",
    }
    return word("RECORD_AWARD", parameters, language)


def _used(line: LineEntry, language: str) -> str:
    """What an award was used for, by name; how the line stands where it is not final."""
    targets = _joined((_in(grant["name"], language) for grant in line.grants), language)
    if line.state == "final":
        return targets
    state = name_of("line", line.state, language)
    return f"{targets} ({state})" if column(language) else f"{targets}（{state}）"


def _enrolment(enrolment: EnrolmentEntry, book: Rulebook, language: str) -> list[str]:
    unit = enrolment.unit
    figures = {
        "name": _in(enrolment.name, language),
        "status": name_of("enrolment", enrolment.status, language),
        "granted": figure(enrolment.granted, unit, book),
        "pending": figure(enrolment.pending, unit, book),
        "passed": figure(enrolment.passed, unit, book),
        "required": amount_words(enrolment.required, unit, language, book),
    }
    said = [word("RECORD_ENROLMENT_PART" if unit == "part" else "RECORD_ENROLMENT", figures, language)]
    return said + [_line(line, unit, book, language) for line in enrolment.lines]


def _line(line: LineEntry, unit: str, book: Rulebook, language: str) -> str:
    parameters = {
        "targets": _joined((_in(grant["name"], language) for grant in line.grants), language),
        "state": name_of("line", line.state, language),
        "clause": line.clause,
        "amount": amount_words(sum(grant["amount"] for grant in line.grants), unit, language, book),
    }
    return word("RECORD_LINE", parameters, language)


def _entry(entry: TranscriptCourse, code: str, unit: str, book: Rulebook, language: str) -> str:
    parameters = {
        "course": code + _in(entry.name, language),
        "amount": amount_words(entry.credits, unit, language, book),
        "how": name_of("source", entry.source, language),
        "grade": entry.grade or "–",
    }
    return word("TRANSCRIPT_COURSE", parameters, language)


def _joined(words: Iterable[str], language: str) -> str:
    return (", " if column(language) else "、").join(words)


def _in(name: Name, language: str) -> str:
    return name[key_of(language)]
