"""A quote in plain sentences: what counts and by which clause, what does not and why, what remains, how sure that is."""

from collections.abc import Iterable, Mapping
from typing import Literal

from creditbank.bank.quote import Quote
from creditbank.bank.record_rows import target_name
from creditbank.kernel.quantity import format_amount
from creditbank.plan.problem import Line
from creditbank.rules.definitions import Cap, Floor, Name, Rule, Source
from creditbank.wording.sentences import word, word_reason


def plan_sentences(quote: Quote, language: str) -> list[str]:
    """The whole quote, one sentence a line."""
    rules = {rule.id: rule for rule in quote.case.rules}
    said = [word("PLAN_HEAD", _figures(quote, language), language)]
    said += [line_sentence(quote, line, rules[line.rule], language) for line in quote.plan.lines]
    said += [unused_sentence(quote, item.outcome, language) for item in quote.plan.unused]
    said += [
        word("PLAN_BINDING", {"limit": name[_key(language)]}, language)
        for limit, name in limit_names(quote).items()
        if limit in quote.plan.binding
    ]
    if quote.plan.study_courses:
        said.append(word("PLAN_STUDY", {"courses": _courses(quote, quote.plan.study_courses, language)}, language))
    said += [
        word(
            "PLAN_STUDY_OPEN",
            {
                "module": target_name(quote.case.programme, "", module)[_key(language)],
                "credits": format_amount(amount, quote.problem.scale),
            },
            language,
        )
        for module, amount in quote.plan.study_open.items()
    ]
    code = {"proven": "PLAN_PROVEN", "gap": "PLAN_GAP", "infeasible": "PLAN_INFEASIBLE"}[quote.plan.status]
    bound = format_amount(quote.plan.bound, quote.problem.scale)
    said.append(word(code, {"engine": quote.plan.engine, "bound": bound}, language))
    return said


def line_sentence(quote: Quote, line: Line, rule: Rule, language: str) -> str:
    """One line: which outcomes, into which courses, how many credits, by which clause."""
    scale = quote.problem.scale
    targets = [target_name(quote.case.programme, grant.course, grant.module)[_key(language)] for grant in line.grants]
    parameters = {
        "awards": _joined((quote.names[draw.outcome][_key(language)] for draw in line.draws), language),
        "targets": _joined(targets, language),
        "credits": format_amount(sum(grant.amount for grant in line.grants), scale),
        "clause": rule.text,
        "source": source_text(rule.source, language),
        "lapsed": format_amount(line.lapsed, scale),
    }
    return word("PLAN_LINE_LAPSED" if line.lapsed else "PLAN_LINE", parameters, language)


def unused_sentence(quote: Quote, outcome: str, language: str) -> str:
    """One outcome that is not used, and why."""
    reason = next(item.reason for item in quote.plan.unused if item.outcome == outcome)
    shown = word_reason(reason, language, names={**limit_names(quote), **quote.names})
    return word("PLAN_UNUSED", {"award": quote.names[outcome][_key(language)], "reason": shown}, language)


def limit_names(quote: Quote) -> dict[str, Name]:
    """What each cap and floor of the programme's policies is called, by id; the id itself where it has no name."""
    limits: list[Cap | Floor] = []
    for policy in quote.case.policies:
        limits += [*policy.cap, *policy.floor]
    return {limit.id: limit.name or {"zh": limit.id, "en": limit.id} for limit in limits}


def source_text(source: Source | Mapping[str, object], language: str) -> str:
    """Document, number, year and clause; or the word for a demonstration rule."""
    values = (
        source if isinstance(source, Mapping) else {name: getattr(source, name) for name in source.__struct_fields__}
    )
    parts = [str(values.get(name) or "") for name in ("document", "number")]
    year = str(values.get("year") or "")
    if year and not any(year in part for part in parts):
        parts.append(year)
    clause = str(values.get("clause") or "")
    if clause:
        numbered = clause[0].isascii() and clause[0].isdigit()
        parts.append(word("CLAUSE", {"clause": clause}, language) if numbered else clause)
    if values.get("demonstration"):
        parts.append(word("DEMONSTRATION", {}, language))
    return " ".join(part for part in parts if part)


def _figures(quote: Quote, language: str) -> dict[str, object]:
    plan, scale = quote.plan, quote.problem.scale
    return {
        "programme": quote.case.programme.name[_key(language)],
        "converted": format_amount(plan.converted, scale),
        "remaining": format_amount(plan.remaining, scale),
        "without": format_amount(plan.remaining_without, scale),
        "hours": quote.hours_saved,
        "lines": len(plan.lines),
    }


def _courses(quote: Quote, codes: Iterable[str], language: str) -> str:
    return _joined((quote.case.programme.course[code].name[_key(language)] for code in codes), language)


def _joined(words: Iterable[str], language: str) -> str:
    return ("、" if _key(language) == "zh" else ", ").join(words)


def _key(language: str) -> Literal["zh", "en"]:
    return "en" if language.startswith("en") else "zh"
