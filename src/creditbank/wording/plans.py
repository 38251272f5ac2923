"""A quote in plain sentences: what counts and by which clause, what does not and why, what remains, how sure that is."""

from collections.abc import Iterable, Mapping

import msgspec

from creditbank.bank.quote import Quote
from creditbank.bank.record_rows import target_name
from creditbank.kernel.quantity import format_amount
from creditbank.plan.problem import Line, Unused
from creditbank.rules.decide import kinds_of
from creditbank.rules.definitions import Cap, Floor, Name, Policy, Rule, Source
from creditbank.rules.rulebook import Rulebook
from creditbank.wording.amounts import amount_words
from creditbank.wording.names import column, key_of
from creditbank.wording.sentences import word, word_reason

PAPERS = {"PLAN_HEAD": "PLAN_HEAD_PART", "PLAN_STUDY": "PLAN_STUDY_PART"}
"""What is said otherwise of papers, which are sat and not studied."""


def plan_sentences(quote: Quote, book: Rulebook, language: str) -> list[str]:
    """The whole quote, one sentence a line; ``book`` names fields, limits and values."""
    rules = {rule.id: rule for rule in quote.case.rules}
    said = [_head(quote, language)]
    said += [line_sentence(quote, line, rules[line.rule], language) for line in quote.plan.lines]
    said += [unused_sentence(quote, unused, book, language) for unused in quote.plan.unused]
    said += [word("PLAN_BINDING", {"limit": name[key_of(language)]}, language) for name in binding_names(quote)]
    said += _study(quote, language)
    said += _certainty(quote, language)
    return said


def line_sentence(quote: Quote, line: Line, rule: Rule, language: str) -> str:
    """One line: which outcomes, into which courses, how much, by which clause."""
    targets = [target_name(quote.case.programme, grant.course, grant.module)[key_of(language)] for grant in line.grants]
    parameters = {
        "awards": _joined((quote.names[draw.outcome][key_of(language)] for draw in line.draws), language),
        "targets": _joined(targets, language),
        "amount": _amount(quote, sum(grant.amount for grant in line.grants), language),
        "clause": rule.text,
        "source": source_text(rule.source, language),
        "lapsed": _amount(quote, line.lapsed, language),
    }
    return word("PLAN_LINE_LAPSED" if line.lapsed else "PLAN_LINE", parameters, language)


def unused_sentence(quote: Quote, unused: Unused, book: Rulebook, language: str) -> str:
    """One outcome that is not used, and why."""
    courses = {code: course.name for code, course in quote.case.programme.course.items()}
    shown = word_reason(
        unused.reason,
        language,
        book,
        next((award.kind for award in quote.case.awards if award.id == unused.outcome), ""),
        {**courses, **quote.names, **partner_names(quote, unused, book)},
        policies=quote.case.policies,
        unit=quote.problem.unit,
    )
    return word("PLAN_UNUSED", {"award": quote.names[unused.outcome][key_of(language)], "reason": shown}, language)


def partner_names(quote: Quote, unused: Unused, book: Rulebook) -> dict[str, Name]:
    """The slot that stays empty, named by the kinds of outcome that would fill it."""
    if unused.reason.code != "MISSING_PARTNER":
        return {}
    rejected = (one for one in quote.problem.rejected if one.outcome == unused.outcome and one.reason == unused.reason)
    rule_id = next((one.rule for one in rejected), "")
    slots = (slot for rule in quote.case.rules if rule.id == rule_id for slot in rule.slot)
    kinds = next((kinds_of(slot) for slot in slots if slot.id == unused.reason.found), None) or frozenset()
    named = [book.kinds[kind].name for kind in sorted(kinds) if kind in book.kinds]
    if not named:
        return {}
    joined: Name = {"zh": "或".join(one["zh"] for one in named), "en": " or ".join(one["en"] for one in named)}
    return {str(unused.reason.found): joined}


def binding_names(quote: Quote) -> list[Name]:
    """What the limits that bind are called."""
    return limit_names(quote.case.policies, quote.plan.binding)


def limit_names(policies: Iterable[Policy], ids: Iterable[str]) -> list[Name]:
    """What limits are called. What several policies say alike is said once.

    The first policy by id gives the name, as it does where the engine names the limit that keeps an outcome out.
    """
    wanted = frozenset(ids)
    limits: list[Cap | Floor] = []
    for policy in sorted(policies, key=lambda policy: policy.id):
        limits += [*policy.cap, *policy.floor]
    found: list[Cap | Floor] = []
    for limit in limits:
        if limit.id in wanted and not any(_is_twin(limit, other) for other in found):
            found.append(limit)
    return [limit.name or {"zh": limit.id, "en": limit.id} for limit in found]


def source_text(source: Source | Mapping[str, object], language: str) -> str:
    """Document, number, year and clause; and the word for a demonstration, unless the clause has it already."""
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
    if values.get("demonstration") and word("DEMONSTRATION", {}, "zh") not in clause:
        parts.append(word("DEMONSTRATION", {}, language))
    return " ".join(part for part in parts if part)


def _head(quote: Quote, language: str) -> str:
    plan, lines = quote.plan, len(quote.plan.lines)
    figures = {
        "programme": quote.case.programme.name[key_of(language)],
        "converted": _amount(quote, plan.converted, language),
        "remaining": _amount(quote, plan.remaining, language),
        "without": _amount(quote, plan.remaining_without, language),
        "lines": f"{lines} line" + "s" * (lines != 1) if column(language) else f"{lines} 条",
    }
    said = word(_code(quote, "PLAN_HEAD"), figures, language)
    if not quote.hours_saved:
        return said
    return said + " " * column(language) + word("PLAN_HOURS", {"hours": quote.hours_saved}, language)


def _study(quote: Quote, language: str) -> list[str]:
    plan, programme = quote.plan, quote.case.programme
    said = []
    if plan.study_courses:
        courses = _joined((programme.course[code].name[key_of(language)] for code in plan.study_courses), language)
        said.append(word(_code(quote, "PLAN_STUDY"), {"courses": courses}, language))
    for module, amount in plan.study_open.items():
        named = target_name(programme, "", module)[key_of(language)]
        said.append(word("PLAN_STUDY_OPEN", {"module": named, "amount": _amount(quote, amount, language)}, language))
    return said


def _certainty(quote: Quote, language: str) -> list[str]:
    """How sure the answer is, and whether the checker accepts it."""
    if quote.plan.proof == "log" and quote.plan.status == "proven" and not quote.findings:
        return [word("PLAN_PROVEN_CHECKED", {"steps": quote.plan.log.count(" ") + 1}, language)]
    code = {"proven": "PLAN_PROVEN", "gap": "PLAN_GAP", "infeasible": "PLAN_INFEASIBLE"}[quote.plan.status]
    bound = _amount(quote, quote.plan.bound, language)
    said = [word(code, {"engine": quote.plan.engine, "bound": bound}, language)]
    if quote.findings:
        said.append(word("PLAN_NOT_CHECKED", {}, language))
    elif quote.plan.status != "infeasible":
        said.append(word("PLAN_CHECKED", {}, language))
    return said


def _is_twin(limit: Cap | Floor, other: Cap | Floor) -> bool:
    """Whether two limits say the same: by name, or by everything but id and name."""
    if limit.name is not None and limit.name == other.name:
        return True
    return _unnamed(limit) == _unnamed(other)


def _unnamed(limit: Cap | Floor) -> Cap | Floor:
    return msgspec.structs.replace(limit, id="", name=None)


def _amount(quote: Quote, amount: int, language: str) -> str:
    return amount_words(format_amount(amount, quote.problem.scale), quote.problem.unit, language)


def _code(quote: Quote, code: str) -> str:
    return PAPERS[code] if quote.problem.unit == "part" else code


def _joined(words: Iterable[str], language: str) -> str:
    return ("、" if column(language) == 0 else ", ").join(words)
