"""A quote as a page shows it: which outcome pays for which course, what remains, what is left over and why."""

from dataclasses import dataclass

from creditbank.bank.quote import Quote
from creditbank.bank.record_rows import target_name
from creditbank.plan.problem import Line, Unused
from creditbank.rules.definitions import Name, Rule
from creditbank.rules.programmes import Course, Programme
from creditbank.rules.rulebook import Rulebook
from creditbank.wording.plans import binding_names, partner_names
from creditbank.wording.sentences import word_reason


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of the plan; ``number`` counts from 0 and is what the form sends."""

    number: int
    awards: tuple[Name, ...]
    targets: tuple[tuple[Name, int], ...]
    amount: int
    lapsed: int
    rule: Rule


@dataclass(frozen=True, slots=True)
class UnusedRow:
    """An outcome that the plan does not use, and why, as a sentence."""

    award: Name
    why: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything that the page shows; amounts in ``scale`` decimal places."""

    programme: Programme
    scale: int
    lines: tuple[LineRow, ...]
    unused: tuple[UnusedRow, ...]
    study: tuple[tuple[str, Course], ...]
    open_study: tuple[tuple[Name, int], ...]
    limits: tuple[Name, ...]
    hours_saved: int


def plan_page(quote: Quote, book: Rulebook, language: str) -> PlanPage:
    """The rows of one quote."""
    programme, plan = quote.case.programme, quote.plan
    rules = {rule.id: rule for rule in quote.case.rules}
    return PlanPage(
        programme=programme,
        scale=quote.problem.scale,
        lines=tuple(_line_row(quote, n, line, rules[line.rule]) for n, line in enumerate(plan.lines)),
        unused=tuple(_unused_row(quote, one, book, language) for one in plan.unused),
        study=tuple((code, programme.course[code]) for code in plan.study_courses),
        open_study=tuple(
            (target_name(programme, "", node), amount) for node, amount in sorted(plan.study_open.items()) if amount
        ),
        limits=tuple(binding_names(quote)),
        hours_saved=quote.hours_saved,
    )


def _line_row(quote: Quote, number: int, line: Line, rule: Rule) -> LineRow:
    programme = quote.case.programme
    return LineRow(
        number=number,
        awards=tuple(quote.names[draw.outcome] for draw in line.draws),
        targets=tuple((target_name(programme, one.course, one.module), one.amount) for one in line.grants),
        amount=sum(one.amount for one in line.grants),
        lapsed=line.lapsed,
        rule=rule,
    )


def _unused_row(quote: Quote, unused: Unused, book: Rulebook, language: str) -> UnusedRow:
    kind = next(award.kind for award in quote.case.awards if award.id == unused.outcome)
    courses = {code: course.name for code, course in quote.case.programme.course.items()}
    names = {**courses, **quote.names, **partner_names(quote, unused, book)}
    why = word_reason(unused.reason, language, book, kind, names, policies=quote.case.policies, unit=quote.problem.unit)
    return UnusedRow(quote.names[unused.outcome], why)
