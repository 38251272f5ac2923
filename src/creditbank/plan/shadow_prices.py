"""Prices of courses and caps from a linear program (OR-Tools GLOP): the best that any prices can do, up to rounding.

Nothing is believed of it: its prices are rounded, and what they prove is reckoned in integers. The program is
max Σ θ − Σ π − Σ λ·room: θ for each child of the root is at most what it leaves to study with any set X of courses
granted, plus the prices of X (rows are added while they are violated); the awards of each line pay for what it can bring.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from creditbank.plan.bounds import TWELFTHS, Bounds, Deduction
from creditbank.plan.branching import Choice, bits

if TYPE_CHECKING:
    from ortools.linear_solver import pywraplp

ROUNDS = 12
"""How often rows are added."""
LARGEST = 400
"""No program is made for more lines than this."""
NEAR = 1e-6


def shadow_prices(bounds: Bounds, deducted: Deduction, torn: set[int], /) -> Iterator[Deduction]:
    """Deductions by the optimal prices, rounded in several ways; block credit is deducted as in ``deducted``.

    ``torn`` receives the lines that the program would apply in part: to branch on them tells most.
    """
    courses = list(bits(bounds.board.courses_of(bounds.pieces)))
    if not courses or len(bounds.live) > LARGEST:
        return
    program = _Program(bounds, deducted.pieces & ~bounds.board.course_targets, courses)
    if not program.settle():
        return
    torn |= program.torn()
    for shift in (0.5, 0.999, 0.0):
        rounded = program.deduction(shift)
        yield rounded
        if rounded.multipliers:
            yield rounded._replace(multipliers=())


@dataclass(slots=True)
class _Program:
    bounds: Bounds
    blocks: int
    courses: list[int]
    solver: "pywraplp.Solver" = field(init=False)
    price: "dict[int, pywraplp.Variable]" = field(default_factory=dict)
    cap: "dict[int, pywraplp.Variable]" = field(default_factory=dict)
    award: "dict[int, pywraplp.Variable]" = field(default_factory=dict)
    theta: "dict[int, pywraplp.Variable]" = field(default_factory=dict)
    rows: "dict[int, list[pywraplp.Constraint]]" = field(default_factory=dict)
    """The rows of each line: the shadow prices of these are how much of it, and of its targets, would be taken."""
    asked: set[tuple[int, int]] = field(default_factory=set)
    at: dict[int, float] = field(default_factory=dict)
    """The optimal prices of courses."""
    caps_at: dict[int, float] = field(default_factory=dict)
    theta_at: dict[int, float] = field(default_factory=dict)
    taken_at: dict[int, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # OR-Tools takes a tenth of a second to load; most proofs do without.
        from ortools.linear_solver import pywraplp

        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        infinity, goal = self.solver.infinity(), self.solver.Objective()
        tree, made = self.bounds.relaxation, self.bounds.board
        goal.SetMaximization()
        for course in self.courses:
            self.price[course] = self.solver.NumVar(0, tree.credits[course], "")
        for i in self.bounds.caps:
            cap = made.caps[i]
            self.cap[i] = self.solver.NumVar(0, infinity if cap.sure else 1, "")
            goal.SetCoefficient(self.cap[i], -self.bounds.room(cap))
        for child in tree.nodes[0].children or (0,):
            self.theta[child] = self.solver.NumVar(-infinity, infinity, "")
            goal.SetCoefficient(self.theta[child], 1)
            mine = self._mine(child)
            self._row(child, 0)
            self._row(child, mine)
            for course in bits(mine):
                self._row(child, 1 << course)
        for q in self.bounds.live:
            self._line(q, made.choices[q])

    def settle(self) -> bool:
        """Solve, adding rows as long as some are violated; whether there are prices."""
        for _ in range(ROUNDS):
            if self.solver.Solve() != self.solver.OPTIMAL:
                return False
            self.at = {one: variable.solution_value() for one, variable in self.price.items()}
            self.caps_at = {one: variable.solution_value() for one, variable in self.cap.items()}
            self.theta_at = {one: variable.solution_value() for one, variable in self.theta.items()}
            self.taken_at = {q: [abs(row.dual_value()) for row in rows] for q, rows in self.rows.items()}
            violated = [self._violated(child) for child in self.theta]
            if not any(violated):
                break
        return True

    def torn(self) -> set[int]:
        """Lines that the program would take in part."""
        return {q for q, taken in self.taken_at.items() if any(NEAR < at < 1 - NEAR for at in taken)}

    def deduction(self, shift: float) -> Deduction:
        """The prices, rounded to whole units of the amounts: ``shift`` 0.5 to the nearest, 0 down, nearly 1 up."""
        tree, made = self.bounds.relaxation, self.bounds.board
        pieces, prices = self.blocks, []
        for course, at in self.at.items():
            price = int(at / tree.unit + shift + NEAR) * tree.unit
            if price > 0:
                pieces |= made.on_course[course] & self.bounds.pieces
            if 0 < price < tree.credits[course]:
                prices.append((course, price))
        multipliers = [(i, int(TWELFTHS * at + 0.5)) for i, at in self.caps_at.items()]
        return Deduction(pieces, tuple(prices), tuple(one for one in multipliers if one[1] > 0))

    def _mine(self, child: int) -> int:
        below = self.bounds.relaxation.nodes[child].below
        return sum(1 << course for course in self.courses if below >> course & 1)

    def _left(self, child: int, granted: int) -> int:
        """What a child of the root leaves to study with these of the open courses granted."""
        state = self.bounds.state
        tree = self.bounds.fine if self.blocks & self.bounds.board.partial else self.bounds.relaxation
        done = tree.before | self.bounds.granted | granted
        return tree.least(tree.flat(tree.amounts(child, done, state, self.blocks).holds))

    def _row(self, child: int, granted: int) -> bool:
        """θ is at most what is left with these granted and their prices; whether that is new."""
        if (child, granted) in self.asked:
            return False
        self.asked.add((child, granted))
        row = self.solver.Constraint(-self.solver.infinity(), self._left(child, granted))
        row.SetCoefficient(self.theta[child], 1)
        for course in bits(granted):
            row.SetCoefficient(self.price[course], -1)
        return True

    def _violated(self, child: int) -> bool:
        """Add the row of the cheapest set of courses, found by leaving out one after another of those that do not pay."""
        prices = {course: self.at[course] for course in bits(self._mine(child))}
        best, value = 0, float(self._left(child, 0))
        for start in (0, self._mine(child)):
            chosen = start
            worth = self._left(child, chosen) + sum(prices[course] for course in bits(chosen))
            for course in [*prices, *prices]:
                other = chosen ^ 1 << course
                cost = self._left(child, other) + sum(prices[one] for one in bits(other))
                if cost < worth - NEAR:
                    chosen, worth = other, cost
            if worth < value:
                best, value = chosen, worth
        return self.theta_at[child] > value + NEAR and self._row(child, best)

    def _line(self, q: int, choice: Choice) -> None:
        """The awards of a line (or it alone, where it is applied or gathers) pay for the most that it can bring."""
        solver, state, made = self.solver, self.bounds.state, self.bounds.board
        infinity = solver.infinity()
        pays = solver.Constraint(0, infinity)
        self.rows[q] = [pays]
        alone = choice.gathers or state.applied >> q & 1
        for o in (-1 - q,) if alone else choice.outcomes:
            if o not in self.award:
                self.award[o] = solver.NumVar(0, infinity, "")
                solver.Objective().SetCoefficient(self.award[o], -1)
            pays.SetCoefficient(self.award[o], 1)
        for i, variable in self.cap.items():
            if made.caps[i].sure and (anew := self.bounds.counting(made.caps[i]).get(q, 0)):
                pays.SetCoefficient(variable, anew.bit_count())
        each, budget = solver.NumVar(0, infinity, ""), solver.NumVar(0, infinity, "")
        room = None if choice.choose is None else max(0, choice.choose - (choice.targets & state.granted).bit_count())
        pays.SetCoefficient(each, -len(made.targets) if room is None else -room)
        spendable = sum(made.targets[t].amount for t in bits(choice.targets))
        if choice.budget is not None:
            spendable = min(spendable, max(0, choice.budget - state.spent(choice.targets)))
        pays.SetCoefficient(budget, -spendable)
        for t in bits(choice.targets & self.bounds.pieces):
            if made.targets[t].course >= 0 or self.blocks >> t & 1:
                self._target(t, pays, each, budget)

    def _target(
        self, t: int, pays: "pywraplp.Constraint", each: "pywraplp.Variable", budget: "pywraplp.Variable"
    ) -> None:
        """What one target brings beyond the line's price for each target and for each credit."""
        made, amount = self.bounds.board, self.bounds.piece(t)
        course = made.targets[t].course
        brings = self.solver.NumVar(0, self.solver.infinity(), "")
        pays.SetCoefficient(brings, -1)
        row = self.solver.Constraint(amount if course < 0 else 0, self.solver.infinity())
        self.rows[made.targets[t].candidate].append(row)
        row.SetCoefficient(brings, 1)
        row.SetCoefficient(each, 1)
        row.SetCoefficient(budget, amount)
        if course >= 0:
            row.SetCoefficient(self.price[course], -1)
        for i, variable in self.cap.items():
            if made.caps[i].targets >> t & 1:
                row.SetCoefficient(variable, amount)
