"""The ranking and what would help most, against solving everything by CP-SAT."""

import random

import msgspec
import pytest

from creditbank.plan.cpsat import least_remaining
from creditbank.plan.index import Index
from creditbank.plan.index_build import compile_index
from creditbank.plan.market import (
    Market,
    MarketCourse,
    MarketLearner,
    MarketModule,
    MarketOutcome,
    MarketProgramme,
    MarketRule,
    MarketSlot,
    OutcomeType,
    match,
    problem_of,
)
from creditbank.plan.rank import Ranked, rank
from creditbank.plan.tests.random_markets import TYPES, random_learner, random_market
from creditbank.plan.unlock_index import unlock, with_outcome


def exact(market: Market, learner: MarketLearner, programme: int, known: object = None) -> int:
    """What remains, by CP-SAT on the ordinary problem."""
    matches = match(market, learner) if known is None else known
    remaining = least_remaining(problem_of(market, learner, programme, matches=matches))  # type: ignore[arg-type]
    assert remaining is not None
    return remaining


def exhaustive(market: Market, learner: MarketLearner) -> list[tuple[int, int]]:
    """All programmes as (remaining, programme), solved one by one."""
    known = match(market, learner)
    return sorted((exact(market, learner, one, known), one) for one in range(len(market.programmes)))


def keys(ranked: list[Ranked]) -> list[tuple[int, int]]:
    assert all(one.proven and one.bound == one.remaining for one in ranked)
    return [(one.remaining, one.programme) for one in ranked]


@pytest.mark.parametrize("seed", range(24))
def test_the_ranking_is_the_head_of_solving_everything(seed: int) -> None:
    index, learner = compile_index(random_market(seed)), random_learner(seed)
    everything = exhaustive(index.market, learner)
    assert keys(rank(index, learner, top=6)) == everything
    assert keys(rank(index, learner, top=2)) == everything[:2]


@pytest.mark.parametrize("seed", range(6))
def test_what_the_node_limit_leaves_open_is_solved_otherwise(seed: int) -> None:
    index, learner = compile_index(random_market(seed)), random_learner(seed)
    assert keys(rank(index, learner, top=3, most_nodes=0)) == exhaustive(index.market, learner)[:3]


def test_converted_is_what_conversion_takes_off() -> None:
    index, learner = compile_index(random_market(4)), random_learner(4)
    nothing = MarketLearner(outcomes=())
    without = {one.programme: one.remaining for one in rank(index, nothing, top=6)}
    assert all(one.converted == without[one.programme] - one.remaining for one in rank(index, learner, top=6))
    assert any(one.converted for one in rank(index, learner, top=6))


def test_the_order_of_outcomes_and_rules_does_not_matter() -> None:
    market, learner = random_market(7), random_learner(7)
    draw = random.Random(7)  # noqa: S311 - test data
    rules, held = list(market.rules), list(learner.outcomes)
    draw.shuffle(rules)
    draw.shuffle(held)
    shuffled = compile_index(msgspec.structs.replace(market, rules=tuple(rules)))
    assert rank(shuffled, MarketLearner(outcomes=tuple(held))) == rank(compile_index(market), learner)


def wide_market(electives: int, outcomes: int) -> Market:
    """A programme of so many electives, each granted for an outcome of its own, and a small one beside it."""
    courses = tuple(MarketCourse(id=one, credits=2 + one % 3, level=3) for one in range(electives))
    wide = MarketModule(courses=tuple(range(electives)), need="credits", amount=electives)
    small = MarketModule(courses=(0, 1), need="all")
    return Market(
        types=tuple(OutcomeType(category=0) for _ in range(outcomes)),
        rules=tuple(
            MarketRule(slots=(MarketSlot(types=(one,)),), courses=(one % electives,), category=0)
            for one in range(outcomes)
        ),
        programmes=(
            MarketProgramme(level=3, courses=courses, modules=(wide,)),
            MarketProgramme(level=3, courses=courses[:2], modules=(small,)),
        ),
    )


@pytest.mark.parametrize(("electives", "outcomes"), [(14, 14), (6, 70), (14, 70)])
def test_what_is_too_wide_for_the_index_is_solved_otherwise(electives: int, outcomes: int) -> None:
    index = compile_index(wide_market(electives, outcomes))
    learner = MarketLearner(
        outcomes=tuple(MarketOutcome(type=one, grade=70, level=3) for one in range(0, outcomes, 1 + (outcomes < 20)))
    )
    assert index.beyond == ((0,) if electives > 12 else ())
    assert keys(rank(index, learner)) == exhaustive(index.market, learner)


@pytest.mark.parametrize("seed", range(12))
def test_what_helps_most_is_what_trying_every_type_says(seed: int) -> None:
    index, learner = compile_index(random_market(seed)), random_learner(seed, most=4)
    found = unlock(index, learner, 0)
    now = exact(index.market, learner, 0)
    gains = [(now - exact(index.market, with_outcome(index, learner, one), 0), -one) for one in range(TYPES)]
    gain, type_ = max(gains)
    assert (found.remaining, found.gain, found.type, found.proven) == (now, gain, -type_ if gain else None, True)


def test_what_helps_most_beyond_the_index() -> None:
    index: Index = compile_index(wide_market(14, 14))
    found = unlock(index, MarketLearner(outcomes=()), 0)
    assert (found.type, found.gain) == (2, 4)
