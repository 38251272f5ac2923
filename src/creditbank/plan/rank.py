"""Which programmes are nearest to a learner: every programme of the bank is ranked by what would remain to be studied, provably.

The compiled ranking (``rank_core.py``) settles nearly everything. What it cannot hold (programmes and learners beyond 64-bit
masks) or does not settle within its node limit is asked of CP-SAT, so the answer never depends on who gave it.
"""

from functools import lru_cache

import msgspec
import numpy as np

from creditbank.plan.choices import NotSolved
from creditbank.plan.index import Index
from creditbank.plan.market import Market, MarketLearner, MarketProgramme, Matches, match, problem_of
from creditbank.plan.module_tables import module_rest
from creditbank.plan.problem import Problem
from creditbank.plan.rank_core import BEYOND, NO_KEY, Answers, answers, rank_many, rank_one, solve_one
from creditbank.plan.rank_match import Held, Workspace, workspace
from creditbank.plan.solve import solve

MOST_NODES = 20_000
"""Of one search in the compiled ranking."""


class Ranked(msgspec.Struct, frozen=True, kw_only=True):
    """A programme in a ranking; ties of ``remaining`` go to the smaller id."""

    programme: int
    remaining: int
    """What is left to study with the best conversion."""
    converted: int
    """How much conversion takes off: what remains without it, less ``remaining``."""
    proven: bool
    bound: int
    """No conversion leaves less than this; equal to ``remaining`` where that is proven."""


def rank(index: Index, learner: MarketLearner, /, *, top: int = 10, most_nodes: int = MOST_NODES) -> list[Ranked]:
    """The ``top`` nearest programmes, nearest first; fewer only where the bank has fewer."""
    out = answers(top, len(index.market.programmes))
    found, opened = rank_one(index.arrays, workspace_of(index), held_of(learner), most_nodes, out)
    return complete(index, learner, out, found, opened)


def complete(index: Index, learner: MarketLearner, out: Answers, found: int, opened: int, /) -> list[Ranked]:
    """What ``rank_one`` told, with what it left open settled."""
    known = [_proven(index, int(out.programme[i]), int(out.remaining[i])) for i in range(max(0, found))]
    unsettled = list(zip(out.open_bound[:opened].tolist(), out.open_programme[:opened].tolist(), strict=True))
    aside = range(len(index.market.programmes)) if found == BEYOND else index.beyond
    if not unsettled and not aside:
        return known
    matches = match(index.market, learner)
    unsettled += ((_least_left(index.market, learner, programme, matches), programme) for programme in aside)
    return _settle(index.market, learner, matches, (known, unsettled, len(out.programme)))


@lru_cache(maxsize=2)
def workspace_of(index: Index, /) -> Workspace:
    """The buffers for an index. Compiled code holds the interpreter, so one set serves every thread."""
    return workspace(index.arrays)


def held_of(learner: MarketLearner, /) -> Held:
    """A learner's outcomes as columns."""
    held = learner.outcomes
    return Held(
        np.array([one.type for one in held], dtype=np.int64),
        np.array([one.grade for one in held], dtype=np.int64),
        np.array([one.level for one in held], dtype=np.int64),
        np.array([one.valid for one in held], dtype=np.bool_),
    )


def solve_exactly(
    market: Market, learner: MarketLearner, programme: int, matches: Matches, /, known: int = 0
) -> Ranked:
    """One programme by CP-SAT; ``known``: less than this is known not to remain."""
    # OR-Tools takes half a second to load, and few rankings need it.
    from creditbank.plan.cpsat import least_remaining

    problem = problem_of(market, learner, programme, matches=matches)
    rest = _rest(market.programmes[programme], frozenset())
    try:
        remaining = least_remaining(problem, known=known)
    except NotSolved:
        return _with_gap(problem, programme, rest, known)
    assert remaining is not None  # noqa: S101 - the index refuses programmes that study alone cannot complete
    return Ranked(programme=programme, remaining=remaining, converted=rest - remaining, proven=True, bound=remaining)


def _with_gap(problem: Problem, programme: int, rest: int, known: int) -> Ranked:
    """The best that the effort finds, without proof."""
    try:
        plan = solve(problem, explain=False, proof=False)
    except NotSolved:
        return Ranked(programme=programme, remaining=rest, converted=0, proven=False, bound=known)
    return Ranked(
        programme=programme,
        remaining=plan.remaining,
        converted=rest - plan.remaining,
        proven=plan.status == "proven",
        bound=max(plan.bound, known),
    )


def _proven(index: Index, programme: int, remaining: int) -> Ranked:
    converted = int(index.arrays.totals.rest[programme]) - remaining
    return Ranked(programme=programme, remaining=remaining, converted=converted, proven=True, bound=remaining)


def _settle(
    market: Market,
    learner: MarketLearner,
    matches: Matches,
    state: tuple[list[Ranked], list[tuple[int, int]], int],
) -> list[Ranked]:
    """Solve what is open, the least bound first, until no bound is below the last place."""
    known, unsettled, top = state
    for bound, programme in sorted(unsettled):
        known.sort(key=_order)
        if len(known) >= top and (bound, programme) > _order(known[top - 1]):
            break
        known.append(solve_exactly(market, learner, programme, matches, bound))
    return sorted(known, key=_order)[:top]


def _order(ranked: Ranked) -> tuple[int, int]:
    return ranked.remaining, ranked.programme


def _least_left(market: Market, learner: MarketLearner, programme: int, matches: Matches) -> int:
    """A bound without the index: everything granted that some matched rule grants, or the narrowest cap filled."""
    own = market.programmes[programme]
    levels = {course.id: course.level for course in own.courses if course.convertible}
    covered = {
        course
        for number, instances in matches.items()
        if not (rule := market.rules[number]).programmes or programme in rule.programmes
        for level in [max(min(learner.outcomes[place].level for place in instance) for instance in instances)]
        for course in rule.courses
        if levels.get(course, level + 1) <= level
    }
    rest = _rest(own, frozenset())
    room = min((max(0, cap.at_most) for cap in own.caps if not cap.categories), default=rest)
    return max(_rest(own, frozenset(covered)), rest - room)


def _rest(programme: MarketProgramme, done: frozenset[int]) -> int:
    credits_of = {course.id: course.credits for course in programme.courses}
    return sum(module_rest(module, credits_of, done) for module in programme.modules)


def warm() -> None:
    """Compile the ranking, or read it from the cache where that has been done."""
    from creditbank.plan.index_build import compile_index

    empty = MarketProgramme(level=0, courses=(), modules=())
    index = compile_index(Market(types=(), rules=(), programmes=(empty,)))
    arrays, work, held = index.arrays, workspace_of(index), held_of(MarketLearner(outcomes=()))
    columns = (np.zeros((0, 1), dtype=np.int64), np.zeros((0, 1), dtype=np.int64), np.zeros(0, dtype=np.int64))
    rank_one(arrays, work, held, MOST_NODES, answers(1, 1))
    rank_many(arrays, work, held, np.zeros(1, dtype=np.int64), MOST_NODES, columns)
    solve_one(arrays, work, held, (0, NO_KEY), MOST_NODES)


if __name__ == "__main__":
    warm()
