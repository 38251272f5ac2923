"""Circles in which credit grows: a course of A converts in B, what that gives converts back in A, and it is more.

Put in: the credits of the first course, and what must still be studied where a whole qualification on the way is
converted. Taken out: what the last rule grants in A, apart from that course. Only programmes that count in one unit make
a circle here: amounts of two units have no common measure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_

from creditbank.plan.lint_findings import Conflict, RuleFinding, Version, Witness
from creditbank.plan.lint_forms import RuleForm, Where
from creditbank.plan.lint_outcomes import Outcome, Step, Steps, course_outcome, credits_of, qualifications
from creditbank.plan.lint_pairs import version_of
from creditbank.rules.rulebook import Rulebook

MOST_STEPS = 3
"""Longer ways round are not followed: each step costs at least a course."""


@dataclass(frozen=True, slots=True)
class _Way:
    """What comes out in the first programme, and the steps that lead there with what each grants and asks to study."""

    out: Decimal
    steps: tuple[tuple[Step, tuple[str, ...], Decimal], ...] = ()


NO_WAY = _Way(Decimal(0))


def circles_in(forms: Sequence[RuleForm], book: Rulebook) -> Iterator[RuleFinding]:
    """The circle of most gain for each set of rules that makes one."""
    found: dict[tuple[Version, ...], tuple[Decimal, str, RuleFinding]] = {}
    for outcome, way in _Circles(forms, book).growing():
        rules = tuple(dict.fromkeys(version_of(step.form) for step, _, _ in way.steps))
        key = tuple(sorted(rules))
        gain = way.out - outcome.credits
        if key not in found or (-gain, outcome.course) < (-found[key][0], found[key][1]):
            found[key] = gain, outcome.course, _finding(outcome, way, rules, book)
    yield from (finding for _, _, finding in found.values())


class _Circles:
    def __init__(self, forms: Sequence[RuleForm], book: Rulebook) -> None:
        self.book = book
        self.steps = Steps(book)
        self.steps.index(forms)
        self.outcomes: dict[tuple[Where, str], Outcome] = {}
        self.whole: dict[Where, list[Outcome]] = {}
        self.bit = {name: 1 << place for place, name in enumerate(sorted({name for name, _ in book.programmes}))}
        self.totals = {where: credits_of(programme) for where, programme in book.programmes.items()}
        self.bounds: dict[tuple[int, int], Decimal] = {}
        """By outcome or step (which are kept) and the steps left."""
        for where, programme in sorted(book.programmes.items()):
            self.whole[where] = list(qualifications(programme, book))
            for code in sorted(programme.course):
                outcome = course_outcome(programme, code, book)
                if outcome is not None:
                    self.outcomes[where, code] = outcome
        self.leads = self._programmes_reached()

    def growing(self) -> Iterator[tuple[Outcome, _Way]]:
        """For each course and each rule that takes it, the circle of most gain that begins so."""
        for outcome in self.outcomes.values():
            for step in self.steps.of(outcome):
                ways = self._by(step, outcome, (), MOST_STEPS, outcome.credits)
                way = max(ways, key=_out, default=NO_WAY)
                if way.out > outcome.credits:
                    yield outcome, way

    def _programmes_reached(self) -> list[dict[str, int]]:
        """Where a programme leads in one step, in at most two, …, as bits: what lies outside cannot be on a circle."""
        outcomes = [*self.outcomes.values(), *(one for found in self.whole.values() for one in found)]
        after: dict[str, set[str]] = {}
        for one in outcomes:
            after.setdefault(one.where[0], set()).update(step.to[0] for step in self.steps.of(one))
        reached = [{here: sum(self.bit[there] for there in after.get(here, ())) for here in self.bit}]
        for _ in range(MOST_STEPS - 1):
            last = reached[-1]
            reached.append({here: _union([last[here], *(last[one] for one in after.get(here, ()))]) for here in last})
        return reached

    def _leads(self, here: str, there: str, left: int) -> bool:
        """Whether a programme can be reached in so many steps at most."""
        return left > 0 and bool(self.leads[left - 1][here] & self.bit[there])

    def _most(self, outcome: Outcome, left: int) -> Decimal:
        """What can come out of an outcome in so many steps at most, wherever they lead."""
        steps = self.steps.of(outcome) if left else ()
        return max((self._most_of(step, left) for step in steps), default=Decimal(0))

    def _most_of(self, step: Step, left: int) -> Decimal:
        """What can come out of a step and those after it: at most so many targets are granted, whatever the budget."""
        key = (id(step), left)
        if key not in self.bounds:
            at_once = _sum_of(sorted((amount for _, amount in step.targets), reverse=True)[: step.most])
            courses = [self.outcomes[step.to, name] for name, _ in step.targets if self._is_course(step, name)]
            after = sorted((self._most(one, left - 1) for one in courses), reverse=True)
            whole = max((self._most(one, left - 1) for one in self.whole[step.to]), default=Decimal(0))
            study = max(Decimal(0), self.totals[step.to] - at_once)
            self.bounds[key] = max(at_once, _sum_of(after[: step.most]), whole - study)
        return self.bounds[key]

    def _is_course(self, step: Step, name: str) -> bool:
        return (step.to, name) in self.outcomes

    def _best(self, outcome: Outcome, first: Outcome, been: tuple[str, ...], left: int, least: Decimal) -> _Way:
        """The way back to the first programme that brings most out, in so many steps; not those that bring too little."""
        if not self._leads(outcome.where[0], first.where[0], left):
            return NO_WAY
        steps = self.steps.of(outcome)
        ways = (way for step in steps for way in self._by(step, first, been, left, least))
        return max(ways, key=_out, default=NO_WAY)

    def _by(self, step: Step, first: Outcome, been: tuple[str, ...], left: int, least: Decimal) -> Iterator[_Way]:
        """Ways that begin with a step: home at once, or onward from what it grants."""
        home, here = first.where[0], step.given.where[0]
        if self._most_of(step, left) <= least:
            return
        if step.to[0] == home and here != home:
            yield from (_Way(step.credits_of(one), ((step, one, Decimal(0)),)) for one in step.choices(first.course))
        elif step.to[0] not in {home, here, *been} and self._unit(step.to) == self._unit(first.where):
            yield from self._through(step, first, (*been, here), left - 1, least)

    def _through(self, step: Step, first: Outcome, been: tuple[str, ...], left: int, least: Decimal) -> Iterator[_Way]:
        """Onward from what a step grants: course by course, or by completing the programme."""
        if not self._leads(step.to[0], first.where[0], left):
            return
        alone = least if step.most == 1 else Decimal(0)
        onward = {
            name: self._best(self.outcomes[step.to, name], first, been, left, alone)
            for name, _ in step.targets
            if self._is_course(step, name)
        }
        whole = (self._best(one, first, been, left, least) for one in self.whole[step.to])
        by_whole = max(whole, key=_out, default=NO_WAY)
        total = self.totals[step.to]
        for chosen in step.choices():
            ways = [onward[name] for name in chosen if name in onward and onward[name].steps]
            if ways:
                steps = tuple(one for way in ways for one in way.steps)
                yield _Way(_sum_of([way.out for way in ways]), ((step, chosen, Decimal(0)), *steps))
            if by_whole.steps:
                study = max(Decimal(0), total - step.credits_of(chosen))
                yield _Way(by_whole.out - study, ((step, chosen, study), *by_whole.steps))

    def _unit(self, where: Where) -> str:
        return self.book.programmes[where].unit


def _sum_of(amounts: Sequence[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _union(masks: Sequence[int]) -> int:
    return reduce(or_, masks)


def _out(way: _Way) -> Decimal:
    return way.out


def _finding(outcome: Outcome, way: _Way, rules: tuple[Version, ...], book: Rulebook) -> RuleFinding:
    steps = tuple(
        {
            "rule": step.form.rule.id,
            "given": step.given.course or step.given.where[0],
            "from": step.given.where[0],
            "programme": step.to[0],
            "granted": ", ".join(chosen),
            "credits": format(step.credits_of(chosen), "f"),
            **({"study": format(study, "f")} if study else {}),
        }
        for step, chosen, study in way.steps
    )
    return RuleFinding(
        code=Conflict.CYCLIC,
        rules=rules,
        parameters={
            "course": outcome.course,
            "put_in": format(outcome.credits, "f"),
            "taken_out": format(way.out, "f"),
            "programme": outcome.where[0],
        },
        witness=Witness(programme=f"{outcome.where[0]}@{outcome.where[1]}", awards=(outcome.facts,), steps=steps),
    )
