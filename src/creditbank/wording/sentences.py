"""Codes and parameters into sentences: what is wrong, with the figures, and what to do next. Pure; no database."""

from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Any

import msgspec

from creditbank.kernel.decision import Reason
from creditbank.kernel.errors import CreditbankError
from creditbank.rules.definitions import Name, Policy
from creditbank.rules.rulebook import Rulebook
from creditbank.wording.amounts import amount_words
from creditbank.wording.names import column
from creditbank.wording.tables import SENTENCES
from creditbank.wording.values import PROGRAMME_UNIT, Speaker

LIMITS = ("CAP", "FLOOR", "GROUP_ONCE")
"""Codes that speak of a cap or a floor of a policy."""
KEPT = ("text", "message", "mend", "reasons", "differences")
"""Parameters that are sentences or texts already."""


def word(code: str, parameters: Mapping[str, Any], language: str, names: Mapping[str, Name] | None = None) -> str:
    """The sentence of a code. ``names``: names of ids (institutions, awards …) that may stand in the parameters.

    A code without a sentence gives the code and its parameters, so that nothing is ever lost.
    """
    return _sentence(code, parameters, Speaker(language, names=names or {}))


def word_reason(
    reason: Reason | Mapping[str, Any],
    language: str,
    rulebook: Rulebook | None = None,
    kind: str = "",
    names: Mapping[str, Name] | None = None,
    *,
    policies: Iterable[Policy] = (),
    unit: str = "",
) -> str:
    """A reason as a sentence; fields and values are named by the rulebook where one is given (of ``kind`` if known).

    ``policies`` and ``unit``: those of the programme that is spoken of, where it is known.
    """
    given = reason if isinstance(reason, Reason) else msgspec.convert(dict(reason), Reason)
    speaker = Speaker(language, rulebook, kind, names or {}, tuple(policies), unit)
    code = "COVERED_BY_STUDY" if given.code == "COVERED_BY" and not given.found else given.code
    return _sentence(code, _reason_parameters(given, speaker), speaker, worded=True)


def word_error(
    error: CreditbankError,
    language: str,
    rulebook: Rulebook | None = None,
    kind: str = "",
    names: Mapping[str, Name] | None = None,
) -> str:
    """An error as a sentence; the reasons it carries are worded inside."""
    parameters = dict(error.parameters)
    for name in ("reasons", "differences"):
        if isinstance(parameters.get(name), list):
            listed = [word_reason(one, language, rulebook, kind, names) for one in _mappings(parameters[name])]
            parameters[name] = (" " if column(language) else "").join(listed)
    if found := _mappings(parameters.get("findings") or ()):
        parameters["findings"] = (" " if column(language) else "").join(word_conflict(one, language) for one in found)
    return _sentence(error.code, parameters, Speaker(language, rulebook, kind, names or {}))


def word_fault(row: int, code: str, reasons: Iterable[Reason], language: str, rulebook: Rulebook | None = None) -> str:
    """What is wrong with one row (counted from 1) of a roster."""
    listed = [word_reason(reason, language, rulebook) for reason in reasons]
    joined = (" " if column(language) else "").join(listed)
    says_more = listed and "{reasons}" not in "".join(SENTENCES.get(code, ()))
    sentence = joined if says_more else word(code, {"reasons": joined}, language)
    return f"Row {row}: {sentence}" if column(language) else f"第 {row} 行：{sentence}"


def word_finding(code: str, parameters: Mapping[str, Any], language: str) -> str:
    """What a check of the whole database found."""
    return word(code, parameters, language)


def word_conflict(finding: Mapping[str, Any], language: str) -> str:
    """What the rule linter found (``plan.lint_findings.RuleFinding`` as plain data): which rules, and what is the matter."""
    parameters = {**conflict_parameters(finding), **finding.get("parameters", {})}
    cause = parameters.get("cause", "")
    return word(f"LINT_{finding['code']}{f'_{cause.upper()}' if cause else ''}", parameters, language)


def conflict_parameters(finding: Mapping[str, Any]) -> dict[str, Any]:
    """The rules of a finding as sentences name them: the one to mend, the other one, all of them."""
    rules = [version["rule"] for version in finding["rules"]]
    other = {"other": rules[1]} if len(rules) > 1 else {}
    return {"rule": rules[0], "rules": rules, **other}


def _reason_parameters(reason: Reason, speaker: Speaker) -> dict[str, str]:
    words = {
        "field": _field(reason, speaker),
        "wanted": speaker.value(reason.field, reason.wanted),
        "found": speaker.value(reason.field, reason.found),
        "requirement": speaker.requirement(reason),
        "shown": speaker.shown(reason),
        "amount": amount_words(str(reason.found), speaker.unit or PROGRAMME_UNIT, speaker.language, speaker.rulebook),
    }
    return {**words, **speaker.limit(reason)} if reason.code in LIMITS else words


def _field(reason: Reason, speaker: Speaker) -> str:
    """The field's name; a question of yes or no loses its “whether” (是否), for the requirement answers it."""
    named = speaker.field(reason.field)
    return named.removeprefix("是否") if isinstance(reason.wanted, bool) else named


def _sentence(code: str, parameters: Mapping[str, Any], speaker: Speaker, *, worded: bool = False) -> str:
    found = SENTENCES.get(code)
    if found is None:
        listed = ", ".join(f"{name}={value}" for name, value in parameters.items() if value not in ("", None))
        return f"{code} ({listed})" if listed else code
    template = found[column(speaker.language)]
    words = {
        name: str(parameters.get(name, ""))
        if worded or name in KEPT
        else speaker.parameter(name, parameters.get(name), str(parameters.get("unit", "")))
        for _, name, _, _ in Formatter().parse(template)
        if name
    }
    return template.format(**words)


def _mappings(listed: Any) -> list[Mapping[str, Any]]:
    return [one for one in listed if isinstance(one, Mapping)]
