"""Proof logs: that no choice of lines leaves less to study, as a tree that anybody can check (docs/proofs.md).

The prover knows what is to be proven and looks for a small tree. Where its bounds do not suffice it says so; nothing that
it writes is believed before ``check_proof`` has recomputed it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from creditbank.plan.bounds import Deduction
from creditbank.plan.branching import State, bits, board, first_state
from creditbank.plan.pricing import Pricing
from creditbank.plan.problem import Problem
from creditbank.plan.relaxation import Relaxation, TooMuchWork, ceiling, is_fit

MOST = 20_000
"""Nodes after which the prover gives up."""
TRIED = 2
"""How many branches are compared before one is taken."""
LARGEST = 2_000
"""More candidates than this are not searched."""
DEEPEST = 100
"""Nor are trees that are deeper than this."""
LOOKED = (300, 12)
"""How many deductions are looked at, at the root and below it."""


def prove(problem: Problem, remaining: int, /, *, most: int = MOST) -> str | None:
    """A log that no choice of lines leaves less than ``remaining`` to study; ``None`` where there is no such proof.

    ``most``: nodes of the tree after which the search for a proof ends.
    """
    if not _is_small(problem) or not is_fit(problem) or remaining > ceiling(problem):
        return None
    try:
        return _Prover(problem, remaining, most).log()
    except TooMuchWork:
        return None


def prove_infeasible(problem: Problem, /, *, most: int = MOST) -> str | None:
    """A log that the programme cannot be completed, whatever lines are chosen; ``None`` where there is no such proof."""
    return prove(problem, ceiling(problem), most=most) if _is_small(problem) and is_fit(problem) else None


def _is_small(problem: Problem) -> bool:
    """Whether there are few enough candidates, and few enough nodes below one another."""
    level = [problem.tree]
    for _ in range(DEEPEST):
        level = [child for node in level for child in node.child]
    return not level and len(problem.candidates) <= LARGEST


class _Open(NamedTuple):
    """A state that waits to be closed, with the deduction that was best above it."""

    state: State
    deduction: Deduction


class _Prover:
    def __init__(self, problem: Problem, remaining: int, most: int) -> None:
        self.board = board(problem)
        # What could be deducted is less than all courses and all block credit: amounts above that close a state anyhow.
        block = sum(target.amount for target in self.board.targets if target.course < 0)
        limit = min(ceiling(problem), remaining + block + sum(course.credits for course in problem.courses) + 1)
        self.trees = Relaxation(self.board, limit), Relaxation(self.board, limit, fine=True)
        self.remaining, self.most = remaining, most

    def log(self) -> str | None:
        """Depth first: close each state or branch on it."""
        tokens: list[str] = []
        waiting = [_Open(first_state(self.board), Deduction((1 << len(self.board.targets)) - 1))]
        while waiting:
            here = waiting.pop()
            if len(tokens) >= self.most:
                return None
            if here.state.contradiction:
                tokens.append("-")
                continue
            pricing = self.pricing(here)
            if pricing.is_plain():
                tokens.append("-")
            elif pricing.improve(LOOKED[bool(tokens)]):
                tokens.append(_leaf(pricing))
            elif (branch := self.branch(pricing)) is not None:
                tokens.append(branch[0])
                waiting += reversed(branch[1])
            else:
                return None
        return " ".join(tokens)

    def pricing(self, here: _Open) -> Pricing:
        """The bounds in a state."""
        return Pricing(self.trees, here.state, self.remaining, here.deduction)

    def branch(self, pricing: Pricing) -> tuple[str, list[_Open]] | None:
        """Of the likeliest branches the one after which least is lacking; none where all is decided."""
        best: tuple[tuple[int, int], str, list[_Open]] | None = None
        for token, states in self._likely(pricing):
            opened = [_Open(state, pricing.best) for state in states]
            lacks = sorted(max(0, self._lack(one)) for one in opened)
            if best is None or (lacks[1], lacks[0]) < best[0]:
                best = ((lacks[1], lacks[0]), token, opened)
        return None if best is None else best[1:]

    def _lack(self, here: _Open) -> int:
        return 0 if here.state.contradiction else self.pricing(here).lack

    def _likely(self, pricing: Pricing) -> Iterator[tuple[str, list[State]]]:
        """Branches on lines that would bring much and stand in the way of many, first those."""
        bounds, state = pricing.bounds, pricing.bounds.state
        deal = bounds.deal(Deduction(0))
        scored: list[tuple[bool, int, int, int]] = []
        for q in bounds.live:
            choice = self.board.choices[q]
            opened = choice.targets & bounds.open
            if state.applied >> q & 1:
                for t in bits(opened):
                    brings = self.board.targets[t].amount * self._rivals(bounds.pieces, 1 << t)
                    scored.append((q not in pricing.torn, -brings, q, t))
            else:
                near = (choice.conflicts & ~state.out).bit_count() + self._rivals(bounds.pieces, opened)
                scored.append((q not in pricing.torn, -deal.gain(q, bounds.pieces) * near, q, -1))
        for *_, q, t in sorted(scored)[:TRIED]:
            yield self._split(state, q, t)

    def _rivals(self, pieces: int, targets: int) -> int:
        return 1 + sum((self.board.rivals[t] & pieces).bit_count() for t in bits(targets))

    def _split(self, state: State, q: int, t: int) -> tuple[str, list[State]]:
        yes, no = state.copy(), state.copy()
        if t < 0:
            yes.apply(q)
            no.exclude(q)
            return str(q), [yes.settle(), no.settle()]
        yes.grant(t)
        no.drop(t)
        return f"{q}.{self.board.targets[t].index}", [yes.settle(), no.settle()]


def _leaf(pricing: Pricing) -> str:
    """The deduction as a leaf: children of the root, single courses and nodes, prices, caps."""
    made, tree, best, size = pricing.board, pricing.tree, pricing.best, len(pricing.tree.credits)
    groups = (*made.on_course, *made.at_node)
    asked = sum(1 << i for i, group in enumerate(groups) if group & pricing.bounds.pieces)
    priced = sum(1 << course for course, _ in best.prices)
    wanted = sum(1 << i for i, group in enumerate(groups) if group & best.pieces)
    named, parts = 0, []
    for k, child in enumerate(tree.nodes[0].children):
        below = tree.nodes[child].below | sum(1 << (size + i) for i in tree.inside(child))
        left = (named ^ wanted) & asked & ~priced
        if (left ^ below & asked & ~priced).bit_count() + 1 < left.bit_count():
            named ^= below
            parts.append(str(k))
    parts += [f"c{i}" if i < size else f"n{i - size}" for i in bits((named ^ wanted) & asked & ~priced)]
    parts += [f"c{course}={price}" for course, price in best.prices]
    parts += [f"x{cap}={n}" for cap, n in best.multipliers]
    return "-" + ",".join(parts)
