"""What programmes award and what rules make of it: the steps along which credit may go from programme to programme.

The rulebook does not say which awards a programme leads to; its qualification does. A degree programme awards a
diploma, and a course record for each course; a skill-level programme a certificate of its occupations and level; a
training programme a training certificate. A kind that the rulebook lacks is not awarded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from creditbank.kernel.decision import Grant
from creditbank.kernel.quantity import format_amount
from creditbank.plan.lint_forms import Grants, RuleForm, Where, amount_of
from creditbank.rules.checks_rules import ORIGINAL, WORTH
from creditbank.rules.conditions import Fact, Failed, evaluate, number_of
from creditbank.rules.decide import line_facts, rule_facts, rule_worth, slot_fits
from creditbank.rules.definitions import Kind
from creditbank.rules.facts import award_facts
from creditbank.rules.programmes import Programme
from creditbank.rules.rulebook import Rulebook
from creditbank.rules.standards import WORTH_SCALE, worth

DIPLOMA, COURSE = "diploma", "degree_course"
CERTIFICATE, TRAINING = "occupational_skill_certificate", "training_certificate"
STATED = ("course", "major", "occupation", "training")
"""Details that an outcome states and by which rules are told apart."""
FEW = 10
"""Of so many targets every choice is weighed; of more the largest are taken first."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a programme awards: its qualification, or (``course``) one of its courses."""

    where: Where
    course: str
    credits: Decimal
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Step:
    """One rule that may take an outcome, and what it then grants in one programme."""

    form: RuleForm
    to: Where
    given: Outcome
    targets: tuple[tuple[str, Decimal], ...]
    """Courses and modules with their credits."""
    all: bool
    most: int
    budget: Decimal | None

    def choices(self, without: str = "") -> Iterator[tuple[str, ...]]:
        """The sets of targets that may be granted together; one of them may be done already."""
        names = [name for name, _ in self.targets if name != without]
        if self.all:
            yield from (tuple(chosen) for chosen in [names] if self._affordable(chosen))
            return
        if len(names) > FEW:
            names = sorted(names, key=lambda name: (-dict(self.targets)[name], name))[:FEW]
        for size in range(min(self.most, len(names)), 0, -1):
            yield from (chosen for chosen in combinations(names, size) if self._affordable(chosen))

    def credits_of(self, chosen: Sequence[str]) -> Decimal:
        """What they come to."""
        return sum((amount for name, amount in self.targets if name in chosen), Decimal(0))

    def _affordable(self, chosen: Sequence[str]) -> bool:
        return self.budget is None or self.credits_of(chosen) <= self.budget


@dataclass(slots=True)
class Steps:
    """Finds the steps from an outcome. Rules are looked up by kind and by what they name."""

    book: Rulebook
    _rules: dict[tuple[str, str, Fact], list[RuleForm]] = field(init=False, default_factory=dict)
    _found: dict[int, tuple[Step, ...]] = field(init=False, default_factory=dict)

    def index(self, forms: Sequence[RuleForm]) -> None:
        """Take rules for one award that is taken whole; no others can carry credit round a circle by themselves."""
        for form in forms:
            if len(form.places) != 1 or form.places[0].slot.take != "whole":
                continue
            for kind, branches in form.places[0].asked.items():
                named = _names(branches[0].bounds) if len(branches) == 1 else None
                for name, value in named or [("", "")]:
                    self._rules.setdefault((kind, name, value), []).append(form)

    def of(self, outcome: Outcome) -> tuple[Step, ...]:
        """Every step from an outcome (one that is kept), to each programme in which it may be granted something."""
        key = id(outcome)
        if key not in self._found:
            self._found[key] = tuple(self._steps(outcome))
        return self._found[key]

    def _steps(self, outcome: Outcome) -> Iterator[Step]:
        kind = str(outcome.facts["kind"])
        named = [(name, outcome.facts[name]) for name in STATED if name in outcome.facts]
        for name, value in [("", ""), *named]:
            for form in self._rules.get((kind, name, value), ()):
                if self._may_apply(form, outcome):
                    yield from self._granted(form, outcome)

    def _may_apply(self, form: RuleForm, outcome: Outcome) -> bool:
        """Whether no test fails; what the outcome does not state may be so."""
        context = {**rule_facts(form.rule), "line.applied_on": form.rule.from_.isoformat()}
        if isinstance(slot_fits(form.places[0].slot, outcome.facts, context, self.book.scales), Failed):
            return False
        line = line_facts(form.rule, [outcome.facts], context, self.book.scales)
        return not isinstance(evaluate(form.rule.when, line, self.book.scales), Failed)

    def _granted(self, form: RuleForm, outcome: Outcome) -> Iterator[Step]:
        for where, grants in form.grants.items():
            programme = form.programmes[where]
            value = self._worth(form, outcome) if _weighs(grants) else None
            targets = tuple(_targets(grants, programme, outcome, value))
            budget = value if grants.budget == WORTH else amount_of(grants.budget) if grants.budget else None
            if targets and not (grants.budget == WORTH and value is None):
                yield Step(form, where, outcome, targets, grants.all, grants.most or len(targets), budget)

    def _worth(self, form: RuleForm, outcome: Outcome) -> Decimal | None:
        """What the rule's standards give for the outcome, as far as it is known."""
        slot = form.places[0].slot.id
        context = {"line.applied_on": form.rule.from_.isoformat()}
        found = rule_worth(form.rule, {slot: [outcome.facts]}, context, self.book.standards, self.book.scales)
        if not isinstance(found, Grant) or found.value is None:
            return None
        return Decimal(format_amount(found.value, WORTH_SCALE))


def qualifications(programme: Programme, book: Rulebook) -> Iterator[Outcome]:
    """What is awarded to those who complete a programme."""
    where, total = (programme.id, programme.year), credits_of(programme)
    name = programme.name["zh"]
    if programme.qualification == "degree":
        given = {"major": name, "level": programme.level, "credits": format(total, "f")}
        yield from _outcome(DIPLOMA, given, where, "", total, book)
    elif programme.qualification == "skill_level":
        for occupation in programme.occupations:
            given = {"occupation": occupation, "level": programme.level}
            yield from _outcome(CERTIFICATE, given, where, "", total, book)
    else:
        hours = [course.hours for course in programme.course.values()]
        summed = {"hours": sum(one or 0 for one in hours)} if all(hours) else {}
        yield from _outcome(TRAINING, {"training": name, **summed}, where, "", total, book)


def course_outcome(programme: Programme, code: str, book: Rulebook) -> Outcome | None:
    """The record of one course of a degree programme."""
    course = programme.course.get(code)
    if course is None or programme.qualification != "degree":
        return None
    given: dict[str, Fact] = {"course": course.name["zh"], "level": programme.level, "credits": course.credits}
    if course.hours:
        given["hours"] = course.hours
    where = (programme.id, programme.year)
    return next(_outcome(COURSE, given, where, code, amount_of(course.credits), book), None)


def credits_of(programme: Programme) -> Decimal:
    """What a programme comes to: its total, or all its courses."""
    if programme.tree.min_credits:
        return amount_of(programme.tree.min_credits)
    return sum((amount_of(course.credits) for course in programme.course.values()), Decimal(0))


def _outcome(
    kind_id: str, given: Mapping[str, Fact], where: Where, course: str, amount: Decimal, book: Rulebook
) -> Iterator[Outcome]:
    kind = book.kinds.get(kind_id)
    if kind is not None and _on_its_scale(kind, given, book):
        facts = award_facts(kind, given)
        standard = next(reversed(book.standards.get(kind.standard, ())), None)
        banked = (
            worth(standard, {f"award.{name}": fact for name, fact in facts.items()}, book.scales) if standard else None
        )
        if isinstance(banked, Grant):
            facts["bank_credits"] = format_amount(banked.value, WORTH_SCALE)
        yield Outcome(where, course, amount, facts)


def _on_its_scale(kind: Kind, given: Mapping[str, Fact], book: Rulebook) -> bool:
    """A level that the kind does not know belongs to an award of another kind."""
    scale = book.scales.get(kind.details["level"].scale) if "level" in kind.details else None
    return "level" not in given or (scale is not None and given["level"] in [step.id for step in scale.value])


def _names(bounds: Mapping[str, object]) -> list[tuple[str, Fact]] | None:
    """The names by which the tests of a rule tell its awards apart; nothing where they name none."""
    for name in STATED:
        listed = getattr(getattr(bounds.get(f"award.{name}"), "values", None), "listed", None)
        if listed is not None:
            return [(name, value) for value in sorted(listed, key=str)]
    return None


def _weighs(grants: Grants) -> bool:
    return grants.budget == WORTH or any(target.amount == WORTH for target in grants.targets.values())


def _targets(
    grants: Grants, programme: Programme, outcome: Outcome, value: Decimal | None
) -> Iterator[tuple[str, Decimal]]:
    for name, target in sorted(grants.targets.items()):
        if target.course:
            yield name, amount_of(programme.course[name].credits)
        elif target.amount == ORIGINAL:
            original = number_of(outcome.facts.get("credits"))
            yield from [(name, original)] if original is not None else []
        elif target.amount == WORTH:
            yield from [(name, value)] if value is not None else []
        else:
            yield name, amount_of(target.amount)
