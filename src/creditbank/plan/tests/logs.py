"""Proof logs written by the simplest of provers: branch on anything that is open until the checker's own leaf closes.

Slow, and wasteful with branches; but the logs differ from those of the real prover in every way the format allows.
"""

import random
from functools import cache

from creditbank.plan.check_bounds import Bounds, Leaf
from creditbank.plan.check_proof import LeafFormat
from creditbank.plan.check_state import Board, State, bits
from creditbank.plan.problem import Line, Problem
from creditbank.plan.tests.brute import best
from creditbank.plan.tests.random_problems import random_problem


@cache
def solved(seed: int) -> tuple[Problem, int | None, tuple[Line, ...]]:
    """A random problem with its least remaining study, and lines that reach it; by trying everything."""
    problem = random_problem(seed)
    found = best(problem)
    return (problem, None, ()) if found is None else (problem, found[0][0], found[1])


def written(problem: Problem, claim: int | None, draw: random.Random) -> str | None:
    """A log that the checker's rules allow for this claim, or nothing where a leaf stays open to the end."""
    board = Board(problem)
    return _Writer(problem, board, Bounds(problem, board, claim), draw).log(State.start(board))


def leaf_parts(problem: Problem, draw: random.Random) -> str:
    """A leaf that names some parts at random, and some prices and weights."""
    named = draw.choices(sorted(LeafFormat(problem, Board(problem)).parts), k=draw.randint(1, 4))
    for number, course in enumerate(problem.courses):
        if course.credits > 1 and draw.random() < 0.3:
            named.append(f"c{number}={draw.randint(1, course.credits - 1)}")
    named += [f"x{number}={draw.randint(1, 12)}" for number in range(len(problem.caps)) if draw.random() < 0.3]
    return "-" + ",".join(named)


def states_towards(problem: Problem, lines: tuple[Line, ...], draw: random.Random) -> list[State]:
    """States from the root to where everything is decided as the lines have it, in an order drawn at random."""
    board = Board(problem)
    chosen = {line.candidate: {(one.course, one.module) for one in line.grants} for line in lines}
    state, found = State.start(board), []
    while True:
        found.append(state)
        opened = [*bits(state.opened())]
        if not opened:
            return found
        t = draw.choice(opened)
        candidate = problem.candidates[q := board.owner[t]]
        if state.is_open(q) and draw.random() < 0.5:
            state = state.with_candidate(q, candidate.id in chosen)
        else:
            target = candidate.targets[t - board.first[q]]
            state = state.with_target(t, (target.course, target.module) in chosen.get(candidate.id, ()))


class _Writer:
    def __init__(self, problem: Problem, board: Board, bounds: Bounds, draw: random.Random) -> None:
        self.problem, self.board, self.bounds, self.draw = problem, board, bounds, draw
        self.format = LeafFormat(problem, board)

    def log(self, state: State) -> str | None:
        if (leaf := self.leaf(state)) and self.draw.random() < 0.9:
            return leaf
        branches = [] if state.dead else self.branches(state)
        if not branches:
            return leaf
        token, yes, no = self.draw.choice(branches)
        first = self.log(yes)
        second = None if first is None else self.log(no)
        return None if second is None else f"{token} {first} {second}"

    def leaf(self, state: State) -> str | None:
        named = leaf_parts(self.problem, self.draw)
        if state.dead:
            return self.draw.choice(["-", named])
        if Leaf(self.bounds, state, *(self.format.read(named) or ())).is_closed():
            return named
        return "-" if Leaf(self.bounds, state).is_closed() else None

    def branches(self, state: State) -> list[tuple[str, State, State]]:
        of = [
            (str(q), state.with_candidate(q, True), state.with_candidate(q, False))
            for q in range(len(self.board.of))
            if state.is_open(q)
        ]
        for t in bits(state.opened()):
            q = self.board.owner[t]
            of.append((f"{q}.{t - self.board.first[q]}", state.with_target(t, True), state.with_target(t, False)))
        return of
