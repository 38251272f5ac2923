"""The report of a verification in plain words: the verdict, each step with its result, and what the document says. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

import msgspec

from creditbank.credentials.award import Award, Endorsement, Transcript
from creditbank.credentials.verify.report import ISSUER, SIGNATURE, Outcome, Report
from creditbank.kernel.masking import mask_name
from creditbank.kernel.quantity import format_amount
from creditbank.rules.definitions import Name
from creditbank.wording.names import column
from creditbank.wording.sentences import word
from creditbank.wording.values import day_words

BEIJING = timezone(timedelta(hours=8))
Rows = list[tuple[str, str]]


class StepWords(msgspec.Struct, frozen=True):
    """One step as people read it. ``sentence`` says why it did not pass or was not checked; empty where it passed."""

    number: int
    name: str
    outcome: Outcome
    word: str
    sentence: str


def verdict_name(report: Report, language: str) -> str:
    """The verdict in one word."""
    return word(f"VERDICT_NAME_{report.verdict.upper()}", {}, language)


def verdict_sentence(report: Report, language: str) -> str:
    """What the verdict means for whoever holds the document and whoever is shown it.

    Where the verifier did not ask who the issuer is, that he is trusted is not said.
    """
    vouched = any(step.number == ISSUER and step.outcome == "passed" for step in report.steps)
    if report.verdict == "valid" and not vouched:
        return word("VERDICT_VALID_UNVOUCHED", {}, language)
    return word(f"VERDICT_{report.verdict.upper()}", {}, language)


def step_words(report: Report, language: str) -> list[StepWords]:
    """Every step, in order."""
    said = []
    # What stands in a document whose signature does not hold is looked at no further.
    reached = any(step.number == SIGNATURE and step.outcome == "passed" for step in report.steps)
    unchecked = word("STEP_UNASKED" if reached else "STEP_UNREACHED", {}, language)
    for step in report.steps:
        sentence = "" if step.outcome == "passed" else unchecked
        if step.code:
            sentence = word(step.code, step.parameters, language)
        outcome = word(f"STEP_OUTCOME_{step.outcome.upper()}", {}, language)
        name = word(f"STEP_{step.name.upper()}", {}, language)
        said.append(StepWords(step.number, name, step.outcome, outcome, sentence))
    return said


def fact_rows(report: Report, language: str) -> Rows:
    """What the document says, with the holder's name masked. Nothing where no signature vouches that anybody said it."""
    if not any(step.number == SIGNATURE and step.outcome == "passed" for step in report.steps):
        return []
    issuer = _name(report.issuer_name, language) if report.issuer_name else report.issuer
    rows = [("issuer", issuer), *_facts(report.facts, language)]
    return [(word(f"SAYS_{key.upper()}", {}, language), value) for key, value in rows if value]


def _facts(facts: Award | Transcript | Endorsement | None, language: str) -> Iterator[tuple[str, str]]:
    if isinstance(facts, Award):
        yield from _award(facts, language)
    elif isinstance(facts, Transcript):
        yield from _transcript(facts, language)
    elif isinstance(facts, Endorsement):
        yield "subject", facts.subject
        yield "comment", facts.comment


def _award(award: Award, language: str) -> Iterator[tuple[str, str]]:
    granted = award.granted
    yield "holder", mask_name(award.holder.name)
    yield "outcome", _name(award.achievement.name if granted is None else granted.target_name, language)
    yield "programme", "" if granted is None else _name(granted.programme, language)
    yield "number", award.number
    yield "original_issuer", award.original_issuer
    yield "credits", "" if award.credits is None else format_amount(award.credits, 2)
    yield "earned_on", _day(award.earned_on, language)
    yield from _period(award, language)


def _transcript(transcript: Transcript, language: str) -> Iterator[tuple[str, str]]:
    yield "holder", mask_name(transcript.holder.name)
    yield "outcome", _name(transcript.name, language)
    yield "number", transcript.number
    yield "courses", str(len(transcript.awards))
    yield "credits", "" if transcript.earned is None else format_amount(transcript.earned, 2)
    yield from _period(transcript, language)


def _period(facts: Award | Transcript, language: str) -> Iterator[tuple[str, str]]:
    yield "valid_from", _day(facts.valid_from, language)
    yield "valid_until", _day(facts.valid_until, language)


def _day(value: date | datetime | None, language: str) -> str:
    """A moment counts by the day in Beijing."""
    if value is None:
        return ""
    return day_words(value.astimezone(BEIJING).date() if isinstance(value, datetime) else value, language)


def _name(name: Name, language: str) -> str:
    both = (name.get("zh", ""), name.get("en", ""))
    return both[column(language)] or both[0] or both[1]
