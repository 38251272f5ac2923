"""Why a programme cannot be completed, and the least by which it would have to ask for less.

*Why* is a smallest set of demands that cannot hold together: each of them alone could be dropped and the programme could
be completed. The *cheapest relaxation* lowers minima, choices and floors so that it can: as few choices as possible, then
as few credits as possible, then by weights, so that the answer is one by definition.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import msgspec
from ortools.sat.python import cp_model

from creditbank.plan.choices import EFFORT
from creditbank.plan.cpsat import NotSolved, least_remaining
from creditbank.plan.formulation import Linear, Softened, Variable, formulate, total
from creditbank.plan.problem import Problem, TreeNode, Value, tie_weight, walk

Sort = Literal["cap", "at_most", "choose", "min_credits", "floor"]


class Demand(Value, frozen=True, kw_only=True):
    """Something the programme asks for: the minimum, choice or ``at_most`` of a node, a floor, a cap; ``key`` of a cap."""

    sort: Sort
    id: str
    key: str = ""
    asked: int


class Lowered(Value, frozen=True, kw_only=True):
    """A demand that is lowered: what it asks for, and what it would ask for."""

    sort: Sort
    id: str
    asked: int
    to: int


class Infeasibility(Value, frozen=True, kw_only=True):
    """Demands that cannot hold together, and what to lower: ``choices`` and ``credits`` are the sums of what is lowered."""

    conflict: tuple[Demand, ...]
    lowered: tuple[Lowered, ...]
    choices: int
    credits: int


def why_infeasible(problem: Problem, /, *, effort: int = EFFORT) -> Infeasibility | None:
    """Why the programme cannot be completed and what would be least to give up; nothing where it can be completed.

    Raises ``NotSolved`` where the effort of one search ended without an answer.
    """
    if _is_possible(problem, effort):
        return None
    demands = [*_demands(problem)]
    conflict = _smallest(demands, lambda kept: not _is_possible(_keeping(problem, kept), effort))
    lowered = _Relaxation(problem, effort).lowered()
    falls = [(one.sort == "choose", one.asked - one.to) for one in lowered]
    return Infeasibility(
        conflict=tuple(one for one in demands if one in conflict),
        lowered=lowered,
        choices=sum(by for is_choice, by in falls if is_choice),
        credits=sum(by for is_choice, by in falls if not is_choice),
    )


def relaxed(problem: Problem, lowered: Sequence[Lowered], /) -> Problem:
    """The problem with these demands lowered."""
    to = {(one.sort, one.id): one.to for one in lowered}

    def node(old: TreeNode) -> TreeNode:
        asked: dict[str, int] = {sort: to[sort, old.id] for sort in ("choose", "min_credits") if (sort, old.id) in to}
        return msgspec.structs.replace(old, child=tuple(node(child) for child in old.child), **asked)

    floors = tuple(
        msgspec.structs.replace(floor, at_least=to.get(("floor", floor.id), floor.at_least)) for floor in problem.floors
    )
    return msgspec.structs.replace(problem, tree=node(problem.tree), floors=floors)


def _is_possible(problem: Problem, effort: int) -> bool:
    return least_remaining(problem, effort=effort) is not None


def _demands(problem: Problem) -> Iterator[Demand]:
    """In the order in which they are given up first when several sets conflict: caps before minima, floors last.

    Courses of ``all`` can always be studied, so they stand in no conflict.
    """
    for cap in problem.caps:
        yield Demand(sort="cap", id=cap.id, key=cap.key, asked=cap.at_most)
    nodes = walk(problem.tree)
    sorts: tuple[Literal["at_most", "choose", "min_credits"], ...] = ("at_most", "choose", "min_credits")
    for sort in sorts:
        for node in nodes:
            if (asked := getattr(node, sort)) is not None:
                yield Demand(sort=sort, id=node.id, asked=asked)
    for floor in problem.floors:
        yield Demand(sort="floor", id=floor.id, asked=floor.at_least)


def _smallest(rest: list[Demand], conflict: Callable[[list[Demand]], bool]) -> list[Demand]:
    """A smallest part that still conflicts, halving what may be left out (QuickXplain); what comes first is left out first."""

    def part(given: list[Demand], rest: list[Demand], *, grown: bool) -> list[Demand]:
        if grown and conflict(given):
            return []
        if len(rest) == 1:
            return rest
        early, late = rest[: len(rest) // 2], rest[len(rest) // 2 :]
        of_early = part([*given, *late], early, grown=True)
        return [*of_early, *part([*given, *of_early], late, grown=bool(of_early))]

    return part([], rest, grown=True) if rest else []


def _keeping(problem: Problem, kept: Sequence[Demand]) -> Problem:
    """The problem with these demands alone. A choice that is dropped asks for none of the children."""
    keys = {(one.sort, one.id, one.key) for one in kept}

    def node(old: TreeNode) -> TreeNode:
        return msgspec.structs.replace(
            old,
            child=tuple(node(child) for child in old.child),
            choose=old.choose if old.choose is None or ("choose", old.id, "") in keys else 0,
            min_credits=old.min_credits if ("min_credits", old.id, "") in keys else None,
            at_most=old.at_most if ("at_most", old.id, "") in keys else None,
        )

    return msgspec.structs.replace(
        problem,
        tree=node(problem.tree),
        caps=tuple(cap for cap in problem.caps if ("cap", cap.id, cap.key) in keys),
        floors=tuple(floor for floor in problem.floors if ("floor", floor.id, "") in keys),
    )


class _Relaxation:
    """The problem with its demands made soft: how much each lacks is a variable."""

    def __init__(self, problem: Problem, effort: int) -> None:
        self._effort = effort
        self._lacks: list[tuple[Sort, str, int, Variable]] = []
        self._model = formulate(problem, self._lack).model

    def lowered(self) -> tuple[Lowered, ...]:
        """The cheapest relaxation."""
        choices: Linear = total(lack for sort, _, _, lack in self._lacks if sort == "choose")
        credits_lacking: Linear = total(lack for sort, _, _, lack in self._lacks if sort != "choose")
        weights = total(tie_weight("lack", sort, name) * lack for sort, name, _, lack in self._lacks)
        solver = cp_model.CpSolver()
        for objective in (choices, credits_lacking, weights):
            solver = self._least(objective)
            self._model.add(objective <= solver.value(objective))
        lacking = ((sort, name, asked, solver.value(lack)) for sort, name, asked, lack in self._lacks)
        return tuple(Lowered(sort=sort, id=name, asked=asked, to=asked - by) for sort, name, asked, by in lacking if by)

    def _least(self, objective: Linear) -> cp_model.CpSolver:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        solver.parameters.max_deterministic_time = self._effort / 100
        self._model.minimize(objective)
        if solver.solve(self._model) != cp_model.OPTIMAL:
            raise NotSolved("PLAN_NOT_SOLVED", effort=self._effort)
        return solver

    def _lack(self, model: cp_model.CpModel, sort: Softened, name: str, asked: int) -> Variable:
        lack = model.new_int_var(0, max(0, asked), "lack")
        self._lacks.append((sort, name, asked, lack))
        return lack
