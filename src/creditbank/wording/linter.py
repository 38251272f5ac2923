"""What the rule linter found in plain sentences: which rules, an example that shows it, and the mend."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from creditbank.plan.lint_findings import Conflict, GrantShown, RuleFinding, Witness
from creditbank.rules.rulebook import Rulebook
from creditbank.wording.amounts import amount_words
from creditbank.wording.names import column, key_of
from creditbank.wording.sentences import conflict_parameters, word, word_conflict, word_reason
from creditbank.wording.values import Speaker

UNSAID = ("kind", "level_scale", "grade_scale", "earned_on", "certificate_number")
"""Facts of an example that tell a reader nothing."""


def rule_finding_sentences(finding: RuleFinding, book: Rulebook, language: str) -> list[str]:
    """The conflict, its example, then the explanation if there is one, or else the mend: one sentence a line."""
    said = [word_conflict(msgspec.to_builtins(finding), language)]
    if finding.witness is not None:
        said += _example(finding.witness, book, language)
    if finding.explained:
        return [*said, word("LINT_EXPLAINED", {"why": finding.explained}, language)]
    return [*said, *_mend(finding, language)] if finding.severity == "error" else said


def _mend(finding: RuleFinding, language: str) -> list[str]:
    parameters = {**conflict_parameters(msgspec.to_builtins(finding)), **finding.parameters}
    mend = word(f"LINT_MEND_{finding.code}", parameters, language)
    said = [word("MEND", {"mend": mend}, language)]
    if finding.code != Conflict.STALE_EXPLANATION:
        hint = "LINT_OR_EXPLAIN" if len(finding.rules) > 1 else "LINT_OR_EXPLAIN_ALONE"
        said.append(word(hint, {"finding": str(finding.code)}, language))
    return said


def _example(witness: Witness, book: Rulebook, language: str) -> list[str]:
    awards = _joined((_award(facts, book, language) for facts in witness.awards), language)
    if witness.steps:
        return [word("LINT_STEP_STUDY" if "study" in step else "LINT_STEP", step, language) for step in witness.steps]
    if witness.reasons:
        kind = str(witness.awards[0]["kind"]) if witness.awards else ""
        reasons = [word_reason(reason, language, book, kind) for reason in witness.reasons]
        return [word("LINT_EXAMPLE_REFUSED", {"awards": awards, "reasons": _spaced(reasons, language)}, language)]
    if not witness.grants:
        return []
    answers = [_grant(grant, witness.programme, book, language) for grant in witness.grants]
    parameters = {
        "programme": _programme(witness.programme, book, language),
        "awards": awards,
        "answers": _spaced(answers, language),
    }
    return [word("LINT_EXAMPLE", parameters, language)]


def _award(facts: Mapping[str, Any], book: Rulebook, language: str) -> str:
    """Kind and details of one award, named as the rulebook names them."""
    kind = str(facts.get("kind", ""))
    speaker = Speaker(language, book, kind)
    details = [
        f"{speaker.field(f'award.{name}')} {speaker.value(f'award.{name}', value)}"
        for name, value in facts.items()
        if name not in UNSAID
    ]
    named = book.kinds[kind].name[key_of(language)] if kind in book.kinds else kind
    told = _joined(details, language)
    return f"{named} ({told})" if column(language) else f"{named}（{told}）"


def _grant(grant: GrantShown, where: str, book: Rulebook, language: str) -> str:
    programme, _, year = where.partition("@")
    held = book.programmes.get((programme, int(year)))
    unit = held.unit if held is not None else "course_credit"
    targets = []
    for name, amount in grant.targets:
        course = held.course.get(name) if held is not None else None
        named = f"{name} {course.name[key_of(language)]}" if course is not None else name
        shown = amount_words(amount, unit, language, book)
        targets.append(f"{named} ({shown})" if column(language) else f"{named}（{shown}）")
    limit = amount_words(grant.limit, unit, language, book) if grant.how == "budget" else grant.limit
    parameters = {"rule": grant.rule, "targets": _joined(targets, language), "limit": limit}
    return word(f"LINT_GIVES_{grant.how.upper()}", parameters, language)


def _programme(where: str, book: Rulebook, language: str) -> str:
    programme, _, year = where.partition("@")
    held = book.programmes.get((programme, int(year or 0)))
    return f"{held.name[key_of(language)]} ({where})" if held is not None else where


def _joined(items: Iterable[str], language: str) -> str:
    return ("、" if column(language) == 0 else ", ").join(items)


def _spaced(sentences: Iterable[str], language: str) -> str:
    return (" " if column(language) else "").join(sentences)


def findings_as_json(findings: Iterable[RuleFinding], book: Rulebook, language: str) -> list[dict[str, Any]]:
    """Findings for programs, each with its sentences for people."""
    return [
        {**msgspec.to_builtins(one), "blocks": one.blocks, "sentences": rule_finding_sentences(one, book, language)}
        for one in findings
    ]
