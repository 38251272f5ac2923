"""The market's format, the problems it is written as, and the tables of its modules."""

import itertools
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
import pytest

from creditbank.plan.check import check
from creditbank.plan.index import load_index, save_index
from creditbank.plan.index_build import compile_index
from creditbank.plan.market import (
    Market,
    MarketCap,
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
from creditbank.plan.module_tables import IMPOSSIBLE, module_rest, rest_table
from creditbank.plan.solve import solve
from creditbank.plan.tests.random_markets import random_learner, random_market


def market(*rules: MarketRule, caps: tuple[MarketCap, ...] = ()) -> Market:
    """One programme of six courses: two compulsory, five credits of two electives, one of two tracks."""
    programme = MarketProgramme(
        level=3,
        courses=tuple(MarketCourse(id=number, credits=2 + number, level=3) for number in range(1, 7)),
        modules=(
            MarketModule(courses=(1, 2), need="all"),
            MarketModule(courses=(3, 4), need="credits", amount=5),
            MarketModule(courses=(5, 6), need="tracks", tracks=((5,), (6,))),
        ),
        caps=caps,
    )
    types = (OutcomeType(category=0, credits=4), OutcomeType(category=1))
    return Market(types=types, rules=rules, programmes=(programme,))


def learner(*types: int, level: int = 4, grade: int = 80) -> MarketLearner:
    return MarketLearner(outcomes=tuple(MarketOutcome(type=one, grade=grade, level=level) for one in types))


PAIR = MarketRule(slots=(MarketSlot(types=(0,)), MarketSlot(types=(0, 1))), courses=(1, 2), category=0)
SINGLE = MarketRule(slots=(MarketSlot(types=(1,), least_grade=60),), courses=(3,), category=1)


def test_one_text_for_one_market() -> None:
    written = msgspec.json.encode(random_market(1))
    assert msgspec.json.decode(written, type=Market) == random_market(1)


def test_a_set_of_outcomes_fills_a_rule_once() -> None:
    bank = market(PAIR)
    assert match(bank, learner(0, 0))[0] == ((0, 1),)
    assert match(bank, learner(0, 1))[0] == ((0, 1),)
    assert match(bank, learner(0)) == {}


def test_the_problem_is_solved_and_accepted_by_the_checker() -> None:
    problem = problem_of(market(PAIR, SINGLE), learner(0, 0, 1), 0)
    plan = solve(problem, explain=False)
    # 3 + 4 are granted by the pair, 5 by the single, and the cheaper track, 7, is left.
    assert (plan.remaining, plan.remaining_without) == (7, 19)
    assert check(problem, plan) == []


@pytest.mark.parametrize(
    ("held", "remains"),
    [
        (learner(1), 14),
        (learner(1, level=2), 19),
        (learner(1, grade=59), 19),
        (MarketLearner(outcomes=(MarketOutcome(type=1, grade=80, level=4, valid=False),)), 19),
    ],
    ids=["fits", "below the level of the course", "below the least grade", "not valid"],
)
def test_what_an_outcome_must_be(held: MarketLearner, remains: int) -> None:
    assert solve(problem_of(market(SINGLE), held, 0), explain=False).remaining == remains


def test_caps_count_by_category() -> None:
    capped = market(PAIR, SINGLE, caps=(MarketCap(categories=(0,), at_most=5),))
    # Of the pair's 3 + 4 only 4 stay within the cap; the single is of another category.
    assert solve(problem_of(capped, learner(0, 0, 1), 0), explain=False).remaining == 10


def test_versatile_outcomes_are_counted_over_all_programmes() -> None:
    problem = problem_of(market(PAIR, SINGLE), learner(0, 1), 0)
    assert {one.id: one.flex for one in problem.outcomes} == {"o000": 1, "o001": 2}


@pytest.mark.parametrize("seed", range(12))
def test_tables_hold_what_a_module_asks_for(seed: int) -> None:
    for programme in random_market(seed).programmes:
        credits_of = {course.id: course.credits for course in programme.courses}
        for module in programme.modules:
            grantable = module.courses[: 1 + seed % 3]
            table = rest_table(module, credits_of, grantable)
            for mask, rest in enumerate(table.tolist()):
                done = {course for bit, course in enumerate(grantable) if mask >> bit & 1}
                assert rest == module_rest(module, credits_of, done) == _by_trying(module, credits_of, done)


def _by_trying(module: MarketModule, credits_of: dict[int, int], done: set[int]) -> int:
    """The cheapest study that finishes the module, over all subsets."""
    others = [course for course in module.courses if course not in done]
    subsets = (set(s) for size in range(len(others) + 1) for s in itertools.combinations(others, size))
    costs = [sum(credits_of[course] for course in s) for s in subsets if _is_met(module, credits_of, done | s)]
    return min(costs, default=IMPOSSIBLE)


def _is_met(module: MarketModule, credits_of: dict[int, int], done: set[int]) -> bool:
    match module.need:
        case "all":
            return done.issuperset(module.courses)
        case "credits":
            return sum(credits_of[course] for course in done & set(module.courses)) >= module.amount
        case "choose":
            return len(done & set(module.courses)) >= module.amount
        case "tracks":
            return any(done.issuperset(track) for track in module.tracks)


def test_an_index_is_read_as_it_was_written(tmp_path) -> None:  # type: ignore[no-untyped-def]
    index = compile_index(random_market(3))
    save_index(index, tmp_path / "index.npz")
    again = load_index(tmp_path / "index.npz")
    assert (again.market, again.hash, again.beyond) == (index.market, index.hash, index.beyond)
    groups: Iterator[tuple[Any, Any]] = zip(index.arrays, again.arrays, strict=True)
    for group, same in groups:
        assert all(np.array_equal(one, other) for one, other in zip(group, same, strict=True))


@pytest.mark.parametrize(
    ("modules", "said"),
    [
        ((MarketModule(courses=(1,), need="all"), MarketModule(courses=(1,), need="all")), "two modules"),
        ((MarketModule(courses=(9,), need="all"),), "has not"),
        ((MarketModule(courses=(1,), need="credits", amount=99),), "cannot be met"),
    ],
)
def test_malformed_programmes_are_refused(modules: tuple[MarketModule, ...], said: str) -> None:
    course = MarketCourse(id=1, credits=2, level=3)
    bank = Market(types=(), rules=(), programmes=(MarketProgramme(level=3, courses=(course,), modules=modules),))
    with pytest.raises(ValueError, match=said):
        compile_index(bank)


def test_random_learners_are_what_they_seem() -> None:
    assert random_learner(5) == random_learner(5) != random_learner(6)
