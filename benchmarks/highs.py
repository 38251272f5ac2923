"""A second opinion: the problem as a mixed-integer programme for HiGHS, written without a look at the engine's own model.

For what the invented banks ask: whole awards, courses, choice, budget, credit caps, trees whose modules share no course.
Anything else raises ``NotCovered``. Only the first two sums of the objective are asked for: the weights of the third are
too wide for a solver that reckons with floating point.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import highspy
import numpy as np

from creditbank.plan.problem import Problem, TreeNode, shared_courses, walk

Terms = dict[int, float]


class NotCovered(Exception):
    """The problem has something that this formulation does not know."""


@dataclass(slots=True)
class _Model:
    """Binary variables by number, and rows ``low ≤ Σ terms``."""

    count: int = 0
    rows: list[tuple[float, Terms]] = field(default_factory=list)

    def binary(self) -> int:
        self.count += 1
        return self.count - 1

    def at_least(self, low: float, terms: Terms) -> None:
        self.rows.append((low, terms))

    def at_most(self, high: float, terms: Terms) -> None:
        self.rows.append((-high, {one: -weight for one, weight in terms.items()}))


def least(problem: Problem) -> tuple[int, int] | None:
    """Least study, and among the answers with it least usage; nothing where the programme cannot be finished."""
    built = _Built(problem)
    solver = _solver(built.model)
    remaining = _minimise(solver, built.model.count, built.remaining)
    if remaining is None:
        return None
    columns = np.array(sorted(built.remaining), np.int32)
    weights = np.array([built.remaining[one] for one in sorted(built.remaining)])
    solver.addRow(-highspy.kHighsInf, remaining + 0.5, len(columns), columns, weights)
    usage = _minimise(solver, built.model.count, built.usage)
    if usage is None:
        raise ArithmeticError("HiGHS calls a model infeasible that it has just solved")
    return remaining, usage


class _Built:
    """The rows of one problem."""

    def __init__(self, problem: Problem) -> None:
        _require_covered(problem)
        self.model = _Model()
        self.remaining: Terms = {}
        self.usage: Terms = defaultdict(float)
        self._problem = problem
        self._credits = {one.id: one.credits for one in problem.courses}
        self._grants: dict[tuple[str, int], int] = {}
        self._done: dict[str, Terms] = {one.id: {} for one in problem.courses}
        self._taking: dict[str, Terms] = defaultdict(dict)
        self._lines()
        for one in problem.courses:
            self._done[one.id][studied := self.model.binary()] = 1
            self.remaining[studied] = one.credits
            self.model.at_most(0 if one.done else 1, self._done[one.id])
        for terms in self._taking.values():
            self.model.at_most(1, terms)
        for cap in problem.caps:
            counted: Terms = {
                self._grants[m.candidate, m.target]: self._amount(m.candidate, m.target) for m in cap.members
            }
            self.model.at_most(max(0, cap.at_most - cap.recorded), counted)
        self._require(problem.tree, None)

    def _lines(self) -> None:
        flex = {one.id: one.flex for one in self._problem.outcomes}
        self._targets = {one.id: one.targets for one in self._problem.candidates}
        for candidate in self._problem.candidates:
            applied = self.model.binary()
            for taken in candidate.inputs:
                self._taking[taken.outcome][applied] = 1
                self.usage[applied] += 1000 + flex[taken.outcome]
            granted: Terms = {}
            for at, target in enumerate(candidate.targets):
                one = self._grants[candidate.id, at] = self.model.binary()
                granted[one] = 1
                self._done[target.course][one] = 1
                self.model.at_most(0, {one: 1, applied: -1})
            self.model.at_least(0, {**granted, applied: -1})
            if candidate.choose is not None:
                self.model.at_most(0, {**granted, applied: -candidate.choose})
            if candidate.budget is not None:
                worth = {self._grants[candidate.id, at]: t.amount for at, t in enumerate(candidate.targets)}
                self.model.at_most(0, {**worth, applied: -candidate.budget})

    def _amount(self, candidate: str, at: int) -> int:
        return self._targets[candidate][at].amount

    def _require(self, node: TreeNode, when: int | None) -> None:
        """What a node asks for, always or under ``when``."""
        met: Terms = _joined(self._done[one] for one in node.courses)
        for child in node.child:
            satisfied = when if node.choose is None else self.model.binary()
            self._require(child, satisfied)
            if node.choose is not None and satisfied is not None:
                met[satisfied] = 1
        for course in node.all:
            self._demand(1, self._done[course], when)
        if node.choose is not None:
            self._demand(node.choose, met, when)
        if node.min_credits is not None:
            named = {course for one in walk(node) for course in (*one.all, *one.courses)}
            earned = _joined(dict.fromkeys(self._done[course], self._credits[course]) for course in sorted(named))
            self._demand(node.min_credits, earned, when)

    def _demand(self, low: float, terms: Terms, when: int | None) -> None:
        self.model.at_least(*((low, terms) if when is None else (0, {**terms, when: -low})))


def _joined(parts: Iterable[Terms]) -> Terms:
    return {key: weight for part in parts for key, weight in part.items()}


def _require_covered(problem: Problem) -> None:
    nodes = walk(problem.tree)
    odd = [
        problem.floors,
        shared_courses(problem.tree),
        any(one.open or one.at_most is not None or one.blocked or one.accepts_block for one in nodes),
        any(one.done for one in problem.courses),
        any(one.part_of or one.again for one in problem.outcomes),
        any(cap.measure != "credits" for cap in problem.caps),
        any(one.possible or one.grant_all for one in problem.candidates),
        any(taken.take != "whole" for one in problem.candidates for taken in one.inputs),
        any(not target.course for one in problem.candidates for target in one.targets),
    ]
    if any(odd):
        raise NotCovered(problem.programme)


def _solver(model: _Model) -> highspy.Highs:
    """One worker, no gap; without the heuristics, which cost a flat four milliseconds for nothing here."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in {
        "output_flag": False,
        "threads": 1,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.5,
        "mip_heuristic_effort": 0.0,
        "mip_heuristic_run_feasibility_jump": False,
        "mip_detect_symmetry": False,
    }.items():
        if solver.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise ValueError(name)
    count = model.count
    solver.addVars(count, np.zeros(count), np.ones(count))
    integer = np.full(count, highspy.HighsVarType.kInteger)
    solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), integer)
    starts = np.cumsum([0, *(len(terms) for _, terms in model.rows)])[:-1]
    columns = np.array([key for _, terms in model.rows for key in terms], np.int32)
    weights = np.array([float(weight) for _, terms in model.rows for weight in terms.values()])
    lows = np.array([float(low) for low, _ in model.rows])
    highs = np.full(len(model.rows), highspy.kHighsInf)
    solver.addRows(len(model.rows), lows, highs, len(columns), starts.astype(np.int32), columns, weights)
    return solver


def _minimise(solver: highspy.Highs, count: int, terms: Terms) -> int | None:
    costs = np.zeros(count)
    for key, weight in terms.items():
        costs[key] = weight
    solver.changeColsCost(count, np.arange(count, dtype=np.int32), costs)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise ArithmeticError(f"HiGHS: {solver.modelStatusToString(status)}")
    return round(solver.getInfo().objective_function_value)
