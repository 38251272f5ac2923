"""The exact engine for the general tree: OR-Tools CP-SAT in stages, one worker, no clock.

Stage by stage the objective of ``docs/engine.md`` is settled: remaining study, usage and tie-break, the amounts drawn by
gathering, the way to finish. After each choice by weights one more solve asks for another answer of the same value;
should there be one (two sums of weights collide), the smallest in canonical order is taken, so that the answer never
depends on the solver.
"""

from collections.abc import Sequence
from importlib.metadata import version

from ortools.sat.python import cp_model

from creditbank.plan.choices import EFFORT, Choices, NotSolved
from creditbank.plan.formulation import Formulation, Linear, Variable, formulate
from creditbank.plan.problem import Problem

__all__ = ["EFFORT", "ENGINE", "Choices", "NotSolved", "least_remaining", "optimise"]
ENGINE = f"creditbank-plan/1 or-tools/{version('ortools')}"
"""Name and versions of this engine."""


def least_remaining(problem: Problem, /, *, using: str = "", known: int = 0, effort: int = EFFORT) -> int | None:
    """The first stage alone: least study, with the award ``using`` made use of; ``None`` where that cannot be.

    ``known``: less is known to be impossible, which shortens the proof. Raises ``NotSolved`` where it is not proven.
    """
    built = formulate(problem)
    if using:
        built.model.add_bool_or(built.uses(using))
    built.model.add(built.remaining() >= known)
    stages = _Stages(built, effort)
    least = stages.minimise(built.remaining())
    if not stages.proven:
        raise NotSolved("NOT_PROVEN", effort=effort)
    return least


def optimise(problem: Problem, /, *, effort: int = EFFORT) -> Choices | None:
    """The optimum of all stages, or ``None`` where the programme cannot be completed.

    Raises ``NotSolved`` where not even one plan was found within the effort.
    """
    built = formulate(problem)
    stages = _Stages(built, effort)
    remaining, usage, tie_break = built.remaining(), built.usage(), built.tie_break()
    if stages.minimise(remaining) is None:
        return None
    bound = stages.bound
    stages.minimise_in_order(usage, tie_break)
    stages.make_unique(built.lines())
    stages.settle(built.lines())
    _settle_draws(built, stages)
    stages.minimise(built.way_to_finish())
    stages.make_unique(built.study())
    objective = (stages.worth(remaining), stages.worth(usage), stages.worth(tie_break))
    return _read(built, stages, bound, objective)


class _Stages:
    """One model solved again and again, each time with what was settled before as constraint and as hint."""

    def __init__(self, built: Formulation, effort: int) -> None:
        self.model = built.model
        self.effort = effort
        self.proven = True
        self.bound = 0
        self.nodes = 0
        self.values: list[int] = []

    def minimise(self, objective: Linear, /) -> int | None:
        """Settle one sum at its least; ``None`` where there is no solution at all."""
        if not self._search(objective):
            return None
        value = self.worth(objective)
        self.model.add(objective <= value)
        return value

    def minimise_in_order(self, first: Linear, second: Linear) -> None:
        """Settle ``first``, then ``second``: in one search where both fit one 64-bit sum."""
        width = self._most(second) + 1
        if self._most(first) * width < 2**60:
            self._search(first * width + second)
            self.model.add(first <= self.worth(first))
            self.model.add(first * width + second <= self.worth(first) * width + self.worth(second))
        else:
            self.minimise(first)
            self.minimise(second)

    def make_unique(self, variables: Sequence[Variable], /) -> None:
        """Where another choice has the same sums, settle on the smallest in the order given."""
        if self.proven and self._has_other(variables):
            for variable in variables:
                self.minimise(variable)

    def settle(self, variables: Sequence[Variable], /) -> None:
        """Keep these as they are."""
        for variable in variables:
            self.model.add(variable == self.worth(variable))

    def worth(self, expression: Linear, /) -> int:
        """The value of a sum in the last solution."""
        flat = cp_model.FlatIntExpr(expression)
        return int(flat.offset + sum(c * self.values[v.index] for v, c in zip(flat.vars, flat.coeffs, strict=True)))

    def _most(self, expression: Linear) -> int:
        flat, domains = cp_model.FlatIntExpr(expression), self.model.proto.variables
        most: int = flat.offset
        for variable, coefficient in zip(flat.vars, flat.coeffs, strict=True):
            most += coefficient * max(domains[variable.index].domain)
        return most

    def _search(self, objective: Linear) -> bool:
        self.model.minimize(objective)
        solver = _solver(self.effort)
        status = solver.solve(self.model)
        self.nodes += solver.num_branches
        if status == cp_model.INFEASIBLE:
            return False
        if status == cp_model.UNKNOWN and not self.values:
            raise NotSolved("PLAN_NOT_SOLVED", effort=self.effort)
        self.proven = self.proven and status == cp_model.OPTIMAL
        # The solver keeps its bound, a whole number here, as a float that may be off by a rounding error.
        self.bound = round(solver.best_objective_bound)
        if status != cp_model.UNKNOWN:
            self.values = list(solver.response_proto.solution)
            self.model.clear_hints()  # type: ignore[no-untyped-call]
            self.model.proto.solution_hint.vars.extend(range(len(self.values)))
            self.model.proto.solution_hint.values.extend(self.values)
        return True

    def _has_other(self, variables: Sequence[Variable]) -> bool:
        other = self.model.clone()
        other.clear_objective()  # type: ignore[no-untyped-call]
        other.clear_hints()  # type: ignore[no-untyped-call]
        differs = []
        for variable in variables:
            literal = other.new_bool_var("differs")
            other.add(variable != self.worth(variable)).only_enforce_if(literal)
            differs.append(literal)
        other.add_bool_or(differs)
        status = _solver(self.effort).solve(other)
        self.proven = self.proven and status != cp_model.UNKNOWN
        return status in (cp_model.OPTIMAL, cp_model.FEASIBLE)


def _solver(effort: int) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = effort / 100
    # Measured on plans: the full linear relaxation without cuts proves fastest; symmetry is broken by the weights.
    solver.parameters.linearization_level = 2
    solver.parameters.cut_level = 0
    solver.parameters.symmetry_level = 0
    return solver


def _settle_draws(built: Formulation, stages: _Stages) -> None:
    """The lexicographically greatest amounts in the order (rule; expiry, date earned, award): what expires first goes first."""
    order = {outcome.id: outcome.order for outcome in built.problem.outcomes}
    for candidate in sorted(built.problem.candidates, key=lambda one: (one.rule, one.id)):
        if candidate.id in built.applied and stages.worth(built.applied[candidate.id]):
            sources = [taken.outcome for taken in candidate.inputs if taken.take == "credits"]
            for source in sorted(sources, key=lambda one: (order[one], one)):
                stages.minimise(-built.drawn[candidate.id, source])


def _read(built: Formulation, stages: _Stages, bound: int, objective: tuple[int, int, int]) -> Choices:
    """The last solution by name."""
    problem, worth = built.problem, stages.worth
    chosen = [one for one in problem.candidates if one.id in built.applied and worth(built.applied[one.id])]
    amounts = {one.id: {i: worth(built.amounts[one.id, i]) for i in range(len(one.targets))} for one in chosen}
    draws = {one.id: {i.outcome: i for i in one.inputs if i.take == "credits"} for one in chosen}
    return Choices(
        engine=ENGINE,
        nodes=stages.nodes,
        proven=stages.proven,
        bound=bound,
        objective=objective,
        grants={q: {i: amount for i, amount in of.items() if amount} for q, of in amounts.items()},
        gathered={q: {o: amount for o in of if (amount := worth(built.drawn[q, o]))} for q, of in draws.items()},
        study=tuple(course for course, s in built.studied.items() if worth(s)),
        open_study={node: worth(u) * built.steps[node] for node, u in built.open_study.items() if worth(u)},
        counted={course: node for (course, node), e in built.counted.items() if worth(e)},
    )
