"""Which one further outcome would bring a programme nearest, of all types that the bank knows; exact, on the index.

A rule that lacks exactly one input names the types that would fill it. A new outcome stands in one line at most, and without
that line the plan is one that the learner has today: so no type gains more than the largest grant it makes possible. In the
order of that bound each type is tried with an exact solve, until no bound is above the best gain.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

import msgspec
import numpy as np

from creditbank.plan.index import Index, Ints
from creditbank.plan.market import MarketLearner, MarketOutcome, MarketRule, MarketSlot, match
from creditbank.plan.rank import MOST_NODES, held_of, solve_exactly, workspace_of
from creditbank.plan.rank_core import NO_KEY, solve_one
from creditbank.plan.search import NOTHING, PROVEN

BEST_GRADE = 100


class Unlock(msgspec.Struct, frozen=True, kw_only=True):
    """The one outcome that helps most; of equal ones the smallest type."""

    programme: int
    type: int | None
    """``None``: no single outcome helps."""
    gain: int
    """By how much less would remain."""
    remaining: int
    """What remains without it."""
    proven: bool


def unlock(index: Index, learner: MarketLearner, programme: int, /, *, most_nodes: int = MOST_NODES) -> Unlock:
    """The type whose best outcome (top grade and level) leaves least to study in the programme."""
    remaining, proven = _remaining(index, learner, programme, NO_KEY, most_nodes)
    most = remaining - int(index.arrays.totals.least[programme])
    best, gain = None, 0
    for type_, bound in sorted(_bounds(index, learner, programme).items(), key=lambda one: (-one[1], one[0])):
        if min(bound, most) < max(gain, 1):
            break
        before = best is not None and type_ < best
        if min(bound, most) == gain and not before:
            continue
        # Below this it gains more, or as much with a smaller type.
        ceiling = remaining - gain + before
        left, sure = remaining_with(index, learner, programme, type_, ceiling, most_nodes)
        proven = proven and sure
        if left < min(ceiling, remaining):
            best, gain = type_, remaining - left
    return Unlock(programme=programme, type=best, gain=gain, remaining=remaining, proven=proven)


def with_outcome(index: Index, learner: MarketLearner, type_: int, /) -> MarketLearner:
    """The learner with one more outcome, as good as any can be."""
    further = MarketOutcome(type=type_, grade=BEST_GRADE, level=index.top_level)
    return MarketLearner(outcomes=(*learner.outcomes, further))


def remaining_with(
    index: Index, learner: MarketLearner, programme: int, type_: int, ceiling: int, most_nodes: int = MOST_NODES, /
) -> tuple[int, bool]:
    """What remains in the programme with that one more outcome, if less than the ceiling, else the ceiling; and whether that is proven."""
    return _remaining(index, with_outcome(index, learner, type_), programme, ceiling, most_nodes)


def _remaining(index: Index, learner: MarketLearner, programme: int, ceiling: int, most_nodes: int) -> tuple[int, bool]:
    if programme not in index.beyond:
        work, held = workspace_of(index), held_of(learner)
        status, value = solve_one(index.arrays, work, held, (programme, ceiling), most_nodes)
        if status == PROVEN:
            return int(value), True
        if status == NOTHING:
            return ceiling, True
    solved = solve_exactly(index.market, learner, programme, match(index.market, learner))
    return min(solved.remaining, ceiling), solved.proven


def _bounds(index: Index, learner: MarketLearner, programme: int) -> dict[int, int]:
    """By type, the most that one more outcome of it can gain; types that fit nowhere are left out."""
    own = index.market.programmes[programme]
    credits_of = {course.id: course.credits for course in own.courses if course.convertible}
    by_type = _by_type(learner)
    bounds: dict[int, int] = defaultdict(int)
    for number in _rules_of(index, programme):
        rule = index.market.rules[number]
        grant = _largest_grant(rule, credits_of)
        for slot in _lacking(rule, by_type):
            for type_ in slot.types:
                bounds[type_] = max(bounds[type_], grant)
    return bounds


@lru_cache(maxsize=2)
def _rules_by_programme(index: Index) -> tuple[Ints, Ints]:
    """Where the rules of each programme begin, and the rules."""
    hits = index.arrays.hits
    rules = np.repeat(np.arange(len(index.market.rules)), np.diff(hits.start))
    order = np.argsort(hits.programme, kind="stable")
    start = np.searchsorted(hits.programme[order], np.arange(len(index.market.programmes) + 1))
    return start, rules[order]


def _rules_of(index: Index, programme: int) -> Iterator[int]:
    """The rules that grant something in the programme."""
    if programme in index.beyond:
        own = {course.id for course in index.market.programmes[programme].courses}
        for number, rule in enumerate(index.market.rules):
            if not own.isdisjoint(rule.courses) and (not rule.programmes or programme in rule.programmes):
                yield number
    else:
        start, rules = _rules_by_programme(index)
        yield from rules[start[programme] : start[programme + 1]].tolist()


def _largest_grant(rule: MarketRule, credits_of: dict[int, int]) -> int:
    """The most credits that one line of the rule can grant."""
    amounts = sorted((credits_of.get(course, 0) for course in set(rule.courses)), reverse=True)
    most = sum(amounts[: rule.choose or len(amounts)])
    return min(most, rule.budget) if rule.budget else most


def _by_type(learner: MarketLearner) -> dict[int, list[tuple[int, int]]]:
    """By type, the (place, grade) of the valid outcomes."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for place, one in enumerate(learner.outcomes):
        if one.valid:
            found[one.type].append((place, one.grade))
    return found


def _lacking(rule: MarketRule, by_type: dict[int, list[tuple[int, int]]]) -> Iterator[MarketSlot]:
    """The slots that a new outcome would fill, the others being filled by distinct outcomes of the learner."""
    fitting = [
        {place for type_ in slot.types for place, grade in by_type.get(type_, ()) if grade >= slot.least_grade}
        for slot in rule.slots
    ]
    if sum(not places for places in fitting) <= 1:
        for at, slot in enumerate(rule.slots):
            if _can_fill([places for other, places in enumerate(fitting) if other != at], frozenset()):
                yield slot


def _can_fill(fitting: list[set[int]], used: frozenset[int]) -> bool:
    """Whether each slot can have an outcome of its own; there are four slots at most."""
    if not fitting:
        return True
    return any(_can_fill(fitting[1:], used | {place}) for place in fitting[0] - used)
