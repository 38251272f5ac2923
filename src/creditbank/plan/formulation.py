"""The problem as integer constraints (OR-Tools CP-SAT): variables, limits and the sums of the objective.

Nothing is searched here; ``cpsat.py`` does that. Amounts keep the problem's integers. Where a name below has no
explanation, ``problem.py`` has it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ortools.sat.python import cp_model

from creditbank.plan.problem import (
    Candidate,
    CapLimit,
    FloorLimit,
    Member,
    Outcome,
    Problem,
    TreeNode,
    shared_courses,
    tie_weight,
    walk,
)

Linear = cp_model.LinearExpr
Variable = cp_model.IntVar


Softened = Literal["choose", "min_credits", "floor"]
Lack = Callable[[cp_model.CpModel, Softened, str, int], Variable]
"""Makes the variable for what a demand lacks: of the model, by its sort, the id of the node or floor, and what is asked."""


def constant(amount: int, /) -> Linear:
    """An amount as an expression."""
    return Linear.constant(amount)


def total(terms: Iterable[Linear], /) -> Linear:
    """The sum of expressions; of none, zero."""
    return Linear.sum([constant(0), *terms])


@dataclass(slots=True)
class Formulation:
    """The model with its variables by name. Keys of grants are (candidate, target index), of draws (candidate, award)."""

    problem: Problem
    lack: Lack | None = None
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    credits: dict[str, int] = field(default_factory=dict)
    """Credits of each course."""
    steps: dict[str, int] = field(default_factory=dict)
    """The step in which each open module takes study."""
    applied: dict[str, Variable] = field(default_factory=dict)
    granted: dict[tuple[str, int], Variable] = field(default_factory=dict)
    """Where a line has a choice of targets; elsewhere a target is granted when the line is applied."""
    amounts: dict[tuple[str, int], Linear] = field(default_factory=dict)
    partial: dict[tuple[str, int], Variable] = field(default_factory=dict)
    """Amounts that are free: block credit that may be granted in part."""
    blocks: dict[str, list[Linear]] = field(default_factory=lambda: defaultdict(list))
    """Block credit by module."""
    drawn: dict[tuple[str, str], Variable] = field(default_factory=dict)
    sourced: dict[tuple[str, str], Variable] = field(default_factory=dict)
    """Whether a gathering line draws from an award."""
    whole: dict[str, list[Variable]] = field(default_factory=lambda: defaultdict(list))
    """For each award the lines that take it whole."""
    studied: dict[str, Variable] = field(default_factory=dict)
    open_study: dict[str, Variable] = field(default_factory=dict)
    """Study in an open module, in steps of the module."""
    counted: dict[tuple[str, str], Variable] = field(default_factory=dict)
    done: dict[str, Linear] = field(default_factory=dict)

    def uses(self, outcome: str, /) -> list[Variable]:
        """The literals under which something is taken from an award."""
        return [*self.whole[outcome], *(v for (_, source), v in self.sourced.items() if source == outcome)]

    def lacking(self, sort: Softened, name: str, asked: int) -> Linear:
        """What a demand may lack: nothing, unless demands were made soft."""
        return constant(0) if self.lack is None else self.lack(self.model, sort, name, asked)

    def lines(self) -> tuple[Variable, ...]:
        """What tells one choice of lines from another, in canonical order; amounts gathered are settled afterwards."""
        return (*self.applied.values(), *self.granted.values(), *self.partial.values())

    def study(self) -> tuple[Variable, ...]:
        """What tells one way to finish from another."""
        return (*self.studied.values(), *self.open_study.values(), *self.counted.values())

    def remaining(self) -> Linear:
        """First sum: credits still to be studied."""
        courses = (self.credits[course] * s for course, s in self.studied.items())
        return total(courses) + total(self.steps[node] * u for node, u in self.open_study.items())

    def usage(self) -> Linear:
        """Second sum: few awards, and the least flexible."""
        price = {outcome.id: 1000 + outcome.flex for outcome in self.problem.outcomes}
        whole = (price[outcome] * x for outcome, lines in self.whole.items() for x in lines)
        return total(whole) + total(price[outcome] * v for (_, outcome), v in self.sourced.items())

    def tie_break(self) -> Linear:
        """Third sum: the weights that make the choice of lines one by definition."""
        terms: list[Linear] = []
        for candidate in self.problem.candidates:
            if (x := self.applied.get(candidate.id)) is None:
                continue
            terms.append(tie_weight("line", candidate.id) * x)
            for index, target in enumerate(candidate.targets):
                named = target.course or target.module
                terms.append(tie_weight("grant", candidate.id, named) * self.granted.get((candidate.id, index), x))
                if (amount := self.partial.get((candidate.id, index))) is not None:
                    terms.append(tie_weight("amount", candidate.id, named) * amount)
        return total(terms)

    def way_to_finish(self) -> Linear:
        """The weights that do the same for the study that remains, once the lines are settled."""
        studied = (tie_weight("study", course) * s for course, s in self.studied.items())
        opened = (tie_weight("open", node) * u for node, u in self.open_study.items())
        counted = (tie_weight("counted", course, node) * e for (course, node), e in self.counted.items())
        return total(studied) + total(opened) + total(counted)


def formulate(problem: Problem, /, lack: Lack | None = None) -> Formulation:
    """Build the model of everything that is proven: candidates that miss a fact (``possible``) stay out.

    ``lack``: how much less may be met than a choice, a minimum or a floor asks for; else all of it must be.
    """
    built = Formulation(problem, lack=lack)
    built.credits = {course.id: course.credits for course in problem.courses}
    built.steps = {node.id: node.study_step or 1 for node in walk(problem.tree) if node.open}
    outcomes = {outcome.id: outcome for outcome in problem.outcomes}
    for candidate in problem.candidates:
        if not candidate.possible:
            _line(built, candidate)
            _gather(built, candidate, outcomes)
    _lots(built, outcomes)
    _parts(built, outcomes)
    _courses(built)
    _require(built, problem.tree, None)
    for cap in problem.caps:
        (_credit_cap if cap.measure == "credits" else _award_cap)(built, cap)
    for floor in problem.floors:
        _floor(built, floor)
    return built


def _line(built: Formulation, candidate: Candidate) -> None:
    """Which targets a line grants, within its choice and budget, and which awards it takes whole."""
    model, x = built.model, built.model.new_bool_var("x")
    built.applied[candidate.id] = x
    chosen = []
    for index in range(len(candidate.targets)):
        granted = x
        if not candidate.grant_all and len(candidate.targets) > 1:
            granted = built.granted[candidate.id, index] = model.new_bool_var("z")
            model.add_implication(granted, x)
            chosen.append(granted)
        _amount(built, candidate, index, granted)
    if chosen:
        model.add(total(chosen) >= x)
        model.add(total(chosen) <= (len(chosen) if candidate.choose is None else candidate.choose) * x)
    if candidate.grant_all and candidate.choose is not None and candidate.choose < len(candidate.targets):
        model.add(x == 0)
    if candidate.budget is not None:
        model.add(_granted_amount(built, candidate) <= candidate.budget * x)
    for taken in candidate.inputs:
        if taken.take == "whole":
            built.whole[taken.outcome].append(x)


def _amount(built: Formulation, candidate: Candidate, index: int, granted: Variable) -> None:
    target = candidate.targets[index]
    amount: Linear = target.amount * granted
    if target.up_to:
        amount = built.partial[candidate.id, index] = built.model.new_int_var(0, target.amount, "b")
        built.model.add(amount <= target.amount * granted)
        built.model.add(amount >= granted)
    built.amounts[candidate.id, index] = amount
    if target.module:
        built.blocks[target.module].append(amount)


def _granted_amount(built: Formulation, candidate: Candidate) -> Linear:
    return total(built.amounts[candidate.id, index] for index in range(len(candidate.targets)))


def _gather(built: Formulation, candidate: Candidate, outcomes: Mapping[str, Outcome]) -> None:
    """Draws of a gathering line: in sum the credits granted, always from the lead, from so many awards at most."""
    model, x = built.model, built.applied[candidate.id]
    sources = [taken.outcome for taken in candidate.inputs if taken.take == "credits"]
    for source in sources:
        available = outcomes[source].available
        drawn, sourced = model.new_int_var(0, available, "g"), model.new_bool_var("v")
        model.add(drawn <= available * sourced)
        model.add(drawn >= sourced)
        model.add_implication(sourced, x)
        if candidate.draw_all or source == candidate.lead:
            model.add_implication(x, sourced)
        built.drawn[candidate.id, source] = drawn
        built.sourced[candidate.id, source] = sourced
    if sources:
        gathered = total(built.drawn[candidate.id, source] for source in sources)
        model.add(gathered == _granted_amount(built, candidate))
        if candidate.at_most_awards is not None:
            used = total(built.sourced[candidate.id, source] for source in sources)
            model.add(used <= candidate.at_most_awards * x)


def _lots(built: Formulation, outcomes: Mapping[str, Outcome]) -> None:
    """A lot cannot give what it does not hold, and a whole take leaves nothing to any other line."""
    draws: dict[str, list[Linear]] = defaultdict(list)
    for (_, source), drawn in built.drawn.items():
        draws[source].append(drawn)
    for lines in built.whole.values():
        built.model.add_at_most_one(lines)
    for outcome, drawn_from in draws.items():
        available = outcomes[outcome].available
        built.model.add(total(drawn_from) + available * total(built.whole[outcome]) <= available)


def _parts(built: Formulation, outcomes: Mapping[str, Outcome]) -> None:
    """An award and a part of it never stand in one plan."""
    used: dict[str, Variable] = {}
    for outcome in outcomes.values():
        above, seen = outcome.part_of, {outcome.id}
        while above in outcomes and above not in seen:
            built.model.add_at_most_one(_used(built, outcome.id, used), _used(built, above, used))
            seen.add(above)
            above = outcomes[above].part_of


def _used(built: Formulation, outcome: str, known: dict[str, Variable]) -> Variable:
    """A literal that is true whenever anything is taken from the award."""
    if outcome not in known:
        known[outcome] = _any(built, built.uses(outcome))
    return known[outcome]


def _any(built: Formulation, literals: Iterable[Variable]) -> Variable:
    once = built.model.new_bool_var("any")
    for literal in literals:
        built.model.add_implication(literal, once)
    return once


def _courses(built: Formulation) -> None:
    """Each course is done once: passed or granted before, granted by one line, or studied."""
    grants: dict[str, list[Variable]] = defaultdict(list)
    for candidate in built.problem.candidates:
        for index, target in enumerate(candidate.targets):
            if target.course and (x := built.applied.get(candidate.id)) is not None:
                grants[target.course].append(built.granted.get((candidate.id, index), x))
    for course in built.problem.courses:
        if course.done:
            built.model.add(total(grants[course.id]) == 0)
            built.done[course.id] = constant(1)
        else:
            built.studied[course.id] = built.model.new_bool_var("s")
            built.model.add_at_most_one(*grants[course.id], built.studied[course.id])
            built.done[course.id] = total(grants[course.id]) + built.studied[course.id]
    for course_id, nodes in shared_courses(built.problem.tree).items():
        for node in nodes:
            built.counted[course_id, node] = built.model.new_bool_var("e")
        built.model.add(total(built.counted[course_id, node] for node in nodes) == built.done[course_id])


def _require(built: Formulation, node: TreeNode, when: Variable | None) -> Linear:
    """Demand the node (always, or under ``when``) and return what it earns upward."""
    met: list[Linear] = [built.done[course] for course in node.courses]
    earned = _earned_here(built, node)
    for child in node.child:
        satisfied = None if node.choose is None else built.model.new_bool_var("a")
        earned += _require(built, child, when if satisfied is None else satisfied)
        met += [] if satisfied is None else [satisfied]
    demands = [built.done[course] >= 1 for course in node.all]
    if node.choose is not None:
        demands.append(total(met) + built.lacking("choose", node.id, node.choose) >= node.choose)
    if node.min_credits is not None:
        demands.append(earned + built.lacking("min_credits", node.id, node.min_credits) >= node.min_credits)
    for demand in demands:
        constraint = built.model.add(demand)
        if when is not None:
            constraint.only_enforce_if(when)
    if node.at_most is None:
        return earned
    upward = built.model.new_int_var(0, node.at_most, "up")
    built.model.add(upward <= earned)
    return upward


def _earned_here(built: Formulation, node: TreeNode) -> Linear:
    """Credits of the node's own courses (each counts in one module), block credit and open study."""
    named = dict.fromkeys((*node.all, *node.courses))
    earned = total(built.credits[c] * built.counted.get((c, node.id), built.done[c]) for c in named)
    earned += node.blocked + total(built.blocks[node.id])
    if node.open:
        step = built.steps[node.id]
        built.open_study[node.id] = built.model.new_int_var(0, _most_study(built.problem) // step + 1, "u")
        earned += step * built.open_study[node.id]
    return earned


def _most_study(problem: Problem) -> int:
    """No module can need more open study than the largest minimum or floor."""
    minima = [node.min_credits or 0 for node in walk(problem.tree)]
    return max([*minima, *(floor.at_least for floor in problem.floors)])


def _counted_amounts(built: Formulation, members: Iterable[Member]) -> Linear:
    keys = ((member.candidate, member.target) for member in members)
    return total(built.amounts[key] for key in keys if key in built.amounts)


def _credit_cap(built: Formulation, cap: CapLimit) -> None:
    """Granted credits of this key; what is recorded above the cap already leaves no room, and is not undone."""
    built.model.add(_counted_amounts(built, cap.members) <= max(0, cap.at_most - cap.recorded))


def _award_cap(built: Formulation, cap: CapLimit) -> None:
    """Distinct awards of this key; an award recorded in it already counts no further."""
    literals: dict[str, list[Variable]] = defaultdict(list)
    for member in cap.members:
        if member.candidate in built.applied and member.outcome not in cap.recorded_awards:
            literals[member.outcome].append(_counts(built, member))
    counted = [used[0] if len(used) == 1 else _any(built, used) for used in literals.values()]
    built.model.add(total(counted) <= max(0, cap.at_most - cap.recorded))


def _counts(built: Formulation, member: Member) -> Variable:
    """The literal under which an award counts: something is taken from it and, if a target is named, that is granted."""
    applied = built.applied[member.candidate]
    used = built.sourced.get((member.candidate, member.outcome), applied)
    granted = built.granted.get((member.candidate, member.target), applied)
    if used is applied or granted is applied:
        return granted if used is applied else used
    both = built.model.new_bool_var("both")
    built.model.add_bool_or(both, ~used, ~granted)
    return both


def _floor(built: Formulation, floor: FloorLimit) -> None:
    """Grants and study of what the floor describes, with what is recorded."""
    counted = _counted_amounts(built, floor.members) + floor.recorded
    counted += total(
        built.credits[course] * built.studied[course] for course in floor.courses if course in built.studied
    )
    counted += total(built.steps[node] * built.open_study[node] for node in floor.open_nodes if node in built.steps)
    built.model.add(counted + built.lacking("floor", floor.id, floor.at_least) >= floor.at_least)
